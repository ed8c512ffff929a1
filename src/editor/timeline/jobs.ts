import type { Outcome } from '../../engine/entry';
import type { SyncRecord } from '../../engine/record';
import type { Status } from '../../engine/status';
import { startOf } from '../../flows/har/start';
import { plain } from '../../flows/sentence';
import { shortVersion } from '../../flows/why/changes';
import { attemptsOf, isStep, type Attempt, type JobHistory } from '../../flows/history';
import { span } from '../../flows/why/parts';
import type { AttemptView, JobView, Segment, Tone } from '../../protocol/timeline';
import { exchangeView } from './attempt';

/** Attempts of a job that are listed, the newest. */
const MOST = 100;

/** A job with its attempts and what took how long. `record`: where it stands, for the newest job; null for an older one. */
export function jobView(job: JobHistory, record: SyncRecord | null, now: number): JobView {
  const attempts = attemptsOf(job);
  const state = record?.job ?? null;
  return {
    number: job.number, status: state?.status ?? endOf(job), at: job.steps[0]?.at ?? 0, words: wordsOf(job, attempts, state !== null),
    attempts: attempts.map((attempt, i) => attemptView(attempt, attempts[i + 1]?.started.at ?? null, now)).slice(-MOST),
    planned: state?.status === 'RETRY_PENDING' ? { number: state.attempt + 1, at: state.dueAt } : null,
  };
}

/** Where an older job ended. */
function endOf({ id, steps }: JobHistory): Status {
  const last = steps.findLast(({ before, after }) => before?.job?.id === id || after?.job?.id === id);
  if (!last) return 'PENDING';
  return isStep(last, 'finished') ? last.fact.outcome.to : (last.after?.job?.status ?? 'PENDING');
}

function wordsOf({ steps }: JobHistory, attempts: readonly Attempt[], isNewest: boolean): string {
  const last = attempts.at(-1)?.ended;
  if (!last || !isStep(last, 'finished')) return attempts.length === 0 ? 'nothing was sent' : isNewest ? 'under way' : 'interrupted';
  const { outcome } = last.fact;
  const version = ('base' in outcome ? outcome.base?.version : null) ?? null;
  const end = 'failure' in outcome ? plain(outcome.failure.code) : version === null ? plain('reason' in outcome ? outcome.reason : '') : `${outcome.to === 'SKIPPED' ? 'already synced, ' : ''}version ${shortVersion(version)}`;
  return [span(last.at - (steps[0]?.at ?? last.at)), `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`, end].filter((part) => part !== '').join(', ');
}

/** `nextAt`: when the attempt after it began, null where none has. */
function attemptView({ number, started, ended }: Attempt, nextAt: number | null, now: number): AttemptView {
  const view = { seq: started.seq, number };
  if (!ended) return { ...view, icon: 'sync', tone: 'moves', words: 'under way', segments: [{ phase: 'http', from: started.at, to: Math.max(now, started.at) }], total: '', exchanges: [] };
  if (!isStep(ended, 'finished')) return { ...view, icon: 'debug-disconnect', tone: 'waits', words: 'interrupted', segments: [], total: '', exchanges: [] };
  const { fact: { outcome, exchanges, times }, at } = ended;
  const bars = exchanges.map(({ ms }, i): Segment => ({ phase: 'http', from: startOf(exchanges, i, times, at), to: startOf(exchanges, i, times, at) + ms }));
  const sent = bars[0]?.from ?? at - times.validation;
  const heard = bars.at(-1)?.to ?? sent;
  const due = outcome.to === 'RETRY_PENDING' ? Math.min(outcome.dueAt, nextAt ?? Infinity) : at;
  const segments: readonly Segment[] = [
    { phase: 'queued', from: sent - times.commit - times.queued, to: sent - times.commit }, { phase: 'commit', from: sent - times.commit, to: sent },
    ...bars, { phase: 'validation', from: heard, to: heard + times.validation }, { phase: 'waiting', from: at, to: due },
  ];
  const [icon, tone] = LOOKS[outcome.to === 'RETRY_PENDING' && !outcome.isCounted ? 'uncounted' : outcome.to];
  const took = `${Math.max(0, Math.round(at - sent)).toLocaleString('en-US')} ms`;
  return { ...view, icon, tone, words: outcomeWords(outcome, exchanges.at(-1)?.status), segments: segments.filter(({ from, to }) => to > from), total: due > at ? `${took}, then ${span(due - at)}` : took, exchanges: exchanges.map(exchangeView) };
}

const LOOKS: Readonly<Record<Outcome['to'] | 'uncounted', readonly [icon: string, tone: Tone]>> = {
  SYNCED: ['pass', 'done'], SKIPPED: ['debug-step-over', 'rest'], VALIDATION_FAILED: ['bracket-error', 'failed'], VERSION_CONFLICT: ['git-merge', 'choice'],
  ERROR: ['error', 'failed'], DEAD_LETTER: ['error', 'failed'], RETRY_PENDING: ['error', 'failed'], uncounted: ['history', 'waits'],
};

function outcomeWords(outcome: Outcome, status: number | string | undefined): string {
  if (outcome.to === 'VERSION_CONFLICT') return 'conflict';
  if (outcome.to === 'VALIDATION_FAILED') return 'not valid';
  if ('failure' in outcome) return plain(outcome.failure.code.replace(/^HTTP /, ''));
  return status === undefined ? 'nothing sent' : plain(String(status));
}
