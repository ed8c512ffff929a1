import type { EngineFact, Entry, RecordFact } from './entry';
import type { Change, Model } from './model';
import type { Clock, Journal } from './ports';
import type { RecordKey } from './record';

/** A line for the output channel: never a secret, never record content. */
export interface LogLine {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** One fact with the record it is about. */
export interface KeyedFact {
  readonly key: RecordKey;
  readonly fact: RecordFact;
}

/** Entries between two looks at whether a checkpoint is worth it. */
const CHECKPOINT_EVERY = 2_000;

/** The one way in which anything changes: append, wait for the disk, apply, then tell. */
export class Ledger {
  readonly #changed = new Set<(changes: readonly Change[]) => void>();
  readonly #logged = new Set<(line: LogLine) => void>();
  #gathered: Change[] = [];
  #sinceCheckpoint = 0;
  #isCheckpointing = false;

  constructor(
    readonly model: Model,
    private readonly journal: Journal,
    private readonly clock: Clock,
  ) {}

  /** Makes facts durable, in order and together, then applies them. Rejects with `JournalError`, and then none of them happened. */
  commit(facts: readonly KeyedFact[]): Promise<void> {
    const at = this.clock.now();
    return this.#append(facts.map(({ key, fact }) => ({ at, key, fact })));
  }

  /** The same for facts that are about no record. */
  commitEngine(...facts: readonly EngineFact[]): Promise<void> {
    const at = this.clock.now();
    return this.#append(facts.map((fact) => ({ at, fact })));
  }

  onDidChange(listener: (changes: readonly Change[]) => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onDidLog(listener: (line: LogLine) => void): () => void {
    this.#logged.add(listener);
    return () => this.#logged.delete(listener);
  }

  log(level: LogLine['level'], text: string): void {
    for (const listener of this.#logged) listener({ level, text });
  }

  async #append(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.journal.append(entries);
    for (const entry of entries) this.#gathered.push(this.model.apply(entry));
    if (this.#gathered.length === entries.length) void Promise.resolve().then(() => this.#tell());
    this.#sinceCheckpoint += entries.length;
    if (this.#sinceCheckpoint >= CHECKPOINT_EVERY && !this.#isCheckpointing) void this.#checkpoint();
  }

  /** One batch for everything that became durable together. */
  #tell(): void {
    const changes = this.#gathered;
    this.#gathered = [];
    for (const listener of this.#changed) {
      try {
        listener(changes);
      } catch (error) {
        this.log('error', `A view failed to take a change: ${String(error)}`);
      }
    }
  }

  async #checkpoint(): Promise<void> {
    this.#isCheckpointing = true;
    this.#sinceCheckpoint = 0;
    try {
      await this.journal.checkpoint(this.model);
    } catch (error) {
      this.log('warning', `No snapshot was written: ${String(error)}`); // the log has everything: only opening takes longer
    } finally {
      this.#isCheckpointing = false;
    }
  }
}
