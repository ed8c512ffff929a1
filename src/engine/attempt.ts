import { isSameContent, judgeRead, relate, reopened, skipped, unversioned, withV6, type Seen } from './judge';
import { classify, isConflictSign, isRefusedThere, type FailedVerdict, type RefusedVerdict, type Verdict } from './classify';
import type { StageResult } from './entry';
import type { Hide } from './hide';
import type { HttpAnswer, HttpFailure, HttpRequest, Issue } from './ports';
import type { Accepted, JobIn, Remote, SyncRecord } from './record';
import { createRequest, etagFor, readRequest, writeRequest } from './request';
import type { Resource } from './resource';
import { rejectedAtV1, validate, type Tools, type Validated } from './stages';

/** What an attempt asks of the runner: send a request and hand back what came, or wait. */
export type Command = { readonly send: HttpRequest } | { readonly waitMs: number };

/** How an attempt ended, before retries, backoff and edits in flight are considered (`settle.ts`). */
export type Result = (
  | { readonly is: 'synced'; readonly base: Accepted; readonly reason: string }
  | { readonly is: 'skipped'; readonly base?: Accepted; readonly reason: string; readonly remove?: true }
  | { readonly is: 'invalid'; readonly issues: readonly Issue[]; readonly isUnsure: boolean }
  | { readonly is: 'conflict'; readonly remote: Remote; readonly reason: string; readonly reopen?: true }
  | FailedVerdict
) & { readonly stages: readonly StageResult[]; readonly warning?: string };

/** What an attempt works on: the record as its `started` entry left it, and its resource. */
export interface AttemptContext {
  readonly record: SyncRecord;
  readonly job: JobIn<'PROCESSING'>;
  readonly resource: Resource;
  readonly baseUrl: string;
  readonly tools: Tools;
  /** ms since 1970, for `Retry-After` dates. */
  readonly now: () => number;
  /** Blanks what may not be seen in what the master says. */
  readonly hide?: Hide;
}

type Attempt<T = Result> = Generator<Command, T, HttpAnswer | HttpFailure | undefined>;

/** Polls of a 202 before its outcome is called unknown. */
const POLLS = 6;
const LONGEST_POLL_MS = 60_000;
/** Requests of an attempt at most: it reads, writes, creates, and polls. */
const REQUESTS = 3 + POLLS;

/** How long an attempt takes at most, ms; `total`: a request. */
export const longestAttempt = (total: number): number => REQUESTS * total + POLLS * LONGEST_POLL_MS;

/**
 * One attempt of a job (D1, D3, D9), as a conversation: yields what to send, is told what came, returns how it ended.
 * Pure: everything outside enters through `AttemptContext`.
 */
export function* attempt(c: AttemptContext): Attempt {
  const { record, job, resource } = c;
  const earlier = job.sent.slice(0, -1);
  const { resolution } = job;
  const isEdited = record.base ? !isSameContent(c, record.local, record.base.content) : !job.isDiscarded;
  if (!isEdited && record.base && earlier.length === 0 && !resolution) return skipped('Nothing to send: the record is as the master has it.');

  const { kind } = resource.shape.precondition;
  const needsEtag = kind === 'if-match' && record.base !== null && etagFor(resource, record.base) === null;
  const looksFirst = earlier.length > 0 || !isEdited || resolution?.choice === 'remote' || kind === 'read-first' || needsEtag;
  if (!looksFirst) return yield* write(c, record.base, false);

  const seen = yield* read(c);
  if ('result' in seen) return seen.result;
  const judged = judgeRead(c, seen, earlier, isEdited);
  return 'writeOver' in judged ? yield* write(c, judged.writeOver, false) : judged;
}

/**
 * Writes over `base` and judges the answer. Without a base the record is created: at its own address, and where the
 * master does not do that, by POST. `isRepeat`: the one repetition after a refused precondition.
 */
