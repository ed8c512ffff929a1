import type { Result } from './attempt';
import type { Pause } from './entry';
import type { RecordKey } from './record';

/** Failures in a row that open the breaker, and over how many records at least: one bad record still reaches its dead letter. */
const BREAKER = { failures: 5, records: 3 };
/** Unreached in a row before the connection counts as offline. */
const OFFLINE = 3;
const FIRST_MS = 30_000;
const LONGEST_MS = 600_000;

const UNREACHED = new Set(['dns', 'refused', 'unreachable', 'tls']);

/** Watches the answers of all records for an outage (semantics: "outages are not the record's fault"). */
export class Connection {
  #failed: RecordKey[] = [];
  #unreached = 0;
  #waitMs = FIRST_MS;

  /** Failures in a row, and how many open the breaker. */
  get strain(): { readonly failures: number; readonly of: number } {
    return { failures: this.#failed.length, of: BREAKER.failures };
  }

  /** Takes in how an attempt ended; answers with the pause that it brings about, or null. */
  note(key: RecordKey, result: Result, now: number): Pause | null {
    if (result.is !== 'failed' || !result.failure.isRetryable) {
      this.recovered();
      return null;
    }
    const { code, message } = result.failure;
    if (UNREACHED.has(code)) {
      this.#unreached += 1;
      return this.#unreached < OFFLINE ? null : this.pause('offline', message, now);
    }
    if (!result.isCounted) return null;
    this.#failed.push(key);
    if (this.#failed.length < BREAKER.failures || new Set(this.#failed).size < BREAKER.records) return null;
    return this.pause('breaker', `${this.#failed.length} failures in a row; the last: ${message}`, now);
  }

  /** A pause of 30 s, doubled each time up to 10 min, after which one read tries whether the master is back. */
  pause(cause: 'offline' | 'breaker', reason: string, now: number): Pause {
    const until = now + this.#waitMs;
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_MS);
    this.#failed = [];
    return { cause, reason, until };
  }

  /** The master answers again. */
  recovered(): void {
    this.#failed = [];
    this.#unreached = 0;
    this.#waitMs = FIRST_MS;
  }
}
