import { isObject, type Json, type JsonObject } from '../engine/json';
import { parseStrict } from '../engine/parse';
import { findErrors } from './accountRules';
import type { Accounts, Row } from './accounts';
import { empty, problem, type Answer, type Request } from './answer';
import { list } from './list';

/** Answers a request as a well-behaved master does (RFC 9110, RFC 7396). */
export function handle(accounts: Accounts, request: Request): Answer {
  const { method, id } = request;
  if (id === null) {
    if (method === 'GET' || method === 'HEAD') return list(accounts, new URLSearchParams(request.query));
    if (method === 'POST') return write(accounts, accounts.freeId(), request);
    return notAllowed('GET, HEAD, POST');
  }
  const row = accounts.get(id);
  switch (method) {
    case 'GET':
    case 'HEAD':
      return row === undefined ? missing(id) : read(row, request);
    case 'PUT':
      return row === undefined && header(request, 'if-none-match') !== '*' ? missing(id) : guarded(row, request, () => write(accounts, id, request));
    case 'PATCH':
      return row === undefined ? missing(id) : guarded(row, request, () => write(accounts, id, request));
    case 'DELETE':
      return row === undefined ? missing(id) : guarded(row, request, () => remove(accounts, id));
    default:
      return notAllowed('GET, HEAD, PUT, PATCH, DELETE');
  }
}

/** The answer that shows one account. */
export const show = (status: number, { record, bytes, version }: Row, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ETag: `"${version}"`, ...headers },
  body: bytes,
  shown: record,
});

function read(row: Row, request: Request): Answer {
  const known = header(request, 'if-none-match')?.replaceAll('W/', '');
  return known !== undefined && names(known, row) ? empty(304, { ETag: `"${row.version}"` }) : show(200, row);
}

/** Does what was asked when the preconditions hold (RFC 9110 13.1). */
function guarded(row: Row | undefined, request: Request, act: () => Answer): Answer {
  const wanted = header(request, 'if-match');
  const unwanted = header(request, 'if-none-match');
  const holds = row === undefined ? wanted === undefined : (wanted === undefined || names(wanted, row)) && (unwanted === undefined || !names(unwanted, row));
  if (holds) return act();
  return problem(412, row === undefined ? 'There is no such account.' : `The account is in version ${row.version} by now.`, row && { headers: { ETag: `"${row.version}"` } });
}

/** Creates, replaces or patches one account. */
function write(accounts: Accounts, id: string, { method, body }: Request): Answer {
  const parsed = parseStrict(body);
  if (!parsed.ok) return problem(400, `The body is not JSON: ${parsed.issue.message}`);
  if (!isObject(parsed.value)) return problem(400, 'The body must be a JSON object.');
  const before = accounts.get(id);
  const content = method === 'PATCH' && before !== undefined ? merge(before.record, parsed.value) : parsed.value;
  const errors = findErrors(id, method === 'POST' ? { ...content, id } : content);
  if (errors.length > 0) return problem(422, 'The account is not as it must be.', { errors });
  const from = performance.now();
  const row = accounts.write(id, content);
  const answer = before === undefined ? show(201, row, { Location: `/accounts/${encodeURIComponent(id)}` }) : show(200, row);
  return { ...answer, updateMs: performance.now() - from };
}

function remove(accounts: Accounts, id: string): Answer {
  const from = performance.now();
  accounts.delete(id);
  return { ...empty(204), updateMs: performance.now() - from };
}

/** JSON merge patch (RFC 7396). */
function merge(target: Json | undefined, patch: JsonObject): JsonObject {
  const result = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, isObject(value) ? merge(result.get(key), value) : value);
  }
  return Object.fromEntries(result);
}

const names = (etags: string, { version }: Row): boolean => etags.trim() === '*' || etags.split(',').some((etag) => etag.trim() === `"${version}"`);
const header = (request: Request, name: string): string | undefined => request.headers[name]?.toString();
const missing = (id: string): Answer => problem(404, `There is no account ${JSON.stringify(id)}.`);
const notAllowed = (methods: string): Answer => problem(405, `Only ${methods} are possible here.`, { headers: { Allow: methods } });
