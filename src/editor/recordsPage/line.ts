import { statusOf, type Accepted, type SyncRecord } from '../../engine/record';
import type { Status } from '../../engine/status';
import type { Next } from '../../protocol/records';
import { plain } from '../plain';
import { nameOf, short, shortVersion } from '../records/describe';

/** Longest error that is shown and searched. */
const LONGEST = 300;

/** A record as it is sorted and filtered. */
export interface Line {
  readonly record: SyncRecord;
  readonly status: Status;
  readonly name: string;
  readonly error: string;
  /** When its job went on last, or it was confirmed; ms since 1970. */
  readonly changedAt: number;
  /** In lower case: what a filter finds it by. */
  readonly text: string;
  /** Its place among all records, resource by resource in the order of ids. The index keeps it. */
  place: number;
  /** What it is sorted by; null for a cell that says nothing. The index keeps it. */
  value: number | string | null;
}

/** Makes a line; `sensitive`: fields that are never shown. */
export function lineOf(record: SyncRecord, sensitive: readonly string[] = []): Line {
  const name = nameOf(record, sensitive);
  const error = errorOf(record);
  const status = statusOf(record);
  return { record, status, name, error, changedAt: record.job?.trail.at(-1)?.at ?? record.confirmedAt, text: `${record.key}\n${name}\n${error}`.toLowerCase(), place: 0, value: null };
}

/** What it stands with now: the failure, the first thing that is not valid, why it is in conflict; '' for nothing. */
function errorOf({ job }: SyncRecord): string {
  switch (job?.status) {
    case 'RETRY_PENDING':
    case 'ERROR':
    case 'DEAD_LETTER':
      return cut(job.failure.message || job.failure.code);
    case 'VALIDATION_FAILED': {
      const [first] = job.issues;
      const field = first?.pointer.slice(1) ?? '';
      const more = job.issues.length > 1 ? ` (${job.issues.length - 1} more)` : '';
      return cut(`${job.stage === null ? '' : `${job.stage} `}${field === '' ? '' : `${field}: `}${first?.message ?? 'not valid'}${more}`);
    }
    case 'VERSION_CONFLICT':
      return cut(job.reason);
    default:
      return '';
  }
}

const cut = (text: string): string => short(plain(text.slice(0, 2 * LONGEST)).trim(), LONGEST);

/** When it goes on. */
export function nextOf({ job }: SyncRecord): Next {
  switch (job?.status) {
    case 'PROCESSING':
      return 'now';
    case 'RETRY_PENDING':
      return job.dueAt;
    case 'PENDING':
      return 'queued';
    case 'VERSION_CONFLICT':
    case 'DEAD_LETTER':
    case 'VALIDATION_FAILED':
    case 'ERROR':
      return 'needs you';
    default:
      return '–';
  }
}

/** "7"; in a conflict both, "7 ≠ 9", and "3 ≠ –" where it was deleted there. */
export function versionOf({ job, base }: SyncRecord): string {
  if (job?.status !== 'VERSION_CONFLICT') return said(base);
  const [here, there] = [said(base), said(job.remote)];
  return here === there ? 'differs' : `${here} ≠ ${there}`;
}

/** "–" for a record that is not there, or has no version. */
const said = (accepted: Accepted | null): string => (accepted?.version ? plain(shortVersion(accepted.version)) : '–');
