import type { Catalog } from '../catalog';
import type { Ledger } from '../ledger';
import type { LookAt } from '../look';
import type { CancelSignal, Clock, Http } from '../ports';
import { splitKey, type SyncRecord } from '../record';
import { readPages } from '../pages';
import type { Resource } from '../resource';
import type { Tools } from '../stages';
import type { Reached } from './audits';
import { BatchLog } from './batchLog';
import { comparePage } from './comparePage';
import type { Proven } from './listed';
import { Outage } from './outage';
import { Reader } from './reader';
import { lookedAt, type AuditBatch, type AuditRun, type Ending } from './run';

/** What an audit needs. */
export interface AuditContext {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly http: Http;
  readonly clock: Clock;
  readonly tools: (resource: Resource) => Tools;
  readonly lookAt: LookAt;
  /** Null where nothing stands in the way of asking the master; else why, in a sentence. */
  readonly obstacle: () => string | null;
  /** The same, but that the master asks to slow down is no obstacle for who has time. */
  readonly lasting: () => string | null;
  readonly cancel: CancelSignal;
  /** Cancelled only because the engine ends: the run is gone on with. */
  readonly isEnding: () => boolean;
  /** What earlier runs have verified. */
  readonly proven: Proven;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Records of a batch (D6). */
const BATCH = 200;

const MOVED = 'The configuration names another address of the master since.';

/** Why a run ends before it is complete. */
class Broken extends Error {
  constructor(
    readonly how: Exclude<Ending, 'complete'>,
    reason: string,
  ) {
    super(reason);
  }
}

/** Performs one run (D6): from its beginning, or from where the log says that it had come. */
export class Auditor {
  #done = 0;
  #total = 0;
  readonly #log: BatchLog;
  readonly #c: AuditContext;

  constructor(
    c: AuditContext,
    private readonly run: AuditRun,
  ) {
    const { baseUrl } = c.catalog.settings.master;
    this.#c = { ...c, lasting: () => (c.catalog.settings.master.baseUrl === baseUrl ? c.lasting() : MOVED) };
    this.#log = new BatchLog(c.ledger, c.clock, run.id, (batches) => this.#tell(batches));
  }

  /** Audits everything in scope and logs how it ended. */
  async perform(): Promise<void> {
    this.#done = lookedAt(this.run.figures);
    this.#total = this.#resources().reduce((sum, name) => sum + this.#covered(name).length, 0);
    let end: { how: Ending; reason: string | null } = { how: 'complete', reason: null };
    try {
      for (const name of this.#resources()) await this.#audit(name);
      await this.#log.flush();
      const { problems = [] } = this.#c.ledger.model.audits.running ?? {};
      if (problems.length > 0) end = { how: 'stopped', reason: problems.join(' ') };
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      if (error.how === 'cancelled' && this.#c.isEnding()) return this.#log.flush(); // the next start goes on
      end = { how: error.how, reason: error.message };
    }
    await this.#log.end(end.how, end.reason);
  }

  #resources(): readonly string[] {
    const { scope } = this.run;
    const all = [...this.#c.catalog.settings.resources.keys()];
    if (scope.keys) return [...new Set(scope.keys.map((key) => splitKey(key)?.resource ?? ''))];
    return scope.resource === undefined ? all : [scope.resource];
  }

  /** The records of a resource that the run covers. */
  #covered(name: string): SyncRecord[] {
    const { scope } = this.run;
    const { model } = this.#c.ledger;
    const keys = scope.keys ?? (scope.status ? model.keys(scope.status) : null);
    const records = keys ? [...new Set(keys)].flatMap((key) => model.records.get(key) ?? []) : [...model.records.values()];
    return records.filter(({ resource }) => resource === name);
  }

  async #audit(name: string): Promise<void> {
    this.#checkpoint();
    const trouble = this.#c.catalog.isKnown(name) ? null : await this.#c.lookAt(name, this.#c.cancel);
    this.#checkpoint();
    if (trouble?.isOutage) throw new Broken('stopped', trouble.problem);
    const resource = this.#c.catalog.get(name);
    if (!resource) return this.#fail(name, 'It is not in the configuration any more.');
    const outage = new Outage();
    const reached = this.#c.ledger.model.audits.reached(name);
    const seen = new Set(reached?.ids);
    const isWhole = !this.run.scope.keys && !this.run.scope.status;
    if (isWhole) await this.#auditList(resource, reached, seen, outage);
    await this.#auditEach(resource, this.#covered(name).filter(({ id }) => !seen.has(id)), outage);
  }

