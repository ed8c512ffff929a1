import { html, nothing, type TemplateResult } from 'lit';
import { CONNECTION_ICONS } from '../../protocol/connectionLook';
import { FIRST_VIEW, PERIODS, type Period, type Range, type Snapshot, type ToEditor, type View } from '../../protocol/records';
import type { Status } from '../../protocol/statusLook';
import { icon, statusIcon } from '../shared/icon';
import { full, many } from '../shared/number';
import { selectionBar } from './selectionBar';

const PERIOD_NAMES: Readonly<Record<Period, string>> = { any: 'Any time', '1h': 'Last hour', '24h': 'Last day', '7d': 'Last week' };

/** What the page is drawn from. */
export interface Shown {
  readonly snapshot: Snapshot;
  /** What is being typed may be ahead of the snapshot. */
  readonly view: View;
  readonly visible: Range;
  readonly table: HTMLElement;
  readonly post: (message: ToEditor) => void;
  readonly choose: (part: Partial<View>) => void;
}

/** The whole page around the table. */
export function page(shown: Shown): TemplateResult {
  const { snapshot: { obstacle, canPull, notice, total, all, selection }, post } = shown;
  if (obstacle) return canPull
    ? empty('cloud-download', 'No records yet: pull them from the master to fill the store.', 'Pull', () => post({ type: 'pull' }))
    : empty(CONNECTION_ICONS[obstacle.kind], obstacle.why, obstacle.action, () => post({ type: 'connect' }));
  return html`${filters(shown)}${chips(shown)}${notice === null ? nothing : html`<p class="notice">${icon('info')}<bdi>${notice}</bdi></p>`}${selectionBar(shown)}
    <main class=${total === 0 ? 'is-empty' : ''}>${shown.table}${total === 0 ? empty('filter', 'No record fits the filter.', 'Show All Records', () => showAll(shown)) : nothing}</main>
    ${strip(shown)}
    <div class="visually-hidden" role="status">${full(total)} of ${many(all, 'record')}${selection ? html`, ${full(selection.count)} selected` : nothing}</div>`;
}

function filters(shown: Shown): TemplateResult {
  const { snapshot: { resources, total, all }, view: { text, resource, period }, choose, post } = shown;
  return html`<header class="filters">
    <span class="text">${icon('filter')}<input type="text" id="filter" spellcheck="false" placeholder="Filter by id, name or error text" aria-label="Filter by id, name or error text"
      .value=${text} @input=${({ target }: Event) => target instanceof HTMLInputElement && choose({ text: target.value })}></span>
    <select aria-label="Resource" @change=${({ target }: Event) => target instanceof HTMLSelectElement && choose({ resource: target.value === '' ? null : target.value })}>
      <option value="" .selected=${resource === null}>All resources</option>
      ${resources.map((name) => html`<option value=${name} .selected=${name === resource}>${name}</option>`)}
    </select>
    <select aria-label="Time of the last change" @change=${({ target }: Event) => target instanceof HTMLSelectElement && choose({ period: PERIODS.find((name) => name === target.value) ?? 'any' })}>
      ${PERIODS.map((name) => html`<option value=${name} .selected=${name === period}>${PERIOD_NAMES[name]}</option>`)}
    </select>
    <span class="spacer"></span>
    <span class="count"><b>${full(total)}</b> of ${many(all, 'record')}</span>
    <button class="icon" title="Show all records" aria-label="Show all records" ?disabled=${total === all} @click=${() => showAll(shown)}>${icon('clear-all')}</button>
    <button class="icon" title="Export this list as CSV or JSON" aria-label="Export this list" ?disabled=${total === 0} @click=${() => post({ type: 'export' })}>${icon('export')}</button>
  </header>`;
}

function chips({ snapshot: { counts, title }, view, choose, post }: Shown): TemplateResult {
  const chosen = new Set<Status>(view.statuses ?? []);
  const toggle = (status: Status): void => choose({ statuses: counts.map((each) => each.status).filter((each) => chosen.has(each) !== (each === status)) });
  return html`<div class="chips" role="group" aria-label="Statuses">
    ${title === null ? nothing : html`<button class="chip is-list" title="Show the other records too" @click=${() => post({ type: 'leaveList' })}><bdi>${title}</bdi>${icon('close')}</button>`}
    ${counts.map(({ status, count }) => html`<button class="chip" aria-pressed=${chosen.has(status)} title="${chosen.has(status) ? 'Hides' : 'Shows'} ${many(count, 'record')} in ${status}" @click=${() => toggle(status)}>
      ${statusIcon(status)}<span>${status}</span><span class="number">${full(count)}</span></button>`)}
  </div>`;
}

/** No filter at all, in the same order. */
function showAll({ snapshot: { counts, title }, view: { column, isDown }, choose, post }: Shown): void {
  if (title !== null) post({ type: 'leaveList' });
  choose({ ...FIRST_VIEW, column, isDown, statuses: counts.map(({ status }) => status) });
}

function strip({ snapshot: { total }, visible: { from, to } }: Shown): TemplateResult {
  const hint = (keys: readonly string[], does: string): TemplateResult => html`<span class="hint">${keys.map((key) => html`<kbd>${key}</kbd>`)} ${does}</span>`;
  return html`<footer>
    ${hint(['↑', '↓'], 'move')}${hint(['Space'], 'select')}${hint(['Enter'], 'open')}${hint(['W'], 'why')}${hint(['T'], 'timeline')}${hint(['/'], 'filter')}
    <span class="spacer"></span><span>${total === 0 ? '' : `Rows ${full(from + 1)} to ${full(to)} of ${full(total)}`}</span>
  </footer>`;
}

const empty = (name: string, words: string, action: string, run: () => void): TemplateResult => html`<div class="empty">${icon(name)}<p><bdi>${words}</bdi></p><button class="button primary" @click=${run}>${action}</button></div>`;
