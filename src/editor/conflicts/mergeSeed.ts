import { isSame } from '../../engine/canonical';
import { isObject, type Json, type JsonObject } from '../../engine/json';
import { MARKER } from './mergeResult';

/** A record with its keys in the order of another one, those that it lacks last: so that a diff shows only real differences. */
export function arrange(record: JsonObject, like: JsonObject): JsonObject {
  const keys = [...Object.keys(like).filter((key) => Object.hasOwn(record, key)), ...Object.keys(record).filter((key) => !Object.hasOwn(like, key))];
  return Object.fromEntries(keys.map((key) => [key, arrangeValue(record[key] ?? null, Object.hasOwn(like, key) ? like[key] : null)]));
}

function arrangeValue(value: Json, like: Json | undefined): Json {
  if (isObject(value)) return isObject(like) ? arrange(value, like) : value;
  return Array.isArray(value) && Array.isArray(like) ? value.map((item: Json, i) => arrangeValue(item, like[i] as Json | undefined)) : value;
}

/** A record as the merge editor shows it: an empty line between its fields, so that VS Code, which merges by line, never takes neighbours for a collision. */
export const mergeText = (record: JsonObject): string => frame(Object.keys(record).map((key) => [write(key, record[key])]));

/**
 * The start of a merge: each top-level field as the side that changed it has it, in the order of `local`; where both
 * changed it differently, both values between conflict markers, which make VS Code show it as open.
 */
export function mergeSeed(base: JsonObject, remote: JsonObject, local: JsonObject): string {
  const keys = [...new Set([...Object.keys(local), ...Object.keys(remote)])];
  return frame(keys.map((key) => mergeField(key, base, remote, local)).filter((lines) => lines.length > 0));
}

/** The lines of one field; none where the merge does not have it. */
function mergeField(key: string, base: JsonObject, remote: JsonObject, local: JsonObject): string[] {
  const read = (side: JsonObject): Json | undefined => (Object.hasOwn(side, key) ? side[key] : undefined);
  const [was, theirs, ours] = [read(base), read(remote), read(local)];
  if (areSame(was, ours)) return theirs === undefined ? [] : [write(key, theirs)];
  if (areSame(was, theirs) || areSame(theirs, ours)) return ours === undefined ? [] : [write(key, ours)];
  const side = (value: Json | undefined): string[] => (value === undefined ? [] : [write(key, value)]);
  return ['<<<<<<< Remote', ...side(theirs), '=======', ...side(ours), '>>>>>>> Local'];
}

const areSame = (a: Json | undefined, b: Json | undefined): boolean => (a === undefined || b === undefined ? a === b : isSame(a, b));

const write = (key: string, value: Json | undefined): string => `  ${JSON.stringify(key)}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')}`;

/** Fields to an object; each of a field's lines but a marker ends with a comma, the last field's with none. */
const frame = (fields: readonly (readonly string[])[]): string =>
  ['{', fields.map((lines, i) => lines.map((line) => (i === fields.length - 1 || MARKER.test(line) ? line : `${line},`)).join('\n')).join('\n\n'), '}', ''].join('\n');
