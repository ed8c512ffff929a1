import * as vscode from 'vscode';
import type { RecordKey, SyncRecord } from '../../engine/record';
import { jobsOf, replayed, type JobHistory, type Numbered } from '../../flows/jobs';
import type { Session } from '../../node/session';
import type { History } from './history';

/** The history of the record that a page follows: read once, then kept as it goes on. */
export class Followed implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #key: RecordKey | null = null;
  #changes: readonly Numbered[] = [];
  /** What came while its history is being read. */
  #isReading = false;
  #pending: Numbered[] = [];

  constructor(
    private readonly session: () => Session | null,
    history: History,
    private readonly failed: (message: string) => void,
  ) {
    this.#subscription = vscode.Disposable.from(this.#changed, history.onDidTake((taken) => this.#hear(taken)));
  }

  get key(): RecordKey | null {
    return this.#key;
  }

  /** Follows a record, or none; reads its history anew. */
  follow(key: RecordKey | null): void {
    this.#key = key;
    this.#changes = [];
    this.#pending = [];
    const session = this.session();
    if (key !== null && session) void this.#read(session, key);
    this.#changed.fire();
  }

  /** Its jobs as of an entry of the log, oldest first. */
  jobs(until: number): readonly JobHistory[] {
    return this.#key === null ? [] : jobsOf(this.#upTo(until), this.#key);
  }

  /** The record as of an entry of the log; undefined where there was none. */
  record(until: number): SyncRecord | undefined {
    return this.#upTo(until).findLast(({ change: { entry } }) => entry.key === this.#key)?.change.after;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #upTo(until: number): readonly Numbered[] {
    return this.#changes.filter(({ seq }) => seq <= until);
  }

  async #read(session: Session, key: RecordKey): Promise<void> {
    this.#isReading = true;
    try {
      const entries = [];
      for await (const one of session.log({ key })) entries.push(one);
      if (this.#key !== key) return;
      const last = entries.at(-1)?.seq ?? 0;
      this.#changes = [...replayed(entries), ...this.#pending.filter(({ seq }) => seq > last)];
      this.#changed.fire();
    } catch (error) {
      this.failed(`The history of a record cannot be read: ${String(error)}`);
    } finally {
      if (this.#key === key) this.#isReading = false;
    }
  }

  #hear(taken: readonly Numbered[]): void {
    const own = taken.filter(({ change: { entry } }) => this.#key !== null && (entry.key === this.#key || (entry.fact.kind === 'alerted' && entry.fact.alert.key === this.#key)));
    if (own.length === 0) return;
    if (this.#isReading) this.#pending.push(...own);
    else this.#changes = [...this.#changes, ...own];
    this.#changed.fire();
  }
}
