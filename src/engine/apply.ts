import { isSame } from './canonical';
import type { Outcome, RecordFact, Stage } from './entry';
import { hasEnded, OUTSIDE, transition, type EdgeIndex, type Place } from './machine';
import type { JsonObject } from './json';
import { splitKey, type Job, type JobHead, type JobState, type RecordKey, type Resolution, type Step, type SyncRecord } from './record';

/** Steps of one job that are kept in memory; its whole way is in the log. */
const TRAIL = 64;

/** Contents in doubt that are kept: more attempts than the retries allow do not come together. */
const SENT = 12;

/** Applies one fact to one record. Pure: the whole meaning of the log is here. Throws `IllegalTransition` for a way that D2 does not have. */
export function applyFact(
  record: SyncRecord | undefined,
  key: RecordKey,
  fact: RecordFact,
  at: number,
): { record: SyncRecord | undefined; edges: readonly EdgeIndex[] } {
  if (fact.kind === 'pulled') {
    const now = record ?? blank(key);
    return { record: caughtUp(now, { ...now, local: fact.base.content, base: fact.base, confirmedAt: at }), edges: [] };
  }
  if (fact.kind === 'sighted') {
    const { remote } = fact;
    const isOpen = record?.job?.status === 'VERSION_CONFLICT';
    return { record: record && (isOpen ? { ...record, job: { ...record.job, remote } } : { ...record, ahead: { remote, at } }), edges: [] };
  }
  if (fact.kind === 'undone') return { record: record && undo(record, at), edges: [] };
  if (fact.kind === 'removed') return { record: undefined, edges: [] };
  if (fact.kind === 'edited') {
    const now = record ?? blank(key);
    const job = now.job && { ...now.job, isDiscarded: false, resolution: typedOver(now.job, fact.local) };
    return { record: { ...now, local: fact.local, localRevision: now.localRevision + 1, job }, edges: [] };
  }
  if (fact.kind === 'hastened') {
    const job = record?.job?.status === 'RETRY_PENDING' ? { ...record.job, dueAt: at } : record?.job;
    return { record: record && { ...record, job: job ?? null }, edges: [] };
  }
  if (fact.kind === 'discarded' && record?.job && isWaiting(record.job)) {
    const due = record.job.status === 'RETRY_PENDING' ? { ...record.job, dueAt: at } : record.job;
    const local = record.base?.content ?? record.local;
    return { record: { ...record, local, localRevision: record.localRevision + 1, job: { ...due, isDiscarded: true } }, edges: [] };
  }
  const way = walk(record, fact, at);
  const next = build(record ?? blank(key), fact, at, way.trail);
  return { record: next && caughtUp(record, next), edges: way.edges };
}

/** What was seen ahead of the base counts no more when the base has moved, or the conflict shows it. */
function caughtUp(before: SyncRecord | undefined, after: SyncRecord): SyncRecord {
  const isCaughtUp = after.ahead && (before?.base !== after.base || after.job?.status === 'VERSION_CONFLICT');
  return isCaughtUp ? { ...after, ahead: null } : after;
}

function blank(key: RecordKey): SyncRecord {
  const { resource, id } = splitKey(key) ?? { resource: '', id: key };
  return { key, resource, id, local: {}, base: null, localRevision: 0, job: null, confirmedAt: 0, ahead: null };
}

/** True while an edit folds into the job instead of starting one: its next attempt sends the newest content. */
export const isWaiting = (job: Job): boolean => job.status === 'PENDING' || job.status === 'RETRY_PENDING';

/** Who types again has given up taking the remote as it is; otherwise what is typed last is what an undo brings back. */
const typedOver = ({ resolution }: Job, local: JsonObject): Resolution | null => (!resolution || resolution.choice === 'remote' ? null : { ...resolution, local });

/** Both sides as they were before the resolution. What was sent since is forgotten: should it have arrived, it is the master's side of the conflict. */
function undo(record: SyncRecord, at: number): SyncRecord {
  const { job } = record;
  if (!job?.resolution) return record;
  const { local, base, seen } = job.resolution;
  const due = job.status === 'RETRY_PENDING' ? { ...job, dueAt: at } : job;
  return { ...record, local, base, ahead: { remote: seen, at }, localRevision: record.localRevision + 1, job: { ...due, sent: [], resolution: null, isUndone: true } };
}

