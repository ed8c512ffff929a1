import type { Accounts, Row } from './accounts';
import { problem, type Answer } from './answer';

const STANDARD_LIMIT = 200;
const MAX_LIMIT = 1000;
const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');

/** One page of the collection: a plain array, with the way on in `Link` (RFC 8288). `cursor` is stable while accounts come and go, `page` is not. */
export function list(accounts: Accounts, query: URLSearchParams): Answer {
  const limit = Math.min(whole(query, 'limit') ?? STANDARD_LIMIT, MAX_LIMIT);
  const page = whole(query, 'page');
  const cursor = whole(query, 'cursor') ?? 0;
  if (!(limit > 0) || page === 0 || Number.isNaN(page) || Number.isNaN(cursor)) return problem(400, 'limit and page must be whole numbers from 1 on, cursor must come from a Link.');
  const all = accounts.list();
  const from = page === undefined ? placeBehind(cursor, all) : (page - 1) * limit;
  const rows = all.slice(from, from + limit);
  const last = rows.at(-1);
  const isLast = last === undefined || last === all.at(-1);
  const next = `</accounts?limit=${limit}&${page === undefined ? `cursor=${last?.order}` : `page=${page + 1}`}>; rel="next"`;
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'X-Total-Count': String(accounts.size), ...(!isLast && { Link: next }) },
    body: Buffer.concat([OPEN, ...rows.flatMap(({ bytes }, i) => (i === 0 ? [bytes] : [COMMA, bytes])), CLOSE]),
    shown: rows.map(({ record }) => record),
  };
}

/** Where the accounts made after `order` begin: at that index, or as many before it as were deleted. */
function placeBehind(order: number, all: readonly Row[]): number {
  let at = Math.min(order, all.length);
  while (at > 0 && (all[at - 1]?.order ?? 0) > order) at -= 1;
  return at;
}

/** A whole number of the query; undefined when it is not there, NaN when it is none. */
function whole(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}