  /** Compares page by page, and adds the ids to those seen. Where the API has no list, nothing is listed and every record is read by itself. */
  async #auditList(resource: Resource, reached: Reached | undefined, seen: Set<string>, outage: Outage): Promise<void> {
    if (reached?.cursor === null) return;
    const { baseUrl } = this.#c.catalog.settings.master;
    if (reached && !reached.cursor.startsWith(baseUrl)) throw new Broken('stopped', MOVED);
    let isFirst = reached === undefined;
    for await (const page of readPages({ ...this.#c, baseUrl }, resource, reached?.cursor ?? null)) {
      this.#checkpoint();
      if ('issue' in page) {
        if (!isFirst || page.is === 'failed') throw new Broken('stopped', page.issue);
        if (page.is === 'unusable' || this.#covered(resource.name).length === 0) await this.#fail(resource.name, page.issue); // then nothing, or not all, has been looked at
        return;
      }
      isFirst = false;
      // a long page is logged in parts, each of which leads back to it: an entry of the log has a limit
      for (let from = 0; from === 0 || from < page.items.length; from += BATCH) {
        const isLast = from + BATCH >= page.items.length;
        await this.#log.add(comparePage(this.#c, resource, { items: page.items.slice(from, from + BATCH), askedAt: page.askedAt, cursor: isLast ? page.next : page.url }, seen, outage));
        if (outage.trouble !== null) throw new Broken('stopped', outage.trouble);
      }
    }
  }

  /** Reads records one by one: those that the list did not show, or all where there is none. What was read counts, also where it ends early. */
  async #auditEach(resource: Resource, records: readonly SyncRecord[], outage: Outage): Promise<void> {
    const reader = new Reader(this.#c, resource, outage);
    for (let from = 0; from < records.length; from += BATCH) {
      this.#checkpoint();
      const looked = await reader.compareAll(records.slice(from, from + BATCH));
      const left = looked.filter(({ found }) => found === 'left').length;
      const matched = looked.filter(({ found }) => found === null).length;
      const findings = looked.flatMap(({ found }) => (found === 'left' || found === null ? [] : [found]));
      const failed = findings.filter(({ kind }) => kind === 'unchecked').length;
      await this.#log.add({ resource: resource.name, cursor: null, ids: looked.map(({ id }) => id), findings, checked: matched + findings.length - failed, matched, left });
      await this.#log.flush();
      this.#checkpoint();
      if (outage.trouble !== null) throw new Broken('stopped', outage.trouble);
    }
  }

  /** Notes that a resource could not be looked at as a whole; the run goes on. */
  #fail(name: string, why: string): Promise<void> {
    return this.#log.add({ resource: name, cursor: null, ids: [], checked: 0, matched: 0, left: 0, findings: [], problem: `${name}: ${why}` });
  }

  #tell(batches: readonly AuditBatch[]): void {
    for (const { ids } of batches) this.#done += ids.length;
    this.#c.onProgress?.(this.#done, Math.max(this.#done, this.#total));
  }

  /** Throws where the run must not go on. */
  #checkpoint(): void {
    if (this.#c.cancel.aborted) throw new Broken('cancelled', 'Cancelled.');
    const obstacle = this.#c.lasting();
    if (obstacle !== null) throw new Broken('stopped', obstacle);
  }
}
