import type { Ledger } from '../ledger';
import type { Clock } from '../ports';
import type { AuditFact } from './audits';
import type { AuditBatch, Ending } from './run';

/** Batches that share a write at most, and how long one waits for others, ms: with a fast master, a write for each was a third of all the time. */
const SHARED = 5;
const LONGEST = 250;

/** Logs the batches of a run in their order, while the next ones are compared. */
export class BatchLog {
  #waiting: AuditBatch[] = [];
  #written = Promise.resolve();
  #writtenAt: number;

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly run: string,
    private readonly onLogged: (batches: readonly AuditBatch[]) => void,
  ) {
    this.#writtenAt = clock.monotonic();
  }

  /** Takes a batch; waits where the write before it is still under way. Rejects with what made an earlier write fail. */
  async add(batch: AuditBatch): Promise<void> {
    this.#waiting.push(batch);
    if (this.#waiting.length < SHARED && this.clock.monotonic() - this.#writtenAt < LONGEST) return;
    await this.#written;
    this.#written = this.#write();
    this.#written.catch(() => undefined); // whoever waits for it is told
  }

  /** Answers when all is durable. */
  async flush(): Promise<void> {
    await this.#written;
    await (this.#written = this.#write());
  }

  /** Logs how the run ended, behind everything else. */
  async end(how: Ending, reason: string | null): Promise<void> {
    await this.#written;
    await this.#write({ kind: 'auditEnded', run: this.run, how, reason });
  }

  async #write(...last: readonly AuditFact[]): Promise<void> {
    const batches = this.#waiting.splice(0);
    this.#writtenAt = this.clock.monotonic();
    await this.ledger.commitEngine(...batches.map((batch) => ({ kind: 'audited', run: this.run, batch }) as const), ...last);
    this.onLogged(batches);
  }
}
