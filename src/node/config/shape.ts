import type { ChecksumRule, ListRule, Precondition, Shape, VersionRule } from '../../engine/settings';
import { complainAboutHeader } from './headers';
import type { ConfigNode, Fields } from './node';

/** The keys of a resource that say what its records look like. */
export const SHAPE_KEYS = ['id', 'version', 'precondition', 'checksum', 'list', 'serverOwned'] as const;

/** Reads what the file says of a resource's shape; what it leaves out is found by looking. `serverOwned` is the file's list alone. */
export function decodeShape(fields: Fields): Partial<Shape> {
  const id = fields.get('id')?.field();
  const version = decodeVersion(fields.get('version'));
  const precondition = decodePrecondition(fields.get('precondition'));
  const checksum = decodeChecksum(fields.get('checksum'));
  const list = decodeList(fields.get('list'));
  const serverOwned = decodeFieldNames(fields.get('serverOwned'));
  if (version?.from === 'hash' && (precondition?.kind === 'body' || precondition?.kind === 'query')) {
    fields.get('precondition')?.error('A "hash" version is worked out here and the master does not know it, so it cannot be sent: use "read-first" or "if-match".');
  }
  return {
    ...(id !== undefined && { id }),
    ...(version && { version }),
    ...(precondition && { precondition }),
    ...(checksum !== undefined && { checksum }),
    ...(list && { list }),
    ...(serverOwned && { serverOwned }),
  };
}

/** A list of names of fields. */
export function decodeFieldNames(node: ConfigNode | undefined): string[] | undefined {
  return node?.list('names of fields')?.map((item) => item.field() ?? '');
}

/** A version given by its field alone compares as its values allow. */
function decodeVersion(node: ConfigNode | undefined): VersionRule | undefined {
  if (!node) return undefined;
  if (node.node.value === 'hash') return { from: 'hash' };
  if (node.node.type !== 'object') return { from: 'field', field: node.field() ?? '', order: 'auto' };
  const fields = node.fields(['field', 'order', 'header']);
  const header = fields?.get('header');
  if (header) {
    for (const name of ['field', 'order']) fields?.get(name)?.errorAtKey(`"${name}" does not go with "header": a version in a header is opaque.`);
    const name = header.text('the name of a header, as in "ETag"') ?? '';
    if (name !== '' && complainAboutHeader(name) !== undefined) header.error('This is not a header of an answer that can hold a version, as in "ETag".');
    return { from: 'header', header: name.toLowerCase() };
  }
  const field = fields && node.required(fields, 'field', '{ "field": "version", "order": "number" }');
  return { from: 'field', field: field?.field() ?? '', order: fields?.get('order')?.choice(['auto', 'number', 'time', 'opaque'] as const) ?? 'auto' };
}

function decodePrecondition(node: ConfigNode | undefined): Precondition | undefined {
  if (!node) return undefined;
  if (node.node.type !== 'object') {
    const kind = node.choice(['if-match', 'read-first'] as const, ', { "body": "version" } or { "query": "version" }');
    return kind && { kind };
  }
  const fields = node.fields(['body', 'query']);
  const [body, query] = [fields?.get('body'), fields?.get('query')];
  if (!body === !query) node.error('Give either { "body": "version" } or { "query": "version" }.');
  return query ? { kind: 'query', parameter: query.text('the name of a query parameter') ?? '' } : { kind: 'body', field: body?.field() ?? '' };
}

function decodeChecksum(node: ConfigNode | undefined): ChecksumRule | null | undefined {
  if (!node) return undefined;
  if (node.node.value === false) return null;
  if (node.node.type !== 'object') return { field: node.field() ?? '', encoding: 'hex', prefix: '' };
  const fields = node.fields(['field', 'encoding', 'prefix']);
  const field = fields && node.required(fields, 'field', '{ "field": "checksum" }');
  const prefix = fields?.get('prefix');
  return {
    field: field?.field() ?? '',
    encoding: fields?.get('encoding')?.choice(['hex', 'base64'] as const) ?? 'hex',
    prefix: prefix?.node.value === '' ? '' : (prefix?.text() ?? ''),
  };
}

const LIST_KEYS = {
  single: ['style', 'items'],
  link: ['style', 'items'],
  next: ['style', 'items', 'next'],
  cursor: ['style', 'items', 'cursor', 'parameter'],
  page: ['style', 'items', 'parameter', 'size', 'sizeParameter'],
} as const;
const LIST_STYLES = ['link', 'single', 'next', 'cursor', 'page'] as const;

function decodeList(node: ConfigNode | undefined): ListRule | undefined {
  const members = node?.members();
  if (!node || !members) return undefined;
  const style = node.required(members, 'style', '{ "style": "link" }')?.choice(LIST_STYLES);
  if (style === undefined) return undefined;
  const fields = node.fields(LIST_KEYS[style]) ?? members;
  const items = fields.get('items')?.pointer() ?? '';
  const pointer = (name: string): string => node.required(fields, name, `"${name}": "/${name}"`)?.pointer() ?? '';
  const parameter = (name: string, example: string): string => node.required(fields, name, `"${name}": "${example}"`)?.text('the name of a query parameter') ?? '';
  switch (style) {
    case 'single':
    case 'link':
      return { style, items };
    case 'next':
      return { style, items, next: pointer('next') };
    case 'cursor':
      return { style, items, cursor: pointer('cursor'), parameter: parameter('parameter', 'cursor') };
    case 'page':
      return {
        style,
        items,
        parameter: parameter('parameter', 'page'),
        size: fields.get('size')?.number({ min: 1, max: 10_000, what: 'whole number' }) ?? 200,
        sizeParameter: parameter('sizeParameter', 'per_page'),
      };
  }
}
