import type { ReadonlyModel } from '../model';
import type { RecordKey } from '../record';
import { STATUSES, type Status } from '../status';
import { addNumbers, emptyCell, ENDS, successRate, type Cell, type End, type Pattern, type Phase } from './cell';
import { average, quantile, type Histogram } from './histogram';
import type { RecentError } from './mishap';
import { DAYS, RECENT, SPANS, type Span } from './rollup';
import { gather } from './sums';
import { noStanding, since, type Standing } from './tally';

/** Patterns that a table shows. */
const TOP = 5;

/** Which figures are asked for. Times in ms since 1970. What happened counts in the window in which its minute begins, of what is older its hour or day: in one of two windows that meet. */
export interface FiguresQuery {
  /** At most 400 days before `to`. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Absent: all together. */
  readonly resource?: string;
  /** Phase of the points' durations. Default: `http`. */
  readonly phase?: Phase;
}

/** A summary of durations, ms. The average is exact, percentiles to within 4.8 %. */
export interface Duration {
  readonly count: number;
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** One point of the charts. */
export interface Point {
  /** Where the minute, hour or day (UTC) begins. */
  readonly at: number;
  /** Jobs that ended. */
  readonly ended: number;
  /** Success rate of these, 0 to 1; null: there is nothing to judge by. */
  readonly rate: number | null;
  /** Of the phase asked for; null: nothing took place. */
  readonly duration: Duration | null;
}

/** How records stand now, and what became of jobs in the window. */
export interface Summary {
  /** Records per status, all nine. */
  readonly counts: Readonly<Record<Status, number>>;
  /** Of those counted as SYNCED: never edited here, so that they have no job and count in no rate. */
  readonly withoutJob: number;
  /** D7's gauge, 0 to 1: over the records that have a job, as they stand now; null where nothing is SYNCED or failed. */
  readonly successRate: number | null;
  /** Jobs that ended in the window, by status. */
  readonly ended: Readonly<Record<End, number>>;
  /** The success rate of these; null where there is nothing to judge by. */
  readonly endedRate: number | null;
  /** Attempts that failed and are tried again. */
  readonly retries: number;
}

/** D7's dashboard. All lists are short: see each. */
export interface Figures extends Summary {
  readonly from: number;
  readonly to: number;
  /** Distance of the points. */
  readonly step: Span;
  /** One for each step, those without anything included; at most 402. */
  readonly points: readonly Point[];
  /** Jobs that ended per minute of the window that has passed since the log began; of a minute at least. */
  readonly throughput: number;
  /** Null: the phase did not take place in the window. */
  readonly durations: Readonly<Record<Phase, Duration | null>>;
  /** The record that has been PENDING for longest, and since when. */
  readonly oldestPending: { readonly key: RecordKey; readonly since: number } | null;
  /** The five most frequent in the window, most frequent first. */
  readonly patterns: readonly Pattern[];
  /** Errors in the window beside these. */
  readonly otherErrors: number;
  /** The last 20, newest first, whatever the window. */
  readonly recentErrors: readonly RecentError[];
  /** One for each resource asked for, by name. */
  readonly resources: readonly (Summary & { readonly resource: string })[];
}

/** D7's figures for a window. Looks at no record but the oldest pending one: its cost is that of the cells in the window. */
export function figures(model: Pick<ReadonlyModel, 'records' | 'standings' | 'rollup' | 'since'>, query: FiguresQuery, now: number): Figures {
  const { to, phase = 'http' } = query;
  const from = Math.max(query.from, to - DAYS * SPANS.day.ms);
  const names = query.resource === undefined ? knownResources(model) : [query.resource];
  const step = stepFor(from, to, now);
  const { ms } = SPANS[step];
  const points = new Map<number, Cell>();
  for (let at = floorTo(Math.ceil(from / SPANS.minute.ms) * SPANS.minute.ms, ms); at < to; at += ms) points.set(at, emptyCell());
  const patterns = new Map<string, Pattern>();
  const errors: RecentError[] = [];
  const all = { standing: noStanding(), cell: emptyCell() };
  let otherErrors = 0;

  const resources = names.map((resource) => {
    const cell = emptyCell();
    for (const { start, cell: part } of model.rollup.parts(resource, { from, to }, step)) {
      const point = points.get(floorTo(start, ms));
      if (point) addNumbers(point, part);
      addNumbers(cell, part);
      otherErrors += part.others;
      gather(patterns, part.patterns);
    }
    const standing = model.standings.get(resource) ?? noStanding();
    for (const status of STATUSES) all.standing.counts[status] += standing.counts[status];
    all.standing.withoutJob += standing.withoutJob;
    addNumbers(all.cell, cell);
    errors.push(...model.rollup.errors(resource));
    return { resource, ...summary(standing, cell) };
  });

  const top = [...patterns.values()].sort((a, b) => b.count - a.count || b.lastAt - a.lastAt || (a.code + a.text < b.code + b.text ? -1 : 1));
  return {
    from, to, step, resources,
    ...summary(all.standing, all.cell),
    points: Array.from(points, ([at, cell]) => ({ at, ended: total(cell), rate: successRate(cell.ended), duration: durationOf(cell.phases[phase]) })),
    throughput: total(all.cell) / Math.max(1, passed(model.since ?? from, { from, to: Math.min(to, now) }) / SPANS.minute.ms),
    durations: durationsOf(all.cell),
    oldestPending: oldestPending(model, names),
    patterns: top.slice(0, TOP),
    otherErrors: top.slice(TOP).reduce((sum, { count }) => sum + count, otherErrors),
    recentErrors: errors.sort((a, b) => b.at - a.at).slice(0, RECENT),
  };
}

/** The resources that have records, or of which something happened, by name: those that the configuration no longer has too. */
export function knownResources({ rollup, standings }: Pick<ReadonlyModel, 'standings' | 'rollup'>): string[] {
  const standing = [...standings].flatMap(([name, { counts }]) => (STATUSES.some((status) => counts[status] > 0) ? [name] : []));
  return [...new Set([...rollup.resources, ...standing])].sort();
}

/** As fine as it is kept, and not more points than a chart has room for. */
function stepFor(from: number, to: number, now: number): Span {
  const age = now - from;
  if (age > SPANS.hour.hours * SPANS.hour.ms || to - from > 8 * SPANS.day.ms) return 'day';
  return age > SPANS.minute.hours * SPANS.hour.ms || to - from > 3 * SPANS.hour.ms ? 'hour' : 'minute';
}

/** How much of a window has passed since the log began, ms. A beginning that is still to come was said by a clock that was wrong. */
const passed = (since: number, { from, to }: { readonly from: number; readonly to: number }): number => to - (since < to ? Math.max(from, since) : from);

const floorTo = (at: number, ms: number): number => Math.floor(at / ms) * ms;
const total = ({ ended }: Cell): number => ENDS.reduce((sum, end) => sum + ended[end], 0);

const summary = ({ counts, withoutJob }: Standing, { ended, retries }: Cell): Summary => ({
  counts: { ...counts }, withoutJob, successRate: successRate({ ...counts, SYNCED: counts.SYNCED - withoutJob }), ended, endedRate: successRate(ended), retries,
});

const durationsOf = ({ phases }: Cell): Figures['durations'] => ({
  queued: durationOf(phases.queued), commit: durationOf(phases.commit), http: durationOf(phases.http), validation: durationOf(phases.validation),
});

const durationOf = (histogram: Histogram): Duration | null =>
  histogram.count === 0 ? null : { count: histogram.count, average: average(histogram), p50: quantile(histogram, 0.5), p95: quantile(histogram, 0.95), p99: quantile(histogram, 0.99) };

function oldestPending({ standings, records }: Pick<ReadonlyModel, 'records' | 'standings'>, names: readonly string[]): Figures['oldestPending'] {
  let oldest: Figures['oldestPending'] = null;
  for (const name of names) {
    const [key] = standings.get(name)?.pending ?? [];
    const at = key === undefined ? Infinity : since(records.get(key));
    if (key !== undefined && at < (oldest?.since ?? Infinity)) oldest = { key, since: at };
  }
  return oldest;
}
