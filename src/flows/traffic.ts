import type { Change } from '../engine/model';
import { statusOf } from '../engine/record';
import { STATUSES, type Status } from '../engine/status';
import type { Flow, FlowName } from './flow';

/** Entries between two sums that are kept. */
const STRIDE = 1_024;
/** In the column of statuses: no record, and all records gone. */
const NONE = 255;
const CLEARED = 254;
const CODES: ReadonlyMap<Status, number> = new Map(STATUSES.map((status, code) => [status, code]));

/** What was counted up to an entry: each arrow of each flow, and the records in each status. */
export interface Counts {
  edges(flow: FlowName): ReadonlyMap<string, number>;
  status(status: Status): number;
}

/**
 * What went over every arrow of the ten flows, entry by entry of the log, in columns of numbers: 30 bytes an entry.
 * Any stretch of the log is counted without reading it again.
 */
export class Traffic {
  readonly #ids: readonly { readonly flow: FlowName; readonly edge: string }[];
  readonly #index = new Map<FlowName, ReadonlyMap<string, number>>();
  #length = 0;
  #seqs = new Uint32Array(STRIDE);
  #times = new Float64Array(STRIDE);
  #statuses = new Uint8Array(2 * STRIDE);
  /** Where the arrows of each entry begin in `#arrows`. */
  #starts = new Uint32Array(STRIDE + 1);
  #arrows = new Uint16Array(8 * STRIDE);
  /** Counts before every `STRIDE`th entry. */
  readonly #sums: Uint32Array[] = [];
  readonly #running: Uint32Array;

  constructor(private readonly flows: readonly Flow[]) {
    this.#ids = flows.flatMap(({ name, edges }) => Object.keys(edges).map((edge) => ({ flow: name, edge })));
    for (const { name } of flows) this.#index.set(name, new Map(this.#ids.flatMap(({ flow, edge }, i) => (flow === name ? [[edge, i]] : []))));
    this.#running = new Uint32Array(this.#ids.length + STATUSES.length);
  }

  /** Entries so far. Their places are counted from 0. */
  get length(): number {
    return this.#length;
  }

  /** Takes in the next entry. */
  take(seq: number, change: Change): void {
    const at = this.#length;
    this.#reserve();
    if (at % STRIDE === 0) this.#sums.push(this.#running.slice());
    this.#seqs[at] = seq;
    this.#times[at] = Math.max(change.entry.at, at === 0 ? 0 : (this.#times[at - 1] ?? 0)); // a clock that was set back must not unsort them
    let end = this.#starts[at] ?? 0;
    for (const flow of this.flows) {
      const index = this.#index.get(flow.name);
      for (const { edge } of flow.trace(change)) {
        const arrow = index?.get(edge);
        if (arrow === undefined) throw new Error(`The flow ${flow.name} has no arrow "${edge}".`);
        if (end === this.#arrows.length) this.#arrows = grown(this.#arrows, new Uint16Array(2 * end));
        this.#arrows[end++] = arrow;
      }
    }
    this.#starts[at + 1] = end;
    this.#statuses[2 * at] = codeOf(change.before);
    this.#statuses[2 * at + 1] = change.entry.fact.kind === 'cleared' ? CLEARED : codeOf(change.after);
    this.#length += 1;
    this.#add(this.#running, at);
  }

  /** The number in the log, and the time (ms since 1970), of an entry; null where there is none. */
  entry(place: number): { readonly seq: number; readonly at: number } | null {
    return place >= 0 && place < this.#length ? { seq: this.#seqs[place] ?? 0, at: this.#times[place] ?? 0 } : null;
  }

  /** The place of the first entry that is not before a time. */
  placeAt(time: number): number {
    return this.#search((place) => (this.#times[place] ?? 0) >= time);
  }

  /** The place of the first entry whose number is not under `seq`. */
  placeOf(seq: number): number {
    return this.#search((place) => (this.#seqs[place] ?? 0) >= seq);
  }

  /** What the entries from one place up to another add up to; a status counts the records in it before `to`. */
  counts(from: number, to: number): Counts {
    const end = this.#sumBefore(to);
    const start = from <= 0 ? null : this.#sumBefore(from);
    return {
      edges: (flow) => new Map([...(this.#index.get(flow) ?? [])].map(([edge, i]) => [edge, (end[i] ?? 0) - (start?.[i] ?? 0)])),
      status: (status) => end[this.#ids.length + (CODES.get(status) ?? 0)] ?? 0,
    };
  }

  /** The numbers of the newest entries that took one of these arrows, newest first. */
  newest(flow: FlowName, edges: readonly string[], from: number, to: number, most: number): number[] {
    const index = this.#index.get(flow);
    const wanted = new Set(edges.flatMap((edge) => index?.get(edge) ?? []));
    const found: number[] = [];
    for (let place = Math.min(to, this.#length) - 1; place >= from && found.length < most; place -= 1) {
      for (let i = this.#starts[place] ?? 0; i < (this.#starts[place + 1] ?? 0); i += 1) {
        if (!wanted.has(this.#arrows[i] ?? 0)) continue;
        found.push(this.#seqs[place] ?? 0);
        break;
      }
    }
    return found;
  }

  /** Entries in each of `parts` equal stretches of time, from a place to the end. */
  bars(from: number, parts: number): number[] {
    const [first, last] = [this.#times[from] ?? 0, this.#times[this.#length - 1] ?? 0];
    if (from >= this.#length) return [];
    const edges = Array.from({ length: parts + 1 }, (_, i) => (i === 0 ? from : i === parts ? this.#length : Math.max(from, this.placeAt(first + ((last - first) * i) / parts))));
    return edges.slice(1).map((edge, i) => edge - (edges[i] ?? 0));
  }

  #sumBefore(place: number): Uint32Array {
    const to = Math.max(0, Math.min(place, this.#length));
    if (to === this.#length) return this.#running;
    const sum = this.#sums[Math.floor(to / STRIDE)]?.slice() ?? this.#running;
    for (let at = to - (to % STRIDE); at < to; at += 1) this.#add(sum, at);
    return sum;
  }

  #add(sum: Uint32Array, place: number): void {
    for (let i = this.#starts[place] ?? 0; i < (this.#starts[place + 1] ?? 0); i += 1) bump(sum, this.#arrows[i] ?? 0, 1);
    const [before = NONE, after = NONE] = this.#statuses.subarray(2 * place, 2 * place + 2);
    if (after === CLEARED) return void sum.fill(0, this.#ids.length);
    if (before === after) return;
    if (before !== NONE) bump(sum, this.#ids.length + before, -1);
    if (after !== NONE) bump(sum, this.#ids.length + after, 1);
  }

  #search(isReached: (place: number) => boolean): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isReached(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #reserve(): void {
    if (this.#length < this.#seqs.length) return;
    const room = 2 * this.#length;
    this.#seqs = grown(this.#seqs, new Uint32Array(room));
    this.#times = grown(this.#times, new Float64Array(room));
    this.#statuses = grown(this.#statuses, new Uint8Array(2 * room));
    this.#starts = grown(this.#starts, new Uint32Array(room + 1));
  }
}

const codeOf = (record: Change['after']): number => (record ? (CODES.get(statusOf(record)) ?? NONE) : NONE);

const bump = (sum: Uint32Array, index: number, by: number): void => void (sum[index] = (sum[index] ?? 0) + by);

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
