import { classify, messageOf } from '../classify';
import type { Accepted, SyncRecord } from '../record';
import { readRequest } from '../request';
import type { Resource } from '../resource';
import { validate } from '../stages';
import type { AuditContext } from './auditor';
import { compareRecord, unchecked, type Finding } from './finding';

type Audited = SyncRecord & { readonly base: Accepted };

/** Reads at once. */
const AT_ONCE = 4;
/** Failures in a row, and failures that are more than a tenth of all, after which it is an outage and no drift. */
const IN_A_ROW = 5;
const MOST_FAILURES = 20;

/** Compares records that are read one by one: a few at once, no faster than `audit.rate`, conditional where there is an ETag (RFC 9110 13.1.2). */
export class Reader {
  #failed = 0;
  #inARow = 0;
  #read = 0;
  #nextAt = 0;
  /** Why the run must stop, as a sentence; null to go on. */
  trouble: string | null = null;

  constructor(
    private readonly c: AuditContext,
    private readonly resource: Resource,
  ) {}

  /** Each record with its finding, null where it matches. Ends early in trouble, and when cancelled. */
  async compareAll(records: readonly Audited[]): Promise<readonly { readonly finding: Finding | null }[]> {
    const results: { finding: Finding | null }[] = [];
    const queue = records.values();
    const work = async (): Promise<void> => {
      for (const record of queue) {
        await this.#pace();
        if (this.trouble !== null || this.c.cancel.aborted || this.c.obstacle() !== null) return;
        results.push({ finding: await this.#compare(record) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return results;
  }

  async #compare(record: Audited): Promise<Finding | null> {
    const { http, clock, cancel, ledger, catalog } = this.c;
    const { etag } = record.base;
    const request = readRequest(catalog.settings.master.baseUrl, this.resource, record.id);
    const answer = await http.send(etag === null ? request : { ...request, headers: { ...request.headers, 'if-none-match': etag } }, cancel);
    this.#read += 1;
    if (answer.kind === 'answer' && answer.status === 304) return this.#passed(null);
    const verdict = classify(answer, false, clock.now());
    const compare = (remote: Accepted | null): Finding | null => this.#passed(compareRecord(record, remote, this.resource, ledger.model.audits.ignored(record.resource), this.c.tools(this.resource).hash));
    if (verdict.is === 'gone') return compare(null);
    if (verdict.is === 'success') {
      const { accepted, issues } = validate(verdict.answer, this.resource, { id: record.id, known: [] }, this.c.tools(this.resource));
      return accepted ? compare(accepted) : this.#passed(unchecked(record, issues[0]?.message ?? 'The answer is not valid.', false));
    }
    const reason = messageOf(verdict);
    this.#failed += 1;
    this.#inARow += 1;
    if (this.#inARow >= IN_A_ROW || this.#failed > Math.max(MOST_FAILURES, this.#read / 10)) this.trouble ??= `Too many records could not be read: ${reason}`;
    return unchecked(record, reason, verdict.is === 'failed' && verdict.failure.isRetryable);
  }

  #passed(finding: Finding | null): Finding | null {
    this.#inARow = 0;
    return finding;
  }

  /** Waits until the next read may start. */
  async #pace(): Promise<void> {
    const { clock, catalog, cancel } = this.c;
    const now = clock.now();
    const startAt = Math.max(now, this.#nextAt);
    this.#nextAt = startAt + 1_000 / catalog.settings.audit.rate;
    if (startAt > now && !cancel.aborted) await new Promise<void>((resolve) => clock.after(startAt - now, resolve));
  }
}
