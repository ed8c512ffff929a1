import type { Exchange, Outcome, Stage, StageResult } from '../../engine/entry';
import type { Failure } from '../../engine/record';
import type { RetrySettings } from '../../engine/settings';
import { duration, plain } from '../sentence';
import { shortVersion, versionOf } from './changes';
import type { Decision, Rules, Tone } from './decision';
import type { StepOf } from '../history';
import { raised, say, span, type Part } from './parts';

/** D5's names of the stages. */
export const STAGE_NAMES: Readonly<Record<Stage, string>> = { V1: 'HTTP status', V2: 'JSON', V3: 'Required', V4: 'Types', V5: 'Rules', V6: 'Version', V7: 'Checksum' };

type Make = (icon: string, tone: Tone, title: string, detail: readonly Part[], isLogged?: boolean) => Decision;

/** What an attempt's answers became. */
export function outcomeDecisions(step: StepOf<'finished'>, rules: Rules, isNewest: boolean): Decision[] {
  const { seq, at, fact, before } = step;
  const { outcome, stages } = fact;
  const make: Make = (icon, tone, title, detail, isLogged = true) => ({ icon, tone, title, detail, at, seq, isLogged });
  const base = before?.base ?? null;
  const versions = (remote: string): readonly Part[] => (base === null ? say`${remote}, nothing here before` : say`base ${shortVersion(base.version ?? 'without version')}, remote ${remote}`);
  switch (outcome.to) {
    case 'SYNCED':
      return [...validated(stages, make), make('pass', 'done', `Applied as ${versionOf(outcome.base)}`, base === null ? ['made at the master'] : say`after ${versionOf(base)}; local and base are the master’s record now`)];
    case 'SKIPPED':
      return [...validated(stages, make), make('debug-step-over', 'rest', 'Skipped: nothing to write', say`${plain(outcome.reason)}`)];
    case 'VERSION_CONFLICT':
      return [...validated(stages, make), make('git-merge', 'choice', outcome.remote ? 'Version? Changed on both sides' : 'Deleted there, edited here', say`${versions(outcome.remote ? shortVersion(outcome.remote.version ?? 'without version') : 'deleted')}: ${['a choice for you']}`)];
    case 'VALIDATION_FAILED':
      return invalid(outcome, stages, make);
    case 'ERROR':
      return [make('error', 'failed', `Retryable? No, ${plain(outcome.failure.code)}`, say`${plain(outcome.failure.message)}`)];
    case 'DEAD_LETTER':
    case 'RETRY_PENDING':
      return failed(step, outcome, rules.retry, isNewest, make);
  }
}

/** V1 to V7 of an answer that could be judged. */
function validated(stages: readonly StageResult[], make: Make): Decision[] {
  const passed = stages.filter(({ result }) => result === 'passed').length;
  if (passed < 2) return []; // there was no record to judge
  const none = stages.filter(({ result }) => result === 'not configured').map(({ stage }) => stage);
  const failed = stages.find(({ result }) => result === 'failed');
  const rest = none.length === 0 ? [] : [`; not configured: ${none.join(', ')}`];
  if (failed) return [make('checklist', 'rest', `Valid? ${failed.stage} ${STAGE_NAMES[failed.stage]} decides`, say`${plain(failed.issue?.message ?? '')} ${passed} passed${rest}`)];
  return [make('checklist', 'done', 'Valid? Yes', say`${passed} of ${[String(stages.length)]} stages passed${rest}`)];
}

function invalid({ issues }: Outcome & { to: 'VALIDATION_FAILED' }, stages: readonly StageResult[], make: Make): Decision[] {
  const failed = stages.find(({ result }) => result === 'failed');
  const [first] = issues;
  const place = first && first.pointer !== '' ? say`${plain(first.pointer.slice(1))}: ` : [];
  const more = issues.length > 1 ? [` (${issues.length - 1} more)`] : [];
  const title = failed ? `Valid? ${failed.stage} ${STAGE_NAMES[failed.stage]} failed` : 'Valid? No';
  return [make('bracket-error', 'failed', title, say`${place}${[plain(first?.message ?? '')]}${more}`)];
}

type Failed = Extract<Outcome, { failure: Failure }>;

/** D3's lower half and D8: retryable, outage, retries used, the wait, or the dead letter. */
function failed({ at, fact, before }: StepOf<'finished'>, outcome: Failed, retry: RetrySettings, isNewest: boolean, make: Make): Decision[] {
  const code = plain(outcome.failure.code);
  const counted = before?.job?.counted ?? 0;
  const nothing = fact.exchanges.length === 0;
  if (outcome.to === 'RETRY_PENDING' && !outcome.isCounted) {
    const why = nothing ? say`${plain(outcome.failure.message)} No retry is charged` : say`${plain(outcome.failure.message)} The connection is at fault, not the record: no retry is charged`;
    return [
      make('plug', 'waits', nothing ? `Attempt ${fact.attempt}: nothing was sent` : 'Outage? Yes', why),
      ...(isNewest ? [make('history', 'waits', 'Waits', outcome.dueAt > at ? say`until ${{ at: outcome.dueAt }}, or as long as the connection is paused` : ['as long as the connection is paused'])] : []),
    ];
  }
  const wait = outcome.to === 'RETRY_PENDING' ? waits(outcome.dueAt - at, counted + 1, retry, fact.exchanges.at(-1)) : [];
  if (outcome.to === 'RETRY_PENDING' && !isNewest) return [make('error', 'failed', `Retryable? Yes, ${code}`, say`retries used ${`${counted} < ${retry.retries}`}, wait ${wait}`)];
  const isRetryable = make('question', 'rest', `Retryable? Yes, ${code}`, ['the master may answer another time'], false);
  const outage = make('plug', 'rest', 'Outage? No', ['the connection stands: the attempt counts']);
  if (outcome.to === 'RETRY_PENDING') return [...(typeof fact.exchanges.at(-1)?.status === 'string' ? [isRetryable] : []), outage, make('history', 'waits', `Retries used? ${counted} < ${retry.retries}`, say`wait ${wait}, due ${{ at: outcome.dueAt }}`)];
  return [
    isRetryable, outage,
    make('history', 'failed', `Retries used? ${counted} of ${retry.retries}`, ['none is left']),
    make('circle-slash', 'failed', 'Dead letter', say`after ${fact.attempt} attempts: it waits for a person`),
  ];
}

/** An entry is written down a moment after its outcome was reckoned, ms. */
const MOMENT = 50;

/** "1 s × 5² = 25 s", or where the wait was another, what it was. */
function waits(ms: number, n: number, { baseMs, factor, capMs, jitter }: RetrySettings, last: Exchange | undefined): readonly Part[] {
  const full = baseMs * factor ** n;
  if (jitter === 'none' && Math.abs(ms - full) < MOMENT) return say`${[`${span(baseMs)} × ${factor}${raised(n)} = `]}${span(full)}`;
  if (jitter === 'none' && Math.abs(ms - capMs) < MOMENT) return say`${span(capMs)}, the longest`;
  return last?.headers['retry-after'] === undefined ? say`${ms < 60_000 ? span(ms) : duration(ms)}` : say`${span(ms)}, as the master asks`;
}
