import type { Entry } from '../../engine/entry';
import type { JournalError } from '../../engine/ports';
import { decodeEntry } from './decodeEntry';
import { FRAME, LineBuffer, MAX_LINE, TextBuffer } from './line';

/** Most bytes that share one write. */
const LARGEST_BATCH = 4 << 20;
/** Room for `{"s":` and a sequence number. */
const NUMBER = 24;

/** Entries that become durable together. */
interface Group {
  /** Bytes of each entry's tail, in order; their texts are in `#tails`. */
  readonly lengths: number[];
  size: number;
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Numbers entries and makes them durable: one write in flight, everyone who came meanwhile shares the next, and no timer.
 * `commit` gets complete lines and rejects when they do not count.
 */
export class GroupCommit {
  #waiting: Group[] = [];
  #tasks: (() => Promise<void>)[] = [];
  #running: Promise<void> | null = null;
  #end: JournalError | null = null;
  /** The tails of all groups that wait, one after another. */
  readonly #tails = new TextBuffer();
  readonly #lines = new LineBuffer();

  /** `sequence`: number of the last durable entry. */
  constructor(
    public sequence: number,
    private readonly commit: (lines: Uint8Array) => Promise<void>,
  ) {}

  /** Resolves when all are durable; rejects, and then none counts. Throws for an entry that cannot be logged. */
  append(entries: readonly Entry[]): Promise<void> {
    if (this.#end) throw this.#end;
    const tails = entries.map(tailOf);
    if (tails.length === 0) return Promise.resolve();
    const group = this.#open();
    for (const tail of tails) {
      const length = this.#tails.add(tail);
      group.lengths.push(length);
      group.size += length;
    }
    this.#start();
    return group.done;
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
    this.#tails.drop();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }

  /** Waits for what is in flight or waits. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** The group that takes more. */
  #open(): Group {
    const last = this.#waiting.at(-1);
    if (last && last.size <= LARGEST_BATCH) return last;
    let [resolve, reject]: [Group['resolve'], Group['reject']] = [() => undefined, () => undefined];
    const done = new Promise<void>((...ends) => ([resolve, reject] = ends));
    const group = { lengths: [], size: 0, done, resolve, reject };
    this.#waiting.push(group);
    return group;
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate); // lets everyone who was just answered come back, so that they share the next write
      const task = this.#tasks.shift();
      const group = task ? undefined : this.#waiting.shift();
      if (task) await task();
      else if (group) await this.#flush(group);
      else break;
    }
    this.#running = null; // here, and not when the promise is handled: nobody may come in between
  }

  async #flush({ lengths, size, resolve, reject }: Group): Promise<void> {
    let next = this.sequence;
    let at = 0;
    this.#lines.drop();
    for (const length of lengths) this.#lines.add(`{"s":${(next += 1)}`, this.#tails.slice(at, (at += length)));
    this.#tails.drop(size);
    try {
      await this.commit(this.#lines.bytes);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.sequence = next;
    resolve();
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
