import type { PullResult } from './actions';
import { equalExcept } from './canonical';
import { classify, messageOf } from './classify';
import { isClean } from './decide';
import type { KeyedFact, Ledger } from './ledger';
import type { Lanes } from './lanes';
import { readItem } from './listItem';
import { readPages, type ReadPage } from './pages';
import type { CancelSignal, Clock, Http } from './ports';
import { keyOf, type Accepted, type RecordKey, type SyncRecord } from './record';
import { idIssue, isTooLarge, readRequest } from './request';
import type { Resource } from './resource';
import { idText, validate, type Tools } from './stages';
import { compareVersions, versionOrder } from './version';

/** What a pull needs. */
export interface PullContext {
  readonly resource: Resource;
  readonly baseUrl: string;
  readonly ledger: Ledger;
  readonly lanes: Lanes;
  readonly http: Http;
  readonly tools: Tools;
  readonly clock: Clock;
  readonly cancel?: CancelSignal;
  readonly onPage?: (read: number, total: number | null) => void;
}

/** How a pull ended: what it did, and in a sentence why it broke off, if it did. */
export interface Pulled {
  readonly result: PullResult;
  readonly problem: string | null;
}

export const NOTHING: PullResult = { read: 0, added: 0, changed: 0, kept: 0, removed: 0, isComplete: true };

/** Refreshes a resource from its list, page by page. Never moves `base` under an open job, a conflict or an unsent edit: there it only notes what is newer. */
export async function pullList(c: PullContext): Promise<Pulled> {
  let result = NOTHING;
  const broken = (problem: string): Pulled => ({ result: { ...result, isComplete: false }, problem });
  for await (const page of readPages(c, c.resource, null)) {
    if (c.cancel?.aborted) return broken('Cancelled.');
    if ('issue' in page) return broken(page.issue);
    result = add(result, await take(c, page));
    c.onPage?.(result.read, page.total);
  }
  await c.ledger.commitEngine({ kind: 'listed', resource: c.resource.name, records: result.read, isComplete: true });
  return { result, problem: null };
}

/** Refreshes one record. One with an open job or an unsent edit keeps its base, and what is newer is noted. */
export async function pullRecord(c: PullContext, id: string): Promise<Pulled> {
  const key = keyOf(c.resource.name, id);
  const issue = idIssue(id);
  if (issue !== null) return { result: { ...NOTHING, isComplete: false }, problem: issue };
  const record = c.ledger.model.records.get(key);
  const askedAt = c.clock.now();
  const verdict = classify(await c.http.send(readRequest(c.baseUrl, c.resource, id), c.cancel), false, c.clock.now());
  const broken = (problem: string): Pulled => ({ result: { ...NOTHING, isComplete: false }, problem });
  if (verdict.is === 'gone') {
    if (!record) return broken(`The master has no record ${key}.`);
    return { result: await c.lanes.run(key, () => takeRemoved(c, key, askedAt)), problem: null };
  }
  if (verdict.is !== 'success') return broken(messageOf(verdict));
  const { accepted, issues } = validate(verdict.answer, c.resource, { id, known: [] }, c.tools);
  if (!accepted) return broken(issues[0]?.message ?? 'The answer is not valid.');
  return { result: await c.lanes.run(key, () => takeAccepted(c, [{ id, accepted }], askedAt)), problem: null };
}

async function take(c: PullContext, { items, askedAt }: ReadPage): Promise<PullResult> {
  const good: { id: string; accepted: Accepted }[] = [];
  let bad = 0;
  for (const content of items) {
    const id = idText(content[c.resource.shape.id]);
    const accepted = readItem(c.resource, content, c.tools);
    if (id === null || idIssue(id) !== null || isTooLarge(content) || typeof accepted === 'string') bad += 1;
    else good.push({ id, accepted });
  }
  if (bad > 0) c.ledger.log('warning', `${c.resource.name}: ${bad} records of the list were not taken: their id, version, checksum or size is not valid.`);
  return c.lanes.runAll(good.map(({ id }) => keyOf(c.resource.name, id)), () => takeAccepted(c, good, askedAt));
}

