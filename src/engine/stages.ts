import { canonical } from './canonical';
import type { Stage, StageResult } from './entry';
import { isObject, type Json, type JsonObject } from './json';
import { parseStrict } from './parse';
import type { Hash, HttpAnswer, Issue } from './ports';
import { pointerTo } from './problem';
import type { Accepted } from './record';
import type { Resource } from './resource';
import { readVersion, strongEtag } from './version';

/** What the stages need of the world. */
export interface Tools {
  readonly hash: Hash;
  /** ms, for the stages' times. */
  readonly monotonic: () => number;
  /** The resource's compiled record schema; null for none. */
  readonly schema: ((value: Json) => readonly Issue[]) | null;
}

/** What an answer must agree with. `known`: what the master had and was sent again, so it must come back. */
export interface Expected {
  readonly id: string;
  readonly known: readonly JsonObject[];
}

/** D5 without V6, which needs a judgement (`judge.ts`): the record that the master shows, or what is wrong with the answer. */
export interface Validated {
  readonly accepted: Accepted | null;
  readonly issues: readonly Issue[];
  readonly stages: readonly StageResult[];
}

type Finding = readonly Issue[] | 'not configured';

/**
 * Runs D5 on a successful answer. Integrity (V7) is judged before any field is used, so it runs after V2;
 * results are in the order that D5 draws. The first failing stage decides; later ones are `not reached`.
 */
export function validate(answer: HttpAnswer, resource: Resource, expected: Expected, tools: Tools): Validated {
  const done = new Map<Stage, StageResult>();
  const run = (stage: Stage, check: () => Finding): readonly Issue[] => {
    const from = tools.monotonic();
    const finding = check();
    const us = Math.max(0, Math.round((tools.monotonic() - from) * 1_000));
    const issue = finding === 'not configured' ? undefined : finding[0];
    done.set(stage, { stage, result: finding === 'not configured' ? finding : issue ? 'failed' : 'passed', us, ...(issue && { issue }) });
    return finding === 'not configured' ? [] : finding;
  };
  const end = (accepted: Accepted | null, issues: readonly Issue[]): Validated => ({ accepted, issues, stages: inOrder(done) });

  run('V1', () => []);
  let content: JsonObject = {};
  let issues = run('V2', () => {
    const parsed = parseBody(answer);
    if ('issue' in parsed) return [parsed.issue];
    content = parsed.content;
    return [];
  });
  if (issues.length > 0) return end(null, issues);
  issues = run('V7', () => checksumIssues(resource, content, tools.hash));
  if (issues.length > 0) return end(null, issues);

  const schemaIssues = tools.schema?.(content) ?? [];
  issues = run('V3', () => requiredIssues(resource, content, expected, schemaIssues));
  if (issues.length > 0) return end(null, issues);
  issues = run('V4', () => typeIssues(resource, content, expected, schemaIssues));
  if (issues.length > 0) return end(null, issues);
  issues = run('V5', () => ruleIssues(resource, content, schemaIssues, tools.schema !== null));
  if (issues.length > 0) return end(null, issues);

  const version = readVersion(resource.shape, content, answer.headers, tools.hash);
  if ('issue' in version) return end(null, [{ pointer: '', message: version.issue }]); // V3 and V4 have looked: cannot happen with a field
  return end({ content, version: version.version, etag: strongEtag(answer.headers) }, []);
}

/** The seven results of an answer that is no success: V1 failed, the rest was not reached. */
export const rejectedAtV1 = (message: string): readonly StageResult[] =>
  inOrder(new Map([['V1', { stage: 'V1', result: 'failed', us: 0, issue: { pointer: '', message } }]]));

const ORDER: readonly Stage[] = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7'];
const inOrder = (done: ReadonlyMap<Stage, StageResult>): readonly StageResult[] =>
  ORDER.map((stage) => done.get(stage) ?? { stage, result: 'not reached', us: 0 });

/** The body as one JSON object, or what is wrong with it. */
export function parseBody(answer: HttpAnswer): { content: JsonObject } | { issue: Issue } {
  const type = answer.headers['content-type'] ?? '';
  if (/^\s*</.test(answer.body) || /\btext\/html\b/i.test(type)) {
    return { issue: { pointer: '', message: 'The master answered with an HTML page instead of JSON: a login page, a proxy or a wrong address.' } };
  }
  const parsed = parseStrict(answer.body);
  if (!parsed.ok) return { issue: { pointer: parsed.issue.pointer, message: `Not valid JSON at line ${parsed.issue.line}, column ${parsed.issue.column}: ${parsed.issue.message}` } };
  if (!isObject(parsed.value)) return { issue: { pointer: '', message: 'The master answered with JSON that is no object.' } };
  return { content: parsed.value };
}

