import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot, ToEditor } from '../../protocol/timeline';
import { icon } from '../shared/icon';
import { exchanges } from './exchanges';
import { bar, header } from './header';
import { jobs } from './jobs';
import type { Shown, View } from './shown';
import { validation } from './validation';
import { why } from './why';

/** The whole page. `now`: by the editor's clock. */
export function page(snapshot: Snapshot, now: number, view: View, post: (message: ToEditor) => void): TemplateResult {
  const { record, notice, choice } = snapshot;
  if (!record) {
    return html`<main class="empty">${icon('pulse')}<p><bdi>${notice ?? 'Pick a record to see why it is as it is, and every request that was sent for it.'}</bdi></p>
      <button class="primary" @click=${() => post({ type: 'pickRecord' })}>Pick a Record</button></main>`;
  }
  const shown: Shown = { snapshot, record, now, view, post, choose: (part) => post({ type: 'choose', choice: { ...choice, ...part } }) };
  return html`${header(shown)} ${bar(shown)}
    ${notice === null ? nothing : html`<p class="notice">${icon('info')}<bdi>${notice}</bdi></p>`}
    <main>
      <aside>${why(shown)}</aside>
      <div class="right">${jobs(shown)}${validation(shown)}${exchanges(shown)}</div>
    </main>`;
}
