import { discrepancies, type AuditRun } from '../audit/run';
import { since } from '../metrics/tally';
import type { Change, ReadonlyModel } from '../model';
import type { SyncRecord } from '../record';
import type { Raised } from './storm';

/** What alerts at once: dead letters, permanent errors, the summary of a reconciliation (D6), one that was missed. */
export function concernsOf(changes: readonly Change[], { audits }: Pick<ReadonlyModel, 'audits'>): Raised[] {
  return changes.flatMap(({ entry, before, after }): Raised[] => {
    if (entry.key !== undefined) return after?.job && after.job.status !== before?.job?.status ? ofRecord(after) : [];
    const { fact } = entry;
    if (fact.kind === 'auditEnded') return ofRun(audits.runs.find(({ id }) => id === fact.run));
    // the other tasks come often enough
    if (fact.kind === 'ran' && fact.isLate && fact.task === 'reconciliation') return [{ rule: 'missedSchedule', subject: fact.task, text: 'The reconciliation was due while it could not run; it runs now.' }];
    return [];
  });
}

/** The same, of what stands: where the engine ended before it could be written down. `at`: since when, ms since 1970. */
export function standingConcerns(model: ReadonlyModel): readonly (Raised & { readonly at: number })[] {
  const records = (['DEAD_LETTER', 'ERROR'] as const).flatMap((status) => [...model.keys(status)].flatMap((key) => model.records.get(key) ?? []));
  return [
    ...records.flatMap((record) => ofRecord(record).map((raised) => ({ ...raised, at: since(record) }))),
    ...model.audits.runs.flatMap((run) => (run.end ? ofRun(run) : []).map((raised) => ({ ...raised, at: run.end?.at ?? 0 }))),
  ];
}

function ofRecord({ key, job }: SyncRecord): Raised[] {
  switch (job?.status) {
    case 'DEAD_LETTER':
      return [{ rule: 'deadLetter', subject: key, key, text: `${key} used up its retries: ${job.failure.message}`, many: 'records used up their retries' }];
    case 'ERROR':
      return [{ rule: 'error', subject: key, key, text: `${key} failed for good: ${job.failure.message}`, many: 'records failed for good' }];
    default:
      return [];
  }
}

/** Of a run over chosen records, the person who asked for it sees what came of it. */
const ofRun = (run: AuditRun | undefined): Raised[] => (run && (run.by === 'schedule' || !run.scope.keys) ? [{ rule: 'reconciliation', subject: run.id, text: report(run) }] : []);

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
