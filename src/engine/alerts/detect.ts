import { longestAttempt } from '../attempt';
import type { End } from '../metrics/cell';
import { figures } from '../metrics/figures';
import { since } from '../metrics/tally';
import type { ReadonlyModel } from '../model';
import type { RecordKey } from '../record';
import type { Settings } from '../settings';
import type { Concern } from './alert';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A spike is so many times the usual, and at least so many failures. */
const SPIKE = { times: 3, least: 5 };
/** Jobs that must have ended before they are judged: a rate of one job says nothing, and a resource with fewer failures does not fail only. */
const ENOUGH = 5;
/** Retries for each job that ended, and in all, that are a storm. */
const STORM = { perJob: 3, least: 10 };

/** What the detectors look at beside the model. */
export interface Sight {
  readonly settings: Settings;
  readonly now: number;
  readonly inFlight: number;
  /** Nothing stands in the way of sending. */
  readonly isOpen: boolean;
  /** Why the master may not be asked, in a sentence; null: it may. */
  readonly obstacle: string | null;
  /** The machine has just woken, or the engine begun: what waits now had no chance yet. */
  readonly isJustAwake: boolean;
  /** When an attempt last ended here, or the engine started; ms since 1970. */
  readonly lastEnd: number;
}

/** D4's anomaly detector: everything unusual now. */
export const detect = (model: ReadonlyModel, sight: Sight): Concern[] => [...rates(model, sight), ...waits(model, sight), ...stalls(model, sight)];

/** Of the last hour against the threshold and the day before, and of each resource. */
function rates(model: ReadonlyModel, { settings: { alerts, resources }, now }: Sight): Concern[] {
  const found: Concern[] = [];
  const hour = figures(model, { from: now - HOUR, to: now + 1 }, now);
  if (hour.endedRate !== null && hour.ended.SYNCED + failedJobs(hour.ended) >= ENOUGH && hour.endedRate < alerts.successRate) {
    found.push({ rule: 'successRate', subject: '', text: `The success rate of the last hour is ${percent(hour.endedRate)}, below ${percent(alerts.successRate)}.` });
  }
  const before = figures(model, { from: now - HOUR - DAY, to: now - HOUR }, now);
  const hours = before.points.filter(({ ended }) => ended > 0).length; // in the others, nobody worked
  const [failed, usual] = [failures(hour), failures(before) / Math.max(1, hours)];
  if (failed >= SPIKE.least && failed > SPIKE.times * usual) {
    found.push({ rule: 'failureSpike', subject: '', text: `${failed} attempts failed in the last hour, where ${Number(usual.toFixed(1))} is usual.` });
  }
  const jobs = Object.values(hour.ended).reduce((sum, n) => sum + n, 0);
  if (hour.retries >= STORM.least && hour.retries >= STORM.perJob * jobs) {
    found.push({ rule: 'retryStorm', subject: '', text: `${hour.retries} retries in the last hour brought ${jobs} jobs to an end.` });
  }
  for (const { resource, ended } of figures(model, { from: now - DAY, to: now + 1 }, now).resources) {
    const lost = failedJobs(ended);
    if (resources.has(resource) && lost >= ENOUGH && ended.SYNCED + ended.SKIPPED === 0) {
      found.push({ rule: 'failingResource', subject: resource, text: `${resource} only fails: ${lost} jobs in a day, and none succeeded.` });
    }
  }
  return found;
}

/** Of records that wait or run for too long. */
function waits(model: ReadonlyModel, sight: Sight): Concern[] {
  const { settings, now, obstacle } = sight;
  const found: Concern[] = [];
  if (sight.isJustAwake) return found;
  const oldest = oldestDue(model, sight);
  const isWanted = isManual(model, settings) || settings.sync.readOnly || model.pause?.cause === 'user';
  if (oldest && !isWanted && now - oldest.at > settings.alerts.pendingMs) {
    found.push({ rule: 'oldPending', subject: '', key: oldest.key, text: `${oldest.key} has been waiting to be sent for ${minutes(now - oldest.at)}${obstacle === null ? '.' : `: ${obstacle}`}` });
  }
  for (const key of model.keys('PROCESSING')) {
    const age = now - since(model.records.get(key));
    if (age > longestAttempt(settings.timeouts.total)) found.push({ rule: 'endlessJob', subject: key, key, text: `${key} has been PROCESSING for ${minutes(age)}, and no attempt may take that long.` });
  }
  return found;
}

/** Looks healthy and is stuck: something is due, nothing holds it, and nothing moves. */
export function stalls(model: ReadonlyModel, sight: Sight): Concern[] {
  const { settings, now, inFlight, isOpen, lastEnd } = sight;
  if (inFlight > 0 || !isOpen || isManual(model, settings)) return [];
  const { stallMs } = settings.alerts;
  const quiet = now - Math.max(oldestDue(model, sight)?.at ?? Infinity, lastEnd);
  return quiet >= stallMs ? [{ rule: 'stall', subject: '', text: `Records are due and nothing holds them, and yet nothing was sent for ${minutes(quiet)}.` }] : [];
}

/** The record that could have been sent for longest: since it is PENDING, or since its retry is due. A wait that begins in the future, because the clock was set back, has lasted since the last end. */
function oldestDue(model: ReadonlyModel, { now, lastEnd }: Sight): { readonly key: RecordKey; readonly at: number } | null {
  const { standings, records } = model;
  const begun = (at: number): number => (at > now ? lastEnd : at);
  const pending = [...standings.values()].flatMap(({ pending: [key] }) => (key === undefined ? [] : [{ key, at: begun(since(records.get(key))) }]));
  const retries = [...model.keys('RETRY_PENDING')].flatMap((key) => {
    const job = records.get(key)?.job;
    return job?.status === 'RETRY_PENDING' ? [{ key, at: job.dueAt }] : [];
  });
  let oldest: { readonly key: RecordKey; readonly at: number } | null = null;
  for (const one of [...pending, ...retries]) if (!oldest || one.at < oldest.at) oldest = one;
  return oldest;
}

const isManual = ({ mode }: ReadonlyModel, { sync }: Settings): boolean => (mode ?? sync.mode) === 'manual';
const failedJobs = ({ DEAD_LETTER, ERROR, VALIDATION_FAILED }: Readonly<Record<End, number>>): number => DEAD_LETTER + ERROR + VALIDATION_FAILED;
const failures = ({ ended, retries }: { readonly ended: Readonly<Record<End, number>>; readonly retries: number }): number => failedJobs(ended) + retries;
const percent = (rate: number): string => `${(rate * 100).toFixed(1)} %`;
const minutes = (ms: number): string => `${Math.round(ms / MINUTE)} min`;
