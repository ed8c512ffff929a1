import type { JsonObject } from '../../engine/json';
import type { MergeRules } from '../../engine/merge';
import type { Accepted, RecordKey, Remote, SyncRecord } from '../../engine/record';
import { conflictingFields } from '../../engine/resolve';
import { seenOf, type Seen } from '../../engine/seen';
import { hash } from '../../node/ports';

/** A record beside what the master has of it, as a diff shows the two. */
export interface Compared {
  readonly key: RecordKey;
  readonly local: JsonObject;
  readonly remote: Remote;
}

/** An open conflict (D9): both sides, the base they come from, and what a list shows of it. */
export interface Conflict extends Compared {
  readonly base: Accepted | null;
  /** When it was noticed, ms since 1970. */
  readonly since: number;
  /** One sentence. */
  readonly reason: string;
  /** Fields that either side changed and that differ, as they are shown: `address.city`, `contacts[7].name`. Empty where the record was deleted there. */
  readonly fields: readonly string[];
}

/** The conflict that a record is in, or null. */
export function conflictOf(record: SyncRecord | undefined, rules: MergeRules): Conflict | null {
  if (record?.job?.status !== 'VERSION_CONFLICT') return null;
  const { key, local, base, job } = record;
  const { remote, since, reason } = job;
  return { key, local, base, remote, since, reason, fields: conflictingFields(base, remote, local, rules) };
}

/** What a person saw who was shown this. */
export const seenIn = ({ remote }: Pick<Conflict, 'remote'>): Seen => seenOf(remote, hash);

/** What there is to compare: the sides of a conflict, or a remote that is known to be newer (`ahead`); null where neither is. */
export function comparedOf(record: SyncRecord | undefined): Compared | null {
  const remote = record?.job?.status === 'VERSION_CONFLICT' ? record.job.remote : record?.ahead?.remote;
  return record && remote !== undefined ? { key: record.key, local: record.local, remote } : null;
}

/** "email, status · base 7, remote 9 · 4 min", or "deleted there · 11 min". */
export function describeConflict({ fields, base, remote, since }: Conflict, now: number): string {
  const versions = remote ? `base ${sayVersion(base)}, remote ${sayVersion(remote)}` : 'deleted there';
  return [sayFields(fields), versions, sayAge(now - since)].filter((part) => part !== '').join(' · ');
}

/** Fields that a row names; the rest is counted. */
const ROW_FIELDS = 3;

/** "email, status", "email, status, tier and 4 more", '' for none. */
export function sayFields(fields: readonly string[], most = ROW_FIELDS): string {
  const more = fields.length - most;
  return more > 0 ? `${fields.slice(0, most).join(', ')} and ${more} more` : fields.join(', ');
}

/** A version as it is shown: hashes are cut. */
export const sayVersion = (side: Accepted | null): string => {
  const version = side?.version ?? 'none';
  return version.length > 24 ? `${version.slice(0, 8)}…` : version;
};

/** "now", "4 min", "3 h", "2 d". */
export function sayAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
