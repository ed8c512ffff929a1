import { html, nothing, type TemplateResult } from 'lit';
import type { Deed, SelectionView } from '../../protocol/records';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import type { Shown } from './page';

/** What is selected, and what can be done with it. Its room is there when nothing is, so that no row moves. */
export function selectionBar({ snapshot: { selection, total }, post }: Shown): TemplateResult {
  const isAll = selection !== null && total > 0 && selection.count - selection.outside === total;
  return html`<div class="selection" role="toolbar" aria-label="Selected records">
    <button class="check-all" role="checkbox" aria-checked=${selection === null ? 'false' : isAll ? 'true' : 'mixed'} aria-label="All records of the list" ?disabled=${total === 0 && selection === null}
      @click=${() => post({ type: isAll ? 'selectNone' : 'selectAll' })}>${selection === null ? nothing : icon(isAll ? 'check' : 'dash')}</button>
    ${selection === null ? html`<span class="muted">None selected</span>` : html`<b>${full(selection.count)} selected</b>${selection.outside === 0 ? nothing : html`<span class="outside">${full(selection.outside)} not in this list</span>`}<span class="muted words">${selection.words}</span>${deeds(selection, (deed) => post({ type: 'act', deed }))}`}
    <span class="spacer"></span>
    ${isAll || total === 0 ? nothing : html`<button class="link" @click=${() => post({ type: 'selectAll' })}>Select all ${full(total)}</button>`}
    ${selection === null ? nothing : html`<button class="icon" title="Select none (Escape)" aria-label="Select none" @click=${() => post({ type: 'selectNone' })}>${icon('close')}</button>`}
  </div>`;
}

function deeds({ count, applies }: SelectionView, act: (deed: Deed) => void): TemplateResult {
  const button = (deed: Deed, name: string, title: string, text: string): TemplateResult => {
    const some = applies[deed];
    const reason = some === 0 ? ' None of the selected records is in such a status.' : some < count ? ` Of those selected, ${full(some)}.` : '';
    return html`<button class="button ${deed === 'retry' ? 'primary' : ''}" ?disabled=${some === 0} title="${title}${reason}" @click=${() => act(deed)}>${icon(name)}${text}</button>`;
  };
  const edits = applies.discard === 1 ? 'Discard 1 edit…' : `Discard ${full(applies.discard)} edits…`;
  return html`<span class="deeds">
    ${button('retry', 'debug-restart', 'Tries what failed again now.', applies.retry === 0 ? 'Retry' : `Retry ${full(applies.retry)}`)}
    ${button('sync', 'sync', 'Sends what waits; of what rests, asks the master.', 'Sync now')}
    ${button('discard', 'discard', 'Gives edits up, after a question.', applies.discard === 0 ? 'Discard edits…' : edits)}
    ${button('open', 'go-to-file', 'Opens the records as documents.', 'Open')}
  </span>`;
}
