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
/** Jobs that must have failed before a resource is said to fail only. */
const ONLY_FAILURES = 5;
/** Retries for each job that ended, and in all, that are a storm. */
const STORM = { perJob: 3, least: 10 };
/** A job is endless after so many of its longest requests. */
const ENDLESS = 5;

/** What the detectors look at beside the model. */
export interface Sight {
  readonly settings: Settings;
  readonly now: number;
  readonly inFlight: number;
  /** Nothing stands in the way of sending. */
  readonly isOpen: boolean;
  /** When an attempt last ended here, or the engine started; ms since 1970. */
  readonly lastEnd: number;
}

/** D4's anomaly detector: everything unusual now. */
export const detect = (model: ReadonlyModel, sight: Sight): Concern[] => [...rates(model, sight), ...waits(model, sight), ...stalls(model, sight)];

/** Of the last hour against the threshold and the day before, and of each resource. */
function rates(model: ReadonlyModel, { settings: { alerts }, now }: Sight): Concern[] {
  const found: Concern[] = [];
  const hour = figures(model, { from: now - HOUR, to: now + 1 }, now);
  if (hour.endedRate !== null && hour.endedRate < alerts.successRate) {
    found.push({ rule: 'successRate', subject: '', text: `The success rate of the last hour is ${percent(hour.endedRate)}, below ${percent(alerts.successRate)}.` });
  }
  const before = figures(model, { from: now - HOUR - DAY, to: now - HOUR }, now);
  const hours = Math.min(24, Math.max(1, (now - HOUR - (model.since ?? now)) / HOUR));
  const [failed, usual] = [failures(hour), failures(before) / hours];
  if (failed >= SPIKE.least && failed > SPIKE.times * usual) {
    found.push({ rule: 'failureSpike', subject: '', text: `${failed} attempts failed in the last hour, where ${Number(usual.toFixed(1))} is usual.` });
  }
  const jobs = Object.values(hour.ended).reduce((sum, n) => sum + n, 0);
  if (hour.retries >= STORM.least && hour.retries >= STORM.perJob * jobs) {
    found.push({ rule: 'retryStorm', subject: '', text: `${hour.retries} retries in the last hour brought ${jobs} jobs to an end.` });
  }
  for (const { resource, ended } of figures(model, { from: now - DAY, to: now + 1 }, now).resources) {
    const lost = failedJobs(ended);
    if (lost >= ONLY_FAILURES && ended.SYNCED + ended.SKIPPED === 0) {
      found.push({ rule: 'failingResource', subject: resource, text: `${resource} only fails: ${lost} jobs in a day, and none succeeded.` });
    }
  }
  return found;
}

/** Of records that wait or run for too long. */
function waits(model: ReadonlyModel, { settings, now }: Sight): Concern[] {
  const found: Concern[] = [];
  const oldest = oldestPending(model);
  const isWanted = isManual(model, settings) || settings.sync.readOnly || model.pause !== null;
  if (oldest && !isWanted && now - oldest.at > settings.alerts.pendingMs) {
    found.push({ rule: 'oldPending', subject: '', key: oldest.key, text: `${oldest.key} has been PENDING for ${minutes(now - oldest.at)}.` });
  }
  for (const key of model.keys('PROCESSING')) {
    const age = now - since(model.records.get(key));
    if (age > ENDLESS * settings.timeouts.total) found.push({ rule: 'endlessJob', subject: key, key, text: `${key} has been PROCESSING for ${minutes(age)}, and no request may take that long.` });
  }
  return found;
}

/** Looks healthy and is stuck: something is due, nothing holds it, and nothing moves. */
export function stalls(model: ReadonlyModel, { settings, now, inFlight, isOpen, lastEnd }: Sight): Concern[] {
  if (inFlight > 0 || !isOpen || isManual(model, settings)) return [];
  const { stallMs } = settings.alerts;
  let dueSince = oldestPending(model)?.at ?? Infinity;
  for (const key of model.keys('RETRY_PENDING')) {
    const job = model.records.get(key)?.job;
    if (job?.status === 'RETRY_PENDING') dueSince = Math.min(dueSince, job.dueAt);
  }
  const quiet = now - Math.max(dueSince, lastEnd);
  return quiet >= stallMs ? [{ rule: 'stall', subject: '', text: `Records are due and nothing holds them, and yet nothing was sent for ${minutes(quiet)}.` }] : [];
}

function oldestPending({ standings, records }: ReadonlyModel): { readonly key: RecordKey; readonly at: number } | null {
  const oldest = [...standings.values()].flatMap(({ pending: [key] }) => (key === undefined ? [] : [{ key, at: since(records.get(key)) }]));
  return oldest.sort((a, b) => a.at - b.at)[0] ?? null;
}

const isManual = ({ mode }: ReadonlyModel, { sync }: Settings): boolean => (mode ?? sync.mode) === 'manual';
const failedJobs = ({ DEAD_LETTER, ERROR, VALIDATION_FAILED }: Readonly<Record<End, number>>): number => DEAD_LETTER + ERROR + VALIDATION_FAILED;
const failures = ({ ended, retries }: { readonly ended: Readonly<Record<End, number>>; readonly retries: number }): number => failedJobs(ended) + retries;
const percent = (rate: number): string => `${(rate * 100).toFixed(1)} %`;
const minutes = (ms: number): string => `${Math.round(ms / MINUTE)} min`;