/** Works in the records' lanes, so that no edit comes between looking and committing. */
async function takeAccepted(c: PullContext, seen: readonly { id: string; accepted: Accepted }[], askedAt: number): Promise<PullResult> {
  const facts: KeyedFact[] = [];
  let [added, changed, kept] = [0, 0, 0];
  for (const { id, accepted } of seen) {
    const key = keyOf(c.resource.name, id);
    const record = c.ledger.model.records.get(key);
    if (!record) added += 1;
    else if (!isClean(record)) {
      kept += 1;
      if (!isOutrun(record, askedAt) && isSighting(c, record, accepted)) facts.push({ key, fact: { kind: 'sighted', remote: accepted } });
      continue;
    } else if (isOutrun(record, askedAt) || !isNews(c, key, record.base, accepted)) continue;
    else if (!isSameVersion(record.base, accepted)) changed += 1;
    facts.push({ key, fact: { kind: 'pulled', base: accepted } });
  }
  await c.ledger.commit(facts);
  return { read: seen.length, added, changed, kept, removed: 0, isComplete: true };
}

/** True when the master confirmed a record, as by our own write, after a read was asked for: what that shows may be older. */
const isOutrun = ({ confirmedAt }: SyncRecord, askedAt: number): boolean => confirmedAt > askedAt;

/** True for one version, of which at most the ETag is news. */
const isSameVersion = (known: Accepted | null, { version }: Accepted): boolean => known !== null && version !== null && known.version === version;

/** True when a read shows of an edited record something newer than what is known of the master, and not our own write. Under a request nobody can tell. */
function isSighting(c: PullContext, { key, base, job, ahead }: SyncRecord, accepted: Accepted): boolean {
  if (job?.status === 'PROCESSING' || job?.sent.some((sent) => equalExcept(sent, accepted.content, c.resource.uncompared))) return false;
  const known = job?.status === 'VERSION_CONFLICT' ? job.remote : ahead ? ahead.remote : base;
  return isNews(c, key, known, accepted) && !isSameVersion(known, accepted);
}

/** The master has it no more. */
async function takeRemoved(c: PullContext, key: RecordKey, askedAt: number): Promise<PullResult> {
  const record = c.ledger.model.records.get(key);
  const result = { ...NOTHING, read: 1 };
  if (!record || isOutrun(record, askedAt)) return result;
  if (isClean(record)) {
    await c.ledger.commit([{ key, fact: { kind: 'removed', reason: 'deleted at the master' } }]);
    return { ...result, removed: 1 };
  }
  const { base, job, ahead } = record;
  const isKnown = job?.status === 'PROCESSING' || (job?.status === 'VERSION_CONFLICT' ? job.remote === null : ahead ? ahead.remote === null : base === null);
  if (!isKnown) await c.ledger.commit([{ key, fact: { kind: 'sighted', remote: null } }]);
  return { ...result, kept: 1 };
}

/** True when the master shows something that `base`, what is known of it, does not have; stale data is not taken. */
function isNews(c: PullContext, key: RecordKey, base: Accepted | null, accepted: Accepted): boolean {
  if (!base) return true;
  const isSameContent = equalExcept(base.content, accepted.content, c.resource.uncompared);
  if (base.version === null || accepted.version === null) return !isSameContent;
  const relation = compareVersions(versionOrder(c.resource.shape), accepted.version, base.version);
  if (relation === 'older') c.ledger.log('warning', `${key}: stale remote data was not taken: version ${accepted.version} is older than ${base.version}.`);
  if (relation === 'same' && !isSameContent) c.ledger.log('warning', `${key}: the content changed without a new version; it was not taken.`);
  if (relation === 'same') return isSameContent && accepted.etag !== null && base.etag !== accepted.etag;
  return relation !== 'older';
}

export const add = (a: PullResult, b: PullResult): PullResult => ({
  read: a.read + b.read, added: a.added + b.added, changed: a.changed + b.changed, kept: a.kept + b.kept, removed: a.removed + b.removed, isComplete: b.isComplete,
});
