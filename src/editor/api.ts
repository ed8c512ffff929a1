import * as vscode from 'vscode';
import type { Entry } from '../engine/entry';
import type { Change } from '../engine/model';
import { statusOf } from '../engine/record';
import { STATUSES, type Status } from '../engine/status';
import type { SessionSource } from './connection/sessionSource';

/** A record that went from one status to another: durable when it is told. Undefined: it was or is not there. */
export interface StatusEvent {
  /** `resource/id`. */
  readonly key: string;
  readonly from: Status | undefined;
  readonly to: Status | undefined;
  /** ms since 1970. */
  readonly at: number;
}

/**
 * What became of an attempt. `success`: the master has it. `error`: it failed, for good or until it is tried again, as its status
 * says. `validationError`: the answer, or a field of the edit, is not acceptable. `conflict`: both sides
 * changed. `deadLetter`: all retries failed.
 */
export type SyncEventKind = 'success' | 'error' | 'validationError' | 'conflict' | 'deadLetter';

/** The event that D1 and D3 publish at the end of an attempt (D4's platform event): durable when it is told. */
export interface SyncEvent {
  readonly kind: SyncEventKind;
  /** `resource/id`. */
  readonly key: string;
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
  /** Attempts that ended, in this window or in the one that syncs, once per batch. One that had nothing to write is none. */
  readonly onDidSync: vscode.Event<readonly SyncEvent[]>;
  /** This window syncs another store, or none, or has opened it: read everything anew. */
  readonly onDidChangeSession: vscode.Event<void>;
  /** Asks for what waits to be sent now, as *Sync Now* does: the person's approval, pause and read-only setting stand. Refused in manual mode, where a person sends. */
  sync(keys?: readonly string[]): Promise<{ readonly ok: boolean; readonly message: string }>;
}

/** The API of this window, and the parts that live behind it. */
export class Api implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly StatusEvent[]>();
  readonly #synced = new vscode.EventEmitter<readonly SyncEvent[]>();
  readonly #sessionChanged = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly api: ReconciliationApi;

  constructor(source: SessionSource) {
    this.#subscription = vscode.Disposable.from(
      this.#changed, this.#synced, this.#sessionChanged,
      source.onDidChangeSession(() => this.#sessionChanged.fire()),
      source.onDidChange((changes) => {
        if (changes.length === 0) this.#sessionChanged.fire(); // another window's store was read anew
        const events = changes.flatMap(statusEvents);
        if (events.length > 0) this.#changed.fire(events);
        const published = changes.flatMap(({ entry }) => publishedOf(entry) ?? []);
        if (published.length > 0) this.#synced.fire(published);
      }),
    );
    this.api = Object.freeze<ReconciliationApi>({
      version: 1,
      status: (key) => {
        const record = source.session?.model.records.get(key);
        return record && statusOf(record);
      },
      counts: () => countsOf(source),
      onDidChangeStatus: this.#changed.event,
      onDidSync: this.#synced.event,
      onDidChangeSession: this.#sessionChanged.event,
      sync: async (keys) => {
        const { session } = source;
        if (!session) return { ok: false, message: 'Nothing is synced in this window.' };
        if ((session.model.mode ?? session.settings.sync.mode) === 'manual') return { ok: false, message: 'Manual mode: a person sends here.' };
        const { ok, message } = await session.perform({ type: 'sync', ...(keys && { keys: [...keys] }) });
        return { ok, message };
      },
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** What a change did to statuses: nothing, one, or all of them where the store was cleared. */
function statusEvents({ entry: { key, at }, before, after, cleared = [] }: Change): StatusEvent[] {
  if (key === undefined) return cleared.map((record) => ({ key: record.key, from: statusOf(record), to: undefined, at }));
  const [from, to] = [before && statusOf(before), after && statusOf(after)];
  return from === to ? [] : [{ key, from, to, at }];
}

const PUBLISHED = {
  SYNCED: 'success', SKIPPED: null, ERROR: 'error', RETRY_PENDING: 'error', VALIDATION_FAILED: 'validationError', VERSION_CONFLICT: 'conflict', DEAD_LETTER: 'deadLetter',
} as const;

/** What D1 and D3 publish of an entry; null for nothing. An attempt that could not even be sent is an error too. */
function publishedOf({ key, fact, at }: Entry): SyncEvent | null {
  const kind = fact.kind === 'finished' ? PUBLISHED[fact.outcome.to] : fact.kind === 'unstarted' ? 'error' : null;
  return key === undefined || kind === null ? null : { kind, key, at };
}

function countsOf({ session }: SessionSource): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  if (session) for (const status of STATUSES) counts[status] = session.model.count(status);
  return counts;
}
