import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { Range } from '../../protocol/records';
import { ROW_PX, RowView } from './rowView';

/** Rows beyond the edges that are there already when they come into view. */
const OVERSCAN = 12;

/** The rows that are seen, out of a list of any length. */
export class RowList {
  readonly element = document.createElement('div');
  readonly #canvas = document.createElement('div');
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #isConnected = false;
  readonly #shown = new Map<number, RowView>();
  readonly #free: RowView[] = [];

  /** `draw`: shows what is at an index. `onChange`: it was scrolled, or has another size, and is to be rendered. `top`: where it is scrolled to at first, px. */
  constructor(private readonly draw: (view: RowView, index: number) => void, onChange: () => void, top: number) {
    this.element.className = 'scroller';
    this.#canvas.className = 'canvas';
    this.#canvas.role = 'rowgroup';
    this.element.append(this.#canvas);
    this.#virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      count: 0, getScrollElement: () => this.element, estimateSize: () => ROW_PX, overscan: OVERSCAN, initialOffset: top,
      scrollToFn: elementScroll, observeElementRect, observeElementOffset,
      onChange,
    });
  }

  /** Begins to listen, and goes to where it was scrolled to: once it is in the page. */
  connect(count: number): void {
    this.#isConnected = true;
    this.count = count;
    this.#virtualizer._willUpdate();
  }

  get count(): number {
    return this.#virtualizer.options.count;
  }

  set count(count: number) {
    if (count === this.count) return;
    this.#canvas.style.height = `${count * ROW_PX}px`;
    this.#virtualizer.setOptions({ ...this.#virtualizer.options, count });
    if (this.#isConnected) this.#virtualizer._willUpdate();
  }

  /** Where it is scrolled to, px. */
  get top(): number {
    return this.#virtualizer.scrollOffset ?? 0;
  }

  /** Rows that are seen at least in part. */
  get visible(): Range {
    const height = this.#virtualizer.scrollRect?.height ?? 0;
    const from = Math.min(this.count, Math.floor(this.top / ROW_PX));
    return { from, to: Math.max(from, Math.min(this.count, Math.ceil((this.top + height) / ROW_PX))) };
  }

  /** Rows that fit as a whole. */
  get page(): number {
    return Math.max(1, Math.floor((this.#virtualizer.scrollRect?.height ?? 0) / ROW_PX) - 1);
  }

  /** Whether a row is drawn. */
  has(index: number): boolean {
    return this.#shown.has(index);
  }

  reveal(index: number): void {
    this.#virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  toTop(): void {
    this.#virtualizer.scrollToOffset(0);
  }

  /** Draws what is seen. */
  render(): void {
    const indexes = new Set(this.#virtualizer.getVirtualItems().map(({ index }) => index));
    for (const [index, view] of this.#shown) {
      if (indexes.has(index)) continue;
      this.#shown.delete(index);
      this.#free.push(view);
    }
    for (const index of indexes) {
      const view = this.#shown.get(index) ?? this.#free.pop() ?? this.#make();
      this.#shown.set(index, view);
      this.draw(view, index);
    }
    for (const { element } of this.#free) element.hidden = true;
  }

  #make(): RowView {
    const view = new RowView();
    this.#canvas.append(view.element);
    return view;
  }
}
