/** Failures in a row, and failures that are more than a tenth of all, after which it is an outage and no drift. */
const IN_A_ROW = 5;
const MOST_FAILURES = 20;

/** Tells an outage from drift: counts the records of a resource that could not be checked. */
export class Outage {
  #looked = 0;
  #failed = 0;
  #inARow = 0;
  /** Why the run must stop, as a sentence; null to go on. */
  trouble: string | null = null;

  /** So many records could be compared. */
  passed(count = 1): void {
    this.#looked += count;
    this.#inARow = 0;
  }

  /** One could not. `isSilent`: the master did not show it at all; otherwise what it showed is not valid, and only many of those stop a run. */
  failed(reason: string, isSilent: boolean): void {
    this.#looked += 1;
    this.#failed += 1;
    if (isSilent) this.#inARow += 1;
    if (this.#inARow >= IN_A_ROW || this.#failed > Math.max(MOST_FAILURES, this.#looked / 10)) this.trouble ??= `Too many records could not be checked: ${reason}`;
  }
}
