import type { RecordFact } from '../entry';
import type { Issue } from '../ports';
import type { RecordKey, SyncRecord } from '../record';
import type { Status } from '../status';
import type { Pattern } from './cell';
import { patternOf } from './pattern';

/** Longest message that is shown, in UTF-16 units. */
const LONGEST = 300;

/** One failed attempt: a line of D7's table of recent errors. */
export interface RecentError {
  /** ms since 1970. */
  readonly at: number;
  readonly key: RecordKey;
  /** What it made of the record: `RETRY_PENDING`, `DEAD_LETTER`, `ERROR` or `VALIDATION_FAILED`. */
  readonly status: Status;
  /** `HTTP 500`, `timeout`; the stage of D5 for a validation. */
  readonly code: string;
  /** A sentence, from outside in part: show it as plain text. */
  readonly message: string;
}

/** The facts that the figures are made of. */
export type Counted = Extract<RecordFact, { kind: 'finished' | 'unstarted' }>;

/** What went wrong; null where nothing did. A conflict is no error. */
export function mishapOf(fact: Counted): Pick<RecentError, 'status' | 'code' | 'message'> & { readonly pattern: (id: string) => string } | null {
  if (fact.kind === 'unstarted') return failed('ERROR', fact.failure.code, fact.failure.message);
  const { outcome, stages } = fact;
  switch (outcome.to) {
    case 'RETRY_PENDING':
    case 'ERROR':
    case 'DEAD_LETTER':
      return failed(outcome.to, outcome.failure.code, outcome.failure.message);
    case 'VALIDATION_FAILED': {
      const code = stages.find(({ result }) => result === 'failed')?.stage ?? 'invalid';
      const sentences = outcome.issues.map(sentence);
      return failed(outcome.to, code, sentences.join(' '), sentences[0]);
    }
    case 'SYNCED':
    case 'SKIPPED':
    case 'VERSION_CONFLICT':
      return null;
  }
}

/** The pattern of the error that a record stands with now; null where it stands with none. */
export function patternNow({ id, job }: Pick<SyncRecord, 'id' | 'job'>): Pick<Pattern, 'code' | 'text'> | null {
  switch (job?.status) {
    case 'RETRY_PENDING':
    case 'ERROR':
    case 'DEAD_LETTER':
      return { code: job.failure.code, text: patternOf(job.failure.message, id) };
    case 'VALIDATION_FAILED':
      return { code: job.stage ?? 'invalid', text: patternOf(job.issues.slice(0, 1).map(sentence).join(''), id) };
    default:
      return null;
  }
}

/** `first`: of several things that are wrong, the one that names the pattern. */
const failed = (status: Status, code: string, message: string, first = message) => ({
  status, code, message: message.length > LONGEST ? `${message.slice(0, LONGEST - 1)}…` : message, pattern: (id: string) => patternOf(first, id),
});

const sentence = ({ pointer, message }: Issue): string => (pointer ? `${pointer}: ${message}` : message);
