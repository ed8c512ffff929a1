import { html, nothing, type TemplateResult } from 'lit';
import { CONNECTION_ICONS } from '../../protocol/connectionLook';
import { WINDOWS, type Snapshot, type ToEditor, type Window } from '../../protocol/dashboard';
import { icon } from '../shared/icon';
import { alerts } from './alerts';
import { banner } from './banner';
import { connection } from './connection';
import { donut } from './donut';
import { durations } from './durations';
import { patterns, recent } from './errors';
import { LAST, seconds } from './format';
import { gauge } from './gauge';
import { nextRuns } from './nextRuns';
import { phases } from './phases';
import type { Shown } from './shown';

const WINDOW_NAMES: Readonly<Record<Window, string>> = { '1h': 'Hour', '24h': 'Day', '7d': 'Week', '30d': 'Month' };

/** The whole page. `plot`: where the duration line is drawn; `index`: its point that is looked at. */
export function dashboard(snapshot: Snapshot, plot: HTMLElement, index: number | null, post: (message: ToEditor) => void): TemplateResult {
  const { figures, facts, connection: it, canPull } = snapshot;
  if (!figures || !facts) return empty(CONNECTION_ICONS[it.kind], it.why, html`<button class="primary" @click=${() => post({ type: 'connect' })}>${it.action}</button>`);
  const shown: Shown = { snapshot, figures, facts, post };
  if (figures.counts.every(({ count }) => count === 0)) return html`${toolbar(snapshot, post)}${empty(canPull ? 'cloud-download' : CONNECTION_ICONS[it.kind],
    canPull ? 'No records yet: pull them from the master to fill the store.' : it.why,
    canPull ? html`<button class="primary" @click=${() => post({ type: 'pull' })}>Pull</button>` : html`<button class="primary" @click=${() => post({ type: 'connect' })}>${it.action}</button>`)}`;
  return html`${toolbar(snapshot, post)} ${banner(shown)}
    <main>
      <div class="row top">${gauge(shown)}${donut(shown)}<div class="facts">${connection(shown)}<div class="side">${nextRuns(shown)}${alerts(shown)}</div></div></div>
      <div class="row middle">${durations(shown, plot, index)}${phases(shown)}</div>
      <div class="row bottom">${patterns(shown)}${recent(shown)}</div>
    </main>`;
}

function toolbar({ choice, resources, at, connection: { kind } }: Snapshot, post: (message: ToEditor) => void): TemplateResult {
  const choose = (part: object): void => post({ type: 'choose', choice: { ...choice, ...part } });
  return html`<header class="toolbar">
    <h1>Dashboard</h1>
    <div class="windows" role="group" aria-label="Window of time" data-rove>
      ${WINDOWS.map((window) => html`<button title="The last ${LAST[window]}" aria-pressed=${window === choice.window} @click=${() => choose({ window })}>${WINDOW_NAMES[window]}</button>`)}
    </div>
    <select aria-label="Resource" .value=${choice.resource ?? ''} @change=${({ target }: Event) => target instanceof HTMLSelectElement && choose({ resource: target.value === '' ? null : target.value })}>
      <option value="" ?selected=${choice.resource === null}>All resources</option>
      ${resources.map((name) => html`<option value=${name} ?selected=${name === choice.resource}>${name}</option>`)}
    </select>
    <span class="spacer"></span>
    <span class="muted as-of">as of ${seconds(at)}${kind === 'closed' ? nothing : ', live'}</span>
  </header>`;
}

const empty = (name: string, words: string, action: TemplateResult): TemplateResult => html`<main class="empty">${icon(name)}<p><bdi>${words}</bdi></p>${action}</main>`;
