import type { RecordKey, SyncRecord } from '../../engine/record';

const collator = new Intl.Collator(undefined, { numeric: true });
const isNumber = (id: string): boolean => /^(0|[1-9][0-9]*)$/.test(id);

/** As a person counts: 2 before 10. Whole numbers, the usual ids, go the quick way. */
export function compareIds(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The records of each resource in the order of their ids; sorted again only when records came or went. */
export class Order {
  readonly #sorted = new Map<string, { readonly keys: readonly RecordKey[]; readonly has: ReadonlySet<RecordKey> }>();

  /** Nothing is as before. */
  forget(): void {
    this.#sorted.clear();
  }

  /** A record changed; when it came or went, its resource is sorted again. */
  note(resource: string, key: RecordKey, isThere: boolean): void {
    if (this.#sorted.get(resource)?.has.has(key) !== isThere) this.#sorted.delete(resource);
  }

  /** Every record of a resource, in order. */
  of(resource: string, records: ReadonlyMap<RecordKey, SyncRecord>): readonly RecordKey[] {
    const known = this.#sorted.get(resource);
    if (known) return known.keys;
    const own = [...records.values()].filter((record) => record.resource === resource);
    const keys = own.sort((a, b) => compareIds(a.id, b.id)).map(({ key }) => key);
    this.#sorted.set(resource, { keys, has: new Set(keys) });
    return keys;
  }
}
