import type { Entry, PhaseTimes } from '../entry';
import { splitKey, type RecordKey, type SyncRecord } from '../record';
import { addCell, addPattern, copyCell, emptyCell, type Cell } from './cell';
import { record } from './histogram';
import { mishapOf, type Counted, type RecentError } from './mishap';
import { Sums, type Part } from './sums';

const HOUR = 3_600_000;

/** How finely the past is kept: length of a cell in ms (UTC), and for how many hours. Days are kept by their number, see `DAYS`. */
export const SPANS = {
  minute: { ms: 60_000, hours: 24 },
  hour: { ms: HOUR, hours: 30 * 24 },
  day: { ms: 24 * HOUR, hours: Infinity },
} as const;
export type Span = keyof typeof SPANS;

/** Days that are kept of each resource, those in which nothing happened left out. */
export const DAYS = 400;
/** Newest errors that are kept of each resource. */
export const RECENT = 20;

/** One cell with its place. `start`: ms since 1970. */
export interface Row {
  readonly resource: string;
  readonly span: Span;
  readonly start: number;
  readonly cell: Cell;
}

/** A rollup as a snapshot keeps it. */
export interface RollupState {
  readonly rows: readonly Row[];
  /** Newest first within a resource. */
  readonly errors: readonly RecentError[];
}

/** What the figures are worked out from. */
export interface ReadonlyRollup {
  /** Resources of which something is known. */
  readonly resources: Iterable<string>;
  /** What happened in the cells of a resource that begin in a window: see `Sums.within`. */
  parts(resource: string, window: { readonly from: number; readonly to: number }, step: Span): Iterable<Part>;
  /** The newest errors of a resource, newest first; at most `RECENT`. */
  errors(resource: string): readonly RecentError[];
}

interface Series {
  readonly minute: Map<number, Cell>;
  readonly hour: Map<number, Cell>;
  readonly day: Map<number, Cell>;
  readonly sums: Sums;
  errors: readonly RecentError[];
}

/**
 * What the log adds up to over time (D7's metrics calculation): a day by minute, 30 days by hour, 400 days by day.
 *
 * Time is that of the entry that came last. A minute or an hour that is far from it, on either side, is folded into the next coarser
 * span: a clock that was wrong for a while costs detail, never an entry, and cannot make it grow. Bounds for each resource: 2,940
 * minutes, 1,441 hours, 400 days, half as many while the clock runs forwards, and only those in which something happened. A cell
 * takes some hundred bytes to 2 KB; at the very most four histograms of 329 numbers and ten patterns.
 */
export class Rollup implements ReadonlyRollup {
  readonly #series = new Map<string, Series>();
  /** Cells that no snapshot shares: a shared one is copied before it changes. */
  #own = new WeakSet<Cell>();
  /** Hours since 1970 of the newest entry. */
  #hour = NaN;

  /** Rebuilds a rollup from a snapshot, and takes over its cells. */
  static from({ rows, errors }: RollupState): Rollup {
    const rollup = new Rollup();
    for (const { resource, span, start, cell } of rows) {
      const series = rollup.#of(resource);
      series[span].set(start, cell);
      series.sums.changed(start);
    }
    for (const error of errors) {
      const series = rollup.#of(splitKey(error.key)?.resource ?? '');
      series.errors = [...series.errors, error];
    }
    return rollup;
  }

