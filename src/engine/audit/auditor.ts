import type { Catalog } from '../catalog';
import { classify } from '../classify';
import type { JsonObject } from '../json';
import type { Ledger } from '../ledger';
import { firstPage, readPage, resolveNext, type Page } from '../list';
import type { CancelSignal, Clock, Http } from '../ports';
import { keyOf, type Accepted, type SyncRecord } from '../record';
import { idIssue, listRequest } from '../request';
import type { Resource } from '../resource';
import { checksumIssues, idText, type Tools } from '../stages';
import { readVersion } from '../version';
import { compareRecord, isAudited, missingHere, unchecked, type Finding } from './finding';
import { Reader } from './reader';
import type { AuditBatch, AuditRun, Ending } from './run';

/** What an audit needs. */
export interface AuditContext {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly http: Http;
  readonly clock: Clock;
  readonly tools: (resource: Resource) => Tools;
  /** Nothing stands in the way of asking the master; else why, in a sentence. */
  readonly obstacle: () => string | null;
  readonly cancel: CancelSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Records of a batch (D6). */
const BATCH = 200;

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

  constructor(
    private readonly c: AuditContext,
    private readonly run: AuditRun,
  ) {}

  /** Audits everything in scope and logs how it ended. */
  async perform(): Promise<void> {
    this.#done = this.run.figures.checked + this.run.figures.left;
    this.#total = this.#resources().reduce((sum, name) => sum + this.#covered(name).length, 0);
    let end: { how: Ending; reason: string | null } = { how: 'complete', reason: null };
    try {
      for (const name of this.#resources()) await this.#audit(name);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      end = { how: error.how, reason: error.message };
    }
    await this.c.ledger.commitEngine({ kind: 'auditEnded', run: this.run.id, ...end });
  }

  #resources(): readonly string[] {
    const { scope } = this.run;
    const all = [...this.c.catalog.settings.resources.keys()];
    if (scope.keys) return all.filter((name) => scope.keys?.some((key) => key.startsWith(`${name}/`)));
    return scope.resource === undefined ? all : [scope.resource];
  }

