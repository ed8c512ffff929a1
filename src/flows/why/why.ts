import type { LoggedAlert } from '../../engine/alerts/alert';
import type { ReadonlyModel } from '../../engine/model';
import { statusOf, type RecordKey, type SyncRecord } from '../../engine/record';
import { resolveResource } from '../../engine/resource';
import type { Settings } from '../../engine/settings';
import type { Status } from '../../engine/status';
import { pathSentence, duration } from '../sentence';
import { chainOf } from './chain';
import { changeDecision } from './changes';
import type { Decision } from './decision';
import { jobsOf, type JobHistory, type Step } from '../history';
import { nextOf, type Next, type Outlook } from './next';
import { textOf } from './parts';

/** Why a record stands where it stands, and what happens next. */
export interface Why {
  readonly key: RecordKey;
  readonly status: Status;
  readonly sentence: string;
  /** The job that is told; null for a record that was never edited. */
  readonly job: number | null;
  readonly decisions: readonly Decision[];
  readonly next: readonly Next[];
}

/** What is known beside the log. */
export interface Known extends Outlook {
  readonly alerts: readonly LoggedAlert[];
}

/** What is known of a record beside the log. `obstacle`: why nothing is sent, beside a pause and `sync.readOnly`; null where nothing is in the way. */
export function knownOf({ resource }: SyncRecord, settings: Settings, model: ReadonlyModel, obstacle: string | null): Known {
  const configured = settings.resources.get(resource);
  return {
    retry: settings.retry, baseUrl: settings.master.baseUrl, mode: model.mode ?? settings.sync.mode, pause: model.pause, alerts: model.alerts,
    resource: configured ? resolveResource(configured, model.found.get(resource)) : null,
    obstacle: obstacle ?? (settings.sync.readOnly ? 'the configuration is read-only' : null),
  };
}

/** Why a record is as it is: its newest job. `steps`: what its entries of the log did (`replay`). */
export function whyOf(record: SyncRecord, steps: readonly Step[], known: Known, now: number): Why {
  const job = record.job ? jobsOf(steps).at(-1) : undefined;
  return {
    key: record.key, status: statusOf(record), sentence: pathSentence(record, now, known.retry.retries), job: job?.number ?? null,
    decisions: job ? decisionsOf(job, known) : [steps.findLast(({ fact }) => fact.kind === 'pulled')].flatMap((step) => (step ? changeDecision(step, known) ?? [] : [])),
    next: nextOf(record, known),
  };
}

/** The decisions of one job. */
export const decisionsOf = (job: JobHistory, known: Known): Decision[] => chainOf(job, known, known.alerts);

/** The same as text for a terminal: the sentence, the decisions with their times and entries, what happens next. */
export function whyText({ key, sentence, decisions, next }: Why, now: number, clock: (at: number) => string): string {
  const told = decisions.map(({ title, detail, at, seq, isLogged }) => `  ${clock(at)}  ${title}: ${textOf(detail, clock)}  [${isLogged ? '' : 'implied by '}entry ${seq}]`);
  const then = next.map(({ title, detail, dueAt }) => `  ${title}${dueAt === undefined ? '' : dueAt > now ? ` in ${duration(dueAt - now)}` : ' now'}: ${textOf(detail, clock)}`);
  return [`${key}  ${sentence}`, ...(told.length > 0 ? ['', 'Why', ...told] : []), '', 'What happens next', ...then].join('\n');
}
