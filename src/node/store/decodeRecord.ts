import type { Row } from '../../engine/metrics/rollup';
import type { ModelHead } from '../../engine/model';
import { keyOf, type Job, type JobHead, type SyncRecord } from '../../engine/record';
import { isAlerts, isMutes } from './decodeAlert';
import { isAudits } from './decodeAudit';
import { isBoolean, isCount, isNumber, isString, listOf, nullable, object, pair, tagged, type Check, type Every } from './check';
import { isAccepted, isChoice, isContent, isDecider, isFailure, isIssue, isKey, isMode, isPause, isShape, isStage, isTask } from './decodeEntry';
import { isRecentError } from './decodeRollup';

const isJobHead: Check<JobHead> = object({
  id: isString,
  queuedAt: isNumber,
  attempt: isCount,
  counted: isCount,
  trail: listOf(object({ edge: isCount, at: isNumber })),
  sent: listOf(isContent),
  resolution: nullable(object({ choice: isChoice, by: isDecider, seen: nullable(isAccepted), local: isContent, base: nullable(isAccepted) })),
  lastFailure: nullable(isString),
  isDiscarded: isBoolean,
  isUndone: isBoolean,
});

const stopped = object({ since: isNumber, failure: isFailure });
const done = object({ since: isNumber, reason: isString });
const isJobState = tagged('status', {
  PENDING: object({}),
  PROCESSING: object({ startedAt: isNumber }),
  RETRY_PENDING: object({ dueAt: isNumber, failure: isFailure }),
  ERROR: stopped,
  DEAD_LETTER: stopped,
  VALIDATION_FAILED: object({ since: isNumber, stage: nullable(isStage), issues: listOf(isIssue) }),
  VERSION_CONFLICT: object({ since: isNumber, remote: nullable(isAccepted), reason: isString }),
  SYNCED: done,
  SKIPPED: done,
} satisfies Every<Job['status']>);
const isJob: Check<Job> = (value): value is Job => isJobHead(value) && isJobState(value);

const isRecord: Check<SyncRecord> = object({
  key: isString,
  resource: isString,
  id: isString,
  local: isContent,
  base: nullable(isAccepted),
  localRevision: isCount,
  job: nullable(isJob),
  confirmedAt: isNumber,
  ahead: nullable(object({ remote: nullable(isAccepted), at: isNumber })),
});

/** A record from a snapshot; null for anything else. */
export const decodeRecord = (value: unknown): SyncRecord | null =>
  isRecord(value) && value.key === keyOf(value.resource, value.id) ? value : null;

const isHead = object({
  seq: isCount,
  edges: listOf(isCount),
  pause: nullable(isPause),
  mode: nullable(isMode),
  found: listOf(pair(isString, isShape)),
  audits: isAudits,
  alerts: isAlerts,
  since: nullable(isNumber),
  ran: listOf(pair(isTask, object({ due: isNumber, at: isNumber }))),
  scheduled: listOf(pair(isTask, object({ pattern: nullable(isString), at: isNumber }))),
  owed: listOf(isTask),
  settled: listOf(object({ key: isKey, at: isNumber, choice: isChoice, by: isDecider, fields: listOf(isString), isUndone: isBoolean })),
  rollup: object({ errors: listOf(isRecentError) }),
}, { mutes: isMutes, listed: listOf(isString) });

/** The head of a model from a snapshot, with the rows of its rollup, which follow line by line; null for anything else. */
export const decodeHead = (value: unknown, rows: readonly Row[]): ModelHead | null => (isHead(value) ? { ...value, mutes: value.mutes ?? [], listed: value.listed ?? [], rollup: { ...value.rollup, rows } } : null);
