import { discrepancies, type AuditRun } from '../audit/run';
import type { Change, ReadonlyModel } from '../model';
import type { Concern } from './alert';

/** Dead letters of one batch that are told one by one. */
const SINGLY = 5;

/** What alerts at once: dead letters, permanent errors, the summary of a reconciliation (D6), a schedule that was missed. */
export function concernsOf(changes: readonly Change[], { audits }: Pick<ReadonlyModel, 'audits'>): Concern[] {
  const dead: Concern[] = [];
  const others: Concern[] = [];
  for (const { entry, before, after } of changes) {
    if (entry.key === undefined) {
      const { fact } = entry;
      const run = fact.kind === 'auditEnded' ? audits.runs.find(({ id }) => id === fact.run) : undefined;
      if (run) others.push({ rule: 'reconciliation', subject: run.id, text: report(run) });
      if (fact.kind === 'ran' && fact.isLate && fact.task !== 'sweep') { // the sweep comes every few minutes anyway
        others.push({ rule: 'missedSchedule', subject: fact.task, text: `The ${fact.task} was due while nothing ran here; it ran late.` });
      }
    } else if (after?.job && after.job.status !== before?.job?.status) {
      const { key, job } = after;
      if (job.status === 'DEAD_LETTER') dead.push({ rule: 'deadLetter', subject: key, key, text: `${key} used up its retries: ${job.failure.message}` });
      if (job.status === 'ERROR') others.push({ rule: 'error', subject: key, key, text: `${key} failed for good: ${job.failure.message}` });
    }
  }
  return [...together(dead), ...others];
}

/** Many at once are one alert. */
function together(dead: readonly Concern[]): readonly Concern[] {
  const [first] = dead;
  if (!first || dead.length <= SINGLY) return dead;
  const named = dead.slice(0, SINGLY).map(({ subject }) => subject).join(', ');
  return [{ rule: 'deadLetter', subject: first.subject, text: `${dead.length} records used up their retries: ${named} and ${dead.length - SINGLY} more.` }];
}

/** As D6 mails it. */
function report({ end, figures }: AuditRun): string {
  const count = (n: number): string => n.toLocaleString('en-US');
  return [
    `Reconciliation ${end?.how ?? 'running'}.`,
    ...(end?.reason ? [end.reason] : []),
    `Total checked: ${count(figures.checked)}. Discrepancies: ${count(discrepancies(figures))}. Actions needed: ${count(figures.needsPerson)}.`,
    ...(figures.kinds.unchecked > 0 ? [`Not checked: ${count(figures.kinds.unchecked)}.`] : []),
  ].join(' ');
}
