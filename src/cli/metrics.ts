import { figures, knownResources, type Figures } from '../engine/metrics/figures';
import { PHASES } from '../engine/metrics/cell';
import { STATUSES } from '../engine/status';
import type { Session } from '../node/session';
import { UsageError } from './usage';

const HOUR = 3_600_000;
const WINDOWS: ReadonlyMap<string, number> = new Map([['1h', HOUR], ['24h', 24 * HOUR], ['7d', 7 * 24 * HOUR], ['30d', 30 * 24 * HOUR]]);

/** D7's figures of the window that ends now. */
export function metricsOf({ model, settings }: Session, resource: string | undefined, window = '24h', now: number): Figures {
  const length = WINDOWS.get(window);
  if (length === undefined) throw new UsageError(`--window takes ${[...WINDOWS.keys()].join(', ')}, not "${window}".`);
  if (resource !== undefined && !settings.resources.has(resource) && !knownResources(model).includes(resource)) throw new UsageError(`Neither the configuration nor the figures have a resource "${resource}".`);
  return figures(model, { from: now - length, to: now + 1, ...(resource !== undefined && { resource }) }, now);
}

/** The figures as a person reads them: a table for each component of D7's dashboard that has something to show. */
export function metricsText(found: Figures, now: number): string {
  const { counts, ended, oldestPending, resources } = found;
  const all = Object.values(ended).reduce((sum, n) => sum + n, 0);
  const hours = Math.round((now - found.from) / HOUR);
  const parts: readonly (readonly string[])[] = [
    table([
      ['success rate', percent(found.successRate), 'of the records that were edited here, as they stand now'],
      [`  last ${hours < 48 ? `${hours} h` : `${hours / 24} days`}`, percent(found.endedRate), `${all} jobs ended, ${found.throughput.toFixed(2)} a minute, ${found.retries} retries`],
    ]),
    table(STATUSES.map((status) => [status, String(counts[status]), status === 'SYNCED' && found.withoutJob > 0 ? `${found.withoutJob} of them never edited` : ''])),
    oldestPending ? [`Longest PENDING: ${oldestPending.key}, since ${time(oldestPending.since)}`] : [],
    table([
      ['ms', 'average', 'p50', 'p95', 'p99', 'number'],
      ...PHASES.flatMap((phase) => {
        const duration = found.durations[phase];
        return duration ? [[phase, ...[duration.average, duration.p50, duration.p95, duration.p99].map(digits), String(duration.count)]] : [];
      }),
    ]),
    found.patterns.length === 0 ? [] : [
      'Most frequent errors',
      ...table(found.patterns.map(({ count, code, text, key, lastAt }) => [String(count), code, text, `last ${key} ${time(lastAt)}`])),
      ...(found.otherErrors > 0 ? [`${found.otherErrors} others`] : []),
    ],
    found.recentErrors.length === 0 ? [] : ['Recent errors', ...table(found.recentErrors.map(({ at, key, status, code, message }) => [time(at), key, status, code, message]))],
    resources.length < 2 ? [] : table([
      ['resource', 'now', 'ended', 'success', 'retries'],
      ...resources.map((each) => [each.resource, percent(each.successRate), String(Object.values(each.ended).reduce((sum, n) => sum + n, 0)), percent(each.endedRate), String(each.retries)]),
    ]),
  ];
  return parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n');
}

const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(1)} %`);
const digits = (ms: number): string => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0));
const time = (at: number): string => new Date(at).toISOString();

/** Lines with columns of one width; numbers to the right. Text from outside loses its control characters. */
function table(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map((cell) => cell.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')));
  const widths = (clean[0] ?? []).map((_, i) => Math.max(...clean.map((row) => row[i]?.length ?? 0)));
  const isNumber = (cell: string): boolean => /^[\d.–]+( %)?$/.test(cell);
  return clean.map((row) => row.map((cell, i) => (isNumber(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ').trimEnd());
}
