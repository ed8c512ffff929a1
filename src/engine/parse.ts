import type { Json } from './json';
import { findIssue } from './scan';

/** How large a JSON text may be. Scalars have depth 0, `[]` has depth 1; every value counts as a node. */
export interface JsonLimits {
  readonly depth: number;
  /** Keys of one object. */
  readonly keys: number;
  readonly nodes: number;
}

/** Why a text is not taken, and where. */
export interface JsonIssue {
  /** One sentence for a person. */
  readonly message: string;
  /** In UTF-16 units, from 0; a BOM is not counted, here and below. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** In UTF-16 units, from 1. */
  readonly column: number;
  /** RFC 6901 pointer to the value that the fault is in. */
  readonly pointer: string;
}

const LIMITS: JsonLimits = { depth: 64, keys: 10_000, nodes: 1_000_000 };

/**
 * Reads RFC 8259 text without what `JSON.parse` hides: duplicate keys, `__proto__`, numbers that lose digits or
 * overflow, lone surrogates, excess in depth or number. Never throws.
 *
 * `JSON.parse` makes the value; cheap looks at text and value find whether anything may be hidden, and only then
 * the slow scan, which knows the place of everything, decides.
 */
export function parseStrict(text: string, limits: JsonLimits = LIMITS): { ok: true; value: Json } | { ok: false; issue: JsonIssue } {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const value = parse(source);
  const count = { keys: 0, nodes: 0 };
  if (value !== undefined && isPlain(value, limits, limits.depth, count) && count.keys === writtenKeys(source)) return { ok: true, value };
  const issue = findIssue(source, limits);
  if (issue !== null) return { ok: false, issue };
  if (value !== undefined) return { ok: true, value };
  return { ok: false, issue: { message: 'The text is not JSON.', offset: 0, line: 1, column: 1, pointer: '' } };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // The scan says why, and where.
  }
}

/** False when the value may break a rule or limit. Counts keys and nodes on the way; recursion ends at the depth limit. */
function isPlain(value: Json, limits: JsonLimits, depth: number, count: { keys: number; nodes: number }): boolean {
  if (++count.nodes > limits.nodes) return false;
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((item: Json) => isPlain(item, limits, depth - 1, count));
  const keys = Object.keys(value);
  count.keys += keys.length;
  return keys.length <= limits.keys && keys.every((key) => key !== '__proto__' && isPlain((value as Record<string, Json>)[key] ?? null, limits, depth - 1, count));
}

/** How many keys a JSON text writes, duplicates included: its colons outside strings. -1 when it writes surrogates, in pairs or not. */
function writtenKeys(text: string): number {
  let keys = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isString = !isString;
    else if (code === 0x3a && !isString) keys += 1;
    else if (code === 0x5c) {
      at += 1;
      if (text[at] === 'u' && (text[at + 1] === 'd' || text[at + 1] === 'D')) return -1;
    } else if ((code & 0xf800) === 0xd800) return -1;
  }
  return keys;
}
