import type { StageResult } from '../../engine/entry';
import type { SyncRecord } from '../../engine/record';
import { answer, answers, deciding, failedStage, isSuccess, recordFact, relation, requests, shown, versions, type Finished } from '../attempt';
import { edge, flow, implied, logged, participant, reply, type Passage } from '../flow';

const edges = {
  edit: edge('person', 'editor', 'Edit the record'),
  save: edge('editor', 'commands', 'Save'),
  pending: edge('commands', 'store', 'Record, status PENDING'),
  enqueue: edge('commands', 'runner', 'Queue the job'),
  saved: reply('commands', 'person', 'Saved (at once)'),
  processing: edge('runner', 'store', 'Status PROCESSING'),
  request: edge('runner', 'master', 'PUT /accounts/{id}'),
  full: reply('master', 'runner', '200 OK + full object'),
  validate: edge('runner', 'runner', 'Validate the response'),
  version: edge('runner', 'runner', 'Check the version'),
  synced: edge('runner', 'store', 'Record, status SYNCED'),
  success: edge('runner', 'events', 'Publish success'),
  told: reply('events', 'person', 'Sync complete'),
  error: reply('master', 'runner', '500 Server Error'),
  errorStatus: edge('runner', 'store', 'Status ERROR'),
  retry: edge('runner', 'runner', 'Schedule the retry'),
  publishError: edge('runner', 'events', 'Publish error'),
  toldError: reply('events', 'person', 'Sync failed (will retry)'),
  badData: reply('master', 'runner', '200 OK + invalid data'),
  rejected: edge('runner', 'runner', 'Validation failed'),
  invalidStatus: edge('runner', 'store', 'Status VALIDATION_FAILED'),
  publishInvalid: edge('runner', 'events', 'Publish validation error'),
  toldInvalid: reply('events', 'person', 'Data issue (manual review)'),
} as const;
type Id = keyof typeof edges;

/** D1: from a save to the news of how it ended. */
export const overallSync = flow<Id>({
  name: 'overall-sync', number: 1, title: 'Overall sync', kind: 'sequence', edges,
  nodes: {
    person: participant('Person'), editor: participant('Record editor'), commands: participant('Commands'), runner: participant('Job runner'),
    master: participant('Master API'), store: participant('Local store'), events: participant('Events'),
  },
  lines: [
    'edit', 'save', 'pending', 'enqueue', 'saved',
    { note: 'The person goes on working', over: ['person', 'editor'] },
    'processing', 'request',
    {
      frame: 'alt',
      branches: [
        { label: 'Success', lines: ['full', 'validate', 'version', 'synced', 'success', 'told'] },
        { label: 'API error', lines: ['error', 'errorStatus', 'retry', 'publishError', 'toldError'] },
        { label: 'Validation error', lines: ['badData', 'rejected', 'invalidStatus', 'publishInvalid', 'toldInvalid'] },
      ],
    },
  ],
  differences: [
    'PENDING and the queued job are one durable write, and the save returns after it: a crash cannot part them.',
    'Every write carries the version that it was made on, or the record is read first: a write that compares only afterwards loses other people\'s changes.',
    'A version conflict and an answer that is the same as before end elsewhere: see Error handling and Version conflict.',
    'The person is told of conflicts and dead letters; success is shown in the status bar and the views.',
  ],
  trace(change) {
    const about = recordFact(change);
    if (!about) return [];
    const { fact, before } = about;
    switch (fact.kind) {
      case 'queued':
        return [...(fact.cause === 'retry' ? [] : [implied<Id>('edit'), implied<Id>('save')]), logged('pending', `job by ${fact.cause}`), logged('enqueue'), implied('saved')];
      case 'edited':
        return [implied('edit'), implied('save', 'folds into the present job')];
      case 'resolved':
        return [logged('pending', `resolved with ${fact.choice}`), logged('enqueue')];
      case 'started':
        return [logged('processing', `attempt ${fact.attempt}`)];
      case 'finished':
        return [...(fact.exchanges.length > 0 ? [logged<Id>('request', requests(fact))] : []), ...ended(fact, before), ...(fact.next ? [logged<Id>('pending', 'edited in flight'), logged<Id>('enqueue')] : [])];
      default:
        return [];
    }
  },
});

function ended(finished: Finished, before: SyncRecord | undefined): Passage<Id>[] {
  const { outcome, stages } = finished;
  const last = deciding(finished);
  const came = last && answer(last);
  switch (outcome.to) {
    case 'SYNCED':
    case 'SKIPPED':
    case 'VERSION_CONFLICT': {
      const judged = isSuccess(last) ? [logged<Id>('full', came, last?.ms), logged<Id>('validate', checked(finished), stages.reduce((sum, { us }) => sum + us, 0) / 1_000)] : [];
      const compared = relation(finished) === null ? [] : [logged<Id>('version', versions(before?.base, shown(finished)))];
      return outcome.to === 'SYNCED' ? [...judged, ...compared, logged('synced', `version ${outcome.base.version ?? '–'}`), implied('success'), implied('told')] : [...judged, ...compared];
    }
    case 'ERROR':
    case 'RETRY_PENDING':
    case 'DEAD_LETTER': {
      const scheduled = outcome.to === 'RETRY_PENDING' ? [logged<Id>('retry', outcome.isCounted ? `retry ${(before?.job?.counted ?? 0) + 1}` : 'not counted: an outage')] : [];
      return [...(last ? [logged<Id>('error', came, last.ms)] : []), logged('errorStatus', outcome.failure.code), ...scheduled, implied('publishError'), implied('toldError', outcome.to === 'RETRY_PENDING' ? undefined : 'will not retry')];
    }
    case 'VALIDATION_FAILED':
      return [...(last ? [isSuccess(last) ? logged<Id>('badData', came, last.ms) : implied<Id>('badData', answers(finished), last.ms)] : []), logged('rejected', failedStage(finished)), logged('invalidStatus'), implied('publishInvalid'), implied('toldInvalid')];
  }
}

/** "6 stages passed, 1 not configured". */
function checked({ stages }: Finished): string {
  const count = (wanted: StageResult['result']): number => stages.filter(({ result }) => result === wanted).length;
  const bare = count('not configured');
  return `${count('passed')} stages passed${bare > 0 ? `, ${bare} not configured` : ''}`;
}