type JobFact = Exclude<RecordFact, { kind: 'pulled' | 'removed' | 'edited' | 'hastened' | 'sighted' | 'undone' }>;

/** The places of D2 that a fact leads through, after the present one. */
function places(fact: JobFact): Place[] {
  switch (fact.kind) {
    case 'queued':
    case 'discarded':
    case 'resolved':
      return ['PENDING'];
    case 'started':
      return ['PROCESSING'];
    case 'unstarted':
      return ['ERROR'];
    case 'recovered':
      return ['ERROR', 'RETRY_PENDING'];
    case 'finished': {
      const { outcome } = fact;
      const via: Place[] = outcome.to === 'RETRY_PENDING' || outcome.to === 'DEAD_LETTER' ? ['ERROR', outcome.to] : [outcome.to];
      if (hasEnded(outcome.to)) via.push(OUTSIDE);
      if (fact.next) via.push('PENDING');
      return via;
    }
  }
}

/** Where a record stands in D2 before a fact: outside, when its newest job has ended or nothing brings an ERROR back but a new job. */
function standsAt(record: SyncRecord | undefined): Place {
  if (!record?.job) return OUTSIDE;
  const { status } = record.job;
  return rests(status);
}

/** A permanent ERROR stays; like the ended ones, only a new job leads on from it. */
const rests = (status: Place): Place => (status !== OUTSIDE && (hasEnded(status) || status === 'ERROR') ? OUTSIDE : status);

function walk(record: SyncRecord | undefined, fact: JobFact, at: number): { trail: readonly Step[]; edges: EdgeIndex[] } {
  let from = standsAt(record);
  let trail: Step[] = from === OUTSIDE ? [] : [...(record?.job?.trail ?? [])];
  const edges: EdgeIndex[] = [];
  for (const to of places(fact)) {
    if (to === 'PENDING') from = rests(from);
    const edge = transition(from, to);
    edges.push(edge);
    if (from === OUTSIDE) trail = [];
    trail.push({ edge, at });
    from = to;
  }
  return { trail: trail.slice(-TRAIL), edges };
}

function build(record: SyncRecord, fact: JobFact, at: number, trail: readonly Step[]): SyncRecord | undefined {
  const { job } = record;
  switch (fact.kind) {
    case 'queued': {
      const isNew = standsAt(record) === OUTSIDE;
      const head = isNew || !job ? newHead(fact.job, at, job) : { ...headOf(job), counted: 0, attempt: 0, isDiscarded: false, resolution: isSame(fact.local, record.local) ? job.resolution : typedOver(job, fact.local) };
      const localRevision = record.localRevision + (fact.cause === 'retry' ? 0 : 1);
      return { ...record, local: fact.local, localRevision, job: jobIn({ ...head, trail }, { status: 'PENDING' }) };
    }
    case 'discarded': {
      // only from a job that is not waiting: see above
      const head = job && standsAt(record) !== OUTSIDE ? { ...headOf(job), attempt: 0, counted: 0 } : newHead(fact.job, at, job);
      const local = record.base?.content ?? record.local;
      return { ...record, local, localRevision: record.localRevision + 1, job: jobIn({ ...head, trail, isDiscarded: true }, { status: 'PENDING' }) };
    }
    case 'resolved': {
      if (job?.status !== 'VERSION_CONFLICT') return record; // walk() has thrown
      const resolution = { choice: fact.choice, by: fact.by, seen: job.remote, local: record.local, base: record.base };
      const head = { ...headOf(job), attempt: 0, counted: 0, sent: [], resolution, isDiscarded: false, isUndone: false };
      return { ...record, local: fact.local, base: job.remote, localRevision: record.localRevision + 1, job: jobIn({ ...head, trail }, { status: 'PENDING' }) };
    }
    case 'started': {
      if (!job) return record;
      const sent = [...job.sent, record.local].slice(-SENT);
      return { ...record, job: jobIn({ ...headOf(job), attempt: fact.attempt, sent, trail }, { status: 'PROCESSING', startedAt: at }) };
    }
    case 'unstarted':
      return job ? { ...record, job: jobIn({ ...headOf(job), trail }, { status: 'ERROR', since: at, failure: fact.failure }) } : record;
    case 'recovered': {
      if (!job) return record;
      const failure = { code: 'interrupted', message: 'The editor ended while a request was under way; the master is asked first.', isRetryable: true };
      return { ...record, job: jobIn({ ...headOf(job), lastFailure: failure.code, trail }, { status: 'RETRY_PENDING', dueAt: fact.dueAt, failure }) };
    }
    case 'finished': {
      const stage = fact.stages.find(({ result }) => result === 'failed')?.stage ?? null;
      const done = job ? finish(record, job, decided(fact), stage, at, trail) : record;
      if (!fact.next || !done?.job) return done;
      const head = rests(done.job.status) === OUTSIDE ? newHead(fact.next.job, at, done.job) : { ...headOf(done.job), attempt: 0, counted: 0 };
      return { ...done, local: fact.next.local, job: jobIn({ ...head, trail }, { status: 'PENDING' }) };
    }
  }
}