function* write(c: AttemptContext, base: Accepted | null, isRepeat: boolean): Attempt {
  const { record, resource } = c;
  const request = writeRequest(c.baseUrl, resource, record.id, record.local, base);
  let verdict = yield* send(c, request, true);
  if (!base && isRefusedThere(verdict)) {
    verdict = yield* send(c, createRequest(c.baseUrl, resource, record.local), true);
    if (isRefusedThere(verdict)) {
      const code = verdict.is === 'failed' ? verdict.failure.code : 'HTTP 404';
      return permanent(code, `The master does not let this record be created: neither with ${request.method} at its own address nor with POST at ${resource.path}.`);
    }
  }
  switch (verdict.is) {
    case 'success':
      return verdict.hasBody ? yield* judgeAnswer(c, verdict.answer, base) : yield* readBack(c, base, true);
    case 'accepted':
      return yield* poll(c, base, verdict.afterMs);
    case 'gone':
      return { is: 'conflict', remote: null, reason: 'It was deleted at the master and edited here.', ...reopened(c), stages: rejectedAtV1(verdict.message) };
    case 'conflict':
    case 'precondition-required':
      return yield* refused(c, base, verdict, isRepeat);
    case 'invalid':
      return { is: 'invalid', issues: verdict.issues, isUnsure: false, stages: rejectedAtV1('The master rejected fields of the record.') };
    case 'signed-out':
    case 'failed':
      return ended(verdict);
  }
}

/** 409, 412, 428: looks at the remote to learn whose change it was (semantics: "the same look answers a 412 or 409 that our own earlier write caused"). */
function* refused(c: AttemptContext, base: Accepted | null, verdict: RefusedVerdict, isRepeat: boolean): Attempt {
  const seen = yield* read(c);
  if ('result' in seen) return seen.result;
  const judged = judgeRead(c, seen, c.job.sent.slice(0, -1), true);
  if (!('writeOver' in judged)) return judged;
  const { writeOver } = judged;
  const isNewGround = writeOver !== null && (writeOver.etag !== null || writeOver.version !== base?.version);
  if (!isRepeat && isNewGround) {
    const learned = verdict.is === 'precondition-required' ? { ...c, resource: { ...c.resource, shape: { ...c.resource.shape, precondition: { kind: 'if-match' } as const } } } : c;
    return yield* write(learned, writeOver, true);
  }
  if (verdict.is === 'precondition-required') {
    return {
      is: 'failed', failure: { code: 'HTTP 428', message: verdict.message, isRetryable: true }, isCounted: false, isUnsure: false,
      pause: { cause: 'precondition', reason: 'The master demands a precondition but offers no ETag for one.', delayMs: null }, stages: rejectedAtV1(verdict.message),
    };
  }
  return permanent('refused', `${verdict.message} The master refuses the write although ${base ? 'its version is unchanged' : 'it has no such record'}.`);
}

/** D9 for the answer to a write. */
function* judgeAnswer(c: AttemptContext, answer: HttpAnswer, base: Accepted | null): Attempt {
  const { local } = c.record;
  const seen = validate(answer, c.resource, { id: c.record.id, known: base ? [base.content, local] : [local] }, c.tools);
  const remote = seen.accepted;
  if (!remote) return { is: 'invalid', issues: seen.issues, isUnsure: true, stages: seen.stages };
  if (!base) return applied(remote, withV6(seen.stages, 'newer'));
  const relation = relate(c, remote, base);
  const stages = withV6(seen.stages, relation);
  if (relation === 'newer' || relation === 'different') return applied(remote, stages);
  if (relation === 'older') return yield* readBack(c, base, false);
  if (isSameContent(c, remote.content, local)) return skipped('Already synced: same version, same content.', { base: remote, stages });
  // the old record under the old version: perhaps a stale answer, so it is looked at once more
  if (isSameContent(c, remote.content, base.content)) return yield* readBack(c, base, false);
  return unversioned(stages, true);
}

/** Reads what a write left behind. `isFirst`: the write's answer had no record, so this is the answer; otherwise only what was sent counts as applied. */
function* readBack(c: AttemptContext, base: Accepted | null, isFirst: boolean): Attempt {
  const seen = yield* read(c);
  if ('result' in seen) return seen.result.is === 'failed' ? { ...seen.result, isUnsure: true } : seen.result;
  const { remote } = seen;
  if (!remote) return { is: 'conflict', remote: null, reason: 'The master accepted the write, but the record is not there.', ...reopened(c), stages: seen.stages };
  const relation = base ? relate(c, remote, base) : 'newer';
  const stages = withV6(seen.stages, relation);
  if (isSameContent(c, remote.content, c.record.local)) return applied(remote, stages);
  if (isFirst && (relation === 'newer' || relation === 'different')) return applied(remote, stages);
  return { is: 'conflict', remote, reason: `The master accepted the write but shows version ${remote.version ?? '?'} without it.`, ...reopened(c), stages };
}