  /** The rollup as it is now. What is applied later does not change it. */
  state(): RollupState {
    this.#own = new WeakSet();
    const rows: Row[] = [];
    for (const [resource, series] of this.#series)
      for (const span of ['minute', 'hour', 'day'] as const) for (const [start, cell] of series[span]) rows.push({ resource, span, start, cell });
    return { rows, errors: [...this.#series.values()].flatMap(({ errors }) => errors) };
  }

  get resources(): Iterable<string> {
    return this.#series.keys();
  }

  parts(resource: string, { from, to }: { readonly from: number; readonly to: number }, step: Span): Iterable<Part> {
    return this.#series.get(resource)?.sums.within(from, to, step) ?? [];
  }

  errors(resource: string): readonly RecentError[] {
    return this.#series.get(resource)?.errors ?? [];
  }

  /** Takes in one durable entry. `before`: the record before it. */
  take(entry: Entry, before: SyncRecord | undefined): void {
    const hour = Math.floor(entry.at / HOUR);
    if (hour !== this.#hour) this.#fold(hour);
    if (entry.fact.kind === 'cleared') this.#forget();
    if (entry.key === undefined || before === undefined) return;
    const { fact, at, key } = entry;
    if (fact.kind === 'finished' || fact.kind === 'unstarted') this.#count(fact, at, key, before);
    else if (fact.kind === 'recovered') this.#cell(this.#of(before.resource), 'minute', minuteOf(at)).retries += 1;
  }

  #count(fact: Counted, at: number, key: RecordKey, { resource, id }: SyncRecord): void {
    const series = this.#of(resource);
    const cell = this.#cell(series, 'minute', minuteOf(at));
    if (fact.kind === 'unstarted') cell.ended.ERROR += 1;
    else {
      if (fact.outcome.to === 'RETRY_PENDING') cell.retries += 1;
      else cell.ended[fact.outcome.to] += 1;
      time(cell, fact.times);
    }
    const mishap = mishapOf(fact);
    if (!mishap) return;
    const { status, code, message, pattern } = mishap;
    addPattern(cell, { code, text: pattern(id), count: 1, lastAt: at, key });
    series.errors = [{ at, key, status, code, message }, ...series.errors].slice(0, RECENT);
  }

  /** Drops what is made of the content of records: of errors only their number stays. */
  #forget(): void {
    for (const series of this.#series.values()) {
      series.errors = [];
      for (const span of ['minute', 'hour', 'day'] as const) {
        for (const [start, { patterns }] of series[span]) {
          if (patterns.length === 0) continue;
          const cell = this.#cell(series, span, start);
          cell.others += patterns.reduce((sum, { count }) => sum + count, 0);
          cell.patterns = [];
        }
      }
    }
  }

  #of(resource: string): Series {
    let series = this.#series.get(resource);
    if (!series) {
      const cells = { minute: new Map<number, Cell>(), hour: new Map<number, Cell>(), day: new Map<number, Cell>() };
      this.#series.set(resource, (series = { ...cells, sums: new Sums(cells), errors: [] }));
    }
    return series;
  }

  /** A cell that may be changed. */
  #cell(series: Series, span: Span, start: number): Cell {
    const cells = series[span];
    series.sums.changed(start);
    const present = cells.get(start);
    if (present && this.#own.has(present)) return present;
    const cell = present ? copyCell(present) : emptyCell();
    this.#own.add(cell);
    cells.set(start, cell);
    return cell;
  }

  /** Makes coarser what is far from the hour that has come. Depends on nothing else, so that a restart makes no difference. */
  #fold(hour: number): void {
    this.#hour = hour;
    for (const series of this.#series.values()) {
      this.#coarsen(series, 'minute', 'hour');
      this.#coarsen(series, 'hour', 'day');
      while (series.day.size > DAYS) remove(series, 'day', Math.min(...series.day.keys()));
    }
  }

  #coarsen(series: Series, span: Span, coarser: Span): void {
    const { ms } = SPANS[coarser];
    for (const [start, cell] of series[span]) {
      if (Math.abs(this.#hour - Math.floor(start / HOUR)) <= SPANS[span].hours) continue;
      addCell(this.#cell(series, coarser, Math.floor(start / ms) * ms), cell);
      remove(series, span, start);
    }
  }
}

function remove(series: Series, span: Span, start: number): void {
  series[span].delete(start);
  series.sums.changed(start);
}

const minuteOf = (at: number): number => Math.floor(at / SPANS.minute.ms) * SPANS.minute.ms;

/** Requests and checks that did not take place have no duration. */
function time({ phases }: Cell, { queued, commit, http, validation }: PhaseTimes): void {
  record(phases.queued, queued);
  record(phases.commit, commit);
  if (http > 0) record(phases.http, http);
  if (validation > 0) record(phases.validation, validation);
}
