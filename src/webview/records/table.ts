import { render } from 'lit';
import type { Column, Range, Row, Snapshot, ToEditor } from '../../protocol/records';
import { head } from './head';
import { RowList } from './rowList';
import { rowId, type RowView } from './rowView';

/** Rows beyond what is seen that are asked for, and that may be left before it is asked again. */
const MARGIN = 120;
const ENOUGH = 60;
/** An answer that has not come by then will not come, ms. */
const PATIENCE_MS = 500;

/** What the table asks of the page. */
export interface TableParts {
  readonly post: (message: ToEditor) => void;
  readonly sort: (column: Column) => void;
  readonly filter: () => void;
  /** Other rows are seen. */
  readonly onMove: () => void;
}

/** The table of records: the rows that are seen, the row that the keys act on, and asking for more rows. */
export class Table {
  readonly element = document.createElement('div');
  readonly list: RowList;
  readonly #head = document.createElement('div');
  #snapshot: Snapshot | null = null;
  #current: { readonly index: number; readonly key: string | null } | null = null;
  /** Where a range begins. */
  #anchor: string | null = null;
  #askedAt = -Infinity;
  #isBehind = false;
  /** The rows' clock before ours, ms. */
  #ahead = 0;

  constructor(private readonly parts: TableParts, top: number) {
    this.list = new RowList((view, index) => this.#drawRow(view, index), () => this.#onScroll(), top);
    this.element.className = 'table';
    this.element.role = 'grid';
    this.element.tabIndex = 0;
    this.element.ariaLabel = 'Records';
    this.element.ariaMultiSelectable = 'true';
    this.#head.className = 'head';
    this.#head.role = 'rowgroup';
    this.element.append(this.#head, this.list.element);
    this.element.addEventListener('focus', () => this.#begin());
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.list.element.addEventListener('click', (event) => this.#onClick(event));
    this.list.element.addEventListener('dblclick', (event) => this.#open(indexOf(event)));
    setInterval(() => this.#render(), 1_000);
  }

  /** Rows to begin with, before it is known how many there are. */
  first(top: number): Range {
    const from = Math.max(0, Math.floor(top / 24) - MARGIN);
    return { from, to: from + 2 * MARGIN };
  }

  update(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#askedAt = -Infinity;
    this.#ahead = snapshot.at - Date.now();
    this.#follow(snapshot);
    this.element.ariaRowCount = String(snapshot.total + 1);
    this.list.count = snapshot.total;
    render(head(snapshot.view, this.parts.sort), this.#head);
    this.#render();
    this.#ask(this.#isBehind);
  }

  /** The record that the keys act on. */
  get key(): string | null {
    return this.#current?.key ?? null;
  }

  /** Another list: it is read from its top. */
  restart(): void {
    this.#current = null;
    this.#anchor = null;
    this.list.toTop();
  }

  focus(): void {
    this.element.focus();
  }

  /** The keys begin at the top of what is seen. Nothing is scrolled: the focus may come with a click, and that is for the row under it. */
  #begin(): void {
    const index = this.list.top === 0 ? 0 : this.list.visible.from + 1;
    if (this.#current || index >= this.list.count) return;
    this.#current = { index, key: this.#row(index)?.key ?? null };
    this.#anchor = this.key;
    this.#render();
  }

  /** The current row stays on its record when that moves; where it left the list, on its place. */
  #follow({ total, current: found }: Snapshot): void {
    if (!this.#current) return;
    const { key } = this.#current;
    const index = found && found.key === key && found.index !== -1 ? found.index : Math.min(this.#current.index, total - 1);
    const isKept = key !== null && !(found?.key === key && found.index === -1);
    this.#current = index < 0 ? null : { index, key: isKept ? key : (this.#row(index)?.key ?? null) };
    this.#anchor ??= this.key;
  }

  #row(index: number): Row | null {
    return this.#snapshot?.rows[index - this.#snapshot.from] ?? null;
  }

  #drawRow(view: RowView, index: number): void {
    view.draw(this.#row(index), { index, isCurrent: index === this.#current?.index, isOneOfMany: (this.#snapshot?.selection?.count ?? 0) > 1, now: Date.now() + this.#ahead });
  }

  #render(): void {
    this.list.render();
    const { index } = this.#current ?? {};
    if (index !== undefined && this.list.has(index)) this.element.setAttribute('aria-activedescendant', rowId(index));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #onScroll(): void {
    this.#render();
    this.#ask(false);
    this.parts.onMove();
  }

  /** Asks for the rows around what is seen, one question at a time; `isDue`: also where they are here. */
  #ask(isDue: boolean): void {
    if (!this.#snapshot) return;
    const { from, rows } = this.#snapshot;
    const { visible, count } = this.list;
    const isHere = from <= Math.max(0, visible.from - ENOUGH) && from + rows.length >= Math.min(count, visible.to + ENOUGH);
    if (isHere && !isDue) return;
    const now = performance.now();
    this.#isBehind = now - this.#askedAt < PATIENCE_MS;
    if (this.#isBehind) return;
    this.#askedAt = now;
    this.parts.post({ type: 'look', range: { from: Math.max(0, visible.from - MARGIN), to: visible.to + MARGIN }, key: this.key });
  }

  #move(to: number, isExtending: boolean): void {
    const { count } = this.list;
    if (count === 0) return;
    const index = Math.max(0, Math.min(count - 1, to));
    const key = this.#row(index)?.key ?? null;
    this.#anchor = isExtending ? (this.#anchor ?? this.key) : key;
    this.#current = { index, key };
    if (isExtending && this.#anchor !== null) this.parts.post({ type: 'extend', key: this.#anchor, to: index });
    this.list.reveal(index);
    this.#render();
    this.#ask(true);
  }

  #toggle(index: number): void {
    this.#move(index, false);
    if (this.key !== null) this.parts.post({ type: 'toggle', key: this.key });
  }

  #open(index: number | null): void {
    const key = index === null ? null : this.#row(index)?.key;
    if (key) this.parts.post({ type: 'openRecord', key });
  }

  #onClick(event: MouseEvent): void {
    const index = indexOf(event);
    if (index === null) return;
    if (event.shiftKey) this.#move(index, true);
    else if (event.ctrlKey || event.metaKey || (event.target instanceof Element && event.target.closest('.box'))) this.#toggle(index);
    else this.#move(index, false);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.element) return;
    if (this.#press(event)) event.preventDefault();
  }

  /** What a key does; false where it is not ours. */
  #press({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const { post } = this.parts;
    const { page, count } = this.list;
    const at = this.#current?.index ?? -1;
    if (altKey) return false;
    if (ctrlKey || metaKey) {
      if (key === 'a') post({ type: 'selectAll' });
      else if (key === 'c') post({ type: 'copy', key: this.#snapshot?.selection ? null : this.key });
      else return false;
      return true;
    }
    const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: count - 1 };
    const to = moves[key];
    if (to !== undefined) this.#move(to, shiftKey);
    else if (key === '/') this.parts.filter();
    else if (key === 'Escape') post({ type: 'selectNone' });
    else if (at === -1) return false;
    else if (key === ' ') this.#toggle(at);
    else if (key === 'Enter') this.#open(at);
    else if (key === 'w' && this.key !== null) post({ type: 'why', key: this.key });
    else if (key === 't' && this.key !== null) post({ type: 'timeline', key: this.key });
    else return false;
    return true;
  }
}

/** The row that an event happened on. */
function indexOf({ target }: Event): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('.row[data-index]') : null;
  return row ? Number(row.dataset['index']) : null;
}
