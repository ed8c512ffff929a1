import { isSame } from '../canonical';
import { isClean } from '../decide';
import type { JsonObject } from '../json';
import type { Hash } from '../ports';
import type { Accepted, RecordKey, Remote, SyncRecord } from '../record';
import type { Resource } from '../resource';
import type { Seen } from '../seen';
import { compareVersions, versionOrder, type Relation } from '../version';
import { seenBeside } from './sight';

/** What an audit can find about a record (D6), gravest first. */
export const FINDINGS = ['unversioned', 'discrepancy', 'orphaned', 'drift', 'missing', 'unchecked'] as const;
/**
 * `unversioned`: same version, different content. `discrepancy`: different content where versions say nothing.
 * `orphaned`: gone at the master (404, 410). `drift`: another version. `missing`: only at the master. `unchecked`: could not be read.
 */
export type FindingKind = (typeof FINDINGS)[number];

/** What was seen of a record at the master. `unread`: nothing, for it could not be read or used. */
export const SEEN = ['there', 'gone', 'unread'] as const;

/** One record that is not here as it is there. */
export interface Finding {
  readonly key: RecordKey;
  readonly kind: FindingKind;
  readonly remote: (typeof SEEN)[number];
  /** Versions here and there; null for none: the master's side may be gone, or there without a version. */
  readonly here: string | null;
  readonly there: string | null;
  /** Stands for the content there, where it was seen: see `sight.ts`. */
  readonly mark?: string;
  /** The compared fields that differ, the first few. */
  readonly fields: readonly string[];
  /** False where the next pull puts it right by itself, or the next run can tell more. */
  readonly needsPerson: boolean;
  /** One sentence. */
  readonly reason: string;
}

/** Fields that a finding names, and their characters in all: 200 findings go into one entry of the log. */
const MOST_FIELDS = 20;
const MOST_CHARACTERS = 1_000;

/** True for a record that an audit compares: nothing in flight, nothing edited, and once at the master. */
export const isAudited = (record: SyncRecord): record is SyncRecord & { readonly base: Accepted } => record.base !== null && isClean(record);

/** Compares a record with what the master shows; null where they match. `ignored`: fields that a person left out of audits. */
export function compareRecord(record: SyncRecord & { readonly base: Accepted }, remote: Remote, resource: Resource, ignored: ReadonlySet<string>, hash: Hash): Finding | null {
  const { key, base } = record;
  const finding = (kind: FindingKind, needsPerson: boolean, reason: string, fields: readonly string[] = []): Finding => ({
    key, kind, here: base.version, ...sight(seenBeside(base, remote, resource, hash)), fields: firstOf(fields), needsPerson, reason,
  });
  if (!remote) return finding('orphaned', true, 'The master has this record no more.');
  const fields = differingFields(base.content, remote.content, resource, ignored);
  const relation = relationOf(base, remote, resource);
  if (relation === null) return fields.length === 0 ? null : finding('discrepancy', true, `Its content differs: ${list(fields)}.`, fields);
  if (relation === 'same') return fields.length === 0 ? null : finding('unversioned', true, `The master changed it without a new version: ${list(fields)}.`, fields);
  const what = fields.length === 0 ? 'no compared field differs' : list(fields);
  if (relation === 'older') return finding('drift', true, `The master shows version ${remote.version}, older than ${base.version} here: ${what}.`, fields);
  return finding('drift', false, `The master has version ${remote.version}, ${base.version} is here: ${what}.`, fields);
}

/** What was seen, as a finding has it; and back: `seenIn`. */
export const sight = (seen: Seen): Pick<Finding, 'remote' | 'there' | 'mark'> =>
  seen.remote === 'gone' ? { remote: 'gone', there: null } : { remote: 'there', there: seen.version, ...(seen.mark !== undefined && { mark: seen.mark }) };

/** What a person saw who was shown a finding. */
export const seenIn = ({ remote, there, mark }: Finding): Seen => (remote === 'gone' ? { remote } : { remote: 'there', version: there, ...(mark !== undefined && { mark }) });

/** A record that only the master has. */
export const missingHere = (key: RecordKey, there: string | null): Finding => ({
  key, kind: 'missing', remote: 'there', here: null, there, fields: [], needsPerson: false, reason: 'The master has this record, the store has not.',
});

/** A record that could not be compared. `here`: its version, null for none; `heals`: the next run may be able to. */
export const unchecked = (key: RecordKey, here: string | null, reason: string, heals: boolean): Finding => ({
  key, kind: 'unchecked', remote: 'unread', here, there: null, fields: [], needsPerson: !heals, reason,
});

/** Null where versions say nothing but that the content differs: there are none, or they are hashes of it. */
function relationOf(base: Accepted, remote: Accepted, { shape }: Resource): Relation | null {
  if (shape.version.from === 'hash' || base.version === null || remote.version === null) return null;
  return compareVersions(versionOrder(shape), remote.version, base.version);
}

/** The fields of `compare`, or every field that is not the master's own, whose values differ. */
function differingFields(here: JsonObject, there: JsonObject, resource: Resource, ignored: ReadonlySet<string>): readonly string[] {
  const names = resource.compare ?? [...new Set([...Object.keys(here), ...Object.keys(there)])].filter((name) => !resource.uncompared.has(name));
  return names.filter((name) => !ignored.has(name) && isDifferent(here, there, name));
}

function isDifferent(here: JsonObject, there: JsonObject, name: string): boolean {
  const [isHere, isThere] = [Object.hasOwn(here, name), Object.hasOwn(there, name)];
  return isHere !== isThere || (isHere && !isSame(here[name] ?? null, there[name] ?? null));
}

function firstOf(fields: readonly string[]): readonly string[] {
  let room = MOST_CHARACTERS;
  const end = fields.findIndex((field) => (room -= JSON.stringify(field).length) < 0);
  return fields.slice(0, end < 0 ? MOST_FIELDS : Math.min(end, MOST_FIELDS));
}

const list = (fields: readonly string[]): string => `${fields.slice(0, 5).map(short).join(', ')}${fields.length > 5 ? ` and ${fields.length - 5} more` : ''}`;

const short = (name: string): string => (name.length > 60 ? `${name.slice(0, 59)}…` : name);
