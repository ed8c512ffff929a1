import { addNumbers, emptyCell, together, type Cell, type Pattern } from './cell';
import { SPANS, type Span } from './rollup';

/** Some of what happened, with the time that it counts for: that at which its cell, or the hour or day that it is the sum of, begins. */
export interface Part {
  readonly start: number;
  /** Of a sum, all patterns that its cells tell apart. */
  readonly cell: Cell;
}

/** What the cells of one resource add up to, by hour and by day. A sum is made when it is asked for and kept until one of its cells changes, so that figures of a long window look again at what is new only. */
export class Sums {
  readonly #hours = new Map<number, Cell>();
  /** Hours in which there may be cells: most of a long window are none. */
  readonly #busy = new Set<number>();
  /** Null: nothing happened. */
  readonly #days = new Map<number, Cell | null>();

  constructor(private readonly cells: Readonly<Record<Span, ReadonlyMap<number, Cell>>>) {}

  /** A cell has come, has changed or has gone. */
  changed(start: number): void {
    const hour = floorTo(start, SPANS.hour.ms);
    this.#busy.add(hour);
    this.#hours.delete(hour);
    this.#days.delete(floorTo(start, SPANS.day.ms));
  }

  /** All that happened in the cells that begin in a window (`to` exclusive), each once, none empty, in few parts: by the day and the hour where these lie in it and are not longer than `step`. */
  *within(from: number, to: number, step: Span): Generator<Part> {
    const { minute, hour, day } = this.cells;
    for (let at = Math.ceil(from / SPANS.minute.ms) * SPANS.minute.ms; at < to; ) {
      const [isHour, isDay] = [at % SPANS.hour.ms === 0, at % SPANS.day.ms === 0];
      const whole = step !== 'minute' && isHour && at + SPANS.hour.ms <= to ? 'hour' : 'minute';
      const span = step === 'day' && isDay && at + SPANS.day.ms <= to ? 'day' : whole;
      if (span !== 'day' && isDay) yield* part(at, day.get(at));
      if (span === 'minute' && isHour) yield* part(at, hour.get(at));
      yield* part(at, span === 'day' ? this.#day(at) : span === 'hour' ? this.#hour(at) : minute.get(at));
      at += SPANS[span].ms;
    }
  }

  #hour(start: number): Cell | null {
    const known = this.#hours.get(start);
    if (known || !this.#busy.has(start)) return known ?? null;
    const { minute, hour } = this.cells;
    const sum = sumOf([...starts(start, SPANS.hour.ms, SPANS.minute.ms)].map((at) => minute.get(at)), hour.get(start));
    if (sum) this.#hours.set(start, sum);
    else this.#busy.delete(start);
    return sum;
  }

  #day(start: number): Cell | null {
    const known = this.#days.get(start);
    if (known !== undefined) return known;
    const sum = sumOf([...starts(start, SPANS.day.ms, SPANS.hour.ms)].map((at) => this.#hour(at)), this.cells.day.get(start));
    this.#days.set(start, sum);
    return sum;
  }
}

function* part(start: number, cell: Cell | null | undefined): Generator<Part> {
  if (cell) yield { start, cell };
}

function* starts(from: number, length: number, ms: number): Generator<number> {
  for (let at = from; at < from + length; at += ms) yield at;
}

/** One cell is its own sum. */
function sumOf(fine: readonly (Cell | null | undefined)[], coarse: Cell | undefined): Cell | null {
  const cells = [...fine, coarse].filter((cell) => cell !== null && cell !== undefined);
  const [first = null] = cells;
  if (cells.length < 2) return first;
  const sum = emptyCell();
  const patterns = new Map<string, Pattern>();
  for (const cell of cells) {
    addNumbers(sum, cell);
    sum.others += cell.others;
    gather(patterns, cell.patterns);
  }
  return { ...sum, patterns: [...patterns.values()] };
}

/** Counts alike errors together, by code and text. */
export function gather(into: Map<string, Pattern>, patterns: readonly Pattern[]): void {
  for (const pattern of patterns) {
    const name = `${pattern.code}\n${pattern.text}`;
    const known = into.get(name);
    into.set(name, known ? together(known, pattern) : pattern);
  }
}

const floorTo = (at: number, ms: number): number => Math.floor(at / ms) * ms;
