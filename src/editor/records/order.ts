import type { RecordKey, SyncRecord } from '../../engine/record';

const collator = new Intl.Collator(undefined, { numeric: true });
const isNumber = (id: string): boolean => /^(0|[1-9][0-9]*)$/.test(id);

/** Words as a person sorts them, numbers in them by their value. */
export const compareWords = collator.compare;

/** As a person counts: 2 before 10. Whole numbers, the usual ids, go the quick way. */
export function compareIds(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The records of each resource in the order of their ids; sorted again only when records came or went. */
export class Order {
  #known: ReadonlySet<RecordKey> = new Set();
  #sorted: ReadonlyMap<string, readonly RecordKey[]> | null = null;

  /** Nothing is as before. */
  forget(): void {
    this.#sorted = null;
  }

  /** A record changed. */
  note(key: RecordKey, isThere: boolean): void {
    if (this.#known.has(key) !== isThere) this.#sorted = null;
  }

  /** Every record, by resource. */
  of(records: ReadonlyMap<RecordKey, SyncRecord>): ReadonlyMap<string, readonly RecordKey[]> {
    if (this.#sorted) return this.#sorted;
    const groups = new Map<string, SyncRecord[]>();
    for (const record of records.values()) {
      const group = groups.get(record.resource);
      if (group) group.push(record);
      else groups.set(record.resource, [record]);
    }
    this.#known = new Set(records.keys());
    this.#sorted = new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([resource, group]) => [resource, group.sort((a, b) => compareIds(a.id, b.id)).map(({ key }) => key)]));
    return this.#sorted;
  }
}
