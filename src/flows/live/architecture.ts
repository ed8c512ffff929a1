import type { LoggedAlert, Route } from '../../engine/alerts/alert';
import { figures } from '../../engine/metrics/figures';
import { unsentEdits } from '../../engine/model';
import type { Task } from '../../engine/schedule/tasks';
import { plain } from '../sentence';
import { box, type BoxFigure, type Live, type World } from './world';
import { clockTime, count, many, percent } from '../words';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** D4: each part with its figures; what fails or is paused is marked, and says why. */
export function partsAtWork(world: World): Live {
  const { model, settings, now } = world;
  const { pause } = model;
  const hour = figures(model, { from: now - HOUR, to: now + 1 }, now);
  const waiting = model.count('PENDING') + model.count('RETRY_PENDING');
  const inFlight = model.count('PROCESSING');
  const held = pause ? plain(pause.reason) : settings.sync.readOnly ? 'The configuration is read-only.' : (model.mode ?? settings.sync.mode) === 'manual' ? 'Manual mode: edits wait until they are sent by hand.' : null;
  const isFailing = hour.endedRate !== null && hour.endedRate < settings.alerts.successRate;
  const alerts = model.alerts.filter(({ at }) => at >= now - DAY);
  const host = plain(new URL(settings.master.origin).host);
  const nodes: Record<string, BoxFigure> = {
    editor: box(many(unsentEdits(model), 'unsent edit'), '000 unsent edits', 'Edits that the master does not have'),
    dashboard: box(percent(hour.successRate), '000.0 %', 'Success rate, over the records that have a job', hour.successRate !== null && hour.successRate < settings.alerts.successRate ? 'failing' : 'plain'),
    runner: held === null ? box(`${count(inFlight)} in flight\n${count(waiting)} waiting`, '00 in flight\n00,000 waiting', `At most ${settings.sync.concurrency} at a time`, inFlight > 0 ? 'moving' : 'plain') : box(`held\n${count(waiting)} waiting`, '00 in flight\n00,000 waiting', held, 'paused'),
    store: box(many(model.records.size, 'record'), '000,000 records', `${count(settings.resources.size)} resources`),
    metrics: box(`${hour.throughput.toFixed(hour.throughput < 10 ? 1 : 0)} jobs a minute`, '000.0 jobs a minute', `${count(Object.values(hour.ended).reduce((sum, n) => sum + n, 0))} jobs ended in the last hour, ${count(hour.retries)} retries`),
    master: pause && pause.cause !== 'user' ? box('not answering', host, plain(pause.reason), 'failing') : box(host, host, isFailing ? `Only ${percent(hour.endedRate)} of the jobs of the last hour succeeded` : settings.master.origin, isFailing ? 'failing' : 'plain'),
    syncLog: box(`${count(model.seq)} entries`, '0,000,000 entries', model.since === null ? 'Empty' : `Since ${clockTime(model.since, now)}`),
    alerts: box(many(alerts.length, 'alert'), '000 alerts', 'In the last 24 hours'),
    alertLog: box(many(model.alerts.length, 'alert'), '000 alerts', 'The newest 200 are at hand'),
    anomalies: job(world, 'anomalies'), sweep: job(world, 'sweep'), reconciliation: job(world, 'reconciliation'),
    webhook: route(model.alerts, 'webhook', now), email: route(model.alerts, 'email', now),
  };
  return { nodes, edges: {} };
}

const JOB_ROOM = 'last Sun 00:00\nnext Sun 00:00';

/** A background job: its last and its next run. */
function job({ model, plan, now }: World, task: Task): BoxFigure {
  const { audits } = model;
  if (task === 'reconciliation' && audits.running) return box(`running\n${count(audits.running.figures.checked)} checked`, JOB_ROOM, `Since ${clockTime(audits.running.startedAt, now)}`, 'moving');
  const next = plan.find((one) => one.task === task)?.next ?? null;
  const last = task === 'reconciliation' ? audits.runs[0]?.startedAt : model.ran.get(task)?.at; // by hand too
  const words = [last === undefined ? 'not yet run' : `last ${clockTime(last, now)}`, next === null ? 'off' : `next ${clockTime(next, now)}`];
  return box(words.join('\n'), JOB_ROOM, next === null ? 'Switched off in the configuration' : next < now - DAY ? 'It is overdue: it runs in the window that owns the store' : 'Local time');
}

/** A way out for alerts, in the last 24 hours; the last message says whether it works. */
function route(alerts: readonly LoggedAlert[], name: Route, now: number): BoxFigure {
  const sent = alerts.flatMap(({ routed }) => routed.filter((one) => one.route === name && one.at >= now - DAY)).sort((a, b) => b.at - a.at);
  const problem = sent[0]?.problem ?? null;
  const delivered = sent.filter((one) => one.problem === null).length;
  return problem === null ? box(`${count(delivered)} sent`, '000 sent', 'Alerts delivered in the last 24 hours') : box('not sent', '000 sent', plain(problem), 'failing');
}
