import { splitKey, type JobHead, type JobState, type SyncRecord } from '../../src/engine/record';
import type { Status } from '../../src/engine/status';

/** What of a record a test tells. */
export interface Told {
  readonly error?: string;
  readonly title?: string;
  readonly version?: string | null;
  readonly attempts?: number;
  readonly revision?: number;
  readonly dueAt?: number;
  readonly changedAt?: number;
  readonly confirmedAt?: number;
}

/** A record in a status; SYNCED as pulled, without a job. */
export function recordIn(key: string, status: Status, { error = 'It failed.', title = '', version = '1', attempts = 0, revision = 0, dueAt = 0, changedAt = 0, confirmedAt = 0 }: Told = {}): SyncRecord {
  const { resource, id } = splitKey(key) ?? { resource: key, id: '' };
  const head: JobHead = { id: 'j', queuedAt: 0, attempt: attempts, counted: 0, trail: [{ edge: 0, at: changedAt }], sent: [], resolution: null, lastFailure: null, isDiscarded: false, isUndone: false };
  const local = { id, title };
  const base = { content: local, version, etag: null };
  return { key, resource, id, local, base, localRevision: revision, job: status === 'SYNCED' ? null : { ...head, ...stateOf(status, error, dueAt) }, confirmedAt, ahead: null };
}

function stateOf(status: Status, error: string, dueAt: number): JobState {
  const failure = { code: 'HTTP 500', message: error, isRetryable: true };
  switch (status) {
    case 'PENDING':
      return { status };
    case 'PROCESSING':
      return { status, startedAt: 0 };
    case 'RETRY_PENDING':
      return { status, dueAt, failure };
    case 'ERROR':
    case 'DEAD_LETTER':
      return { status, since: 0, failure };
    case 'VALIDATION_FAILED':
      return { status, since: 0, stage: 'V4', issues: [{ pointer: '/age', message: error }] };
    case 'VERSION_CONFLICT':
      return { status, since: 0, remote: null, reason: error };
    case 'SKIPPED':
    case 'SYNCED':
      return { status, since: 0, reason: '' };
  }
}
