/** Lets messages in that the decoder knows, at most `perSecond` of them, and counts the rest: a page is other code, and may flood or forge. */
export class Gate<T> {
  /** Messages that were not let in. */
  dropped = 0;
  #from = -Infinity;
  #taken = 0;

  constructor(
    private readonly decode: (value: unknown) => T | null,
    private readonly perSecond = Infinity,
  ) {}

  /** The message, or null when it was dropped. `now`: ms. */
  take(value: unknown, now: number): T | null {
    if (now - this.#from >= 1_000) {
      this.#from = now;
      this.#taken = 0;
    }
    const message = this.#taken < this.perSecond ? this.decode(value) : null;
    if (message) this.#taken += 1;
    else this.dropped += 1;
    return message;
  }
}
