import type { RecordKey } from '../record';

/** A record, and since when it waits, ms since 1970. */
type Waiting = readonly [key: RecordKey, since: number];

/**
 * The records in PENDING, the one that has been so for longest first. They come in this order but for a clock that was set back and for
 * those that came at once: after such a one they are sorted when they are next asked for.
 */
export class Pending implements Iterable<RecordKey> {
  #since = new Map<RecordKey, number>();
  #last: Waiting = ['', -Infinity];
  #isSorted = true;

  add(key: RecordKey, since: number): void {
    const added: Waiting = [key, since];
    this.#isSorted &&= inOrder(this.#last, added) < 0;
    this.#last = added;
    this.#since.set(key, since);
  }

  delete(key: RecordKey): void {
    this.#since.delete(key);
  }

  [Symbol.iterator](): Iterator<RecordKey> {
    if (!this.#isSorted) {
      const sorted = [...this.#since].sort(inOrder);
      this.#since = new Map(sorted);
      this.#last = sorted.at(-1) ?? this.#last;
      this.#isSorted = true;
    }
    return this.#since.keys();
  }
}

/** By time, then by key, so that it is the same in whatever order they came. */
const inOrder = ([a, since]: Waiting, [b, other]: Waiting): number => since - other || (a < b ? -1 : 1);
