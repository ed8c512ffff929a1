import { isSame } from '../canonical';
import type { JsonObject } from '../json';
import { readItem } from '../listItem';
import type { Accepted, RecordKey, SyncRecord } from '../record';
import { isTooLarge, RECORD_BYTES } from '../request';
import type { Resource } from '../resource';
import type { ChecksumRule } from '../settings';
import type { Tools } from '../stages';
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

const TOO_LARGE = `The master's record is larger than ${RECORD_BYTES / 2 ** 10} KiB, so it cannot be kept here.`;

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
  if (record && !isAsAccepted && showsLess(record.base, content, resource)) return 'less';
  const remote = readItem(resource, content, tools);
  if (typeof remote === 'string') return unchecked(key, record?.base.version ?? null, remote, false);
  if (!record) return isTooLarge(content) ? unchecked(key, null, TOO_LARGE, false) : missingHere(key, remote.version);
  if (isAsAccepted) {
    if (checksum) proven.set(record.base.content, checksum);
    return null;
  }
  return compareRecord(record, remote, resource, ignored, tools.hash);
}

const showsLess = ({ content: known }: Accepted, content: JsonObject, { shape }: Resource): boolean =>
  shape.version.from === 'header' || Object.keys(known).some((field) => !Object.hasOwn(content, field));
