import { backoff } from '../../engine/backoff';
import { pathOf } from '../../engine/exchange';
import type { Pause } from '../../engine/entry';
import { statusOf, type Job, type SyncRecord } from '../../engine/record';
import { recordUrl } from '../../engine/request';
import { isUnprotected } from '../../engine/resource';
import { plain } from '../sentence';
import { shortVersion } from './changes';
import type { Decision, Rules } from './decision';
import { say, span, type Part } from './parts';

/** What may happen, or what a person can do. `dueAt`: when it happens by itself, ms since 1970. */
export interface Next extends Pick<Decision, 'icon' | 'tone' | 'title' | 'detail'> {
  readonly dueAt?: number;
}

/** What is known beside the record. */
export interface Outlook extends Rules {
  readonly baseUrl: string;
  readonly mode: 'auto' | 'manual';
  readonly pause: Pause | null;
  /** Why nothing is sent, beside a pause; null where nothing stands in the way. */
  readonly obstacle: string | null;
}

/** What happens next, for each of the nine states: what comes by itself first, then what a person can do. A prediction from the state and the settings. */
export function nextOf(record: SyncRecord, outlook: Outlook): Next[] {
  const { job } = record;
  const status = statusOf(record);
  const version = record.base?.version ?? null;
  switch (status) {
    case 'PENDING':
      return [...(job ? [sending(record, job, outlook)] : []), ...answers(record, outlook)];
    case 'PROCESSING':
      return [{ icon: 'sync', tone: 'moves', title: `The answer of attempt ${job?.attempt ?? 1}`, detail: ['an edit until then goes on after it'] }, ...answers(record, outlook)];
    case 'RETRY_PENDING':
      return [...(job ? [sending(record, job, outlook)] : []), ...answers(record, outlook)];
    case 'ERROR':
    case 'DEAD_LETTER':
      return [
        rests(status === 'ERROR' ? 'it is not retried by itself' : 'its retries are used up'),
        { icon: 'debug-restart', tone: 'moves', title: 'Retry', detail: ['queues the same content again, retries counted anew'] },
        { icon: 'edit', tone: 'moves', title: 'Edit and save', detail: ['begins a new job'] },
        discard(record),
      ];
    case 'VALIDATION_FAILED':
      return [
        rests('the same content would fail again'),
        { icon: 'edit', tone: 'moves', title: 'Correct the record and save', detail: ['goes back to PENDING and is sent'] },
        { icon: 'debug-restart', tone: 'moves', title: 'Retry', detail: ['where the master was wrong: it is asked before anything is sent'] },
        discard(record),
      ];
    case 'VERSION_CONFLICT':
      return choices(record);
    case 'SKIPPED':
    case 'SYNCED':
      return [
        rests(job ? 'the job has ended' : 'it was never edited'),
        { icon: 'edit', tone: 'moves', title: 'Edit and save', detail: say`begins a job with revision ${record.localRevision + 1}` },
        { icon: 'cloud-download', tone: 'done', title: 'A pull or a reconciliation', detail: version === null ? ['takes what the master has changed'] : say`takes what the master has after version ${shortVersion(version)}` },
      ];
  }
}

const rests = (why: string): Next => ({ icon: 'circle-large-outline', tone: 'rest', title: 'Nothing by itself', detail: [why] });

const discard = ({ base }: SyncRecord): Next => ({ icon: 'discard', tone: 'rest', title: 'Discard the edit', detail: base === null ? ['nothing of it is left'] : base.version === null ? ['takes what the master has'] : say`goes back to version ${shortVersion(base.version)} or newer` });

/** The next attempt: what it sends first, and when. */
function sending(record: SyncRecord, job: Job, { resource, baseUrl, mode, pause, obstacle }: Outlook): Next {
  const path = resource ? pathOf(recordUrl(baseUrl, resource, record.id)) : `/${record.id}`;
  const looks = job.isDiscarded || job.sent.length > 0 || job.resolution?.choice === 'remote' || (resource !== null && isUnprotected(resource));
  const title = looks ? `GET ${plain(path)}` : `${resource?.update.method ?? 'PUT'} ${plain(path)}`;
  const what: readonly Part[] = job.isDiscarded
    ? ['takes what the master has']
    : job.resolution?.choice === 'remote'
      ? ['checks that the remote version is still there']
      : looks
        ? say`looks first, then sends revision ${record.localRevision}`
        : say`revision ${record.localRevision}, unless a newer save folds in`;
  const due = job.status === 'RETRY_PENDING' ? { dueAt: job.dueAt } : {};
  if (obstacle !== null) return { icon: 'sync', tone: 'moves', title, detail: say`${what}; ${[obstacle]}` };
  if (pause) return { icon: 'debug-pause', tone: 'waits', title, detail: say`${what}; paused: ${plain(pause.reason)}`, ...(pause.until !== null && { dueAt: Math.max(pause.until, due.dueAt ?? 0) }) };
  if (mode === 'manual') return { icon: 'person', tone: 'moves', title, detail: say`${what}; when you send it by hand` };
  return { icon: 'sync', tone: 'moves', title, detail: what, ...due };
}

/** What each answer to the next write would become (D3, D5, D8, D9). */
function answers(record: SyncRecord, { retry, resource }: Outlook): Next[] {
  const { base, job } = record;
  if (!job || job.isDiscarded || job.resolution?.choice === 'remote') return [];
  const version = base?.version ?? null;
  const newer = version !== null && /^\d{1,15}$/.test(version) ? `version ${Number(version) + 1} or newer` : 'a new version';
  const left = retry.retries - job.counted;
  const wait = span(backoff(retry, job.counted + 1, () => 1));
  const past = version === null ? ['if somebody else changed it'] : say`if the master is past version ${shortVersion(version)}`;
  return [
    { icon: 'pass', tone: 'done', title: base === null ? '201, or 200 with the record' : `200 with ${newer}`, detail: ['V1 to V7, then applied'] },
    left > 0
      ? { icon: 'history', tone: 'waits', title: '5xx or timeout', detail: say`retry ${`${job.counted + 1} of ${retry.retries}`} after ${wait}${left === 1 ? [', then DEAD_LETTER'] : []}` }
      : { icon: 'circle-slash', tone: 'failed', title: '5xx or timeout', detail: ['DEAD_LETTER: no retry is left'] },
    { icon: 'git-merge', tone: 'choice', title: resource && isUnprotected(resource) ? 'A newer version there' : '412', detail: say`${past}: ${['a choice for you']}` },
  ];
}

/** D9's ways out. */
function choices({ job, localRevision }: SyncRecord): Next[] {
  const remote = job?.status === 'VERSION_CONFLICT' ? job.remote : null;
  const there = typeof remote?.version === 'string' ? `version ${shortVersion(remote.version)}` : 'what the master has';
  return [
    { icon: 'circle-large-outline', tone: 'choice', title: 'Nothing before you choose', detail: ['both sides and the base are kept'] },
    { icon: 'repo-pull', tone: 'choice', title: 'Use Remote', detail: remote ? say`takes ${[there]}, writes nothing` : ['deletes it here too'] },
    { icon: 'repo-push', tone: 'choice', title: 'Use Local', detail: remote ? say`writes revision ${localRevision} over ${[there]}` : say`creates it again with revision ${localRevision}` },
    ...(remote ? [{ icon: 'git-merge', tone: 'choice', title: 'Merge', detail: say`joins both, then writes over ${[there]}` } as const] : []),
  ];
}
