import * as vscode from 'vscode';
import { statusOf } from '../engine/record';
import { STATUSES, type Status } from '../engine/status';
import type { SessionSource } from './connection/sessionSource';

/** A record that went from one status to another (D4's platform event): durable when it is told. Undefined: it was or is not there. */
export interface StatusEvent {
  /** `resource/id`. */
  readonly key: string;
  readonly from: Status | undefined;
  readonly to: Status | undefined;
  /** ms since 1970. */
  readonly at: number;
}

/** What other extensions get from `activate()`. Statuses and ids only: no content of records, no secrets. */
export interface ReconciliationApi {
  readonly version: 1;
  /** The status of a record, undefined where there is none of this key. */
  status(key: string): Status | undefined;
  /** How many records stand in each status; empty where nothing is synced in this window. */
  counts(): Readonly<Partial<Record<Status, number>>>;
  /** Records that changed their status, once per batch. */
  readonly onDidChangeStatus: vscode.Event<readonly StatusEvent[]>;
  /** Asks for what waits to be sent now, as *Sync Now* does: the person's approval, pause and read-only setting stand. */
  sync(keys?: readonly string[]): Promise<{ readonly ok: boolean; readonly message: string }>;
}

/** The API of this window, and the parts that live behind it. */
export class Api implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly StatusEvent[]>();
  readonly #subscription: vscode.Disposable;
  readonly api: ReconciliationApi;

  constructor(source: SessionSource) {
    this.#subscription = source.onDidChange((changes) => {
      const events = changes.flatMap(({ entry, before, after }): StatusEvent[] => {
        const [from, to] = [before && statusOf(before), after && statusOf(after)];
        return entry.key === undefined || from === to ? [] : [{ key: entry.key, from, to, at: entry.at }];
      });
      if (events.length > 0) this.#changed.fire(events);
    });
    this.api = Object.freeze<ReconciliationApi>({
      version: 1,
      status: (key) => {
        const record = source.session?.model.records.get(key);
        return record && statusOf(record);
      },
      counts: () => countsOf(source),
      onDidChangeStatus: this.#changed.event,
      sync: async (keys) => {
        const result = await source.session?.perform({ type: 'sync', ...(keys && { keys: [...keys] }) });
        return result ? { ok: result.ok, message: result.message } : { ok: false, message: 'Nothing is synced in this window.' };
      },
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function countsOf({ session }: SessionSource): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  if (session) for (const status of STATUSES) counts[status] = session.model.count(status);
  return counts;
}
