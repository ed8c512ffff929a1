import * as vscode from 'vscode';
import { statusOf, type RecordKey } from '../../engine/record';
import type { Status } from '../../engine/status';
import type { SessionSource } from '../connection/sessionSource';

/** Gathered for so long, in ms: views are drawn four times a second at most. */
const GATHER_MS = 250;

/** What happened since the last batch. */
export interface Batch {
  readonly keys: ReadonlySet<RecordKey>;
  /** Statuses whose records are others, or look otherwise. */
  readonly statuses: ReadonlySet<Status>;
  /** Another session, or an emptied store: nothing is as before. */
  readonly isEverything: boolean;
}

/** The session's changes in batches, for everything that draws. */
export class GatheredChanges implements vscode.Disposable {
  readonly #emitter = new vscode.EventEmitter<Batch>();
  readonly onDidChange = this.#emitter.event;
  readonly #subscription: vscode.Disposable;
  #keys = new Set<RecordKey>();
  #statuses = new Set<Status>();
  #isEverything = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: SessionSource) {
    this.#subscription = vscode.Disposable.from(
      this.#emitter,
      source.onDidChangeSession(() => {
        this.#isEverything = true;
        this.#flush();
      }),
      source.onDidChange((changes) => {
        this.#isEverything ||= changes.length === 0; // the model was read anew
        for (const { entry, before, after } of changes) {
          if (entry.key !== undefined) this.#keys.add(entry.key);
          if (before) this.#statuses.add(statusOf(before));
          if (after) this.#statuses.add(statusOf(after));
          this.#isEverything ||= entry.fact.kind === 'cleared';
        }
        this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = { keys: this.#keys, statuses: this.#statuses, isEverything: this.#isEverything };
    [this.#keys, this.#statuses, this.#isEverything] = [new Set(), new Set(), false];
    this.#emitter.fire(batch);
  }
}
