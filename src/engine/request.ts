import type { JsonObject } from './json';
import type { HttpRequest } from './ports';
import type { Accepted } from './record';
import type { Resource } from './resource';

/** Largest record, in bytes of JSON, so that what happens to it fits into one entry of the log. */
export const RECORD_BYTES = 200 * 2 ** 10;
/** Largest page of a list that is read, in bytes. */
const LIST_BYTES = 64 * 2 ** 20;
/** Longest id in UTF-8 bytes; the address of a longer one is refused by common servers. */
const ID_BYTES = 512;

/** Why an id can have no address of its own, as a sentence; null where it can. `.` and `..` would name another resource (RFC 3986 5.2.4). */
export function idIssue(id: string): string | null {
  if (id === '') return 'An id must not be empty.';
  if (id === '.' || id === '..') return `The id "${id}" has no address of its own: in a URL it names another place.`;
  if (/[\u0000-\u001f\u007f]/.test(id)) return 'An id must not hold control characters.';
  if (/[\ud800-\udfff]/u.test(id)) return 'An id must be well-formed Unicode.';
  if (encodedLength(id) > ID_BYTES) return `An id must not be longer than ${ID_BYTES} bytes.`;
  return null;
}

/** True when a record is larger than `RECORD_BYTES` as JSON in UTF-8. */
export function isTooLarge(content: JsonObject): boolean {
  const text = JSON.stringify(content);
  return text.length * 3 > RECORD_BYTES && encodedLength(text) > RECORD_BYTES;
}

const encodedLength = (text: string): number => encodeURIComponent(text).replace(/%../g, '.').length;

/** The address of a record. The id must have passed `idIssue`. */
export const recordUrl = (baseUrl: string, resource: Resource, id: string): string => `${baseUrl}${resource.path}/${encodeURIComponent(id)}`;

/** Reads one record. */
export const readRequest = (baseUrl: string, resource: Resource, id: string): HttpRequest => ({
  method: 'GET',
  url: recordUrl(baseUrl, resource, id),
  headers: {},
  maxBytes: RECORD_BYTES,
});

/** Reads a page of the list; `url` is absolute. */
export const listRequest = (url: string): HttpRequest => ({ method: 'GET', url, headers: {}, maxBytes: LIST_BYTES });

/** The ETag to send with a write made from `base`; null where it must be read first. */
export function etagFor(resource: Resource, base: Accepted): string | null {
  if (base.etag !== null) return base.etag;
  return resource.shape.etagIsVersion && base.version !== null ? `"${base.version}"` : null;
}

/** Writes a record over `base`, with the resource's precondition (RFC 9110 13.1); without a base it must not exist yet. */
export function writeRequest(baseUrl: string, resource: Resource, id: string, content: JsonObject, base: Accepted | null): HttpRequest {
  const { method } = resource.update;
  const headers: Record<string, string> = {};
  let url = recordUrl(baseUrl, resource, id);
  let body = content;
  const { precondition } = resource.shape;
  if (base === null) headers['if-none-match'] = '*';
  else if (precondition.kind === 'if-match') {
    const etag = etagFor(resource, base);
    if (etag !== null) headers['if-match'] = etag;
  } else if (base.version !== null && precondition.kind === 'body') {
    body = { ...content, [precondition.field]: base.content[precondition.field] ?? base.version };
  } else if (base.version !== null && precondition.kind === 'query') {
    url += `?${encodeURIComponent(precondition.parameter)}=${encodeURIComponent(base.version)}`;
  }
  if (method === 'PATCH') {
    headers['content-type'] = 'application/merge-patch+json';
    body = mergePatch(base?.content ?? {}, body);
  }
  return { method, url, headers, body: JSON.stringify(body), maxBytes: RECORD_BYTES };
}

/** Creates a record in its collection, for masters that create nothing at a record's own address. Not idempotent. */
export const createRequest = (baseUrl: string, resource: Resource, content: JsonObject): HttpRequest => ({
  method: 'POST',
  url: `${baseUrl}${resource.path}`,
  headers: {},
  body: JSON.stringify(content),
  maxBytes: RECORD_BYTES,
});

/** RFC 7396 patch of the top-level fields that differ. */
function mergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const patch: Record<string, JsonObject[string]> = {};
  for (const [field, value] of Object.entries(to)) if (JSON.stringify(from[field]) !== JSON.stringify(value)) patch[field] = value;
  for (const field of Object.keys(from)) if (!(field in to)) patch[field] = null;
  return patch;
}
