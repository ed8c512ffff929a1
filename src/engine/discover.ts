import { canonical, without } from './canonical';
import { isObject, type Json, type JsonObject } from './json';
import { at } from './list';
import { nextLink } from './link';
import { parseStrict } from './parse';
import type { Hash, HttpAnswer } from './ports';
import { UNKNOWN_SHAPE } from './resource';
import type { ChecksumRule, ListRule, Shape, VersionRule } from './settings';
import { base64, idText } from './stages';
import { orderOf, strongEtag } from './version';

const LISTS = ['data', 'items', 'results', 'records', 'value', 'content', 'rows'];
const NEXTS = ['/next', '/links/next', '/_links/next/href', '/paging/next', '/pagination/next', '/nextLink', '/@odata.nextLink'];
const CURSORS = ['nextCursor', 'next_cursor'];
const IDS = ['id', '_id', 'uuid', 'key', 'code'];
/** Timestamps are not among them: nothing tells by looking whether the master or the writer sets them. */
const VERSIONS = ['version', '_version', 'rev', '_rev', 'revision', 'etag', '_etag', 'lockVersion', 'lock_version', 'rowVersion'];
const CHECKSUMS = ['checksum', '_checksum', 'sha256', 'digest', 'hash', 'contentHash'];
const TIMESTAMPS = ['updatedAt', 'updated_at', 'createdAt', 'created_at', 'modifiedAt', 'modified_at', 'lastModified', 'last_modified'];

/** Records that are looked at. */
const SAMPLE = 20;

/** Where the records of a list answer are, and how the next page is named. */
export function findList(answer: HttpAnswer): { readonly rule: ListRule; readonly items: readonly JsonObject[] } | { readonly issue: string } {
  const parsed = parseStrict(answer.body);
  if (!parsed.ok) {
    const what = /^\s*</.test(answer.body) ? 'an HTML page: a login page, a proxy or a wrong address' : parsed.issue.message;
    return { issue: `The master's list is not JSON: ${what}.` };
  }
  const body = parsed.value;
  const items = itemsPointer(body);
  if (items === null) return { issue: 'The master answered the list with JSON that holds no list of records.' };
  const records = ((at(body, items) ?? []) as readonly Json[]).filter(isObject);
  return { rule: listRule(answer, body, items), items: records };
}

function itemsPointer(body: Json): string | null {
  if (Array.isArray(body)) return '';
  if (!isObject(body)) return null;
  const named = LISTS.find((name) => Array.isArray(body[name]));
  if (named !== undefined) return `/${named}`;
  const lists = Object.keys(body).filter((name) => Array.isArray(body[name]));
  const [only] = lists;
  return lists.length === 1 && only !== undefined ? `/${only.replace(/~/g, '~0').replace(/\//g, '~1')}` : null;
}

/** `link` is also right for a master that has only one page today: it follows `rel=next` where there is one. */
function listRule(answer: HttpAnswer, body: Json, items: string): ListRule {
  if (nextLink(answer.headers['link']) !== null) return { style: 'link', items };
  const next = NEXTS.find((pointer) => typeof at(body, pointer) === 'string');
  if (next !== undefined) return { style: 'next', items, next };
  const cursor = CURSORS.find((name) => isObject(body) && typeof body[name] === 'string');
  if (cursor !== undefined) return { style: 'cursor', items, cursor: `/${cursor}`, parameter: 'cursor' };
  return { style: 'link', items };
}

/** The field that names the records: there, scalar and different in each. */
export function findId(items: readonly JsonObject[]): string | null {
  return IDS.find((field) => new Set(items.map((item) => idText(item[field]))).size === items.length && items.every((item) => idText(item[field]) !== null)) ?? null;
}

/** Works out a resource's shape from records of its list and the answer to reading one of them by itself (null where it could not be read). */
export function findShape(list: ListRule, listed: readonly JsonObject[], id: string, answer: HttpAnswer | null, hash: Hash): Shape {
  const items = listed.slice(0, SAMPLE);
  const etag = answer && strongEtag(answer.headers);
  const version = findVersion(items, etag !== null);
  const checksum = CHECKSUMS.map((field) => findChecksum(items, field, hash)).find((rule) => rule !== null) ?? null;
  const isVersioned = version.from !== 'hash';
  const stamps = isVersioned ? TIMESTAMPS.filter((field) => items.some((item) => orderOf(item[field]) === 'time')) : [];
  const serverOwned = [id, ...(version.from === 'field' ? [version.field] : []), ...(checksum ? [checksum.field] : []), ...stamps];
  return {
    ...UNKNOWN_SHAPE,
    id, list, version, checksum, serverOwned,
    precondition: etag === null ? { kind: 'read-first' } : { kind: 'if-match' },
    etagIsVersion: etag !== null && version.from === 'field' && etag === `"${versionIn(answer, version.field)}"`,
  };
}

function findVersion(items: readonly JsonObject[], hasEtag: boolean): VersionRule {
  const field = VERSIONS.find((name) => items.every((item) => typeof item[name] === 'number' || (typeof item[name] === 'string' && item[name] !== '')));
  if (field !== undefined && items.length > 0) {
    const orders = new Set(items.map((item) => orderOf(item[field])));
    const [order = 'opaque'] = orders;
    return { from: 'field', field, order: orders.size === 1 ? order : 'opaque' };
  }
  return hasEtag ? { from: 'header', header: 'etag' } : { from: 'hash' };
}

function versionIn(answer: HttpAnswer | null, field: string): string | null {
  const parsed = answer && parseStrict(answer.body);
  return parsed?.ok && isObject(parsed.value) ? idText(parsed.value[field]) : null;
}

/** A checksum field that holds the SHA-256 of the canonical rest in every record looked at. */
function findChecksum(items: readonly JsonObject[], field: string, hash: Hash): ChecksumRule | null {
  const [first] = items;
  const stated = first?.[field];
  if (!first || typeof stated !== 'string') return null;
  const hex = hash(canonical(without(first, [field])));
  for (const [encoding, digest] of [['hex', hex], ['base64', base64(hex)]] as const) {
    if (!stated.endsWith(digest)) continue;
    const prefix = stated.slice(0, -digest.length);
    const holds = (item: JsonObject): boolean => {
      const h = hash(canonical(without(item, [field])));
      return item[field] === prefix + (encoding === 'hex' ? h : base64(h));
    };
    return items.every(holds) ? { field, encoding, prefix } : null;
  }
  return null;
}
