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

/** Listeners of which the first also hears what was told before it came. */
export class PatientListeners<T> extends Listeners<T> {
  #early: T[] | null = [];

  override add(listener: (value: T) => void): () => void {
    const end = super.add(listener);
    const early = this.#early ?? [];
    this.#early = null;
    for (const value of early) super.tell(value);
    return end;
  }

  override tell(value: T): void {
    if (this.#early) this.#early.push(value);
    else super.tell(value);
  }
}
