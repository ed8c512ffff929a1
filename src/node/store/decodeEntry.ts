import { STAGES, type EngineFact, type Entry, type Exchange, type Outcome, type Pause, type RecordFact, type StageResult } from '../../engine/entry';
import { isObject, type JsonObject } from '../../engine/json';
import type { Issue } from '../../engine/ports';
import { TASKS } from '../../engine/schedule/tasks';
import { CHOICES, DECIDERS, splitKey, type Accepted, type Failure } from '../../engine/record';
import type { ChecksumRule, ListRule, Precondition, Shape, VersionRule } from '../../engine/settings';
import { ALERT_FACTS } from './decodeAlert';
import { AUDIT_FACTS } from './decodeAudit';
import { either, isBoolean, isCount, isNumber, isString, listOf, mapOf, nullable, object, oneOf, tagged, type Check, type Every } from './check';

export const isContent: Check<JsonObject> = isObject;
export const isAccepted: Check<Accepted> = object({ content: isContent, version: nullable(isString), etag: nullable(isString) });
export const isFailure: Check<Failure> = object({ code: isString, message: isString, isRetryable: isBoolean }, { request: isString });
export const isIssue: Check<Issue> = object({ pointer: isString, message: isString }, { keyword: isString });
export const isChoice = oneOf(...CHOICES);
export const isDecider = oneOf(...DECIDERS);
export const isTask = oneOf(...TASKS);
export const isMode = oneOf('auto', 'manual');
/** A record key: a resource, a slash and an id. */
export const isKey: Check<string> = (value): value is string => isString(value) && splitKey(value) !== null;

export const isPause: Check<Pause> = object({
  cause: oneOf('user', 'offline', 'breaker', 'throttled', 'credentials', 'precondition'),
  reason: isString,
  until: nullable(isNumber),
});

const isVersionRule: Check<VersionRule> = tagged('from', {
  field: object({ field: isString, order: oneOf('number', 'time', 'opaque') }),
  header: object({ header: isString }),
  hash: object({}),
} satisfies Every<VersionRule['from']>);
const isPrecondition: Check<Precondition> = tagged('kind', {
  'if-match': object({}),
  body: object({ field: isString }),
  query: object({ parameter: isString }),
  'read-first': object({}),
} satisfies Every<Precondition['kind']>);
const isChecksum: Check<ChecksumRule> = object({ field: isString, encoding: oneOf('hex', 'base64'), prefix: isString });
const isList: Check<ListRule> = tagged('style', {
  single: object({ items: isString }),
  link: object({ items: isString }),
  next: object({ items: isString, next: isString }),
  cursor: object({ items: isString, cursor: isString, parameter: isString }),
  page: object({ items: isString, parameter: isString, size: isNumber, sizeParameter: isString }),
} satisfies Every<ListRule['style']>);
export const isShape: Check<Shape> = object({
  id: isString,
  version: isVersionRule,
  precondition: isPrecondition,
  checksum: nullable(isChecksum),
  list: isList,
  serverOwned: listOf(isString),
  etagIsVersion: isBoolean,
});

const failed = object({ failure: isFailure });
const ended = object({ failure: isFailure, isUnsure: isBoolean });
const isOutcome: Check<Outcome> = tagged('to', {
  SYNCED: object({ base: isAccepted, reason: isString }),
  SKIPPED: object({ reason: isString }, { base: isAccepted, remove: oneOf(true) }),
  VALIDATION_FAILED: object({ issues: listOf(isIssue), isUnsure: isBoolean }),
  VERSION_CONFLICT: object({ remote: nullable(isAccepted), reason: isString }, { reopen: oneOf(true) }),
  ERROR: ended,
  DEAD_LETTER: ended,
  RETRY_PENDING: object({ failure: isFailure, dueAt: isNumber, isCounted: isBoolean, isUnsure: isBoolean }),
} satisfies Every<Outcome['to']>);

const isExchange: Check<Exchange> = object(
  {
    method: isString,
    path: isString,
    requestHeaders: mapOf(isString),
    requestBody: nullable(isString),
    status: either(isNumber, isString),
    headers: mapOf(isString),
    body: nullable(isString),
    ms: isNumber,
  },
  { at: isNumber, cut: object({}, { request: isCount, answer: isCount }) },
);
export const isStage = oneOf(...STAGES);
const isStageResult: Check<StageResult> = object(
  { stage: isStage, result: oneOf('passed', 'failed', 'not configured', 'not reached'), us: isNumber },
  { issue: isIssue },
);

const isRecordFact: Check<RecordFact> = tagged('kind', {
  pulled: object({ base: isAccepted }, { fixes: oneOf(true) }),
  removed: object({ reason: isString }, { fixes: oneOf(true) }),
  edited: object({ local: isContent }),
  queued: object({ job: isString, cause: oneOf('edit', 'retry', 'correction'), local: isContent }, { fixes: oneOf(true) }),
  discarded: object({ job: isString }),
  hastened: object({}),
  resolved: object({ choice: isChoice, by: isDecider, local: isContent, sides: object({ base: nullable(isAccepted), remote: nullable(isAccepted), local: isContent }), fields: listOf(isString) }),
  undone: object({}),
  sighted: object({ remote: nullable(isAccepted) }),
  started: object({ attempt: isCount }),
  unstarted: failed,
  finished: object(
    {
      attempt: isCount,
      outcome: isOutcome,
      exchanges: listOf(isExchange),
      stages: listOf(isStageResult),
      times: object({ queued: isNumber, commit: isNumber, http: isNumber, validation: isNumber }),
    },
    { next: object({ job: isString, local: isContent }), warning: isString },
  ),
  recovered: object({ dueAt: isNumber }),
} satisfies Every<RecordFact['kind']>);

const isEngineFact: Check<EngineFact> = tagged('kind', {
  paused: object({ pause: isPause }),
  resumed: object({ by: oneOf('person', 'probe', 'time', 'start') }),
  mode: object({ mode: isMode }),
  found: object({ resource: isString, shape: isShape, lookedAt: isNumber }),
  listed: object({ resource: isString, records: isCount, isComplete: isBoolean }),
  cleared: object({}),
  ...ALERT_FACTS,
  ...AUDIT_FACTS,
  ran: object({ task: isTask, due: isNumber, isLate: isBoolean }),
  owed: object({ task: isTask }),
  scheduled: object({ task: isTask, pattern: nullable(isString) }),
} satisfies Every<EngineFact['kind']>);

/** An entry from the JSON of a journal line, `{ t, k?, f }`; a sentence saying what is wrong where it is none. */
export function decodeEntry(value: unknown): Entry | string {
  if (!isObject(value)) return 'The line holds no object.';
  const { t: at, k: key, f: fact } = value;
  if (!isNumber(at)) return 'The time of the entry is missing.';
  if (key === undefined) return isEngineFact(fact) ? { at, fact } : `${kindOf(fact)} is not as an entry without a record should be.`;
  if (!isKey(key)) return 'The key is not a resource, a slash and an id.';
  return isRecordFact(fact) ? { at, key, fact } : `${kindOf(fact)} is not as an entry about a record should be.`;
}

const kindOf = (fact: unknown): string => (isObject(fact) && isString(fact['kind']) ? `A fact of kind "${fact['kind']}"` : 'The fact');
