import type { Accepted, Failure, Job, JobIn, SyncRecord } from '../engine/record';

/**
 * Where a record stands and how it came there, in a sentence or two that begin with its status.
 * `now`: ms since 1970. `retries`: as configured (D8), to say "of 3"; left out where it is not known.
 */
export function pathSentence(record: SyncRecord, now: number, retries?: number): string {
  const { ahead } = record;
  const newer = ahead && (ahead.remote ? `The master has${at('', ahead.remote) || ' another content'} by now` : 'It was deleted at the master by now');
  return `${standing(record, now, retries)}${newer ? ` ${newer}, seen ${duration(now - ahead.at)} ago.` : ''}`;
}

function standing(record: SyncRecord, now: number, retries?: number): string {
  const { job, base } = record;
  if (!job) return `SYNCED${at(' at', base)}, as pulled; never edited here.`;
  switch (job.status) {
    case 'PENDING':
      return `PENDING: ${waiting(record, job)}.`;
    case 'PROCESSING': {
      const look = job.sent.length > 1 ? ' It asks first whether an earlier write arrived.' : '';
      return `PROCESSING: attempt ${job.attempt}, for ${duration(now - job.startedAt)}.${look}`;
    }
    case 'RETRY_PENDING': {
      const due = job.dueAt > now ? `in ${duration(job.dueAt - now)}` : 'is due';
      const next = job.counted === 0 ? 'next attempt' : `retry ${job.counted}${retries === undefined ? '' : ` of ${retries}`}`;
      return `RETRY_PENDING: ${next} ${due}, after ${cause(job.failure)}.`;
    }
    case 'ERROR': {
      const { message, isRetryable } = job.failure;
      const head = job.attempt === 0 ? 'ERROR: the job could not start' : `ERROR after ${cause(job.failure)}`;
      return `${head}, ${isRetryable ? 'to be retried' : 'not retried by itself'}. ${plain(message)}`;
    }
    case 'DEAD_LETTER':
      return `DEAD_LETTER after ${many(job.attempt, 'attempt')}, the last with ${cause(job.failure)}. ${plain(job.failure.message)}`;
    case 'VALIDATION_FAILED':
      return `VALIDATION_FAILED${attempt(job)}${invalid(job)}`;
    case 'VERSION_CONFLICT':
      return `VERSION_CONFLICT: ${conflict(base, job)}.`;
    case 'SKIPPED':
      return `SKIPPED${attempt(job)}${at(', at', base)}. ${plain(job.reason)}`;
    case 'SYNCED':
      return `SYNCED${attempt(job)}${failures(job)}${at(', as', base)}.`;
  }
}

function waiting({ localRevision }: SyncRecord, { isDiscarded, resolution }: Job): string {
  if (isDiscarded) return "the edit is given up; the master's record is taken next";
  if (!resolution) return `revision ${localRevision} waits to be sent`;
  const chosen = { remote: 'the remote version', local: 'the local version', merge: 'a merge' }[resolution.choice];
  return `the conflict is resolved with ${chosen}, which waits to be ${resolution.choice === 'remote' ? 'checked' : 'sent'}`;
}

/** The stage (D5) and the field that failed, as its pointer, and what is wrong with it. */
function invalid({ issues, stage }: JobIn<'VALIDATION_FAILED'>): string {
  const [first] = issues;
  if (!first) return '.';
  const where = stage === null ? '' : `, in ${stage}`;
  const more = issues.length > 1 ? ` (${issues.length - 1} more)` : '';
  return `${where}${first.pointer === '' ? '' : `, at ${plain(first.pointer.slice(1))}`}${more}. ${plain(first.message)}`;
}

function conflict(base: Accepted | null, { remote }: JobIn<'VERSION_CONFLICT'>): string {
  const mine = base ? `edited${at(' on', base)}` : 'made here';
  return `${mine}, ${remote ? `the master has${at('', remote) || ' another content'}` : 'deleted at the master'}`;
}

/** "503 from PUT /accounts/42", "timeout of PUT /accounts/42"; the code alone where the request is not known. */
export function cause({ code, request }: Failure): string {
  if (request === undefined) return plain(code);
  const status = /^HTTP (\d{3})$/.exec(code)?.[1];
  return status === undefined ? `${plain(code)} of ${plain(request)}` : `${status} from ${plain(request)}`;
}

const attempt = (job: Job): string => (job.attempt === 0 ? '' : ` on attempt ${job.attempt}`);

const failures = ({ lastFailure }: Job): string => (lastFailure === null ? '' : `, after ${plain(lastFailure)}`);

/** "as version 8"; a hash is cut, and a record without versions says nothing. */
function at(word: string, accepted: Accepted | null): string {
  const version = accepted?.version ?? null;
  if (version === null) return '';
  return `${word} version ${plain(version.length > 24 ? `${version.slice(0, 8)}…` : version)}`;
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A span of ms as a person reads it: "19 s", "1 min 12 s", "2 h 5 min", "3 d 4 h". Rounded up: a wait ends when it says so. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return `${minutes} min ${seconds % 60} s`;
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Text of the master on one line, without control and bidi characters, and not without end: it also goes to a terminal. */
export const plain = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
};
