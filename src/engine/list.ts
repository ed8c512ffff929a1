import { isObject, type Json, type JsonObject } from './json';
import { nextLink } from './link';
import { parseStrict } from './parse';
import type { HttpAnswer } from './ports';
import type { ListRule } from './settings';

/** One page of a list: its records, and the address of the next page as the master gave it (maybe relative), or null at the end. */
export interface Page {
  readonly items: readonly JsonObject[];
  readonly next: string | null;
}

/** Pages after which a list counts as endless. */
export const MOST_PAGES = 10_000;

/** The address of a resource's first page. */
export const firstPage = (url: string, rule: ListRule): string =>
  rule.style === 'page' ? withQuery(url, { [rule.parameter]: '1', [rule.sizeParameter]: String(rule.size) }) : url;

/** Reads a page by the resource's rule, or says what is wrong with it. `url` is where it came from. */
export function readPage(answer: HttpAnswer, rule: ListRule, url: string): Page | { readonly issue: string } {
  if (/^\s*</.test(answer.body)) return { issue: 'The master answered the list with an HTML page instead of JSON: a login page, a proxy or a wrong address.' };
  const parsed = parseStrict(answer.body);
  if (!parsed.ok) return { issue: `The list is not valid JSON at line ${parsed.issue.line}, column ${parsed.issue.column}: ${parsed.issue.message}` };
  const items = at(parsed.value, rule.items);
  if (!Array.isArray(items)) return { issue: rule.items === '' ? 'The master answered the list with JSON that is no list.' : `The list has no list at "${rule.items}".` };
  const records = (items as readonly Json[]).filter(isObject);
  if (records.length < items.length) return { issue: 'The list holds something that is no object.' };
  return { items: records, next: nextOf(answer, parsed.value, rule, url, records.length) };
}

function nextOf(answer: HttpAnswer, body: Json, rule: ListRule, url: string, count: number): string | null {
  switch (rule.style) {
    case 'single':
      return null;
    case 'link':
      return nextLink(answer.headers['link']);
    case 'next': {
      const next = at(body, rule.next);
      return typeof next === 'string' && next !== '' ? next : null;
    }
    case 'cursor': {
      const cursor = at(body, rule.cursor);
      return (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number' ? withQuery(url, { [rule.parameter]: String(cursor) }) : null;
    }
    case 'page': // a short page is not surely the last: a master may show fewer at once than it is asked for
      return count === 0 ? null : withQuery(url, { [rule.parameter]: String(pageNumber(url, rule) + 1) });
  }
}

const pageNumber = (url: string, { parameter }: Extract<ListRule, { style: 'page' }>): number => Number(new RegExp(`[?&]${encodeURIComponent(parameter)}=(\\d+)`).exec(url)?.[1] ?? '1');

/**
 * The address of the page after `last`, as far as it is known before `last` is read, from the headers of the answer from `url`: the next
 * number, up to the total that the master names, or what `Link` says where that answer is the last page's own. Null: not known, or the end.
 */
export function followingPage(last: string, rule: ListRule, url: string, headers: HttpAnswer['headers']): string | null {
  if (rule.style === 'link' && url === last) {
    const next = nextLink(headers['link']);
    return next === null ? null : resolveNext(next, url);
  }
  if (rule.style !== 'page') return null;
  const page = pageNumber(last, rule);
  const total = totalOf(headers);
  return total !== null && page * rule.size >= total ? null : withQuery(last, { [rule.parameter]: String(page + 1) });
}

/** How many records the master says that a list has (`X-Total-Count`); null where it does not. */
export function totalOf(headers: HttpAnswer['headers']): number | null {
  const total = headers['x-total-count'];
  return total !== undefined && /^\d{1,12}$/.test(total) ? Number(total) : null;
}

/** The value at an RFC 6901 pointer; undefined where there is none. */
export function at(value: Json, pointer: string): Json | undefined {
  let here: Json | undefined = value;
  for (const part of pointer.split('/').slice(1)) {
    if (!isObject(here) || !Object.hasOwn(here, unescaped(part))) return undefined;
    here = here[unescaped(part)];
  }
  return here;
}

/** One part of a JSON Pointer as the name that it stands for. */
export const unescaped = (part: string): string => part.replace(/~1/g, '/').replace(/~0/g, '~');

/** The address with these query parameters set. */
function withQuery(url: string, set: Readonly<Record<string, string>>): string {
  const [path = '', query = ''] = url.split('?');
  const kept = query.split('&').filter((pair) => pair !== '' && !Object.keys(set).some((name) => pair.startsWith(`${encodeURIComponent(name)}=`)));
  const added = Object.entries(set).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${path}?${[...kept, ...added].join('&')}`;
}

/** The next page's absolute address; null where it leads to another origin, which is never followed. */
export function resolveNext(next: string, from: string): string | null {
  const origin = /^[a-z]+:\/\/[^/?#]+/i.exec(from)?.[0] ?? '';
  if (/^[a-z][a-z0-9+.-]*:/i.test(next)) return next === origin || next.startsWith(`${origin}/`) || next.startsWith(`${origin}?`) ? next : null;
  if (next.startsWith('//')) return null;
  if (next.startsWith('/')) return origin + next;
  const path = from.replace(/[?#].*$/, '');
  return next.startsWith('?') ? path + next : path.replace(/[^/]*$/, '') + next;
}
