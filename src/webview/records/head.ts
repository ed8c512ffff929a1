import { html, nothing, type TemplateResult } from 'lit';
import { COLUMNS, type Column, type View } from '../../protocol/records';
import { icon } from '../shared/icon';

const TITLES: Readonly<Record<Column, string>> = { status: 'Status', record: 'Record', name: 'Name', version: 'Version', revision: 'Revision', attempts: 'Attempts', next: 'Next', error: 'Last error', synced: 'Last sync' };

/** The names of the columns; each sorts by it, and again the other way. */
export const head = ({ column: by, isDown }: View, sort: (column: Column) => void): TemplateResult => html`<div class="row" role="row" aria-rowindex="1">
  <span class="box" role="columnheader" aria-label="Selected"></span>
  ${COLUMNS.map((column) => html`<span class="cell ${column}" role="columnheader" aria-sort=${column !== by ? 'none' : isDown ? 'descending' : 'ascending'}>
    <button title="Sorts by ${TITLES[column]}" @click=${() => sort(column)}><span>${TITLES[column]}</span>${column === by ? icon(isDown ? 'arrow-down' : 'arrow-up') : nothing}</button>
  </span>`)}
</div>`;
