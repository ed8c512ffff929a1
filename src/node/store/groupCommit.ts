import type { Entry } from '../../engine/entry';
import type { JournalError } from '../../engine/ports';
import { decodeEntry } from './decodeEntry';
import { FRAME, LineBuffer, MAX_LINE } from './line';

/** Most bytes that share one write. */
const LARGEST_BATCH = 4 << 20;
/** Room for `{"s":` and a sequence number. */
const NUMBER = 24;

interface Waiting {
  readonly tails: readonly string[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Numbers entries and makes them durable: one write in flight, everyone who came meanwhile shares the next, and no timer.
 * `commit` gets complete lines and rejects when they do not count.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #tasks: (() => Promise<void>)[] = [];
  #running: Promise<void> | null = null;
  #end: JournalError | null = null;
  readonly #lines = new LineBuffer();

  /** `sequence`: number of the last durable entry. */
  constructor(
    public sequence: number,
    private readonly commit: (lines: Uint8Array) => Promise<void>,
  ) {}

  /** Resolves when all are durable; rejects, and then none counts. */
  async append(entries: readonly Entry[]): Promise<void> {
    if (this.#end) throw this.#end;
    const tails = entries.map(tailOf);
    if (tails.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ tails, resolve, reject });
      this.#start();
    });
  }

  /** Runs something while nothing is in flight. */
  between<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => task().then(resolve, reject));
      this.#start();
    });
  }

  /** From now on nothing is taken, and what waits is refused. */
  end(error: JournalError): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }

  /** Waits for what is in flight or waits. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate); // lets everyone who was just answered come back, so that they share the next write
      const task = this.#tasks.shift();
      if (task) await task();
      else if (this.#waiting.length > 0) await this.#flush(this.#take());
      else break;
    }
    this.#running = null; // here, and not when the promise is handled: nobody may come in between
  }

  #take(): Waiting[] {
    let size = 0;
    let count = 0;
    for (const { tails } of this.#waiting) {
      if (count > 0 && size > LARGEST_BATCH) break;
      for (const tail of tails) size += tail.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #flush(batch: readonly Waiting[]): Promise<void> {
    let next = this.sequence;
    this.#lines.clear();
    for (const { tails } of batch) for (const tail of tails) this.#lines.add(`{"s":${(next += 1)}${tail}`);
    try {
      await this.commit(this.#lines.bytes);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const { reject } of batch) reject(reason);
      return;
    }
    this.sequence = next;
    for (const { resolve } of batch) resolve();
  }
}

/** An entry's line behind its number. What could not be read back is not written. */
function tailOf({ at, key, fact }: Entry): string {
  const issue = decodeEntry({ t: at, k: key, f: fact });
  if (typeof issue === 'string') throw new TypeError(`An entry cannot be logged: ${issue}`);
  const tail = `,"t":${at},${key === undefined ? '' : `"k":${JSON.stringify(key)},`}"f":${JSON.stringify(fact)}}`;
  if (tail.length * 3 > MAX_LINE - FRAME - NUMBER && Buffer.byteLength(tail) > MAX_LINE - FRAME - NUMBER)
    throw new RangeError(`An entry of ${Math.ceil(Buffer.byteLength(tail) / 1024)} KiB${key === undefined ? '' : ` about ${key}`} is too large for the sync log: it takes 1 MiB.`);
  return tail;
}
