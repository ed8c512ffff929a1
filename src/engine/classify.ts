import { isSame } from './canonical';
import type { Pause } from './entry';
import { asItIs, type Hide } from './hide';
import { at } from './list';
import { parseStrict } from './parse';
import type { HttpAnswer, HttpFailure, Issue } from './ports';
import { readProblem } from './problem';
import type { Failure } from './record';
import { retryAfterMs } from './retryAfter';
import type { ConflictSign } from './settings';

/** What an answer means before its body is looked at (D3; the table "What an answer becomes"). */
export type Verdict =
  | { readonly is: 'success'; readonly answer: HttpAnswer; readonly hasBody: boolean }
  | { readonly is: 'accepted'; readonly afterMs: number }
  | RefusedVerdict
  | { readonly is: 'gone'; readonly message: string }
  | { readonly is: 'signed-out'; readonly message: string }
  | { readonly is: 'invalid'; readonly issues: readonly Issue[] }
  | FailedVerdict;

/** The master refused the precondition, or asks for one. */
export interface RefusedVerdict {
  readonly is: 'conflict' | 'precondition-required';
  readonly message: string;
}

/** A failure. `isCounted`: it uses up one of the retries; `isUnsure`: a write may have been applied; `pause`: the connection waits, not the record. */
export interface FailedVerdict {
  readonly is: 'failed';
  readonly failure: Failure;
  readonly isCounted: boolean;
  readonly isUnsure: boolean;
  readonly pause?: Pick<Pause, 'cause' | 'reason'> & { readonly delayMs: number | null };
  /** The master asked for at least this wait (`Retry-After`), ms. */
  readonly delayMs?: number;
}

const RETRYABLE = new Set([408, 425, 423, 424, 500, 502, 504]);

/** A sign of a conflict that is the API's own: an answer of that status with that value in its body. */
export function isConflictSign(result: HttpAnswer | HttpFailure, signs: readonly ConflictSign[]): boolean {
  if (result.kind === 'failure' || !signs.some(({ status }) => status === result.status)) return false;
  const parsed = parseStrict(result.body);
  return parsed.ok && signs.some(({ status, pointer, equals }) => status === result.status && isSame(at(parsed.value, pointer) ?? null, equals));
}

/** Classifies an answer or its absence. `now` serves `Retry-After` dates; `isWrite`: what may be in doubt; `hide`: what of the master's words may not be seen. */
export function classify(result: HttpAnswer | HttpFailure, isWrite: boolean, now: number, hide: Hide = asItIs): Verdict {
  if (result.kind === 'failure') return classifyFailure(result, isWrite);
  const { status, headers } = result;
  if (status === 202) return { is: 'accepted', afterMs: retryAfterMs(headers, now) ?? 1_000 };
  if (status >= 200 && status < 300) return { is: 'success', answer: result, hasBody: status !== 204 && status !== 205 && result.body.trim() !== '' };
  const problem = readProblem(result, hide);
  const message = sentence(status, problem.title);
  switch (status) {
    case 401:
      return { is: 'signed-out', message };
    case 404:
    case 410:
      return { is: 'gone', message };
    case 409:
    case 412:
      return { is: 'conflict', message };
    case 428:
      return { is: 'precondition-required', message };
    case 400:
    case 422:
      if (problem.issues.length > 0) return { is: 'invalid', issues: problem.issues };
  }
  const wait = retryAfterMs(headers, now);
  const code = `HTTP ${status}`;
  if (status === 429 || (status === 503 && wait !== null)) {
    const reason = status === 429 ? 'The master asks to slow down (429).' : 'The master is unavailable for a while (503).';
    return { is: 'failed', failure: { code, message, isRetryable: true }, isCounted: false, isUnsure: false, pause: { cause: 'throttled', reason, delayMs: wait } };
  }
  const isRetryable = RETRYABLE.has(status) || status >= 500 && status !== 501 && status !== 505;
  return {
    is: 'failed',
    failure: { code, message, isRetryable },
    isCounted: true,
    isUnsure: isWrite && isRetryable,
    ...(wait !== null && { delayMs: wait }),
  };
}

/** Why a read brought nothing, in a sentence. */
export function messageOf(verdict: Exclude<Verdict, { is: 'success' }>): string {
  switch (verdict.is) {
    case 'failed':
      return verdict.failure.message;
    case 'invalid':
      return verdict.issues[0]?.message ?? 'The master rejected the request.';
    case 'accepted':
      return 'The master answered a read with 202.';
    default:
      return verdict.message;
  }
}

/** True when nothing was written because the master does not write such a thing at this address or with this method; it may elsewhere. */
export const isRefusedThere = (verdict: Verdict): boolean =>
  verdict.is === 'gone' || (verdict.is === 'failed' && (verdict.failure.code === 'HTTP 405' || verdict.failure.code === 'HTTP 501'));

function classifyFailure({ cause, detail, isSent }: HttpFailure, isWrite: boolean): Verdict {
  const isUnsure = isWrite && isSent;
  const failed = (isRetryable: boolean, isCounted: boolean, more: Partial<FailedVerdict> = {}): FailedVerdict => ({
    is: 'failed', failure: { code: cause, message: detail, isRetryable }, isCounted, isUnsure, ...more,
  });
  switch (cause) {
    case 'timeout':
    case 'reset':
      return failed(true, true);
    case 'dns':
    case 'refused':
    case 'unreachable':
    case 'tls':
      return failed(true, false);
    case 'credentials':
      return failed(true, false, { pause: { cause: 'credentials', reason: detail, delayMs: null } });
    case 'cancelled':
      return failed(true, false);
    case 'redirect':
      return failed(false, true);
    case 'too-large':
    case 'encoding':
      return { is: 'invalid', issues: [{ pointer: '', message: detail }] };
  }
}

const NAMES = new Map([
  [400, 'Bad Request'], [401, 'Unauthorized'], [403, 'Forbidden'], [404, 'Not Found'], [409, 'Conflict'], [410, 'Gone'],
  [412, 'Precondition Failed'], [422, 'Unprocessable Content'], [428, 'Precondition Required'], [429, 'Too Many Requests'],
  [500, 'Internal Server Error'], [502, 'Bad Gateway'], [503, 'Service Unavailable'], [504, 'Gateway Timeout'],
]);

function sentence(status: number, title: string | null): string {
  const name = NAMES.get(status);
  return `The master answered ${status}${name ? ` ${name}` : ''}${title ? `: ${title}` : '.'}`;
}
