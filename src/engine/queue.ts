import type { RecordKey, SyncRecord } from './record';

/** What waits to be sent: a view over the statuses, so that a crash cannot part them. PENDING in order of arrival, RETRY_PENDING by due time. */
export class Queue {
  readonly #ready = new Set<RecordKey>();
  /** Where `take` goes on: to begin anew each time would pass over all that was taken. */
  #next = this.#ready.values();
  readonly #due = new Map<RecordKey, number>();
  /** Binary heap of due times; an item whose time is no longer the one in `#due` is skipped. */
  readonly #heap: { readonly key: RecordKey; readonly at: number }[] = [];

  /** Takes in what a change made of a record; undefined: it is gone. */
  update(key: RecordKey, record: SyncRecord | undefined): void {
    const job = record?.job;
    if (job?.status === 'PENDING') this.#ready.add(key);
    else this.#ready.delete(key);
    if (job?.status !== 'RETRY_PENDING') this.#due.delete(key);
    else if (this.#due.get(key) !== job.dueAt) {
      this.#due.set(key, job.dueAt);
      this.#push({ key, at: job.dueAt });
    }
  }

  /** Moves to the end of the ready ones what is due by now. */
  ripen(now: number): void {
    for (let top = this.#top(); top && top.at <= now; top = this.#top()) {
      this.#pop();
      this.#due.delete(top.key);
      this.#ready.add(top.key);
    }
  }

  /** Takes the next ready record that `may` go, or undefined. */
  take(may: (key: RecordKey) => boolean): RecordKey | undefined {
    for (let round = 0; round < 2; round++) {
      for (let next = this.#next.next(); !next.done; next = this.#next.next()) {
        if (!may(next.value)) continue;
        this.#ready.delete(next.value);
        return next.value;
      }
      this.#next = this.#ready.values(); // those that could not go before
    }
    return undefined;
  }

  /** Records that could go now. */
  get readyCount(): number {
    return this.#ready.size;
  }

  /** When the next retry is due, ms since 1970; undefined for none. */
  get nextDue(): number | undefined {
    return this.#top()?.at;
  }

  #top(): { readonly key: RecordKey; readonly at: number } | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (this.#due.get(top.key) === top.at) return top;
      this.#pop();
    }
    return undefined;
  }

  #push(item: { readonly key: RecordKey; readonly at: number }): void {
    const heap = this.#heap;
    let i = heap.length;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (!parent || parent.at <= item.at) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = item;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const [l, r] = [heap[left], heap[left + 1]];
      if (!l) break;
      const down = r && r.at < l.at ? left + 1 : left;
      const child = heap[down];
      if (!child || child.at >= last.at) break;
      heap[i] = child;
      i = down;
    }
    heap[i] = last;
  }
}
