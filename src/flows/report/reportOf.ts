import { FINDINGS, type Finding } from '../../engine/audit/finding';
import { findingsOf, type AuditRun } from '../../engine/audit/run';
import type { Entry } from '../../engine/entry';
import type { ReadonlyModel } from '../../engine/model';
import type { Report } from './report';

/** What a report is read from: a session, in the editor and on the command line. */
interface Source {
  readonly model: ReadonlyModel;
  /** The sync log, oldest first. */
  log(): AsyncIterable<{ readonly entry: Entry }>;
}

/** A run with all its findings: of the newest the first ones are at hand, the others are read from the log. */
export async function reportOf(source: Source, run: AuditRun): Promise<Report> {
  const { runs, findings } = source.model.audits;
  const isAtHand = runs[0]?.id === run.id && findings.length === findingsOf(run.figures);
  if (isAtHand) return { run, findings: byGravity(findings) };
  const all: Finding[] = [];
  for await (const { entry: { fact } } of source.log()) if (fact.kind === 'audited' && fact.run === run.id) all.push(...fact.batch.findings);
  return { run, findings: byGravity(all) };
}

const { compare } = new Intl.Collator('en-US', { numeric: true });
const byGravity = (findings: readonly Finding[]): readonly Finding[] => [...findings].sort((a, b) => FINDINGS.indexOf(a.kind) - FINDINGS.indexOf(b.kind) || compare(a.key, b.key));
