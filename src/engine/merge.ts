import { isSame } from './canonical';
import { isObject, type Json, type JsonObject } from './json';

/** A value on one side; undefined: the field is not there. */
export type Side = Json | undefined;

/** One step into a record: a field by its name, or an item of a keyed list by its key. */
export type PathStep = string | { readonly item: string };
export type Path = readonly PathStep[];

/** What happened to one field since the base (D9). `both`: the same change on both sides; `collision`: two different ones. */
export interface FieldChange {
  readonly path: Path;
  readonly base: Side;
  readonly remote: Side;
  readonly local: Side;
  readonly by: 'remote' | 'local' | 'both' | 'collision';
}

/** How records of a resource are merged: a `Resource` is one. */
export interface MergeRules {
  /** Top-level fields of the master's own: they follow the remote and are no change. */
  readonly uncompared: ReadonlySet<string>;
  /** Lists of objects whose items are told apart by a field: JSON Pointer of the list (`*` for an item of an outer one) to the field. Other lists count as one field, and so does one whose items were put in another order. */
  readonly listKeys: ReadonlyMap<string, string>;
}

/** Who changed what, field by field, in the order of `local`, then of `remote`. */
export function compareSides(base: JsonObject, remote: JsonObject, local: JsonObject, rules: MergeRules): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  mergeSides(base, remote, local, rules, (change) => {
    changes.push(change);
    return change.local;
  });
  return changes;
}

/** Joins three states of a record. `choose` gives the value of each changed field; undefined leaves the field out. */
export function mergeSides(base: JsonObject, remote: JsonObject, local: JsonObject, rules: MergeRules, choose: (change: FieldChange) => Side): JsonObject {
  const own = Object.entries(remote).filter(([field]) => rules.uncompared.has(field));
  const open = (side: JsonObject): JsonObject => Object.fromEntries(Object.entries(side).filter(([field]) => !rules.uncompared.has(field)));
  const merged = new Map(fields([], '', open(base), open(remote), open(local), { rules, choose }));
  for (const [field, value] of own) merged.set(field, value);
  const order = [...new Set([...Object.keys(local), ...merged.keys()])];
  return Object.fromEntries(order.flatMap((field) => (merged.has(field) ? [[field, merged.get(field) as Json]] : [])));
}

/** What does not collide, each change as the side that made it has it; null where something collides. */
export function mergeDisjoint(base: JsonObject, remote: JsonObject, local: JsonObject, rules: MergeRules): JsonObject | null {
  let collides = false;
  const merged = mergeSides(base, remote, local, rules, (change) => {
    collides ||= change.by === 'collision';
    return change.by === 'remote' ? change.remote : change.local;
  });
  return collides ? null : merged;
}

/** A path as it is shown: `address.city`, `contacts[7].name`. */
export const sayPath = (path: Path): string =>
  path.map((step, i) => (typeof step !== 'string' ? `[${step.item}]` : i === 0 ? step : `.${step}`)).join('');

/** A path as a JSON Pointer (RFC 6901), an item of a keyed list by its key. */
export const pointerOf = (path: Path): string => path.map((step) => `/${escape(typeof step === 'string' ? step : step.item)}`).join('');

interface Walk {
  readonly rules: MergeRules;
  readonly choose: (change: FieldChange) => Side;
}

/** `place`: the pointer of what is walked, an item as `*`. */
function mergeValue(path: Path, place: string, base: Side, remote: Side, local: Side, walk: Walk): Side {
  const [isOurs, isTheirs] = [!areSame(base, local), !areSame(base, remote)];
  if (!isOurs && !isTheirs) return local;
  if (isObject(remote) && isObject(local) && (base === undefined || isObject(base))) {
    return Object.fromEntries(fields(path, place, base ?? {}, remote, local, walk));
  }
  const key = walk.rules.listKeys.get(place);
  const lists = key === undefined ? null : [base ?? [], remote, local].map((side) => keyed(side, key));
  const [was, theirs, ours] = lists ?? [];
  if (was && theirs && ours && areAligned(was, theirs) && areAligned(was, ours) && areAligned(theirs, ours)) return items(path, `${place}/*`, was, theirs, ours, walk).map(([, item]) => item);
  return walk.choose({ path, base, remote, local, by: areSame(remote, local) ? 'both' : !isOurs ? 'remote' : !isTheirs ? 'local' : 'collision' });
}

function fields(path: Path, place: string, base: JsonObject, remote: JsonObject, local: JsonObject, walk: Walk): readonly (readonly [string, Json])[] {
  const step = (name: string): Json | undefined => mergeValue([...path, name], `${place}/${escape(name)}`, read(base, name), read(remote, name), read(local, name), walk);
  return present([...new Set([...Object.keys(local), ...Object.keys(remote), ...Object.keys(base)])], step);
}

/** The items of a list by their keys as text, which is how a path names them; `id`: the key as it is. */
type Items = ReadonlyMap<string, { readonly id: Json; readonly item: Json }>;

function items(path: Path, place: string, base: Items, remote: Items, local: Items, walk: Walk): readonly (readonly [string, Json])[] {
  const step = (key: string): Json | undefined => mergeValue([...path, { item: key }], place, base.get(key)?.item, remote.get(key)?.item, local.get(key)?.item, walk);
  return present([...new Set([...interleaved(local, remote), ...base.keys()])], step);
}

/** True where the items that two lists share stand in the same order, and none has the number 7 here and the text "7" there. */
function areAligned(a: Items, b: Items): boolean {
  const theirs = [...b].filter(([key]) => a.has(key));
  const ours = [...a].filter(([key]) => b.has(key));
  return ours.every(([key, { id }], i) => key === theirs[i]?.[0] && id === theirs[i]?.[1].id);
}

/** The keys of both lists, in an order that is that of either; where both have new items at one place, first those from here. */
function interleaved(local: Items, remote: Items): ReadonlySet<string> {
  const theirs = [...remote.keys()];
  const order: string[] = [];
  for (const key of local.keys()) {
    if (remote.has(key)) order.push(...theirs.splice(0, theirs.indexOf(key)));
    order.push(key);
  }
  return new Set([...order, ...theirs]);
}

/** The values of those names that have one. */
const present = (names: readonly string[], value: (name: string) => Side): readonly (readonly [string, Json])[] =>
  names.flatMap((name) => {
    const found = value(name);
    return found === undefined ? [] : [[name, found] as const];
  });

/** A list by the keys of its items; null where an item has none, or two have the same. */
function keyed(list: Side, key: string): Items | null {
  if (!Array.isArray(list)) return null;
  const found = new Map<string, { id: Json; item: Json }>();
  for (const item of list as readonly Json[]) {
    const id = isObject(item) ? read(item, key) : undefined;
    if (typeof id !== 'string' && typeof id !== 'number') return null;
    found.set(String(id), { id, item });
  }
  return found.size === list.length ? found : null;
}

const read = (object: JsonObject, name: string): Side => (Object.hasOwn(object, name) ? object[name] : undefined);

const areSame = (a: Side, b: Side): boolean => (a === undefined || b === undefined ? a === b : isSame(a, b));

const escape = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');
