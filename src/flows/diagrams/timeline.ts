import type { Stage } from '../../engine/entry';
import type { Change } from '../../engine/model';
import { answer, deciding, isSuccess, recordFact, requests, stageOf, type Finished } from '../attempt';
import { edge, flow, implied, logged, participant, reply, type Passage } from '../flow';
import { metricsOf } from '../serverTiming';

const edges = {
  edit: edge('person', 'editor', 'Edit the record'),
  save: edge('editor', 'commands', 'Save request'),
  pending: edge('commands', 'store', 'Update (status PENDING)'),
  enqueue: edge('commands', 'runner', 'Queue the sync job'),
  success: reply('commands', 'editor', 'Success response'),
  saved: reply('editor', 'person', 'Saved (go on working)'),
  processing: edge('runner', 'store', 'Update (status PROCESSING)'),
  request: edge('runner', 'master', 'PUT /accounts/{id}'),
  query: edge('master', 'master', 'Query the database (300 ms)'),
  update: edge('master', 'master', 'Update the record (100 ms)'),
  full: reply('master', 'runner', '200 OK + full object (500 ms total)'),
  parse: edge('runner', 'runner', 'Parse JSON (50 ms)'),
  validate: edge('runner', 'runner', 'Validate fields (50 ms)'),
  version: edge('runner', 'runner', 'Check version (50 ms)'),
  checksum: edge('runner', 'runner', 'Verify checksum (50 ms)'),
  record: edge('runner', 'store', 'Update record (100 ms)'),
  synced: edge('runner', 'store', 'Update status: SYNCED'),
  publish: edge('runner', 'events', 'Publish success event (50 ms)'),
  received: reply('events', 'editor', 'Event received'),
  told: reply('editor', 'person', 'Sync complete'),
  logEvent: edge('runner', 'store', 'Log the sync event'),
  metrics: edge('runner', 'store', 'Update the metrics'),
} as const;
type Id = keyof typeof edges;

/** D10's budget of a step, ms; what has none there has none here. */
export const BUDGETS: Readonly<Partial<Record<Id, number>>> = {
  saved: 500, processing: 1_500, query: 300, update: 100, full: 500, parse: 50, validate: 50, version: 50, checksum: 50, record: 100, publish: 50, told: 150,
};
/** D10: from the save to "Sync complete", ms. */
export const TOTAL_BUDGET = 3_400;

/** What the attempts of a job took in all phases, ms; the waits between them are not in it. */
export const timeTaken = (changes: readonly { readonly change: Change }[]): number =>
  changes.reduce((sum, { change: { entry: { fact } } }) => (fact.kind === 'finished' ? sum + fact.times.queued + fact.times.commit + fact.times.http + fact.times.validation : sum), 0);

/** D10: how long each step of a job takes. */
export const timeline = flow<Id>({
  name: 'timeline', number: 10, title: 'Timeline', kind: 'sequence', edges,
  nodes: {
    person: participant('Person'), editor: participant('Record editor'), commands: participant('Commands'), runner: participant('Job runner'),
    master: participant('Master API'), store: participant('Local store'), events: participant('Events'),
  },
  lines: [
    { note: 'T+0s: the person acts', over: ['person', 'editor'] }, 'edit', 'save',
    { note: 'T+0.5s: first save', over: ['commands', 'store'] }, 'pending', 'enqueue', 'success', 'saved',
    { note: 'T+2s: background processing', over: ['runner', 'master'] }, 'processing', 'request',
    { note: 'T+2.5s: master processing', over: ['master'] }, 'query', 'update', 'full',
    { note: 'T+3s: validation (200 ms)', over: ['runner'] }, 'parse', 'validate', 'version', 'checksum',
    { note: 'T+3.2s: update of the record', over: ['runner', 'store'] }, 'record', 'synced', 'publish',
    { note: 'T+3.4s: notification', over: ['events', 'person'] }, 'received', 'told',
    { note: 'T+3.2s: background (parallel)', over: ['runner'] }, 'logEvent', 'metrics',
  ],
  differences: [
    'Record and status are one write, so they share one time; the sync log is that write.',
    'The master\'s own steps are measured only where it sends Server-Timing.',
  ],
  trace(change) {
    const about = recordFact(change);
    if (!about) return [];
    const { fact } = about;
    switch (fact.kind) {
      case 'queued':
        return [...(fact.cause === 'retry' ? [] : [implied<Id>('edit'), implied<Id>('save')]), logged('pending'), logged('enqueue'), implied('success'), implied('saved')];
      case 'edited':
        return [implied('edit'), implied('save')];
      case 'started':
        return [logged('processing')];
      case 'finished':
        return [...called(fact), ...checked(fact), ...(fact.outcome.to === 'SYNCED' ? applied(fact) : []), logged('logEvent'), implied('metrics')];
      default:
        return [];
    }
  },
});

function called(finished: Finished): Passage<Id>[] {
  const last = deciding(finished);
  if (!last) return [];
  const inside = metricsOf(finished);
  const [query, update] = [inside.find(({ name }) => /query|read|db/i.test(name)), inside.find(({ name }) => /update|write/i.test(name))];
  const own = (id: Id, ms: number | undefined): Passage<Id> => (ms === undefined ? implied(id) : logged(id, undefined, ms));
  const answered = isSuccess(last) ? [own('query', query?.ms), own('update', update?.ms), logged<Id>('full', answer(last), finished.times.http)] : [];
  return [logged('request', requests(finished), finished.times.queued), ...answered];
}

/** D10's four checks; several stages of D5 share one. */
function checked(finished: Finished): Passage<Id>[] {
  const check = (id: Id, ...stages: readonly Stage[]): Passage<Id>[] => {
    const reached = stages.flatMap((stage) => stageOf(finished, stage) ?? []).filter(({ result }) => result !== 'not reached');
    if (reached.length === 0) return [];
    const result = reached.find((one) => one.result === 'failed') ? 'failed' : reached.every((one) => one.result === 'not configured') ? 'not configured' : undefined;
    return [logged(id, result, reached.reduce((sum, { us }) => sum + us, 0) / 1_000)];
  };
  if (!isSuccess(deciding(finished))) return [];
  return [...check('parse', 'V2'), ...check('validate', 'V3', 'V4', 'V5'), ...check('version', 'V6'), ...check('checksum', 'V7')];
}

/** The commit of the end is not in its own entry; that of the beginning is, and stands for both. */
const applied = ({ times }: Finished): Passage<Id>[] => [logged('record', undefined, times.commit), logged('synced'), implied('publish'), implied('received'), implied('told')];
