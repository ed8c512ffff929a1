import type { Result } from './attempt';
import { backoff } from './backoff';
import { equalExcept } from './canonical';
import type { Exchange, Outcome, Pause, PhaseTimes, RecordFact } from './entry';
import { fitting } from './exchange';
import type { JsonObject } from './json';
import type { Ids, Random } from './ports';
import type { Accepted, JobIn, SyncRecord } from './record';
import { mergeByRule, type Validator } from './resolve';
import type { Resource } from './resource';
import type { Settings } from './settings';

/** A finished attempt and the record as it is now, edits made in flight included. */
export interface Ended {
  readonly record: SyncRecord;
  readonly job: JobIn<'PROCESSING'>;
  readonly result: Result;
  readonly resource: Resource;
  /** `localRevision` at the start: what was sent. */
  readonly sentRevision: number;
  readonly sent: JsonObject;
  readonly exchanges: readonly Exchange[];
  readonly times: PhaseTimes;
  readonly validate: Validator;
  /** The connection is paused already: the failure is part of an outage and no record is charged. */
  readonly isOutage: boolean;
}

/** Turns a result into the entry of the log (D3's lower half): retries and backoff (D8), dead letters, edits in flight, and what it asks of the connection. */
export function settle(
  ended: Ended,
  settings: Pick<Settings, 'retry' | 'conflicts'>,
  world: { readonly now: number; readonly random: Random; readonly ids: Ids },
): { readonly fact: Extract<RecordFact, { kind: 'finished' }>; /** Settles the conflict that it found. */ readonly merge: RecordFact | null; readonly pause: Pause | null } {
  const { record, job, result, exchanges, times } = ended;
  const isNewer = record.localRevision > ended.sentRevision;
  let outcome = outcomeOf(ended, settings, world);
  let next: { job: string; local: JsonObject } | undefined;
  const seen = outcome.to === 'SYNCED' || outcome.to === 'SKIPPED' ? outcome.base : undefined;
  if (isNewer && seen && mustConflict(ended, seen, settings)) {
    outcome = { to: 'VERSION_CONFLICT', remote: seen, reason: 'It was edited here while the master changed it.' };
  } else if (isNewer && startsAnew(outcome)) {
    next = { job: world.ids(), local: seen ? rebased(record.local, seen.content, ended.resource) : record.local };
    if (outcome.to === 'SKIPPED' && outcome.remove) outcome = { to: 'SKIPPED', reason: outcome.reason }; // it is wanted again
  }
  const pause = result.is === 'failed' && result.pause ? pauseOf(result.pause, settings, world) : null;
  const fact = {
    kind: 'finished', attempt: job.attempt, outcome, exchanges: fitting(exchanges), stages: result.stages, times,
    ...(next && { next }), ...(result.warning !== undefined && { warning: result.warning }),
  } as const;
  const mayMerge = settings.conflicts.autoMerge === 'disjoint';
  const merge = mayMerge && outcome.to === 'VERSION_CONFLICT' ? mergeByRule(record, outcome.remote, ended.resource, ended.validate) : null;
  return { fact, merge, pause };
}

function outcomeOf({ job, result, isOutage }: Ended, { retry }: Pick<Settings, 'retry'>, { now, random }: { now: number; random: Random }): Outcome {
  switch (result.is) {
    case 'synced':
      return { to: 'SYNCED', base: result.base, reason: result.reason };
    case 'skipped':
      return { to: 'SKIPPED', reason: result.reason, ...(result.base && { base: result.base }), ...(result.remove && { remove: true }) };
    case 'invalid':
      return { to: 'VALIDATION_FAILED', issues: result.issues, isUnsure: result.isUnsure };
    case 'conflict':
      return { to: 'VERSION_CONFLICT', remote: result.remote, reason: result.reason, ...(result.reopen && { reopen: true }) };
    case 'failed': {
      const { failure, isUnsure } = result;
      if (!failure.isRetryable) return { to: 'ERROR', failure, isUnsure };
      const isCounted = result.isCounted && !isOutage && !result.pause;
      if (isCounted && job.counted >= retry.retries) return { to: 'DEAD_LETTER', failure, isUnsure };
      const wait = backoff(retry, isCounted ? job.counted + 1 : Math.max(1, job.counted), random);
      const dueAt = now + Math.min(Math.max(result.pause ? 0 : wait, result.delayMs ?? 0), Math.max(wait, retry.capMs));
      return { to: 'RETRY_PENDING', failure, dueAt, isCounted, isUnsure };
    }
  }
}

/** An edit made in flight starts a job of its own after these; it folds into a retry and stays in a conflict. */
const startsAnew = (outcome: Outcome): boolean =>
  outcome.to !== 'RETRY_PENDING' && outcome.to !== 'VERSION_CONFLICT';

/** D9 "modified during sync": only where the answer carries someone else's change, unless D9 is wanted to the letter. */
const mustConflict = ({ sent, resource }: Ended, base: Accepted, { conflicts }: Pick<Settings, 'conflicts'>): boolean =>
  conflicts.concurrentEdit === 'conflict' || !equalExcept(base.content, sent, resource.uncompared);

/** The newer edit on top of the answer: its own fields, and the master's server-owned ones. */
function rebased(local: JsonObject, remote: JsonObject, resource: Resource): JsonObject {
  const own = Object.entries(remote).filter(([field]) => resource.uncompared.has(field));
  return { ...local, ...Object.fromEntries(own) };
}

/** A pause without a time of its own lasts one first backoff; one without an end waits for a person. */
export function pauseOf(
  { cause, reason, delayMs }: NonNullable<Extract<Result, { is: 'failed' }>['pause']>,
  { retry }: Pick<Settings, 'retry'>,
  { now, random }: { now: number; random: Random },
): Pause {
  const until = cause === 'throttled' ? now + Math.min(Math.max(delayMs ?? 0, backoff(retry, 1, random)), retry.capMs) : null;
  return { cause, reason, until };
}
