import { statusOf, type SyncRecord } from '../../engine/record';
import { isUnprotected, type Resource } from '../../engine/resource';
import { etagFor } from '../../engine/request';
import { cause, pathSentence } from '../../flows/sentence';
import { shortVersion } from '../../flows/why/changes';
import { attemptsOf, isStep, jobsOf, type Attempt, type JobHistory, type Step } from '../../flows/history';
import { say } from '../../flows/why/parts';
import { decisionsOf, knownOf, whyOf, type Known } from '../../flows/why/why';
import type { Session } from '../../node/session';
import type { BarView, Choice, RecordView, Snapshot } from '../../protocol/timeline';
import { nameOf } from '../records/describe';
import { whyItRests } from '../session/notice';
import { attemptDetail, earlierStages } from './attempt';
import { jobView } from './jobs';

/** What of a session the page needs. */
export type Shown = Pick<Session, 'role' | 'settings' | 'model' | 'headersOf'>;

/** Earlier jobs whose stages stand beside those of the chosen attempt. */
const EARLIER = 2;

/** Everything that the page shows, at one moment. `steps`: what the log has of the record, null while it is read; `obstacle`: why nothing may be sent, beyond what the session knows. */
export function snapshotOf(session: Shown | null, choice: Choice, steps: readonly Step[] | null, now: number, obstacle: string | null): Snapshot {
  const record = choice.key === null ? undefined : session?.model.records.get(choice.key);
  const shown = session && record && steps ? view(session, record, steps, choice, now, obstacle) : null;
  const missing = choice.key === null ? null : session ? (record ? 'The log is being read …' : `There is no ${choice.key} in this store.`) : null;
  return {
    type: 'snapshot', at: now, choice: { ...choice, attempt: shown?.attempt?.seq === choice.attempt ? choice.attempt : null }, record: shown,
    notice: obstacle ?? (shown ? session && whyItRests(session, now) : missing), bodyLimitKiB: (session?.settings.log.bodyLimit ?? 0) / 1_024,
  };
}

/** The attempt that is looked at, and its job: the chosen one, else the newest. */
export function chosenAttempt(jobs: readonly JobHistory[], seq: number | null): { readonly job: JobHistory; readonly attempt: Attempt } | null {
  const all = jobs.flatMap((job) => attemptsOf(job).map((attempt) => ({ job, attempt })));
  return all.find(({ attempt }) => attempt.started.seq === seq) ?? all.at(-1) ?? null;
}

function view(session: Shown, record: SyncRecord, steps: readonly Step[], choice: Choice, now: number, obstacle: string | null): RecordView {
  const { settings, model } = session;
  const { sensitive = [] } = settings.resources.get(record.resource) ?? {};
  const known = knownOf(record, settings, model, obstacle);
  const jobs = jobsOf(steps);
  const newest = record.job ? jobs.at(-1) : undefined;
  const chosen = chosenAttempt(jobs, choice.attempt);
  const told = choice.attempt === null || !chosen ? newest : chosen.job;
  const why = whyOf(record, steps, known, now);
  const status = statusOf(record);
  const isWaiting = status === 'PENDING' || status === 'RETRY_PENDING';
  return {
    key: record.key, name: nameOf(record, sensitive), status, facts: factsOf(record, newest, known), syncedAt: record.confirmedAt, bar: barOf(record, steps, known, now),
    primary: isWaiting && model.pause?.cause === 'user' ? 'resume' : PRIMARIES[status],
    canDiscard: isWaiting || status === 'ERROR' || status === 'DEAD_LETTER' || status === 'VALIDATION_FAILED', canCompare: record.base !== null,
    canExport: steps.some((step) => isStep(step, 'finished') && step.fact.exchanges.length > 0),
    why: { job: told?.number ?? null, isNewest: told === newest, decisions: told && told !== newest ? decisionsOf(told, known) : why.decisions, next: why.next },
    jobs: jobs.slice(-choice.jobs).toReversed().map((job) => jobView(job, job === newest ? record : null, now)), olderJobs: Math.max(0, jobs.length - choice.jobs),
    attempt: chosen && attemptDetail(chosen.job, chosen.attempt, choice.exchange, { sensitive, headersOf: session.headersOf }),
    earlier: chosen ? earlierStages(jobs.slice(0, jobs.indexOf(chosen.job)), EARLIER) : [],
  };
}

const PRIMARIES = { VERSION_CONFLICT: 'resolve', DEAD_LETTER: 'retry', VALIDATION_FAILED: 'openRecord', ERROR: 'retry', RETRY_PENDING: 'retry', PROCESSING: 'none', PENDING: 'sync', SKIPPED: 'sync', SYNCED: 'sync' } as const;

function factsOf({ base, localRevision, job }: SyncRecord, newest: JobHistory | undefined, { retry, resource }: Known): string[] {
  const most = retry.retries + 1;
  const attempt = job && job.attempt > 0 ? `, attempt ${job.attempt}${job.attempt <= most ? ` of ${most}` : ''}` : '';
  return [
    base === null ? 'not at the master' : base.version === null ? 'no version' : `version ${shortVersion(base.version)}`,
    `revision ${localRevision}`,
    newest ? `job ${newest.number}${attempt}` : 'never edited',
    ...(resource ? [protection(resource)] : []),
  ];
}

function protection({ shape: { precondition } }: Resource): string {
  return { 'if-match': 'If-Match', body: 'version in the body', query: 'version in the query', 'read-first': 'unprotected' }[precondition.kind];
}

function barOf(record: SyncRecord, steps: readonly Step[], { retry, resource, mode }: Known, now: number): BarView {
  const { job, base, localRevision } = record;
  const sentence = pathSentence(record, now, retry.retries);
  if (job?.status !== 'RETRY_PENDING' || mode === 'manual') return { lead: sentence.slice(statusOf(record).length), dueAt: null, from: 0, rest: [] };
  const what = job.counted === 0 ? 'next attempt' : `retry ${job.counted} of ${retry.retries}`;
  const etag = resource && base && !isUnprotected(resource) && resource.shape.precondition.kind === 'if-match' ? etagFor(resource, base) : null;
  const looks = job.sent.length > 0 || (resource !== null && isUnprotected(resource));
  const then = job.isDiscarded ? ['The edit is given up: what the master has is taken.'] : [looks ? 'It asks the master first, then sends ' : 'It will send ', `revision ${localRevision}`, ...(etag === null ? [] : [` with If-Match ${etag.slice(0, 40)}`]), '.'];
  return { lead: `, ${what} in`, dueAt: job.dueAt, from: steps.findLast(({ fact }) => fact.kind === 'finished' || fact.kind === 'recovered')?.at ?? job.queuedAt, rest: say`at ${{ at: job.dueAt }}, after ${[cause(job.failure)]}. ${then}` };
}
