import { isSame } from '../canonical';
import type { JsonObject } from '../json';
import type { Accepted, RecordKey, SyncRecord } from '../record';
import type { Resource } from '../resource';
import type { ChecksumRule } from '../settings';
import { checksumIssues, type Tools } from '../stages';
import { readVersion } from '../version';
import { compareRecord, missingHere, unchecked, type Finding } from './finding';

/** Contents, checksum included, for which it was computed by this rule and held. */
export type Proven = WeakMap<JsonObject, ChecksumRule>;

/** What judging the records of a list needs. */
export interface ListedContext {
  readonly resource: Resource;
  readonly tools: Tools;
  readonly ignored: ReadonlySet<string>;
  readonly proven: Proven;
}

/**
 * Compares a record with what a list shows of it; null where they match, `less` where the list shows too little to tell: not every field, or not the version, because it is in a header of the record.
 *
 * Most records of most lists are just what was accepted from the master, and that is looked at first: then nothing can
 * differ. Its checksum is computed the first time. When the list shows the very same again, all fields and the checksum
 * itself, computing it would only repeat the same sum of the same text.
 */
export function compareListed(key: RecordKey, record: (SyncRecord & { readonly base: Accepted }) | undefined, content: JsonObject, c: ListedContext): Finding | 'less' | null {
  const { resource, tools, ignored, proven } = c;
  const { checksum } = resource.shape;
  const isAsAccepted = record !== undefined && isSame(record.base.content, content);
  if (isAsAccepted && (checksum === null || proven.get(record.base.content) === checksum)) return null;
  const remote = readItem(resource, content, tools);
  if (!record) return missingHere(key, typeof remote === 'string' ? null : remote.version);
  if (typeof remote === 'string') return unchecked(record, remote, false);
  if (isAsAccepted) {
    if (checksum) proven.set(record.base.content, checksum);
    return null;
  }
  const showsLess = resource.shape.version.from === 'header' || Object.keys(record.base.content).some((field) => !Object.hasOwn(content, field));
  if (showsLess) return 'less';
  return compareRecord(record, remote, resource, ignored, tools.hash);
}

/** A record as a list shows it; a sentence where it cannot be used. */
function readItem(resource: Resource, content: JsonObject, tools: Tools): Accepted | string {
  const version = readVersion(resource.shape, content, {}, tools.hash);
  if ('issue' in version) return `The list cannot be used: ${version.issue}.`;
  const issues = checksumIssues(resource, content, tools.hash);
  if (issues !== 'not configured' && issues[0]) return issues[0].message;
  return { content, version: version.version, etag: null };
}