/** V7 on a checksum field (RFC 8785 canonical form without that field). */
export function checksumIssues(resource: Resource, content: JsonObject, hash: Hash): Finding {
  const rule = resource.shape.checksum;
  if (!rule) return 'not configured';
  const stated = content[rule.field];
  if (stated === undefined) return [{ pointer: pointerTo(rule.field), message: `The checksum "${rule.field}" is missing.` }];
  const hex = hash(canonical(content, rule.field));
  return stated === rule.prefix + (rule.encoding === 'hex' ? hex : base64(hex))
    ? []
    : [{ pointer: pointerTo(rule.field), message: `The checksum "${rule.field}" does not match the content.` }];
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Base64 (RFC 4648) of a hex text. */
export function base64(hex: string): string {
  let out = '';
  for (let i = 0; i < hex.length; i += 6) {
    const chunk = hex.slice(i, i + 6);
    const bits = parseInt(chunk.padEnd(6, '0'), 16);
    const digits = [18, 12, 6, 0].map((shift) => DIGITS.charAt((bits >> shift) & 63)).join('');
    out += chunk.length === 6 ? digits : digits.slice(0, chunk.length === 4 ? 3 : 2) + '='.repeat(chunk.length === 4 ? 1 : 2);
  }
  return out;
}

/** V3: the id is there and is ours, the version is there, the schema's `required` hold, and nothing that was known and sent is missing. */
function requiredIssues(resource: Resource, content: JsonObject, { id, known }: Expected, schemaIssues: readonly Issue[]): Finding {
  const { shape } = resource;
  const found = content[shape.id];
  if (found === undefined || found === null) return [missing(shape.id)];
  if (idText(found) !== id) {
    const shown = JSON.stringify(found);
    return [{ pointer: pointerTo(shape.id), message: shown.length > 100 ? `The answer is about another record than "${id}".` : `The answer is about another record: its id is ${shown}, not "${id}".` }]; // uncut: a part of a value cannot be blanked
  }
  if (shape.version.from === 'field' && (content[shape.version.field] ?? null) === null) return [missing(shape.version.field)];
  const issues = schemaIssues.filter((issue) => issue.keyword === 'required' || issue.keyword === 'dependentRequired');
  if (issues.length > 0) return issues;
  const lost = fieldsOf(known).find((field) => content[field] === undefined && areSet(known, field));
  return lost === undefined ? [] : [{ pointer: pointerTo(lost), message: `The field "${lost}" is missing; the master had it, and it was sent.` }];
}

/** An id as text: master APIs number their records or name them. Null for anything else. */
export const idText = (value: Json | undefined): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;

/** V4: the version and the schema's types; without a schema, known fields keep their type. */
function typeIssues(resource: Resource, content: JsonObject, { known }: Expected, schemaIssues: readonly Issue[]): Finding {
  const { version } = resource.shape;
  if (version.from === 'field') {
    const value = content[version.field];
    const isWhole = typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && /^-?\d+$/.test(value);
    if (typeof value === 'object' || typeof value === 'boolean' || (version.order === 'number' && !isWhole)) {
      return [{ pointer: pointerTo(version.field), message: `The version "${version.field}" is not a whole number.` }];
    }
  }
  const issues = schemaIssues.filter((issue) => issue.keyword === 'type');
  if (issues.length > 0) return issues;
  const changed = fieldsOf(known).find((field) => {
    const value = content[field];
    return value !== undefined && value !== null && known.every((k) => typeName(k[field]) !== typeName(value)) && areSet(known, field);
  });
  if (changed === undefined) return [];
  return [{ pointer: pointerTo(changed), message: `The field "${changed}" is a ${typeName(content[changed])}; it was a ${typeName(known[0]?.[changed])}.` }];
}

/** What a resource's schema and rules say of a content that is about to be sent: V3 to V5 without an answer. */
export function contentIssues(resource: Resource, content: JsonObject, schema: Tools['schema']): readonly Issue[] {
  const finding = ruleIssues(resource, content, schema?.(content) ?? [], schema !== null);
  return finding === 'not configured' ? [] : finding;
}

/** V5: the configured rules and the schema's other keywords. */
function ruleIssues(resource: Resource, content: JsonObject, schemaIssues: readonly Issue[], hasSchema: boolean): Finding {
  if (resource.rules.length === 0 && !hasSchema) return 'not configured';
  const broken = resource.rules.flatMap((rule) => {
    const value = content[rule.field];
    if (value === undefined) return [];
    const issue = (message: string): Issue[] => [{ pointer: pointerTo(rule.field), message }];
    if (rule.oneOf && !rule.oneOf.some((one) => one === value)) return issue(`"${rule.field}" is none of ${rule.oneOf.map((one) => JSON.stringify(one)).join(', ')}.`);
    if (rule.min !== undefined && !(typeof value === 'number' && value >= rule.min)) return issue(`"${rule.field}" is not a number from ${rule.min} on.`);
    if (rule.max !== undefined && !(typeof value === 'number' && value <= rule.max)) return issue(`"${rule.field}" is not a number up to ${rule.max}.`);
    return [];
  });
  return [...broken, ...schemaIssues];
}

const missing = (field: string): Issue => ({ pointer: pointerTo(field), message: `The field "${field}" is missing.` });

const fieldsOf = ([first = {}]: readonly JsonObject[]): readonly string[] => Object.keys(first);

/** True for a field with a value on every known side: what the master had and what was sent. */
const areSet = (known: readonly JsonObject[], field: string): boolean => known.every((k) => Object.hasOwn(k, field) && k[field] !== null);

const typeName = (value: Json | undefined): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);
