import { extname } from 'node:path';
import type { AuditScope } from '../engine/audit/run';
import { STATUSES } from '../engine/status';
import { REPORT_FORMATS } from '../flows/report/formats';
import { cells, figureRows, reportValue, type Report } from '../flows/report/report';
import { reportOf } from '../flows/report/reportOf';
import type { Progress, Session } from '../node/session';
import { withSession, type Options, type Print, type Run } from './command';
import { open } from './context';
import { checkResource, recordOf } from './input';
import { checkOutFile, writeOutFile } from './outFile';
import { showProgress } from './terminal';
import { UsageError } from './usage';

/** `reconcile audit`. */
export const auditRun: Run = async (keys, options, print) =>
  withSession(
    await open(options, 'read'),
    (session) => audit(session, scopeOf(session, options, keys), options.report, print),
    (session) => void session.perform({ type: 'cancelAudit' }),
  );

/** What a run was asked to cover. */
function scopeOf(session: Session, { resource, status }: Options, names: readonly string[]): AuditScope {
  const keys = names.map((name) => recordOf(session, name).key);
  if (resource !== undefined) checkResource(session, resource);
  if (keys.length > 0 && (resource !== undefined || status !== undefined)) throw new UsageError('audit takes RECORDs, or --resource and --status.');
  const known = STATUSES.find((one) => one === status);
  if (status !== undefined && !known) throw new UsageError(`--status takes one of ${STATUSES.join(', ')}, not "${status}".`);
  return { ...(resource !== undefined && { resource }), ...(known && { status: known }), ...(keys.length > 0 && { keys }) };
}

/** Runs a reconciliation and reports it; exit 1 when there is drift, or when it did not get to its end. */
async function audit(session: Session, scope: AuditScope, file: string | undefined, print: Print): Promise<number> {
  const write = file === undefined ? undefined : REPORT_FORMATS.get(extname(file).toLowerCase());
  if (file !== undefined && !write) throw new UsageError(`--report takes a file that ends in ${[...REPORT_FORMATS.keys()].join(', ')}.`);
  if (file !== undefined) checkOutFile(file);
  const result = await session.perform({ type: 'audit', scope, by: 'person' }, { onProgress });
  showProgress('');
  const run = session.model.audits.runs.find(({ id }) => id === result.run);
  if (!run?.end) {
    print(result.message, result);
    return 1;
  }
  const report = await reportOf(session, run);
  print(text(report, result.message), { message: result.message, ...reportValue(report) });
  if (write && file !== undefined) writeOutFile(file, write(report));
  return run.end.how === 'complete' && report.findings.length === 0 ? 0 : 1;
}

const onProgress = ({ done, total }: Progress): void => showProgress(`${done.toLocaleString('en-US')} of ${(total ?? done).toLocaleString('en-US')} compared; Ctrl+C for a partial report`);

function text({ run, findings }: Report, message: string): string {
  const figures = figureRows(run).filter(({ isPart, count }) => count > 0 || !isPart).map(({ what, count, isPart }) => `${count.toLocaleString('en-US').padStart(8)}  ${isPart ? '  ' : ''}${what}`);
  const lines = findings.map((finding) => {
    const [key, kind, , , , needed, reason] = cells(finding);
    return `${key}  ${kind}${needed === 'yes' ? ', action needed' : ''}: ${reason}`;
  });
  return [message, ...figures, ...lines].join('\n');
}
