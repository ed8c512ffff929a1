import { pathSentence } from '../flows/sentence';
import type { Json } from '../engine/json';
import { statusOf, type Remote, type SyncRecord } from '../engine/record';
import { STATUSES, type Status } from '../engine/status';
import type { Session } from '../node/session';

/** Statuses in which a record waits for a person. */
const NEEDS_PERSON: readonly Status[] = ['VERSION_CONFLICT', 'DEAD_LETTER', 'VALIDATION_FAILED', 'ERROR'];

/** True when a record waits for a person, or the connection does not carry what waits. */
export const needsPerson = ({ model }: Session): boolean => NEEDS_PERSON.some((status) => model.count(status) > 0) || model.pause !== null;

/** Records by status, in the order of the statuses, then by id. */
export function inOrder({ model }: Session): SyncRecord[] {
  const byId = new Intl.Collator('en', { numeric: true });
  return [...model.records.values()].sort((a, b) => STATUSES.indexOf(statusOf(a)) - STATUSES.indexOf(statusOf(b)) || byId.compare(a.key, b.key));
}

/** A record as `status --json` shows it. `aheadVersion`: what the master is known to have by now, null for deleted there. */
export function recordView(session: Session, record: SyncRecord) {
  const { job, base, ahead } = record;
  const shape = session.settings.resources.get(record.resource)?.shape.version ?? session.model.found.get(record.resource)?.version;
  const versionOf = (state: Remote): Json => (state && shape?.from === 'field' ? state.content[shape.field] : undefined) ?? state?.version ?? null;
  return {
    resource: record.resource,
    id: record.id,
    status: statusOf(record),
    externalVersion: versionOf(base),
    ...(ahead && { aheadVersion: versionOf(ahead.remote) }),
    localRevision: record.localRevision,
    attempts: job?.attempt ?? 0,
    dueAt: job?.status === 'RETRY_PENDING' ? new Date(job.dueAt).toISOString() : null,
    reason: reasonOf(record),
  };
}

function reasonOf({ job }: SyncRecord): string | null {
  switch (job?.status) {
    case 'ERROR':
    case 'DEAD_LETTER':
    case 'RETRY_PENDING':
      return job.failure.message;
    case 'VALIDATION_FAILED':
      return job.issues.map(({ pointer, message }) => (pointer ? `${pointer}: ${message}` : message)).join(' ');
    case 'VERSION_CONFLICT':
    case 'SYNCED':
    case 'SKIPPED':
      return job.reason;
    case 'PENDING':
    case 'PROCESSING':
    case undefined:
      return null;
  }
}

/** Records per status, all nine. */
export const counts = ({ model }: Session): Record<Status, number> => Object.fromEntries(STATUSES.map((status) => [status, model.count(status)])) as Record<Status, number>;

/** Counts and records in the order of the statuses, for a person. */
export function statusText(session: Session, records: readonly SyncRecord[], now: number): string {
  const { retries } = session.settings.retry;
  const lines = STATUSES.filter((status) => session.model.count(status) > 0).map((status) => `${String(session.model.count(status)).padStart(7)}  ${status}`);
  const moving = records.filter((record) => record.job !== null).slice(0, 50);
  const { pause } = session.model;
  return [
    ...(lines.length > 0 ? lines : ['The store is empty: reconcile pull fills it.']),
    ...(pause ? ['', `Paused: ${pause.reason}`] : []),
    ...(moving.length > 0 ? [''] : []),
    ...moving.map((record) => `${record.key}  ${pathSentence(record, now, retries)}`),
  ].join('\n');
}
