import { isRecord, isText } from '../../protocol/guards';
import { isView, type View } from './viewport';

/** What the person chose on this page; kept over a reload. The record is a choice by its key alone: nothing of it is kept. */
export class Choices {
  #isList: boolean;
  #key: string | null;
  #view: View;

  constructor(
    saved: unknown,
    private readonly save: (state: { readonly isList: boolean; readonly key: string | null; readonly view: View }) => void,
  ) {
    const state = isRecord(saved) ? saved : {};
    this.#isList = state['isList'] === true;
    this.#key = isText(state['key'], 10_000) ? state['key'] : null;
    this.#view = isView(state['view']) ? state['view'] : null;
  }

  /** The tables stand in the place of the drawing. */
  get isList(): boolean {
    return this.#isList;
  }
  set isList(value: boolean) {
    this.#isList = value;
    this.#keep();
  }

  /** The record that is followed. */
  get key(): string | null {
    return this.#key;
  }
  set key(value: string | null) {
    if (value === this.#key) return;
    this.#key = value;
    this.#keep();
  }

  /** Zoom and pan. */
  get view(): View {
    return this.#view;
  }
  set view(value: View) {
    this.#view = value;
    this.#keep();
  }

  #keep(): void {
    this.save({ isList: this.#isList, key: this.#key, view: this.#view });
  }
}