  /** The records of a resource that the run covers. */
  #covered(name: string): SyncRecord[] {
    const { scope } = this.run;
    const { model } = this.c.ledger;
    const keys = scope.keys ?? (scope.status ? model.keys(scope.status) : model.records.keys());
    return [...keys].flatMap((key) => model.records.get(key) ?? []).filter(({ resource }) => resource === name);
  }

  async #audit(name: string): Promise<void> {
    const resource = this.c.catalog.get(name);
    if (!resource) return;
    const reached = this.c.ledger.model.audits.reached(name);
    const isWhole = !this.run.scope.keys && !this.run.scope.status;
    if (isWhole) await this.#auditList(resource, reached?.cursor ?? null, reached !== undefined);
    const ids = this.c.ledger.model.audits.reached(name)?.ids ?? new Set();
    const rest = this.#covered(name).filter(({ id }) => !ids.has(id));
    await this.#auditEach(resource, rest);
  }

  /** Reads the list, the next page while this one is compared. Where the API has none, nothing is listed and every record is read by itself. */
  async #auditList(resource: Resource, cursor: string | null, hasBegun: boolean): Promise<void> {
    if (hasBegun && cursor === null) return;
    const { list } = resource.shape;
    let url: string | null = cursor ?? firstPage(`${this.c.catalog.settings.master.baseUrl}${resource.path}`, list);
    let isFirst = !hasBegun;
    this.#checkpoint();
    let coming = this.#page(resource, url);
    while (url !== null) {
      const page = await coming;
      this.#checkpoint();
      if ('issue' in page) {
        if (isFirst && page.isPermanent) return;
        throw new Broken('stopped', page.issue);
      }
      isFirst = false;
      const next: string | null = page.next === null ? null : resolveNext(page.next, url);
      if (page.next !== null && next === null) throw new Broken('stopped', 'The next page of the list is at another origin; it was not followed.');
      if (next !== null) coming = this.#page(resource, next);
      // a long page is logged in parts, each of which leads back to it: an entry of the log has a limit
      for (let from = 0; from === 0 || from < page.items.length; from += BATCH) {
        const isLast = from + BATCH >= page.items.length;
        await this.#log(this.#compare(resource, page.items.slice(from, from + BATCH), page.askedAt, isLast ? next : url));
      }
      url = next;
    }
  }

  async #page(resource: Resource, url: string): Promise<(Page & { readonly askedAt: number }) | { readonly issue: string; readonly isPermanent: boolean }> {
    const { http, clock, cancel } = this.c;
    const askedAt = clock.now();
    const verdict = classify(await http.send(listRequest(url), cancel), false, clock.now());
    if (verdict.is === 'success') {
      const page = readPage(verdict.answer, resource.shape.list, url);
      return 'issue' in page ? { issue: page.issue, isPermanent: true } : { ...page, askedAt };
    }
    const issue = verdict.is === 'failed' ? verdict.failure.message : 'message' in verdict ? verdict.message : 'The master rejected the request for its list.';
    return { issue, isPermanent: verdict.is === 'gone' || (verdict.is === 'failed' && !verdict.failure.isRetryable) };
  }

  /** Compares one page with the store as it is now. */
  #compare(resource: Resource, items: readonly JsonObject[], askedAt: number, cursor: string | null): AuditBatch {
    const { model } = this.c.ledger;
    const tools = this.c.tools(resource);
    const findings: Finding[] = [];
    const ids: string[] = [];
    let [checked, matched, left] = [0, 0, 0];
    for (const content of items) {
      const id = idText(content[resource.shape.id]);
      if (id === null || idIssue(id) !== null || model.audits.reached(resource.name)?.ids.has(id)) continue;
      const record = model.records.get(keyOf(resource.name, id));
      const remote = readItem(resource, content, tools);
      if (record && typeof remote !== 'string' && lacksFields(record, remote)) continue; // the list shows less: it is read by itself
      ids.push(id);
      if (record && (!isAudited(record) || record.confirmedAt > askedAt)) {
        left += 1; // moving: what the list shows may be older than what is here
        continue;
      }
      checked += 1;
      const finding = !record
        ? missingHere(keyOf(resource.name, id), typeof remote === 'string' ? null : remote.version)
        : typeof remote === 'string' ? unchecked(record, remote) : compareRecord(record, remote, resource, model.audits.ignored(resource.name));
      if (finding) findings.push(finding);
      else matched += 1;
    }
    return { resource: resource.name, cursor, ids, checked, matched, left, findings };
  }

  /** Reads records one by one: those that the list did not show, or all where there is none. */
  async #auditEach(resource: Resource, records: readonly SyncRecord[]): Promise<void> {
    const reader = new Reader(this.c, resource);
    for (let from = 0; from < records.length; from += BATCH) {
      this.#checkpoint();
      const batch = records.slice(from, from + BATCH);
      const results = await reader.compareAll(batch.filter(isAudited));
      this.#checkpoint();
      const findings = results.flatMap(({ finding }) => finding ?? []);
      await this.#log({
        resource: resource.name, cursor: null, ids: batch.map(({ id }) => id), findings,
        checked: results.length, matched: results.length - findings.length, left: batch.length - results.length,
      });
      if (reader.trouble !== null) throw new Broken('stopped', reader.trouble);
    }
  }

  async #log(batch: AuditBatch): Promise<void> {
    await this.c.ledger.commitEngine({ kind: 'audited', run: this.run.id, batch });
    this.#done += batch.checked + batch.left;
    this.c.onProgress?.(this.#done, Math.max(this.#done, this.#total));
  }

  /** Throws where the run must not go on. */
  #checkpoint(): void {
    if (this.c.cancel.aborted) throw new Broken('cancelled', 'Cancelled.');
    const obstacle = this.c.obstacle();
    if (obstacle !== null) throw new Broken('stopped', obstacle);
  }
}

/** A record as a list shows it; a sentence where it cannot be used. */
function readItem(resource: Resource, content: JsonObject, tools: Tools): Accepted | string {
  const version = readVersion(resource.shape, content, {}, tools.hash);
  if ('issue' in version) return `The list cannot be used: ${version.issue}.`;
  const issues = checksumIssues(resource, content, tools.hash);
  if (issues !== 'not configured' && issues[0]) return issues[0].message;
  return { content, version: version.version, etag: null };
}

const lacksFields = ({ base }: SyncRecord, { content }: Accepted): boolean => base !== null && Object.keys(base.content).some((field) => !Object.hasOwn(content, field));
