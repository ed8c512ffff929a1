import { setImmediate as turn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Change } from '../../engine/model';
import { flowsOf } from '../../flows/flows';
import { Replay } from '../../flows/replay';
import { Traffic } from '../../flows/traffic';
import type { Session } from '../../node/session';
import type { SessionSource } from '../connection/sessionSource';

/** Longest work before the editor has its turn again, ms. */
const SLICE_MS = 8;

/** The log of the present session, counted as it grows. It is read when it is asked for the first time, in the background. */
export class History implements vscode.Disposable {
  readonly #taken = new vscode.EventEmitter<void>();
  /** More is counted, or more of the log is read. */
  readonly onDidTake = this.#taken.event;
  readonly #subscription: vscode.Disposable;
  #traffic = new Traffic([]);
  /** Number of the last entry that is counted. */
  #seq = 0;
  /** How much of the log is read; null: all of it. */
  #reading: number | null = 0;
  /** What was committed while the log is being read. */
  #pending: Change[] = [];
  /** Retries as they were configured when the counting began. */
  #retries: number | undefined;
  /** The present reading; another one overtakes it. */
  #run: symbol | null = null;

  constructor(
    private readonly source: SessionSource,
    private readonly failed: (message: string) => void,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#taken,
      source.onDidChangeSession(() => this.#run && this.#restart()),
      source.onDidChange((changes) => this.#hear(changes)),
    );
  }

  get traffic(): Traffic {
    return this.#traffic;
  }

  get reading(): number | null {
    return this.#reading;
  }

  /** Reads the log, unless that has begun; anew where D8 has other rungs by now. */
  open(): void {
    if (!this.#run || this.source.session?.settings.retry.retries !== this.#retries) this.#restart();
  }

  dispose(): void {
    this.#run = null;
    this.#subscription.dispose();
  }

  #restart(): void {
    const run = Symbol('reading');
    this.#run = run;
    this.#traffic = new Traffic([]);
    this.#seq = 0;
    const { session } = this.source;
    this.#retries = session?.settings.retry.retries;
    this.#reading = session ? 0 : null;
    if (session) this.#read(session, run).catch((error: unknown) => this.failed(`The log cannot be read: ${String(error)}`));
    this.#taken.fire();
  }

  async #read(session: Session, run: symbol): Promise<void> {
    await turn(); // what was committed before this is told by now
    if (this.#run !== run) return;
    const until = session.model.seq;
    this.#pending = [];
    const traffic = new Traffic(flowsOf(session.settings.retry));
    const replay = new Replay(true);
    let from = performance.now();
    for await (const { seq, entry } of session.log()) {
      if (seq > until) break;
      traffic.take(seq, replay.take(entry));
      if (performance.now() - from < SLICE_MS) continue;
      this.#reading = seq / until;
      this.#taken.fire();
      await turn();
      if (this.#run !== run) return;
      from = performance.now();
    }
    if (this.#run !== run) return;
    this.#traffic = traffic;
    this.#seq = until;
    this.#reading = null;
    this.#count(this.#pending.splice(0));
  }

  #hear(changes: readonly Change[]): void {
    if (!this.#run) return;
    if (changes.length === 0) return this.#restart(); // the model was read anew
    if (this.#reading === null) this.#count(changes);
    else this.#pending.push(...changes);
  }

  #count(changes: readonly Change[]): void {
    for (const change of changes) this.#traffic.take(++this.#seq, change);
    this.#taken.fire();
  }
}
