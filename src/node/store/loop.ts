/** Shortest pause between two rounds, as a part of the ordinary one. */
const NUDGED = 1 / 20;

/** Runs a job every so many ms, sooner when nudged, never twice at once. Does not keep the process alive. `job` does not reject. */
export class Loop {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #isNudged = false;
  #isStopped = false;

  constructor(
    private readonly ms: number,
    private readonly job: () => Promise<void>,
  ) {
    this.#arm();
  }

  /** Something may have changed. */
  nudge(): void {
    if (this.#isNudged) return;
    this.#isNudged = true;
    if (!this.#running) this.#arm();
  }

  /** A round that begins now; resolves when it is over. */
  async round(): Promise<void> {
    while (this.#running) await this.#running;
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    await this.#begin();
  }

  /** No further round; resolves when the present one is over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #arm(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#begin(), this.#isNudged ? this.ms * NUDGED : this.ms);
    this.#timer.unref();
  }

  #begin(): Promise<void> {
    this.#isNudged = false;
    this.#running = this.job().finally(() => {
      this.#running = null;
      this.#arm();
    });
    return this.#running;
  }
}
