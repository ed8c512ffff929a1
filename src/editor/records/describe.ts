import type { RecordKey, SyncRecord } from '../../engine/record';
import { statusOf } from '../../engine/record';
import { plain } from '../plain';

/** "12 s ago", from ms. */
export function ago(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 1) return 'now';
  if (s < 60) return `${s} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  return s < 86_400 ? `${Math.floor(s / 3600)} h ago` : `${Math.floor(s / 86_400)} d ago`;
}

/** "in 19 s", "in 1:12", "now". */
export function dueIn(ms: number): string {
  const s = Math.ceil(ms / 1000);
  if (s <= 0) return 'now';
  if (s < 60) return `in ${s} s`;
  if (s < 3600) return `in ${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
  return `in ${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

const NAMES = ['name', 'displayName', 'fullName', 'title', 'label', 'subject', 'email'];
const NAME_LENGTH = 40;

/** What a person calls the record, '' where no field says it; a sensitive field never does. */
export function nameOf(record: SyncRecord, sensitive: readonly string[] = []): string {
  for (const field of NAMES) {
    const value = Object.hasOwn(record.local, field) && !sensitive.includes(field) ? record.local[field] : undefined;
    if (typeof value === 'string' && value.trim() !== '') return short(plain(value.trim()), NAME_LENGTH);
  }
  return '';
}

/** A version for a narrow place; long ones (hashes, tokens) are cut. */
export const shortVersion = (version: string): string => (version.length > 16 ? `${version.slice(0, 8)}…` : version);

/** What stands beside the id: where it is in its job, since or until when, and its name. */
export function describeRecord(record: SyncRecord, now: number, sensitive: readonly string[] = []): string {
  return [...detail(record, now), nameOf(record, sensitive)].filter((part) => part !== '').map(plain).join(' · ');
}

/** "SYNCED · version 8 · 12 s ago", for the line above a document. */
export function statusLine(record: SyncRecord, now: number): string {
  const isAtRest = statusOf(record) === 'SYNCED' || statusOf(record) === 'SKIPPED';
  const version = record.base?.version;
  const parts = isAtRest && version ? [`version ${shortVersion(version)}`, ago(now - restedAt(record))] : detail(record, now);
  return [statusOf(record), ...parts].filter((part) => part !== '').map(plain).join(' · ');
}

/** "The master has version 9, newer than version 7 here"; '' where nothing newer is known. */
export function sayAhead({ ahead, base }: SyncRecord): string {
  if (!ahead) return '';
  if (!ahead.remote) return 'The record was deleted at the master';
  const { version } = ahead.remote;
  const there = version === null ? 'a newer record' : `version ${shortVersion(version)}`;
  const here = base?.version ? `, newer than version ${shortVersion(base.version)} here` : '';
  return plain(`The master has ${there}${here}`);
}

function detail(record: SyncRecord, now: number): string[] {
  const { job, base } = record;
  const version = base?.version ? `v${shortVersion(base.version)}` : base ? '' : 'new';
  if (!job) return [version, ago(now - restedAt(record))];
  switch (job.status) {
    case 'SYNCED':
    case 'SKIPPED':
      return [version, ago(now - restedAt(record))];
    case 'PENDING':
      return [version, `saved ${ago(now - job.queuedAt)}`];
    case 'PROCESSING':
      return [version, `attempt ${job.attempt}`];
    case 'RETRY_PENDING':
      return [`${job.counted > 0 ? `retry ${job.counted}` : 'again'} ${dueIn(job.dueAt - now)}`];
    case 'ERROR':
    case 'DEAD_LETTER':
      return [job.failure.code, ago(now - job.since)];
    case 'VALIDATION_FAILED':
      return [job.issues.length === 1 ? job.issues[0]?.pointer.slice(1) || 'the whole record' : `${job.issues.length} issues`, ago(now - job.since)];
    case 'VERSION_CONFLICT':
      return [job.remote ? `base ${base?.version ?? 'none'}, remote ${job.remote.version ?? 'other'}` : 'deleted there', ago(now - job.since)];
  }
}

const restedAt = ({ job, confirmedAt }: SyncRecord): number => Math.max(confirmedAt, job?.status === 'SYNCED' || job?.status === 'SKIPPED' ? job.since : 0);

/** Text cut to `max` characters, never inside one. */
export function short(text: string, max: number): string {
  const characters = [...text];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : text;
}

/** A key for a label: plain and not endless. */
export const labelOf = (key: RecordKey): string => short(plain(key), 120);

/** Text from outside in a place where VS Code turns `$(name)` into an icon. */
export const withoutIcons = (text: string): string => text.replaceAll('$(', '$ (');
