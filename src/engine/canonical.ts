import { isObject, type Json, type JsonObject } from './json';

const MAX_DEPTH = 64;

/**
 * The canonical form of RFC 8785: keys in UTF-16 order, numbers as ECMAScript writes them, no white space.
 * Takes what `parseStrict` lets in (no lone surrogates, no NaN). Throws a `RangeError` below depth 64. `except`: a field of the object itself that is left out.
 */
export const canonical = (value: Json, except?: string): string => write(value, MAX_DEPTH, except);

function write(value: Json, depth: number, except?: string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth === 0) throw new RangeError(`The value is nested deeper than ${MAX_DEPTH} levels.`);
  let text = '';
  if (!isObject(value)) {
    for (const item of value) text += (text === '' ? '' : ',') + write(item, depth - 1);
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined && key !== except) text += (text === '' ? '' : ',') + quote(key) + ':' + write(member, depth - 1);
  }
  return `{${text}}`;
}

/** Most strings need no escape, and are quoted faster without `JSON.stringify`. */
const quote = (text: string): string => (MAY_NEED_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`);
const MAY_NEED_ESCAPE = /[^ !#-[\]-~]/;

/** True when two values mean the same: key order is free, -0 is 0. */
export function isSame(a: Json, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (!isObject(a)) {
    if (isObject(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!isSame(a[i] ?? null, b[i])) return false;
    return true;
  }
  if (!isObject(b)) return false;
  let keys = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !isSame(a[key] ?? null, b[key])) return false;
    keys += 1;
  }
  return keys === Object.keys(b).length;
}

/** True when two objects mean the same but for the named fields of their own, present or not. */
export function equalExcept(a: JsonObject, b: JsonObject, fields: ReadonlySet<string>): boolean {
  let left = 0;
  for (const key of Object.keys(b)) if (!fields.has(key)) left += 1;
  for (const key of Object.keys(a)) {
    if (fields.has(key)) continue;
    if (!Object.hasOwn(b, key) || !isSame(a[key] ?? null, b[key] ?? null)) return false;
    left -= 1;
  }
  return left === 0;
}

/** A copy without the named fields. */
export function without(object: JsonObject, fields: readonly string[]): JsonObject {
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(object)) {
    if (fields.includes(key)) continue;
    // Plain assignment would set the prototype, and lose the field.
    if (key === '__proto__') Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
    else copy[key] = value;
  }
  return copy;
}
