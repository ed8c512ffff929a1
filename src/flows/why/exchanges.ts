import type { Exchange } from '../../engine/entry';
import { isObject, type Json } from '../../engine/json';
import { parseStrict } from '../../engine/parse';
import type { Resource } from '../../engine/resource';
import { shortVersion } from './changes';
import { say, span, type Part } from './parts';

/** What an exchange was for: a look before anything is sent, the write, a look at the remote after a refusal, reading back what a write left. */
export type Role = 'look' | 'write' | 'remote' | 'readBack';

/** An exchange with its part in the attempt. `times`: it was repeated until this one (a poll, a second sign-in). */
export interface Played {
  readonly exchange: Exchange;
  readonly role: Role;
  readonly times: number;
}

const REFUSALS = new Set<number | string>([400, 409, 412, 422, 428]);

/** The exchanges of an attempt with their parts, repetitions counted as one. */
export function played(exchanges: readonly Exchange[]): Played[] {
  const all: Played[] = [];
  let written: Exchange | null = null;
  for (const exchange of exchanges) {
    const isRead = exchange.method === 'GET' || exchange.method === 'HEAD';
    const role: Role = !isRead ? 'write' : written === null ? 'look' : REFUSALS.has(written.status) ? 'remote' : 'readBack';
    if (!isRead) written = exchange;
    const last = all.at(-1);
    if (last?.role === role && last.exchange.method === exchange.method) all[all.length - 1] = { exchange, role, times: last.times + 1 };
    else all.push({ exchange, role, times: 1 });
  }
  return all;
}

/** True where the master answered that all is well. */
export const isFine = ({ status }: Exchange): boolean => typeof status === 'number' && status >= 200 && status < 300;

/** The version that an answer shows, for a sentence; null where it does not tell, or its body was cut. */
export function shownVersion({ body, headers, cut }: Exchange, resource: Resource | null): string | null {
  const rule = resource?.shape.version;
  if (rule?.from === 'field' && body !== null && cut?.answer === undefined) {
    const parsed = parseStrict(body);
    const version: Json | undefined = parsed.ok && isObject(parsed.value) ? parsed.value[rule.field] : undefined;
    if (typeof version === 'string' || typeof version === 'number') return shortVersion(String(version));
  }
  const told = headers[rule?.from === 'header' ? rule.header : 'etag'];
  return told === undefined ? null : shortVersion(told);
}

const CAUSES: Readonly<Record<string, (ms: string) => readonly Part[]>> = {
  timeout: (ms) => say`nothing came within ${ms}`,
  reset: (ms) => say`the connection broke after ${ms}`,
  dns: () => ['the name of the master cannot be resolved'],
  refused: () => ['the master refused the connection'],
  unreachable: () => ['there is no route to the master'],
  tls: () => ['there is no trusted TLS connection'],
  redirect: () => ['the answer leads elsewhere, which is not followed'],
  'too-large': () => ['the answer is too large'],
  encoding: () => ['the answer cannot be decoded'],
  credentials: () => ['there is no token to sign in with'],
  cancelled: (ms) => say`it was cancelled after ${ms}`,
};

/** What came of an exchange: "503 to PUT in 187 ms, no Retry-After". */
export function cameOf({ method, status, headers, ms }: Exchange): readonly Part[] {
  if (typeof status === 'string') return CAUSES[status]?.(span(ms)) ?? say`${status}`;
  const wait = headers['retry-after'];
  const asks = status === 429 || status >= 500 ? (wait === undefined ? [', no Retry-After'] : say`, Retry-After: ${wait.slice(0, 40)}`) : [];
  return say`${status} to ${[method]} in ${[span(ms)]}${asks}`;
}