/** The outcome, whose failure says which request it came of. */
function decided({ outcome, exchanges }: Extract<JobFact, { kind: 'finished' }>): Outcome {
  const last = exchanges.at(-1);
  return last && 'failure' in outcome ? { ...outcome, failure: { ...outcome.failure, request: `${last.method} ${last.path}` } } : outcome;
}

function finish(record: SyncRecord, job: Job, outcome: Outcome, stage: Stage | null, at: number, trail: readonly Step[]): SyncRecord | undefined {
  const end = (state: JobState, more: Partial<JobHead> = {}): Job => jobIn({ ...headOf(job), trail, ...more }, state);
  switch (outcome.to) {
    case 'SYNCED': {
      const { base, reason } = outcome;
      return { ...record, base, local: base.content, confirmedAt: at, job: end({ status: 'SYNCED', since: at, reason }, { sent: [], resolution: null }) };
    }
    case 'SKIPPED': {
      if (outcome.remove) return undefined;
      const base = outcome.base ?? record.base;
      const job = end({ status: 'SKIPPED', since: at, reason: outcome.reason }, { sent: [], resolution: null });
      return { ...record, base, local: base?.content ?? record.local, confirmedAt: outcome.base ? at : record.confirmedAt, job };
    }
    case 'VALIDATION_FAILED':
      return { ...record, job: end({ status: 'VALIDATION_FAILED', since: at, stage, issues: outcome.issues }, fate(outcome)) };
    case 'VERSION_CONFLICT': {
      const { remote, reason } = outcome;
      const conflict = end({ status: 'VERSION_CONFLICT', since: at, remote, reason }, { sent: [], resolution: null });
      const back = outcome.reopen && job.resolution?.choice === 'remote' ? job.resolution : null;
      return { ...record, ...(back && { local: back.local, base: back.base }), job: conflict };
    }
    case 'ERROR':
    case 'DEAD_LETTER':
      return { ...record, job: end({ status: outcome.to, since: at, failure: outcome.failure }, { ...fate(outcome), counted: job.counted + 1, lastFailure: outcome.failure.code }) };
    case 'RETRY_PENDING': {
      const { dueAt, failure, isCounted } = outcome;
      return { ...record, job: end({ status: 'RETRY_PENDING', dueAt, failure }, { ...fate(outcome), counted: job.counted + (isCounted ? 1 : 0), lastFailure: failure.code }) };
    }
  }
}

/** What stays in doubt after a failed attempt. */
const fate = (outcome: { isUnsure: boolean }): Partial<JobHead> => (outcome.isUnsure ? {} : { sent: [] });

const newHead = (id: string, at: number, before: Job | null): JobHead => ({
  id, queuedAt: at, attempt: 0, counted: 0, trail: [], sent: before?.sent ?? [], resolution: null, lastFailure: null, isDiscarded: false, isUndone: false,
});

const headOf = ({ id, queuedAt, attempt, counted, trail, sent, resolution, lastFailure, isDiscarded, isUndone }: Job): JobHead => ({
  id, queuedAt, attempt, counted, trail, sent, resolution, lastFailure, isDiscarded, isUndone,
});

/** A job in a state. Field by field: an object that is spread and then gets further fields takes V8 twenty times as long. */
const jobIn = ({ id, queuedAt, attempt, counted, trail, sent, resolution, lastFailure, isDiscarded, isUndone }: JobHead, state: JobState): Job => ({
  id, queuedAt, attempt, counted, trail, sent, resolution, lastFailure, isDiscarded, isUndone, ...state,
});
