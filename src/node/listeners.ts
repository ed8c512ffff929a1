/** Who wants to hear of something. One that throws does not keep the others from hearing; its error surfaces as uncaught, because it is a mistake in the program. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();

  /** Returns the end of listening. */
  add(listener: (value: T) => void): () => void {
    const own = (value: T): void => listener(value);
    this.#all.add(own);
    return () => this.#all.delete(own);
  }

  tell(value: T): void {
    for (const listener of [...this.#all]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
