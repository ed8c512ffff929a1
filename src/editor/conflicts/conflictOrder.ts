import { splitKey, type RecordKey } from '../../engine/record';

/** Conflicts as the view lists them: by resource, each in the order that it has. */
export const byResource = <T extends { readonly key: RecordKey }>(all: readonly T[]): readonly T[] =>
  all.map((each) => ({ each, resource: splitKey(each.key)?.resource ?? '' })).sort((a, b) => (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0)).map(({ each }) => each);

/** The key before or after `from`, round the end; the first, or the last, where `from` is none of them, null where there is none. */
export function neighbour(keys: readonly RecordKey[], from: RecordKey | null, by: 1 | -1): RecordKey | null {
  const at = from === null ? -1 : keys.indexOf(from);
  const next = at < 0 ? (by === 1 ? 0 : -1) : (at + by) % keys.length;
  return keys.at(next) ?? null;
}
