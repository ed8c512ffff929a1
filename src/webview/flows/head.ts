import { html, nothing, type TemplateResult } from 'lit';
import { WINDOWS, type Snapshot, type ToEditor, type Window } from '../../protocol/flows';
import { icon, statusIcon } from '../shared/icon';
import type { Find } from './find';
import { menu } from './menu';

/** What the bars above the drawing show and do. */
export interface Head {
  readonly snapshot: Snapshot;
  readonly find: Find;
  readonly isList: boolean;
  /** Why there is no drawing; null where there is one. */
  readonly failure: string | null;
  readonly post: (message: ToEditor) => void;
  readonly toggleList: () => void;
  readonly savePicture: (format: 'svg' | 'png') => void;
}

/** Record, job or window, find, and what can be done with the drawing. */
export function head({ snapshot, find, isList, failure, post, toggleList, savePicture }: Head): TemplateResult {
  const hasDrawing = failure === null && !isList;
  const tool = (title: string, name: string, run: () => void) => html`<button class="tool" title=${title} aria-label=${title} @click=${run}>${icon(name)}</button>`;
  return html`<header class="toolbar">
    ${record(snapshot, post)} ${snapshot.selected ? jobs(snapshot.selected, post) : windows(snapshot.window, post)}
    <span class="spacer"></span>
    ${find.field(!hasDrawing)}
    <button class="tool" title="Show as list" aria-label="Show as list" aria-pressed=${isList} ?disabled=${failure !== null} @click=${toggleList}>${icon('list-flat')}</button>
    ${tool('Copy as Mermaid', 'copy', () => post({ type: 'copyMermaid' }))}
    ${menu('More actions', [
      { label: 'Open as Mermaid Document', run: () => post({ type: 'openMermaid' }), isEnabled: true },
      { label: 'Save Drawing as SVG…', run: () => savePicture('svg'), isEnabled: hasDrawing },
      { label: 'Save Drawing as PNG…', run: () => savePicture('png'), isEnabled: hasDrawing },
    ])}
  </header>`;
}

function record({ selected }: Snapshot, post: Head['post']): TemplateResult {
  if (!selected) return html`<button class="chip is-empty" title="Choose a record to see its path" @click=${() => post({ type: 'pickRecord' })}>${icon('record')}<span class="text">Choose a record…</span></button>`;
  const { key, name, status } = selected;
  return html`<div class="chip">
    <button class="pick" title=${`${key}${name === '' ? '' : ` · ${name}`}\nChoose another record`} @click=${() => post({ type: 'pickRecord' })}>
      ${statusIcon(status)}<span class="text"><bdi>${key}</bdi>${name === '' ? nothing : html`<span> · <bdi>${name}</bdi></span>`}</span>
    </button>
    <button class="tool" title="Follow no record" aria-label="Follow no record" @click=${() => post({ type: 'clearRecord' })}>${icon('close')}</button>
  </div>`;
}

function jobs({ jobs: all, job }: NonNullable<Snapshot['selected']>, post: Head['post']): TemplateResult {
  if (all.length === 0) return html`<span class="muted">No job yet</span>`;
  return html`<select aria-label="Job" @change=${(event: Event) => event.target instanceof HTMLSelectElement && post({ type: 'job', number: Number(event.target.value) })}>
    ${all.map(({ number, label }) => html`<option value=${number} .selected=${number === job}>${label}</option>`)}
  </select>`;
}

const WINDOW_NAMES: Readonly<Record<Window, readonly [string, string]>> = { hour: ['Hour', 'the last hour'], day: ['Day', 'the last day'], all: ['All', 'the whole log'] };

const windows = (present: Window, post: Head['post']): TemplateResult => html`<div class="windows" role="group" aria-label="Counts of">
  ${WINDOWS.map((window) => html`<button aria-pressed=${window === present} title=${`Counts of ${WINDOW_NAMES[window][1]}`} @click=${() => post({ type: 'window', window })}>${WINDOW_NAMES[window][0]}</button>`)}
</div>`;

/** Where the record stands and why, or what can be done without one; and what holds everything up. */
export const sentence = ({ snapshot: { selected, canPull, notice, action, reading }, failure, post }: Head): TemplateResult => html`
  ${selected ? said(selected, post) : canPull ? pull(post) : nothing}
  ${reading === null ? nothing : html`<p class="note">${icon('loading')}<span>Reading the log: ${Math.floor(reading * 100)} %</span><progress max="1" value=${reading}></progress></p>`}
  ${note('info', notice, action === null ? nothing : html`<button class="link" @click=${() => post({ type: 'connect' })}>${action}</button>`)} ${note('warning', failure)}
`;

const said = ({ status, sentence: text }: NonNullable<Snapshot['selected']>, post: Head['post']): TemplateResult => html`<div class="sentence">
  ${statusIcon(status)}
  <p title=${text}><b>${status}</b><bdi>${text.slice(status.length)}</bdi></p>
  <button class="link" title="The decisions that led here (W)" @click=${() => post({ type: 'why' })}>Why?</button>
  <button class="link" @click=${() => post({ type: 'openRecord' })}>Open Record</button>
</div>`;

const pull = (post: Head['post']): TemplateResult => html`<div class="sentence">
  ${icon('cloud-download')}
  <p>No records yet: pull them from the master to fill the store.</p>
  <button class="primary" @click=${() => post({ type: 'pull' })}>Pull</button>
</div>`;

const note = (name: string, text: string | null, action: TemplateResult | typeof nothing = nothing): TemplateResult | typeof nothing => (text === null ? nothing : html`<p class="note">${icon(name)}<bdi>${text}</bdi>${action}</p>`);
