import type { Entry } from '../../engine/entry';
import { answers, recordFact, requests, type Finished } from '../attempt';
import { edge, flow, implied, logged, step, store, terminal, type Passage } from '../flow';
import { serverTiming } from '../serverTiming';
import { DETECTED } from './monitoring';

const edges = {
  edit: edge('person', 'editor', '1. Edit the record'),
  save: edge('editor', 'commands', '2. Save'),
  pending: edge('commands', 'store', '3. Status PENDING'),
  enqueue: edge('commands', 'runner', '4. Queue the job'),
  saved: edge('commands', 'editor', '5. Saved'),
  request: edge('runner', 'master', '6. Request'),
  query: edge('master', 'masterData', '7. Query, update'),
  found: edge('masterData', 'master', '8. Response'),
  full: edge('master', 'runner', '9. Full object'),
  update: edge('runner', 'store', '10. Validate, update'),
  publish: edge('runner', 'events', '11. Publish the event'),
  notify: edge('events', 'editor', '12. Notify'),
  measure: edge('events', 'metrics', '13. Measure'),
  statuses: edge('store', 'dashboard', 'Statuses'),
  figures: edge('metrics', 'dashboard', 'Figures'),
  check: edge('anomalies', 'store', 'Check'),
  threshold: edge('anomalies', 'alerts', 'Alert if over a threshold'),
  fetchAll: edge('reconciliation', 'store', 'Fetch all'),
  compare: edge('reconciliation', 'master', 'Compare'),
  discrepancies: edge('reconciliation', 'syncLog', 'Log discrepancies'),
  overdue: edge('sweep', 'store', 'Find what is due'),
  requeue: edge('sweep', 'runner', 'Queue again'),
  critical: edge('alerts', 'webhook', 'Critical alerts'),
  reports: edge('alerts', 'email', 'Reports'),
  logAll: edge('alerts', 'alertLog', 'Log all'),
  logEvents: { from: 'runner', to: 'syncLog', label: 'Log events', isDashed: true },
} as const;
type Id = keyof typeof edges;

/** D4: the parts of the product, and what goes between them. */
export const architecture = flow<Id>({
  name: 'architecture', number: 4, title: 'Architecture', kind: 'flowchart', edges,
  groups: {
    surface: { label: 'User interface' }, extension: { label: 'Extension' }, background: { label: 'Background jobs', within: 'extension' },
    monitoring: { label: 'Monitoring', within: 'extension' }, external: { label: 'External system' }, outside: { label: 'Logs and alerts' },
  },
  // in the order in which the drawing has the fewest crossings
  nodes: {
    sweep: step('Retry sweep', 'background'), dashboard: step('Dashboard', 'surface'), reconciliation: step('Reconciliation', 'background'), store: store('Local store', 'extension'),
    anomalies: step('Anomaly detector', 'background'), alertLog: store('Alert log', 'outside'), events: step('Events', 'extension'), alerts: step('Alert manager', 'monitoring'),
    person: terminal('Person', 'surface'), metrics: step('Metrics collector', 'monitoring'), master: step('Master API', 'external'), masterData: store('Master database', 'external'),
    email: step('E-mail', 'outside'), commands: step('Commands', 'extension'), syncLog: store('Sync log', 'outside'), runner: step('Job runner', 'extension'), webhook: step('Webhook', 'outside'), editor: step('Record editor', 'surface'),
  },
  differences: [
    'What happens inside the master (7 and 8) is taken from its Server-Timing header, and is implied where it sends none.',
    'Retries have timers of their own; the sweep is the safety net behind them.',
    'The local store is derived from the sync log: one write is both.',
  ],
  trace(change) {
    const about = recordFact(change);
    if (!about) return background(change.entry.fact);
    const { fact, before } = about;
    switch (fact.kind) {
      case 'queued':
        return [...(fact.cause === 'retry' ? [] : [implied<Id>('edit'), implied<Id>('save')]), logged('pending'), logged('enqueue'), implied('saved'), logged('logEvents')];
      case 'resolved':
        return [implied('save', fact.choice), logged('pending'), logged('enqueue'), logged('logEvents')];
      case 'edited':
        return [implied('edit'), implied('save'), implied('saved'), logged('logEvents')];
      case 'started':
        return [...(before?.job?.status === 'RETRY_PENDING' ? [implied<Id>('requeue', 'timer or sweep')] : []), logged('logEvents')];
      case 'finished':
        return [...called(fact), logged('update', fact.outcome.to), implied('publish'), implied('notify'), implied('measure'), implied('statuses'), implied('figures'), logged('logEvents')];
      default:
        return [];
    }
  },
});

/** The requests of an attempt, and what the master says of its own part. */
function called(finished: Finished): Passage<Id>[] {
  if (finished.exchanges.length === 0) return [];
  const timing = serverTiming(finished);
  const inside = timing === null ? [implied<Id>('query'), implied<Id>('found')] : [logged<Id>('query', timing), logged<Id>('found')];
  const hasAnswer = finished.exchanges.some(({ status }) => typeof status === 'number');
  return [logged('request', requests(finished)), ...(hasAnswer ? [...inside, logged<Id>('full', answers(finished))] : [])];
}

function background(fact: Entry['fact']): Passage<Id>[] {
  switch (fact.kind) {
    case 'ran':
      return fact.task === 'sweep' ? [logged('overdue')] : fact.task === 'anomalies' ? [logged('check')] : [];
    case 'auditStarted':
      return [logged('fetchAll')];
    case 'audited':
      return [logged('compare', `${fact.batch.checked} compared`), ...(fact.batch.findings.length > 0 ? [logged<Id>('discrepancies', `${fact.batch.findings.length} found`)] : [])];
    case 'alerted':
      return [...(DETECTED.has(fact.alert.rule) ? [logged<Id>('threshold', fact.alert.text)] : []), logged('logAll', fact.alert.level)];
    case 'routed':
      return [logged(fact.route === 'webhook' ? 'critical' : 'reports', fact.problem ?? 'delivered')];
    default:
      return [];
  }
}
