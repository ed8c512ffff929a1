/** Each bin ends a tenth above where it begins: a value is known to within 4.8 %. */
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);

/** Longest duration, µs: 400 days. What is longer counts as this. */
const LONGEST = 400 * 86_400e6;
/** Index of the last bin; bin 0 is for less than 1 µs. */
export const LAST_BIN = 1 + Math.floor(Math.log(LONGEST) / LOG_GROWTH);

/** Durations in logarithmic bins. Plain data, as it stands in a snapshot; two of them add up to one. */
export interface Histogram {
  count: number;
  /** Sum of all values in whole µs, so that it is the same in whatever order it was added up. */
  us: number;
  /** Index of the first bin that is kept; those before it and behind the last are empty. */
  from: number;
  bins: number[];
}

export const emptyHistogram = (): Histogram => ({ count: 0, us: 0, from: 0, bins: [] });

/** Takes in one duration, ms. */
export function record(histogram: Histogram, ms: number): void {
  const us = Math.min(Math.max(0, ms * 1_000), LONGEST);
  const i = us < 1 ? 0 : 1 + Math.floor(Math.log(us) / LOG_GROWTH);
  histogram.count += 1;
  histogram.us += Math.round(us);
  reach(histogram, i);
  add(histogram, i, 1);
}

/** Adds what is in another one. */
export function merge(into: Histogram, { count, us, from, bins }: Histogram): void {
  if (count === 0) return;
  into.count += count;
  into.us += us;
  reach(into, from);
  reach(into, from + bins.length - 1);
  for (let j = 0; j < bins.length; j++) add(into, from + j, bins[j] ?? 0);
}

export const copyOf = ({ count, us, from, bins }: Histogram): Histogram => ({ count, us, from, bins: bins.slice() });

/** Exact mean, ms; 0 where there is nothing. */
export const average = ({ count, us }: Histogram): number => (count === 0 ? 0 : us / count / 1_000);

/** The value that a share of all do not exceed (0.95 for p95), ms, to within 4.8 %; 0 where there is nothing. */
export function quantile({ count, from, bins }: Histogram, share: number): number {
  const rank = Math.max(1, Math.ceil(share * count));
  let seen = 0;
  for (let j = 0; j < bins.length; j++) {
    seen += bins[j] ?? 0;
    if (seen >= rank) return middle(from + j);
  }
  return 0;
}

/** Equally far from both ends of a bin, in proportion. */
const middle = (i: number): number => (i === 0 ? 0 : (2 * GROWTH ** i) / (GROWTH + 1) / 1_000);

function add(histogram: Histogram, i: number, n: number): void {
  const j = i - histogram.from;
  histogram.bins[j] = (histogram.bins[j] ?? 0) + n;
}

function reach(histogram: Histogram, i: number): void {
  const { bins } = histogram;
  if (bins.length === 0) histogram.from = i;
  for (; histogram.from > i; histogram.from -= 1) bins.unshift(0);
  while (histogram.from + bins.length <= i) bins.push(0);
}