/** 202: reads until the version moves, a bounded number of times; then the outcome is unknown. */
function* poll(c: AttemptContext, base: Accepted | null, firstMs: number): Attempt {
  for (let n = 0; n < POLLS; n++) {
    yield { waitMs: Math.min(firstMs * 2 ** n, LONGEST_POLL_MS) };
    const seen = yield* read(c);
    if ('result' in seen) {
      if (seen.result.is === 'failed' && seen.result.failure.isRetryable) continue;
      return seen.result;
    }
    const { remote } = seen;
    if (!remote) continue;
    const relation = base ? relate(c, remote, base) : 'newer';
    const stages = withV6(seen.stages, relation);
    if (isSameContent(c, remote.content, c.record.local)) return applied(remote, stages);
    if (relation === 'newer' || relation === 'different') return { is: 'conflict', remote, reason: 'While the master took its time with the write (202), somebody else changed the record.', ...reopened(c), stages };
  }
  const failure = { code: 'HTTP 202', message: 'The master accepted the write (202) but did not show it in time.', isRetryable: true };
  return { is: 'failed', failure, isCounted: true, isUnsure: true, stages: rejectedAtV1(failure.message) };
}

/** Reads the record: what the master has, null where it is gone, or how the attempt ends because it could not be read. */
function* read(c: AttemptContext): Attempt<Seen | { readonly result: Result }> {
  const verdict = yield* send(c, readRequest(c.baseUrl, c.resource, c.record.id), false);
  switch (verdict.is) {
    case 'success': {
      const { base } = c.record;
      const seen: Validated = validate(verdict.answer, c.resource, { id: c.record.id, known: base ? [base.content, c.record.local] : [] }, c.tools);
      if (!seen.accepted) return { result: { is: 'invalid', issues: seen.issues, isUnsure: true, stages: seen.stages } };
      return { remote: seen.accepted, stages: seen.stages };
    }
    case 'gone':
      return { remote: null, stages: rejectedAtV1(verdict.message) };
    case 'invalid':
      return { result: { ...verdict, isUnsure: true, stages: rejectedAtV1('The master rejected the request.') } };
    case 'failed':
    case 'signed-out':
      return { result: { ...ended(verdict), ...(c.job.sent.length > 1 && { isUnsure: true }) } };
    case 'accepted':
    case 'conflict':
    case 'precondition-required':
      return { result: permanent('unexpected', 'The master answered a read with a status that only fits a write.') };
  }
}

/** Sends, and repeats once after a 401, since the secret is read anew for each request. */
function* send(c: AttemptContext, request: HttpRequest, isWrite: boolean): Attempt<Verdict> {
  const signs = isWrite ? c.resource.conflictSigns : [];
  const judge = (result: HttpAnswer | HttpFailure): Verdict =>
    isConflictSign(result, signs) ? { is: 'conflict', message: 'The master says that the record has changed.' } : classify(result, isWrite, c.now(), c.hide);
  const verdict = judge(yield* ask(request));
  return verdict.is === 'signed-out' ? judge(yield* ask(request)) : verdict;
}

function* ask(request: HttpRequest): Attempt<HttpAnswer | HttpFailure> {
  const result = yield { send: request };
  if (!result) throw new Error('The runner must hand back what came of a request');
  return result;
}

const ended = (verdict: FailedVerdict | { readonly is: 'signed-out'; readonly message: string }): Result & { is: 'failed' } =>
  verdict.is === 'failed'
    ? { ...verdict, stages: rejectedAtV1(verdict.failure.message) }
    : {
        is: 'failed', failure: { code: 'HTTP 401', message: verdict.message, isRetryable: true }, isCounted: false, isUnsure: false,
        pause: { cause: 'credentials', reason: 'The master refused the sign-in (401). Set the token again.', delayMs: null }, stages: rejectedAtV1('The sign-in was refused.'),
      };

const permanent = (code: string, message: string): Result => ({
  is: 'failed', failure: { code, message, isRetryable: false }, isCounted: true, isUnsure: false, stages: rejectedAtV1(message),
});

const applied = (base: Accepted, stages: readonly StageResult[]): Result => ({ is: 'synced', base, reason: `Written as version ${base.version ?? '?'}.`, stages });
