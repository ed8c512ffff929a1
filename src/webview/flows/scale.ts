import type { MomentView } from '../../protocol/flows';

/** Places from 0 to 1, in their order, moved apart so far that `gap` is between them; of more than there is room for, the last ones. */
export function apart(places: readonly number[], gap: number): readonly number[] {
  const kept = places.slice(-Math.max(Math.floor(1 / gap), 1));
  const spread: number[] = [];
  for (const place of kept) spread.push(Math.max(place, (spread.at(-1) ?? -Infinity) + gap));
  for (let i = spread.length - 1, end = 1; i >= 0; i -= 1, end -= gap) spread[i] = Math.min(spread[i] ?? 0, end);
  return spread;
}

/** Where each entry stands on the slider: its axis is time, in stretches of equal length, and within one the entries lie side by side. */
export class Scale {
  /** Entries up to the end of each bar. */
  readonly #ends: readonly number[];
  readonly #first: number;
  readonly #total: number;

  constructor({ bars, first, total }: Pick<MomentView, 'bars' | 'first' | 'total'>) {
    this.#first = first;
    this.#total = Math.max(total, first);
    let sum = first;
    this.#ends = bars.map((count) => (sum = Math.min(sum + count, this.#total)));
  }

  /** 0 to 1, for so many shown entries. */
  at(position: number): number {
    if (position >= this.#total) return 1;
    const bar = this.#ends.findIndex((end) => position <= end);
    if (position <= this.#first || bar < 0) return 0;
    const start = this.#ends[bar - 1] ?? this.#first;
    const count = (this.#ends[bar] ?? start) - start;
    return (bar + (count === 0 ? 0 : (position - start) / count)) / this.#ends.length;
  }

  /** So many shown entries, for 0 to 1. */
  position(at: number): number {
    if (at >= 1 || this.#ends.length === 0) return this.#total;
    const bar = Math.max(Math.floor(at * this.#ends.length), 0);
    const start = this.#ends[bar - 1] ?? this.#first;
    const count = (this.#ends[bar] ?? start) - start;
    return start + Math.round((at * this.#ends.length - bar) * count);
  }

  /** The next position by a step, within the slider. */
  step(position: number, by: number): number {
    return Math.min(Math.max(position + by, this.#first), this.#total);
  }
}
