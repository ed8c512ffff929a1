import { sleep } from '../cancel';
import { classify, messageOf } from '../classify';
import { hidingOf } from '../discreet';
import type { RecordKey, Remote, SyncRecord } from '../record';
import { readRequest } from '../request';
import type { Resource } from '../resource';
import { validate } from '../stages';
import type { AuditContext } from './auditor';
import { compareRecord, isAudited, unchecked, type Finding } from './finding';
import type { Outage } from './outage';

/** A record that was looked at: what was found, null where it matches; `left` where it is edited or under way. */
export interface Looked {
  readonly id: string;
  readonly found: Finding | 'left' | null;
}

/** Reads at once. */
const AT_ONCE = 4;

/** Compares records that are read one by one: a few at once, no faster than `audit.rate`, conditional where there is an ETag (RFC 9110 13.1.2). */
export class Reader {
  #nextAt = 0;

  constructor(
    private readonly c: AuditContext,
    private readonly resource: Resource,
    private readonly outage: Outage,
  ) {}

  /** Ends early in trouble, and when cancelled: then not every record is among the answers. */
  async compareAll(records: readonly SyncRecord[]): Promise<readonly Looked[]> {
    const looked: Looked[] = [];
    const queue = records.values();
    const work = async (): Promise<void> => {
      for (const { key, id } of queue) {
        if (this.#isAudited(key)) await this.#pace();
        if (this.outage.trouble !== null || this.c.cancel.aborted || this.c.lasting() !== null) return;
        const found = await this.#compare(key);
        if (found !== 'cancelled') looked.push({ id, found });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return looked;
  }

  async #compare(key: RecordKey): Promise<Finding | 'left' | 'cancelled' | null> {
    const { http, clock, cancel, ledger, catalog } = this.c;
    const record = ledger.model.records.get(key);
    if (!record || !isAudited(record)) return 'left';
    const { etag, version } = record.base;
    const request = readRequest(catalog.settings.master.baseUrl, this.resource, record.id);
    const answer = await http.send(etag === null ? request : { ...request, headers: { ...request.headers, 'if-none-match': etag } }, cancel);
    if (answer.kind === 'failure' && (cancel.aborted || this.c.lasting() !== null)) return 'cancelled';
    if (ledger.model.records.get(key) !== record) return 'left'; // it has moved meanwhile: what was read may be older
    const compare = (remote: Remote): Finding | null => {
      this.outage.passed();
      return compareRecord(record, remote, this.resource, ledger.model.audits.ignored(record.resource), this.c.tools(this.resource).hash);
    };
    const failed = (reason: string, isSilent: boolean, heals: boolean): Finding => {
      this.outage.failed(reason, isSilent);
      return unchecked(key, version, reason, heals);
    };
    if (answer.kind === 'answer' && answer.status === 304 && etag !== null) {
      this.outage.passed();
      return null;
    }
    const verdict = classify(answer, false, clock.now(), hidingOf(record, this.resource));
    if (verdict.is === 'gone') return compare(null);
    if (verdict.is !== 'success') return failed(messageOf(verdict), true, verdict.is === 'failed' && verdict.failure.isRetryable);
    const { accepted, issues } = validate(verdict.answer, this.resource, { id: record.id, known: [] }, this.c.tools(this.resource));
    return accepted ? compare(accepted) : failed(issues[0]?.message ?? 'The answer is not valid.', false, false);
  }

  #isAudited(key: RecordKey): boolean {
    const record = this.c.ledger.model.records.get(key);
    return record !== undefined && isAudited(record);
  }

  /** Waits until the next read may start. */
  async #pace(): Promise<void> {
    const { clock, catalog, cancel } = this.c;
    const now = clock.now();
    const startAt = Math.max(now, this.#nextAt);
    this.#nextAt = startAt + 1_000 / catalog.settings.audit.rate;
    if (startAt > now) await sleep(clock, startAt - now, cancel);
  }
}
