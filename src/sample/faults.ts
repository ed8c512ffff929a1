import { isObject, type Json } from '../engine/json';
import { parseStrict } from '../engine/parse';
import type { Request } from './answer';

/** Every fault, and what it does. Unless it says otherwise, a write is applied. */
export const FAULTS = {
  '401': 'Refuses the credentials; a write is not applied.',
  '403': 'Forbids it; a write is not applied.',
  '404': 'Says that the record is not there; a write is not applied.',
  '409': 'Reports a conflict; a write is not applied.',
  '429': 'Asks to slow down, with Retry-After; a write is not applied.',
  '500': 'Fails; a write is not applied.',
  '503': 'Is unavailable, with Retry-After; a write is not applied.',
  timeout: 'Accepts the request and never answers; a write is not applied.',
  reset: 'Drops the connection; a write is not applied.',
  'reset-after-apply': 'Applies the write, then drops the connection. Writes only.',
  delay: 'Answers properly, but later.',
  html: 'Answers 200 with an HTML login page; a write is not applied.',
  'bad-json': 'Answers with JSON that breaks off.',
  empty: 'Answers 204 without the record.',
  'missing-field': 'Answers without the field name.',
  'wrong-type': 'Answers with creditLimit as text.',
  'wrong-status': 'Answers with the status "archived", which is none.',
  'wrong-checksum': 'Answers with a checksum that does not belong to the record.',
  'stale-version': 'Answers with a version older than before.',
  'not-applied': 'Answers 200 with the old record; a write is not applied. Writes only.',
  'same-version': 'Changes the name of the record, and leaves its version as it was before. Records only, no lists.',
  'same-checksum': 'Changes the name of the record, and leaves its version and its checksum as they were before. Records only, no lists.',
} as const;

export type FaultName = keyof typeof FAULTS;

/** A fault that waits for requests. */
export interface Fault {
  readonly fault: FaultName;
  /** How many more requests it takes. */
  readonly left: number;
  /** Null for every record, and for the list. */
  readonly id: string | null;
  /** Null for every method. */
  readonly method: string | null;
  /** Seconds, for `Retry-After`; null for the fault's own. */
  readonly retryAfter: number | null;
  /** Milliseconds before anything happens. */
  readonly delayMs: number;
}

const METHODS = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'] as const;
const WRITES_ONLY: ReadonlySet<FaultName> = new Set(['reset-after-apply', 'not-applied']);
const MAX_DELAY = 600_000;

/** The faults that wait, oldest first. */
export class Faults {
  private waiting: Fault[] = [];

  list(): readonly Fault[] {
    return this.waiting;
  }

  add(fault: Fault): void {
    this.waiting.push(fault);
  }

  clear(): void {
    this.waiting = [];
  }

  /** The first fault that is meant for the request; it has one less left then. */
  take(request: Request): Fault | undefined {
    const index = this.waiting.findIndex((fault) => isFor(fault, request));
    const fault = this.waiting[index];
    if (fault === undefined) return undefined;
    if (fault.left > 1) this.waiting[index] = { ...fault, left: fault.left - 1 };
    else this.waiting.splice(index, 1);
    return fault;
  }
}

function isFor({ fault, id, method }: Fault, request: Request): boolean {
  if (id !== null && id !== request.id) return false;
  if (method !== null && method !== request.method) return false;
  if (WRITES_ONLY.has(fault)) return request.method === 'PATCH' || request.method === 'PUT' || (fault === 'reset-after-apply' && (request.method === 'POST' || request.method === 'DELETE'));
  return (fault !== 'same-version' && fault !== 'same-checksum') || request.id !== null;
}

/** Reads the body of `POST /_control/faults`; a sentence when something is wrong with it. */
export function decodeFault(body: string): Fault | string {
  const parsed = parseStrict(body);
  if (!parsed.ok) return parsed.issue.message;
  if (!isObject(parsed.value)) return 'The body must be an object, as in {"fault":"500"}.';
  const { fault, times = 1, id = null, method = null, retryAfter = null, delayMs = fault === 'delay' ? 2_000 : 0, ...rest } = parsed.value;
  const name = typeof fault === 'number' ? String(fault) : fault;
  if (typeof name !== 'string' || !isFault(name)) return `The fault ${JSON.stringify(fault ?? null)} is unknown; there are ${Object.keys(FAULTS).join(', ')}.`;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `The field ${JSON.stringify(unknown)} is unknown; there are fault, times, id, method, retryAfter, delayMs.`;
  if (!isWhole(times, 1_000_000) || times === 0) return 'times must be a whole number from 1 on.';
  if (id !== null && typeof id !== 'string') return 'id must be a text, as in "42".';
  if (method !== null && !METHODS.some((m) => m === method)) return `method must be one of ${METHODS.join(', ')}.`;
  if (retryAfter !== null && !isWhole(retryAfter, 86_400)) return 'retryAfter must be a whole number of seconds, at most a day.';
  if (!isWhole(delayMs, MAX_DELAY)) return 'delayMs must be a whole number of milliseconds, at most 600000.';
  return { fault: name, left: times, id, method: METHODS.find((m) => m === method) ?? null, retryAfter, delayMs };
}

const isFault = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);
const isWhole = (value: Json, max: number): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
