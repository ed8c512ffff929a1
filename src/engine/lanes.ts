/** Runs work of one key in order, of different keys side by side. Nothing nests: work that waits for its own lane would wait for ever. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything before it in this lane is done. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.runAll([key], work);
  }

  /** Runs `work` alone in all of these lanes. Lanes are taken together, so two such calls never wait for each other. */
  runAll<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.#tails.get(key) ?? []);
    const result = before.length === 0 ? work() : Promise.all(before).then(work);
    const tail = result.then(
      () => undefined,
      () => undefined, // the caller has the error; the lane goes on
    );
    for (const key of keys) this.#tails.set(key, tail);
    void tail.then(() => {
      for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }
}
