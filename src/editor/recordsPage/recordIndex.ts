import type { RecordKey, SyncRecord } from '../../engine/record';
import { STATUSES, type Status } from '../../engine/status';
import type { View } from '../../protocol/records';
import { compareIds } from '../records/order';
import { lineOf, type Line } from './line';
import { comparison, VALUES } from './sorting';

/** Which records are listed, and in which order. */
export interface Query extends Pick<View, 'text' | 'resource' | 'column' | 'isDown'> {
  readonly statuses: ReadonlySet<Status>;
  /** Only what changed since then, ms since 1970. */
  readonly since: number;
  /** Only these; null for all. */
  readonly keys: ReadonlySet<RecordKey> | null;
}

/** Where the index finds the records, and the fields that none of them shows. */
export interface Source {
  readonly records: ReadonlyMap<RecordKey, SyncRecord>;
  readonly sensitive: (resource: string) => readonly string[];
}

/** Up to so many changed lines are moved one by one; of more, the list is sorted again. */
const FEW = 100;

/** All records, filtered and sorted for one view. Kept up to date by what changed. */
export class RecordIndex {
  readonly #lines = new Map<RecordKey, Line>();
  /** Every record; `place` is its index. */
  #order: Line[] = [];
  #shown: Line[] = [];
  #counts = new Map<Status, number>();
  #compare: (a: Line, b: Line) => number;

  constructor(
    private readonly source: Source,
    private query: Query,
  ) {
    this.#compare = comparison(query);
    this.#add([...source.records.values()].map((record) => this.#line(record)));
    this.ask(query);
  }

  /** Records in the list. */
  get total(): number {
    return this.#shown.length;
  }

  /** Of what fits everything but the choice of statuses. */
  count(status: Status): number {
    return this.#counts.get(status) ?? 0;
  }

  /** Filters and sorts anew. */
  ask(query: Query): void {
    this.query = { ...query, text: query.text.trim().toLowerCase() };
    this.#compare = comparison(query);
    this.#counts = new Map(STATUSES.map((status) => [status, 0]));
    const value = VALUES[query.column];
    for (const line of this.#order) line.value = value(line);
    const fitting = this.#order.filter((line) => this.#fits(line));
    for (const line of fitting) this.#tell(line, 1);
    this.#shown = fitting.filter(({ status }) => query.statuses.has(status));
    if (query.column !== 'record' || query.isDown) this.#shown.sort(this.#compare);
  }

  /** Takes what changed. */
  update(keys: Iterable<RecordKey>): void {
    const old = new Set<Line>();
    const fresh: Line[] = [];
    const added: Line[] = [];
    let isRemoved = false;
    for (const key of new Set(keys)) {
      const [before, record] = [this.#lines.get(key), this.source.records.get(key)];
      if (before?.record === record) continue;
      if (before) old.add(before);
      if (!record) isRemoved = this.#lines.delete(key) || isRemoved;
      else {
        const line = this.#line(record);
        if (!before) added.push(line);
        else this.#order[(line.place = before.place)] = line;
        fresh.push(line);
      }
    }
    if (old.size + fresh.length === 0) return;
    for (const line of old) if (this.#fits(line)) this.#tell(line, -1);
    for (const line of fresh) if (this.#fits(line)) this.#tell(line, 1);
    this.#take([...old].filter((line) => this.#isShown(line)));
    if (isRemoved) this.#order = this.#order.filter(({ record }) => this.#lines.has(record.key));
    if (isRemoved || added.length > 0) this.#add(added);
    this.#put(fresh.filter((line) => this.#isShown(line)));
  }

  /** The lines from one place to another, or to the end. */
  lines(from: number, to = this.#shown.length): readonly Line[] {
    return this.#shown.slice(from, to);
  }

  /** Whether the list has a record. */
  has(key: RecordKey): boolean {
    const line = this.#lines.get(key);
    return line !== undefined && this.#isShown(line);
  }

  line(key: RecordKey): Line | undefined {
    return this.#lines.get(key);
  }

  /** The place of a record in the list; -1 where it is not in it. */
  indexOf(key: RecordKey): number {
    const line = this.#lines.get(key);
    return line && this.#isShown(line) ? this.#placeOf(line) : -1;
  }

  /** How many lines of the list come before one. */
  #placeOf(line: Line): number {
    let [low, high] = [0, this.#shown.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#shown[middle] ?? line, line) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes lines out of the list. */
  #take(lines: readonly Line[]): void {
    const gone = new Set(lines);
    if (lines.length > FEW) this.#shown = this.#shown.filter((line) => !gone.has(line));
    else for (const line of lines) this.#shown.splice(this.#placeOf(line), 1);
  }

  /** Puts lines into the list. Sorting what is sorted but for its end is one pass. */
  #put(lines: readonly Line[]): void {
    if (lines.length > FEW) this.#shown = [...this.#shown, ...lines].sort(this.#compare);
    else for (const line of lines) this.#shown.splice(this.#placeOf(line), 0, line);
  }

  /** Takes lines of records that are new into the order of all, and counts again. */
  #add(lines: readonly Line[]): void {
    if (lines.length > 0) this.#order = [...this.#order, ...lines].sort(compareRecords);
    this.#order.forEach((line, place) => (line.place = place));
  }

  #line(record: SyncRecord): Line {
    const line = lineOf(record, this.source.sensitive(record.resource));
    line.value = VALUES[this.query.column](line);
    this.#lines.set(record.key, line);
    return line;
  }

  #fits({ record, changedAt, text }: Line): boolean {
    const { query } = this;
    return (query.keys === null || query.keys.has(record.key)) && (query.resource === null || record.resource === query.resource) && changedAt >= query.since && (query.text === '' || text.includes(query.text));
  }

  #isShown(line: Line): boolean {
    return this.query.statuses.has(line.status) && this.#fits(line);
  }

  #tell({ status }: Line, by: 1 | -1): void {
    this.#counts.set(status, this.count(status) + by);
  }
}

const compareRecords = ({ record: a }: Line, { record: b }: Line): number => (a.resource === b.resource ? compareIds(a.id, b.id) : a.resource < b.resource ? -1 : 1);
