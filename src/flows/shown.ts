import type { Exchange } from '../engine/entry';
import { loggableBody, REDACTED } from '../engine/exchange';

/** An exchange as it may leave the store: what has been called sensitive since it was logged is blanked too. */
export function shownExchange(exchange: Exchange, sensitive: readonly string[]): Exchange {
  if (sensitive.length === 0) return exchange;
  const { requestBody, body, cut } = exchange;
  return { ...exchange, requestBody: shownBody(requestBody, sensitive, cut?.request !== undefined), body: shownBody(body, sensitive, cut?.answer !== undefined) };
}

/** A cut body cannot be parsed; it was blanked before it was cut, so it is shown unless a sensitive field still has a value. */
function shownBody(body: string | null, sensitive: readonly string[], isCut: boolean): string | null {
  if (body === null || body === '') return body;
  if (!isCut) return body === REDACTED ? body : loggableBody(body, sensitive);
  const isOpen = sensitive.some((name) => {
    const parts = body.split(`${JSON.stringify(name)}:`).slice(1);
    return parts.some((rest) => !rest.startsWith(JSON.stringify(REDACTED)));
  });
  return isOpen ? REDACTED : body;
}

const encoder = new TextEncoder();
/** Length in bytes of UTF-8. */
export const bytesOf = (text: string): number => encoder.encode(text).length;

const NAMES = new Map([
  [200, 'OK'], [201, 'Created'], [202, 'Accepted'], [204, 'No Content'], [205, 'Reset Content'], [301, 'Moved Permanently'], [302, 'Found'], [304, 'Not Modified'], [307, 'Temporary Redirect'], [308, 'Permanent Redirect'],
  [400, 'Bad Request'], [401, 'Unauthorized'], [403, 'Forbidden'], [404, 'Not Found'], [405, 'Method Not Allowed'], [406, 'Not Acceptable'], [408, 'Request Timeout'], [409, 'Conflict'], [410, 'Gone'], [412, 'Precondition Failed'],
  [413, 'Content Too Large'], [415, 'Unsupported Media Type'], [422, 'Unprocessable Content'], [423, 'Locked'], [425, 'Too Early'], [428, 'Precondition Required'], [429, 'Too Many Requests'],
  [500, 'Internal Server Error'], [501, 'Not Implemented'], [502, 'Bad Gateway'], [503, 'Service Unavailable'], [504, 'Gateway Timeout'],
]);
/** The registered words of a status (RFC 9110); '' for one without. The log does not keep those that a master may have made up. */
export const statusWords = (status: number): string => NAMES.get(status) ?? '';
