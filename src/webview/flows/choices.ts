import { isChoice, type Choice, type FlowName } from '../../protocol/flows';
import { isRecord } from '../../protocol/guards';
import { isView, type View } from './viewport';

/** What the person chose on this page; kept over a reload. The record is a choice by its key alone: nothing of it is kept. */
export class Choices {
  #choice: Choice | null;
  #isList: boolean;
  readonly #views: Map<string, View>;

  constructor(
    saved: unknown,
    private readonly save: (state: { readonly choice: Choice | null; readonly isList: boolean; readonly views: Readonly<Record<string, View>> }) => void,
  ) {
    const { choice, isList, views } = isRecord(saved) ? saved : {};
    this.#choice = isChoice(choice) ? choice : null;
    this.#isList = isList === true;
    this.#views = new Map(Object.entries(isRecord(views) ? views : {}).flatMap(([name, view]) => (isView(view) ? [[name, view]] : [])));
  }

  /** The tables stand in the place of the drawing. */
  get isList(): boolean {
    return this.#isList;
  }
  set isList(value: boolean) {
    this.#isList = value;
    this.#keep();
  }

  /** What the editor is told after a reload; null: nothing was chosen yet. */
  get choice(): Choice | null {
    return this.#choice;
  }
  set choice(value: Choice) {
    if (JSON.stringify(value) === JSON.stringify(this.#choice)) return;
    if (value.key !== this.#choice?.key) this.#views.clear(); // another record's way is elsewhere
    this.#choice = value;
    this.#keep();
  }

  /** Zoom and pan of a flow. */
  view(flow: FlowName): View {
    return this.#views.get(flow) ?? null;
  }
  keepView(flow: FlowName, view: View): void {
    this.#views.set(flow, view);
    this.#keep();
  }

  #keep(): void {
    this.save({ choice: this.#choice, isList: this.#isList, views: Object.fromEntries(this.#views) });
  }
}
