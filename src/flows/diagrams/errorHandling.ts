import type { SyncRecord } from '../../engine/record';
import { answers, deciding, failedStage, isSuccess, recordFact, relation, requests, shown, stageOf, versions, type Finished } from '../attempt';
import { decision, edge, flow, implied, logged, state, step, terminal, type Flow, type Passage } from '../flow';
import { timeOfDay } from '../words';

const edges = {
  start: edge('start', 'processing'),
  call: edge('processing', 'call'),
  answered: edge('call', 'status'),
  ok: edge('status', 'parse', '200 OK'),
  clientError: edge('status', 'logError', '4xx client error'),
  serverError: edge('status', 'retries', '5xx server error'),
  timeout: edge('status', 'retries', 'Timeout'),
  parsed: edge('parse', 'valid'),
  valid: edge('valid', 'version', 'Yes'),
  invalid: edge('valid', 'validationFailed', 'No'),
  newer: edge('version', 'apply', 'Newer'),
  same: edge('version', 'skipped', 'Same / older'),
  conflict: edge('version', 'versionConflict', 'Conflict'),
  applied: edge('apply', 'synced'),
  success: edge('synced', 'publishSuccess'),
  endSuccess: edge('publishSuccess', 'end'),
  mayRetry: edge('retries', 'schedule', 'Yes'),
  usedUp: edge('retries', 'deadLetter', 'No'),
  scheduled: edge('schedule', 'retryPending'),
  endRetry: edge('retryPending', 'end'),
  permanent: edge('logError', 'error'),
  error: edge('error', 'publishError'),
  endError: edge('publishError', 'end'),
  rejected: edge('validationFailed', 'publishValidation'),
  endRejected: edge('publishValidation', 'end'),
  endSkipped: edge('skipped', 'end'),
  conflicted: edge('versionConflict', 'publishConflict'),
  endConflict: edge('publishConflict', 'end'),
  alert: edge('deadLetter', 'alert'),
  endAlert: edge('alert', 'end'),
} as const;
type Id = keyof typeof edges;

/** D3: what an answer, or none, leads to. `retries`: as configured. */
export const errorHandling = (retries: number): Flow<Id> => flow<Id>({
  name: 'error-handling', number: 3, title: 'Error handling and retry', kind: 'flowchart', edges,
  nodes: {
    start: terminal('Job starts'), processing: state('PROCESSING'), call: step('Request to the master API'), status: decision('HTTP status?'),
    parse: step('Parse JSON response'), logError: step('Log permanent error'), retries: decision(`Retries used < ${retries}?`), valid: decision('Valid data?'),
    version: decision('Version check'), validationFailed: state('VALIDATION_FAILED'), apply: step('Update local record'), skipped: state('SKIPPED'),
    versionConflict: state('VERSION_CONFLICT'), synced: state('SYNCED'), publishSuccess: step('Publish success'), end: terminal('End'),
    schedule: step('Schedule retry\nexponential backoff'), deadLetter: state('DEAD_LETTER'), retryPending: state('RETRY_PENDING'), error: state('ERROR'),
    publishError: step('Publish error'), publishValidation: step('Publish validation'), publishConflict: step('Publish conflict'), alert: step('Send alert'),
  },
  differences: [
    '408, 425 and 429 are retried although they are 4xx; 501 and 505 are permanent although they are 5xx.',
    '404 and 410 on an update, 409 and 412 are version conflicts: the master is read, and the person chooses.',
    '400 and 422 that name fields are VALIDATION_FAILED, each error on its field.',
    'Throttling, a refused sign-in and an outage pause the connection; no record is charged a retry.',
    'After a timeout the write may have arrived: the next attempt reads first, and a write that did arrive ends SKIPPED.',
  ],
  trace(change) {
    const about = recordFact(change);
    if (!about) return [];
    const { fact, before } = about;
    if (fact.kind === 'started') return [logged('start', `attempt ${fact.attempt}`)];
    if (fact.kind === 'recovered') return [implied('mayRetry', 'not counted: interrupted'), logged('scheduled'), implied('endRetry')];
    return fact.kind === 'finished' ? [...asked(fact), ...judged(fact, before)] : [];
  },
});

/** The request, as far as the decision on its status. */
function asked(finished: Finished): Passage<Id>[] {
  const last = deciding(finished);
  return last ? [logged('call', requests(finished)), logged('answered', answers(finished), last.ms)] : [];
}

function judged(finished: Finished, before: SyncRecord | undefined): Passage<Id>[] {
  const { outcome } = finished;
  const last = deciding(finished);
  switch (outcome.to) {
    case 'SYNCED':
      return [...read(finished), logged('newer', versions(before?.base, outcome.base)), logged('applied'), implied('success'), implied('endSuccess')];
    case 'SKIPPED':
      return [...read(finished), relation(finished) === null ? implied('same', outcome.reason) : logged('same', outcome.reason), implied('endSkipped')];
    case 'VERSION_CONFLICT':
      return [...read(finished), logged('conflict', [...(isSuccess(finished.exchanges[0]) ? [] : [String(finished.exchanges[0]?.status ?? '')]), versions(before?.base, shown(finished))].join(', ')), implied('conflicted'), implied('endConflict')];
    case 'VALIDATION_FAILED':
      return [...read(finished), logged('invalid', failedStage(finished)), implied('rejected'), implied('endRejected')];
    case 'ERROR': {
      const is4xx = typeof last?.status === 'number' && last.status >= 400 && last.status < 500;
      return [(is4xx ? logged : implied)<Id>('clientError', outcome.failure.code), logged('permanent'), implied('error'), implied('endError')];
    }
    case 'RETRY_PENDING': {
      const used = before?.job?.counted ?? 0;
      return [...failure(finished), logged('mayRetry', outcome.isCounted ? `${used} used` : 'not counted: an outage'), logged('scheduled', `due ${timeOfDay(outcome.dueAt)}`), implied('endRetry')];
    }
    case 'DEAD_LETTER':
      return [...failure(finished), logged('usedUp', `${before?.job?.counted ?? 0} used`), implied('alert'), implied('endAlert')];
  }
}

/** The way of an answer to the version check, as far as it got. */
function read(finished: Finished): Passage<Id>[] {
  const last = deciding(finished);
  if (!last) return [];
  const taken = isSuccess(last) ? logged<Id>('ok', answers(finished)) : implied<Id>('ok', answers(finished));
  const isParsed = stageOf(finished, 'V2')?.result === 'passed';
  const parsed = isParsed ? logged<Id>('parsed') : implied<Id>('parsed');
  return finished.outcome.to === 'VALIDATION_FAILED' ? [taken, parsed] : [taken, parsed, isParsed ? logged('valid') : implied('valid')];
}

/** No answer, or one that is worth another try. */
function failure(finished: Finished): Passage<Id>[] {
  const { status } = deciding(finished) ?? {};
  if (status === undefined) return [];
  if (typeof status === 'string') return [logged('timeout', status)];
  return [(status >= 500 ? logged : implied)<Id>('serverError', String(status))];
}
