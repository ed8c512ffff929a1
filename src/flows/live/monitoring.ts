import { figures } from '../../engine/metrics/figures';
import { STATUSES } from '../../engine/status';
import { millis } from '../attempt';
import { box, type Live, type World } from './world';
import { count, many, percent } from '../words';

const HOUR = 3_600_000;

/** D7: the figures of the dashboard on the arrows that carry them. Rates are of now, durations and errors of the last hour. */
export function dashboardFigures({ model, settings, now }: World): Live {
  const hour = figures(model, { from: now - HOUR, to: now + 1 }, now);
  const { http } = hour.durations;
  const errors = hour.patterns.reduce((sum, pattern) => sum + pattern.count, 0) + hour.otherErrors;
  const isLow = hour.successRate !== null && hour.successRate < settings.alerts.successRate;
  const shown = STATUSES.toReversed().filter((status) => hour.counts[status] > 0).map((status) => `${status}: ${count(hour.counts[status])}`);
  const inQueue = model.count('PENDING') + model.count('RETRY_PENDING') + model.count('PROCESSING');
  return {
    nodes: {
      records: box(many(model.records.size, 'record'), '000,000 records'), syncLog: box(`${count(model.seq)} entries`, '0,000,000 entries'), queue: box(many(inQueue, 'job'), '00,000 jobs', 'Waiting or in flight'),
      gauge: box(percent(hour.successRate), '000.0 %', 'SYNCED ÷ (SYNCED + failed), over the records that have a job', isLow ? 'failing' : 'plain'),
      banner: box(isLow ? 'shown' : 'not shown', 'not shown', `Shown under ${percent(settings.alerts.successRate)}`),
    },
    edges: {
      ratedRecords: many(model.records.size - hour.withoutJob, 'record'), countedRecords: many(model.records.size, 'record'), durations: many(http?.count ?? 0, 'attempt'), errors: many(errors, 'error'), jobs: many(inQueue, 'job'),
      gauge: percent(hour.successRate), pie: shown.join('\n'), line: http ? `avg: ${millis(http.average)}` : '–', table: many(hour.patterns.length, 'pattern'), alert: isLow ? `yes, ${percent(hour.successRate)}` : 'no',
    },
  };
}
