/** Runs something at most once in `ms`, at once the first time; asked more often, once more at the end. */
export class Gather {
  #timer: NodeJS.Timeout | undefined;
  #isAsked = false;

  constructor(
    private readonly ms: number,
    private readonly run: () => void,
  ) {}

  ask(): void {
    this.#isAsked = true;
    if (!this.#timer) this.#go();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isAsked = false;
  }

  #go(): void {
    this.#timer = undefined;
    if (!this.#isAsked) return;
    this.#isAsked = false;
    this.#timer = setTimeout(() => this.#go(), this.ms);
    this.run();
  }
}
