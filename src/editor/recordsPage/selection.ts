import type { RecordKey } from '../../engine/record';
import { STATUSES, type Status } from '../../engine/status';
import type { Deed, SelectionView } from '../../protocol/records';
import type { RecordIndex } from './recordIndex';

/** Which statuses each deed is for. */
export const FOR: Readonly<Record<Deed, readonly Status[]>> = {
  retry: ['DEAD_LETTER', 'VALIDATION_FAILED', 'ERROR', 'RETRY_PENDING'],
  sync: ['RETRY_PENDING', 'PENDING', 'SKIPPED', 'SYNCED'],
  discard: ['DEAD_LETTER', 'VALIDATION_FAILED', 'ERROR', 'RETRY_PENDING', 'PENDING'],
  open: STATUSES,
};

/** The records that are selected, by their keys: they stay selected when their rows scroll away, are filtered out or change. */
export class Selection {
  #keys: ReadonlySet<RecordKey> = new Set();
  /** The range that grows and shrinks from a record, and what was selected beside it. */
  #range: { readonly from: RecordKey; readonly beside: ReadonlySet<RecordKey> } | null = null;

  has(key: RecordKey): boolean {
    return this.#keys.has(key);
  }

  toggle(key: RecordKey): void {
    const keys = new Set(this.#keys);
    if (!keys.delete(key)) keys.add(key);
    this.set(keys);
  }

  /** Selects from a record to a place in the list, in place of the last range from the same record. */
  extend(index: RecordIndex, from: RecordKey, to: number): void {
    const at = index.indexOf(from);
    if (at === -1) return;
    const range = this.#range?.from === from ? this.#range : { from, beside: this.#keys };
    const lines = index.lines(Math.min(at, to), Math.max(at, to) + 1);
    this.set(new Set([...range.beside, ...lines.map(({ record }) => record.key)]));
    this.#range = range;
  }

  set(keys: ReadonlySet<RecordKey>): void {
    this.#keys = keys;
    this.#range = null;
  }

  /** The selected records that are in one of these statuses: those of the list in its order, then the others. */
  keys(index: RecordIndex, statuses: readonly Status[] = STATUSES): readonly RecordKey[] {
    const isIn = (key: RecordKey): boolean => statuses.some((status) => status === index.line(key)?.status);
    const listed = index.lines(0).flatMap(({ record: { key } }) => (this.#keys.has(key) && isIn(key) ? key : []));
    return [...listed, ...[...this.#keys].filter((key) => isIn(key) && !index.has(key))];
  }

  /** What the page says of it; null where nothing is selected. Records that are gone do not count. */
  view(index: RecordIndex): SelectionView | null {
    const counts = new Map<Status, number>();
    const resources = new Set<string>();
    let [count, outside] = [0, 0];
    for (const key of this.#keys) {
      const line = index.line(key);
      if (!line) continue;
      count += 1;
      if (!index.has(key)) outside += 1;
      counts.set(line.status, (counts.get(line.status) ?? 0) + 1);
      resources.add(line.record.resource);
    }
    if (count === 0) return null;
    const of = (deed: Deed): number => FOR[deed].reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
    const words = [oneOr([...resources], 'resources'), oneOr([...counts.keys()], 'statuses')].join(', ');
    return { count, outside, words, applies: { retry: of('retry'), sync: of('sync'), discard: of('discard'), open: of('open') } };
  }
}

const oneOr = (words: readonly string[], noun: string): string => (words.length === 1 ? (words[0] ?? '') : `${words.length} ${noun}`);
