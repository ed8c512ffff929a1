import type { LoggedAlert } from '../../engine/alerts/alert';
import { attemptDecisions } from './attempt';
import { changeDecision, goesOn } from './changes';
import type { Decision, Rules } from './decision';
import { isStep, type JobHistory, type Step, type StepOf } from '../history';
import { say } from './parts';

/** Decisions of one job that are told one by one: the first, and the newest. */
const MOST = 40;

/** The decisions that led a job to where it stands, oldest first. `alerts`: those that are known, for the one that a dead letter sends. */
export function chainOf({ id, steps }: JobHistory, rules: Rules, alerts: readonly LoggedAlert[] = []): Decision[] {
  const newest = steps.findLast((step): step is StepOf<'finished'> => isStep(step, 'finished') && step.before?.job?.id === id);
  const all = steps.flatMap((step): Decision[] => {
    if (isStep(step, 'finished')) return step.before?.job?.id === id ? attemptDecisions(step, rules, step === newest && isLast(step, steps)) : [goesOn(step)];
    const decision = changeDecision(step, rules);
    return decision ? [decision] : [];
  });
  const told = [...all, ...underWay(steps.at(-1))];
  for (const alert of alerted(steps, alerts)) told.splice(told.findLastIndex(({ at, seq }) => seq <= alert.seq || at <= alert.at) + 1, 0, alert);
  const [first] = told;
  const left = told.length - MOST;
  if (first === undefined || left <= 0) return told;
  return [first, { icon: 'ellipsis', tone: 'rest', title: `${left} more`, detail: ['they are in the log'], at: first.at, seq: first.seq, isLogged: true }, ...told.slice(left + 1)];
}

/** Nothing but edits and haste came after it. */
const isLast = (step: Step, steps: readonly Step[]): boolean => !steps.slice(steps.indexOf(step) + 1).some(({ fact }) => fact.kind === 'started' || fact.kind === 'queued');

function underWay(last: Step | undefined): Decision[] {
  if (!last || !isStep(last, 'started')) return [];
  return [{ icon: 'sync', tone: 'moves', title: `Attempt ${last.fact.attempt}: under way`, detail: say`revision ${last.after?.localRevision ?? 0}, written down before it is sent`, at: last.at, seq: last.seq, isLogged: true }];
}

/** D4: a dead letter and a permanent error alert. The entry is the one that it is about. */
function alerted(steps: readonly Step[], alerts: readonly LoggedAlert[]): Decision[] {
  const { key, job } = steps.at(-1)?.after ?? {};
  if (job?.status !== 'DEAD_LETTER' && job?.status !== 'ERROR') return [];
  const alert = alerts.find((each) => key !== undefined && (each.subject === key || each.also?.includes(key) === true) && each.at >= job.since && (each.rule === 'deadLetter' || each.rule === 'error'));
  const last = steps.findLast(({ fact }) => fact.kind === 'finished' || fact.kind === 'unstarted');
  if (!alert || !last) return [];
  const ways = alert.routed.map(({ route, problem }) => `${route} ${problem === null ? 'delivered' : 'failed'}`);
  return [{ icon: 'bell', tone: 'rest', title: `Alert: ${alert.level}`, detail: say`${['in the log']}${ways.length === 0 ? [] : [`, ${ways.join(', ')}`]}`, at: alert.at, seq: last.seq, isLogged: true }];
}
