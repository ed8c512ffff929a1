import { isObject, type Json } from './json';
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
  if (value !== undefined && isPlain(value, limits, limits.depth, count) && count.keys === writtenKeys(source) && isWellFormed(source)) return { ok: true, value };
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
  if (!isObject(value)) {
    for (const item of value) if (!isPlain(item, limits, depth - 1, count)) return false;
    return true;
  }
  let keys = 0;
  for (const key in value) {
    keys += 1;
    if (key === '__proto__' || !isPlain(value[key] ?? null, limits, depth - 1, count)) return false;
  }
  count.keys += keys;
  return keys <= limits.keys;
}

/**
 * How many keys a JSON text writes, duplicates included: its colons behind a closing quote. Never too few; too many
 * where a string holds what looks like one (`":"`, `"\":"`).
 */
function writtenKeys(text: string): number {
  let keys = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= SPACE) before -= 1;
    if (text.charCodeAt(before) === QUOTE) keys += 1;
  }
  return keys;
}

/** False when the text holds half a surrogate pair, or writes any as an escape. */
const isWellFormed = (text: string): boolean => text.isWellFormed() && !text.includes('\\ud') && !text.includes('\\uD');

const SPACE = 0x20;
const QUOTE = 0x22;
