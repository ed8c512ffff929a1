import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot, ToEditor } from '../../protocol/stateMachine';
import { icon, statusIcon } from '../shared/icon';

/** What the page shows around its drawing. */
export interface Frame {
  readonly snapshot: Snapshot;
  readonly stage: HTMLElement;
  /** The list that is shown in the place of the drawing; null for the drawing. */
  readonly tables: TemplateResult | null;
  /** Why there is no drawing; null where there is one. */
  readonly failure: string | null;
  readonly post: (message: ToEditor) => void;
  readonly toggleList: () => void;
}

/** Toolbar, sentence, notice, content and legend. */
export const frame = (it: Frame): TemplateResult => html`
  <header class="toolbar">
    ${picker(it)}
    <span class="spacer"></span>
    <button class="tool" title="Copy as Mermaid" aria-label="Copy as Mermaid" @click=${() => it.post({ type: 'copyMermaid' })}>${icon('copy')}</button>
    <button class="tool" title="Show as list" aria-label="Show as list" aria-pressed=${it.tables !== null} ?disabled=${it.failure !== null} @click=${it.toggleList}>${icon('list-flat')}</button>
  </header>
  ${sentence(it)} ${note('info', it.snapshot.notice)} ${note('warning', it.failure)}
  <main class=${it.tables ? 'is-list' : ''}>${it.stage}${it.tables}</main>
  ${legend(it)}
`;

function picker({ snapshot: { selected }, post }: Frame): TemplateResult {
  const name = selected && selected.name !== '' ? html`<span class="muted"> · <bdi>${selected.name}</bdi></span>` : nothing;
  return html`<div class="picker">
    <button class="pick" title="Pick a record to see its way" @click=${() => post({ type: 'pickRecord' })}>
      ${icon('record')}<span class="text">${selected ? html`<bdi>${selected.key}</bdi>${name}` : html`<span class="placeholder">Pick a record</span>`}</span>
    </button>
    ${selected ? html`<button class="tool clear" title="Follow no record" aria-label="Follow no record" @click=${() => post({ type: 'clearRecord' })}>${icon('close')}</button>` : nothing}
  </div>`;
}

function sentence({ snapshot: { selected, canPull }, post }: Frame): TemplateResult {
  if (selected) {
    const { status } = selected;
    return html`<div class="sentence">
      ${statusIcon(status)}
      <p title=${selected.sentence}><b>${status}</b><bdi>${selected.sentence.slice(status.length)}</bdi></p>
      <button class="link" @click=${() => post({ type: 'openRecord' })}>Open record</button>
    </div>`;
  }
  if (canPull) {
    return html`<div class="sentence">
      ${icon('cloud-download')}
      <p>No records yet: pull them from the master to fill the store.</p>
      <button class="primary" @click=${() => post({ type: 'pull' })}>Pull</button>
    </div>`;
  }
  return html`<div class="sentence">${icon('info')}<p class="muted">Pick a record to see its way, or a state to list its records.</p></div>`;
}

const note = (name: string, text: string | null): TemplateResult | typeof nothing => (text === null ? nothing : html`<p class="note">${icon(name)}<bdi>${text}</bdi></p>`);

function legend({ snapshot: { selected, edges } }: Frame): TemplateResult {
  const taken = edges.filter(({ count }) => count > 0).length;
  return html`<footer class="legend">
    ${selected ? html`<span class="key"><span class="line is-path"></span><span class="text">path of <bdi>${selected.key}</bdi></span></span>` : nothing}
    <span class="key"><span class="line"></span>${selected ? 'others, with count' : 'transitions, with count'}</span>
    <span class="spacer"></span>
    <span class="taken" title="Since the log began">${taken} of ${edges.length} edges taken</span>
  </footer>`;
}
