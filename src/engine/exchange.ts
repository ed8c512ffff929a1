import type { Exchange } from './entry';
import { asItIs, type Hide } from './hide';
import { isObject, type Json } from './json';
import type { HttpAnswer, HttpFailure, HttpRequest } from './ports';

/** What stands where something may not be seen. ASCII: one wider character would double the memory and the time that an entry of the log takes. */
export const REDACTED = '[redacted]';

/** True for the name of a header that looks like it carries a credential. */
export const isSecretName = (name: string): boolean => /api-?key|token|secret|password/i.test(name);

const SHOWN = new Set([
  'accept', 'content-type', 'content-length', 'etag', 'date', 'retry-after', 'x-request-id', 'traceparent', 'server-timing', 'if-match', 'if-none-match', 'link', 'allow',
]);

/** Headers as they may be logged: an allow-list of names, everything else `REDACTED`. */
export function loggableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const loggable = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    const isShown = SHOWN.has(name) || /^(x-)?ratelimit/.test(name);
    loggable[name] = name === 'location' ? loggableUrl(value) : isShown ? value : REDACTED;
  }
  return loggable;
}

/** An address as it may be logged: without user, query and fragment. */
export const loggableUrl = (url: string): string => url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:)?(\/\/)[^/]*@/i, '$1$2');

/** What the log may keep of an exchange. `bodyLimit`: UTF-16 units of each body; `hide`: what a refusal may repeat of what its fields do not show. */
export interface Keeping {
  readonly sensitive: readonly string[];
  readonly bodyLimit: number;
  readonly hide?: Hide;
}

/** One exchange, sent `at`, as the log keeps it: no host, no query, no secret; the resource's sensitive fields blanked, bodies cut. */
export function toExchange(request: HttpRequest, result: HttpAnswer | HttpFailure, at: number, { sensitive, bodyLimit, hide }: Keeping): Exchange {
  const isAnswer = result.kind === 'answer';
  return shortened(bodyLimit, {
    method: request.method,
    path: pathOf(request.url),
    requestHeaders: loggableHeaders(request.headers),
    requestBody: request.body === undefined ? null : loggableBody(request.body, sensitive),
    status: isAnswer ? result.status : result.cause,
    headers: isAnswer ? loggableHeaders(result.headers) : {},
    body: isAnswer ? loggableBody(result.body, sensitive, result.status >= 400 ? hide : undefined) : null,
    ms: Math.round(result.ms * 10) / 10,
    at,
  });
}

/** The exchange with each body at most `limit` long; where one is cut, it says how long it was. */
function shortened(limit: number, exchange: Exchange): Exchange {
  const { requestBody, body } = exchange;
  const isLong = (text: string | null): text is string => text !== null && text.length > limit;
  if (!isLong(requestBody) && !isLong(body)) return exchange;
  return {
    ...exchange,
    requestBody: requestBody?.slice(0, limit) ?? null,
    body: body?.slice(0, limit) ?? null,
    cut: { ...(isLong(requestBody) && { request: requestBody.length }), ...(isLong(body) && { answer: body.length }), ...exchange.cut },
  };
}

/** Bodies of one attempt, in UTF-16 units: with the record itself they stay within an entry of the log. */
const ALL = 128 * 1_024;
const SHORT = 4 * 1_024;

/** The exchanges of an attempt, their bodies cut short where together they are too long for one entry. */
export function fitting(exchanges: readonly Exchange[]): readonly Exchange[] {
  const length = exchanges.reduce((sum, { body, requestBody }) => sum + (body?.length ?? 0) + (requestBody?.length ?? 0), 0);
  if (length <= ALL) return exchanges;
  return exchanges.map((exchange) => shortened(SHORT, exchange));
}

/** A value with its sensitive fields blanked, at any depth. */
export const blanked = (value: unknown, sensitive: readonly string[]): Json =>
  JSON.parse(JSON.stringify(value), (key, inner: Json) => (sensitive.includes(key) ? REDACTED : inner)) as Json;

/** Path of an address, without origin and query. */
export const pathOf = (url: string): string => url.replace(/^[a-z]+:\/\/[^/?#]*/, '').replace(/[?#].*$/, '') || '/';

/** A body with its sensitive fields blanked, and its texts as `hide` leaves them. One that cannot be read, and so not blanked, is left out where there is something to hide. */
export function loggableBody(body: string, sensitive: readonly string[], hide: Hide = asItIs): string {
  if (sensitive.length === 0) return body;
  try {
    const hidden = new Set(sensitive);
    return JSON.stringify(JSON.parse(body), (key, value: Json) => (hidden.has(key) ? REDACTED : hide === asItIs ? value : hiddenIn(value, hide, hidden)));
  } catch {
    return REDACTED; // not JSON: nothing tells where the fields stand
  }
}

/** A value as `hide` leaves its text, or those of its names that are no sensitive fields. */
function hiddenIn(value: Json, hide: Hide, fields: ReadonlySet<string>): Json {
  if (typeof value === 'number') return hide(String(value)) === String(value) ? value : hide(String(value));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [fields.has(name) ? name : hide(name), inner]));
  return typeof value === 'string' ? hide(value) : value;
}
