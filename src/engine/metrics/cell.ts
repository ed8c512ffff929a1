import type { PhaseTimes } from '../entry';
import type { RecordKey } from '../record';
import type { Status } from '../status';
import { copyOf, emptyHistogram, merge, type Histogram } from './histogram';

/** How an attempt can end a job, or leave it to a person. */
export const ENDS = ['SYNCED', 'SKIPPED', 'VALIDATION_FAILED', 'DEAD_LETTER', 'ERROR', 'VERSION_CONFLICT'] as const satisfies readonly Status[];
export type End = (typeof ENDS)[number];

/** The parts of an attempt's time, in their order. */
export const PHASES = ['queued', 'commit', 'http', 'validation'] as const satisfies readonly (keyof PhaseTimes)[];
export type Phase = (typeof PHASES)[number];

/** Alike errors: the same code and the same sentence once ids, numbers and times are taken out. */
export interface Pattern {
  readonly code: string;
  readonly text: string;
  readonly count: number;
  /** The newest of them: ms since 1970, and the record. */
  readonly lastAt: number;
  readonly key: RecordKey;
}

/** Patterns that one cell tells apart. */
export const PATTERNS = 10;

/** What happened to the jobs of one resource in one stretch of time. Plain data, as it stands in a snapshot. */
export interface Cell {
  readonly ended: Record<End, number>;
  retries: number;
  readonly phases: Record<Phase, Histogram>;
  /** At most `PATTERNS`. */
  patterns: readonly Pattern[];
  /** Errors of further patterns. */
  others: number;
}

export const emptyCell = (): Cell => ({
  ended: { SYNCED: 0, SKIPPED: 0, VALIDATION_FAILED: 0, DEAD_LETTER: 0, ERROR: 0, VERSION_CONFLICT: 0 },
  retries: 0,
  phases: { queued: emptyHistogram(), commit: emptyHistogram(), http: emptyHistogram(), validation: emptyHistogram() },
  patterns: [],
  others: 0,
});

export const copyCell = ({ ended, retries, phases, patterns, others }: Cell): Cell => ({
  ended: { ...ended },
  retries,
  phases: { queued: copyOf(phases.queued), commit: copyOf(phases.commit), http: copyOf(phases.http), validation: copyOf(phases.validation) },
  patterns,
  others,
});

/** Adds what is in another cell. */
export function addCell(into: Cell, cell: Cell): void {
  addNumbers(into, cell);
  into.others += cell.others;
  for (const pattern of cell.patterns) addPattern(into, pattern);
}

/** The same without the patterns. */
export function addNumbers(into: Cell, { ended, retries, phases }: Cell): void {
  for (const end of ENDS) into.ended[end] += ended[end];
  for (const phase of PHASES) merge(into.phases[phase], phases[phase]);
  into.retries += retries;
}

/** Counts errors by pattern. Where there are too many patterns, the rarest is no longer told apart. */
export function addPattern(cell: Cell, more: Pattern): void {
  const i = cell.patterns.findIndex(({ code, text }) => code === more.code && text === more.text);
  const known = cell.patterns[i];
  if (known) cell.patterns = cell.patterns.with(i, together(known, more));
  else if (cell.patterns.length < PATTERNS) cell.patterns = [...cell.patterns, more];
  else {
    const rarest = cell.patterns.reduce((least, one) => (one.count < least.count ? one : least), more);
    cell.patterns = [...cell.patterns, more].filter((one) => one !== rarest);
    cell.others += rarest.count;
  }
}

/** Two counts of one pattern as one, the same in whatever order. */
export const together = (a: Pattern, b: Pattern): Pattern => ({ ...(b.lastAt > a.lastAt || (b.lastAt === a.lastAt && b.key > a.key) ? b : a), count: a.count + b.count });

type Judged = Readonly<Record<'SYNCED' | 'VALIDATION_FAILED' | 'DEAD_LETTER' | 'ERROR', number>>;

/** What a success rate is of: SYNCED + failed (D7). */
export const judged = ({ SYNCED, VALIDATION_FAILED, DEAD_LETTER, ERROR }: Judged): number => SYNCED + VALIDATION_FAILED + DEAD_LETTER + ERROR;

/** SYNCED ÷ (SYNCED + failed), 0 to 1 (D7); null where neither is. */
export const successRate = (counts: Judged): number | null => (judged(counts) === 0 ? null : counts.SYNCED / judged(counts));
