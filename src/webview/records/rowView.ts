import { COLUMNS, type Column, type Row } from '../../protocol/records';
import { statusIcon } from '../shared/icon';
import { full } from '../shared/number';
import { answer } from '../shared/words';
import { due, inFull, lastSync } from './format';

/** Height of a row, px; the style sheet has the same. */
export const ROW_PX = 24;

/** The id of a row's element. */
export const rowId = (index: number): string => `row-${index}`;

/** How a row stands in the list. */
export interface Standing {
  readonly index: number;
  readonly isCurrent: boolean;
  /** More than one is selected. */
  readonly isOneOfMany: boolean;
  /** ms since 1970, by the clock of the rows. */
  readonly now: number;
}

/** One row of the table: an element that is used again for another record, and changes only where that differs. */
export class RowView {
  readonly element = make('div', 'row', 'row');
  readonly #check = make('span', 'check codicon codicon-check');
  readonly #word = document.createElement('span');
  readonly #cells: Readonly<Record<Column, HTMLElement>> = {
    status: cell('status'), record: cell('record'), name: cell('name'), version: cell('version'), revision: cell('revision'),
    attempts: cell('attempts'), next: cell('next'), error: cell('error'), synced: cell('synced'),
  };
  #status: Row['status'] | null = null;

  constructor() {
    const box = make('span', 'box', 'gridcell');
    box.append(this.#check);
    this.#check.ariaHidden = 'true';
    this.element.append(box, ...COLUMNS.map((column) => this.#cells[column]));
  }

  /** Shows a record, or that it is not here yet. */
  draw(row: Row | null, { index, isCurrent, isOneOfMany, now }: Standing): void {
    const { element } = this;
    element.hidden = false;
    element.id = rowId(index);
    element.dataset['index'] = String(index);
    element.style.transform = `translateY(${index * ROW_PX}px)`;
    element.ariaRowIndex = String(index + 2);
    element.ariaSelected = String(row?.isSelected ?? false);
    element.ariaBusy = String(row === null);
    element.classList.toggle('is-current', isCurrent);
    element.dataset['vscodeContext'] = JSON.stringify(row ? { webviewSection: 'reconciliationRecord', key: row.key, recordStatus: row.status, isOneOfMany: row.isSelected && isOneOfMany, preventDefaultContextMenuItems: true } : {});
    this.#drawStatus(row?.status ?? null);
    this.#write('record', row?.label ?? '', row?.label);
    this.#write('name', row?.name ?? '', row?.name);
    this.#write('version', row?.version ?? '');
    this.#write('revision', row ? full(row.revision) : '');
    this.#write('attempts', row ? full(row.attempts) : '');
    this.#write('next', row ? due(row.next, now) : '');
    this.#write('error', row ? answer(row.error) || '–' : '', row?.error);
    this.#write('synced', row ? lastSync(row.synced, now) : '', row ? inFull(row.synced) : '');
  }

  #drawStatus(status: Row['status'] | null): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#word.textContent = status;
    this.#cells.status.replaceChildren(...(status ? [statusIcon(status), this.#word] : []));
  }

  #write(column: Column, text: string, title = ''): void {
    const cell = this.#cells[column];
    if (cell.textContent !== text) cell.textContent = text;
    if (cell.title !== title) cell.title = title;
  }
}

const cell = (column: Column): HTMLElement => make('span', `cell ${column}`, 'gridcell');

function make(tag: 'div' | 'span', className: string, role: string | null = null): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.role = role;
  return element;
}
