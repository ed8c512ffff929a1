import type { AlertRule } from '../../engine/alerts/alert';
import { millis, recordFact } from '../attempt';
import { edge, flow, implied, logged, step, store } from '../flow';

const edges = {
  ratedRecords: edge('records', 'rate', 'Status'),
  countedRecords: edge('records', 'counts', 'Status'),
  durations: edge('syncLog', 'durations', 'Duration'),
  errors: edge('syncLog', 'patterns', 'Error messages'),
  jobs: edge('queue', 'rate', 'Job status'),
  gauge: edge('rate', 'gauge', 'success rate'),
  pie: edge('counts', 'pie', 'records per status'),
  line: edge('durations', 'line', 'average'),
  table: edge('patterns', 'table', 'top 5 errors'),
  alert: edge('rate', 'banner', '< 90 %?'),
} as const;
type Id = keyof typeof edges;

/** What the anomaly detector alerts of. */
export const DETECTED: ReadonlySet<AlertRule> = new Set<AlertRule>(['successRate', 'failureSpike', 'oldPending', 'endlessJob', 'failingResource', 'retryStorm', 'stall']);

/** D7: where the figures of the dashboard come from. */
export const monitoring = flow<Id>({
  name: 'monitoring', number: 7, title: 'Monitoring', kind: 'flowchart', direction: 'LR', edges,
  groups: { sources: { label: 'Data sources' }, metrics: { label: 'Metrics' }, dashboard: { label: 'Dashboard' } },
  // in the order in which the drawing has no crossing
  nodes: {
    records: store('Local store', 'sources'), queue: store('Job queue', 'sources'), syncLog: store('Sync log', 'sources'),
    counts: step('Status breakdown\naggregator', 'metrics'), rate: step('Success rate\ncalculator', 'metrics'), durations: step('Average duration\ncalculator', 'metrics'), patterns: step('Error pattern\ndetector', 'metrics'),
    pie: step('Status breakdown\npie chart', 'dashboard'), gauge: step('Success rate\ngauge', 'dashboard'), banner: step('Alert banner', 'dashboard'), line: step('Sync duration\nline chart', 'dashboard'), table: step('Recent errors\ntable', 'dashboard'),
  },
  differences: ['All figures are derived from the sync log; the local store and the queue are views over it.', 'SKIPPED, conflicts and what is in flight are in no rate.'],
  trace(change) {
    const { fact } = change.entry;
    if (fact.kind === 'alerted') return fact.alert.rule === 'successRate' ? [logged('alert', fact.alert.text)] : [];
    const about = recordFact(change);
    if (about?.fact.kind !== 'finished') return [];
    const { outcome, times } = about.fact;
    const failed = 'failure' in outcome ? outcome.failure.code : outcome.to === 'VALIDATION_FAILED' ? outcome.issues[0]?.message : undefined;
    return [
      implied('ratedRecords'), implied('countedRecords'), logged('durations', millis(times.http), times.http), ...(failed === undefined ? [] : [logged<Id>('errors', failed)]), logged('jobs', outcome.to),
      implied('gauge'), implied('pie'), implied('line'), ...(failed === undefined ? [] : [implied<Id>('table')]),
    ];
  },
});
