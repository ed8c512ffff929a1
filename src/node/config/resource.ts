import type { ConflictSign, ResourceSettings, Rule } from '../../engine/settings';
import { quote, type ConfigNode } from './node';
import { decodeRecordSchema, type SchemaSource } from './recordSchema';
import { decodeFieldNames, decodeShape, SHAPE_KEYS } from './shape';

const KEYS = ['path', ...SHAPE_KEYS, 'schema', 'rules', 'sensitive', 'update', 'listKeys', 'conflictSigns', 'compare'];

/** Reads `resources`. */
export function decodeResources(node: ConfigNode | undefined, source: SchemaSource): Map<string, ResourceSettings> {
  const resources = new Map<string, ResourceSettings>();
  const paths = new Map<string, string>();
  const members = node?.members();
  if (members?.size === 0) node?.error('Name at least one resource, as in "accounts": { "path": "/accounts" }.');
  for (const [name, member] of members ?? []) {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || name === '__proto__') {
      member.errorAtKey(`${quote(name)} cannot name a resource: use 1 to 64 letters, digits, "_" and "-".`);
    }
    const resource = decodeResource(name, member, source);
    const twin = paths.get(resource.path);
    if (twin !== undefined && resource.path !== '') member.warnAtKey(`${quote(name)} has the same path as ${quote(twin)}: each record is kept twice.`);
    paths.set(resource.path, name);
    resources.set(name, resource);
  }
  return resources;
}

function decodeResource(name: string, node: ConfigNode, source: SchemaSource): ResourceSettings {
  const fields = node.fields(KEYS) ?? new Map<string, ConfigNode>();
  const path = node.node.type === 'object' ? node.required(fields, 'path', `"path": "/${name}"`) : undefined;
  return {
    name,
    path: decodePath(path),
    shape: decodeShape(fields),
    schema: decodeRecordSchema(fields.get('schema'), source),
    rules: fields.get('rules')?.list('rules')?.map(decodeRule) ?? [],
    sensitive: decodeFieldNames(fields.get('sensitive')) ?? [],
    update: { method: fields.get('update')?.choice(['PUT', 'PATCH'] as const) ?? 'PUT' },
    compare: decodeFieldNames(fields.get('compare')) ?? null,
    listKeys: decodeListKeys(fields.get('listKeys')),
    conflictSigns: fields.get('conflictSigns')?.list('answers that mean a conflict')?.map(decodeSign) ?? [],
  };
}

/** A path below `baseUrl`: percent-encoded as `URL` does it, without trailing slashes; '' after an error. */
function decodePath(node: ConfigNode | undefined): string {
  const text = node?.text('a path, as in "/accounts"');
  if (node === undefined || text === undefined) return '';
  const complaint = complainAboutPath(text);
  if (complaint === undefined) return new URL(`http://host${text}`).pathname.replace(/\/+$/, '');
  node.error(complaint);
  return '';
}

function complainAboutPath(path: string): string | undefined {
  if (!path.startsWith('/')) return 'The path must begin with "/", as in "/accounts".';
  if (/[\s\p{Cc}\p{Cf}\\]/u.test(path)) return 'The path must not contain spaces, backslashes or invisible characters.';
  if (/[?#]/.test(path)) return 'The path must not contain a query (?…) or a fragment (#…).';
  if (/^\/+$/.test(path)) return 'The path must name the collection, as in "/accounts".';
  const segments = path.replaceAll(/%2e/gi, '.').split('/');
  if (segments.includes('..') || segments.includes('.')) return 'The path must not contain "." or ".." segments.';
  return segments.slice(1, -1).includes('') ? 'The path must not contain "//".' : undefined;
}

/** Lists that merge item by item: pointer of the list to the field that names an item. */
function decodeListKeys(node: ConfigNode | undefined): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [pointer, member] of node?.members() ?? []) {
    if (!/^(\/([^~/]|~[01])*)+$/.test(pointer)) member.errorAtKey(`${quote(pointer)} does not point at a list: use a JSON Pointer, as in "/contacts".`);
    keys.set(pointer, member.field() ?? '');
  }
  return keys;
}

function decodeSign(node: ConfigNode): ConflictSign {
  const fields = node.fields(['status', 'pointer', 'equals']);
  const example = '{ "status": 400, "pointer": "/code", "equals": "STALE" }';
  const status = fields && node.required(fields, 'status', example)?.number({ min: 200, max: 599, what: 'whole number' });
  const pointer = fields && node.required(fields, 'pointer', example)?.pointer();
  const equals = fields && node.required(fields, 'equals', example)?.json();
  return { status: status ?? 0, pointer: pointer ?? '', equals: equals ?? null };
}

function decodeRule(node: ConfigNode): Rule {
  const fields = node.fields(['field', 'oneOf', 'min', 'max']);
  const field = fields && node.required(fields, 'field', '"field": "status"');
  const oneOf = fields?.get('oneOf');
  const choices = oneOf?.list('values')?.map((item) => item.json());
  if (choices?.length === 0) oneOf?.error('Give at least one value.');
  const bound = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, what: 'number' };
  const min = fields?.get('min')?.number(bound);
  const max = fields?.get('max')?.number(bound);
  if (fields && ['oneOf', 'min', 'max'].every((name) => !fields.has(name))) node.error('A rule needs "oneOf", "min" or "max".');
  if (min !== undefined && max !== undefined && min > max) fields?.get('min')?.error(`"min" (${min}) is larger than "max" (${max}).`);
  return {
    field: field?.field() ?? '',
    ...(choices && { oneOf: choices }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
}
