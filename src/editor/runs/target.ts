import type { Finding } from '../../engine/audit/finding';
import type { AuditRun } from '../../engine/audit/run';
import type { Session } from '../../node/session';
import { findingsOf, isRunNode, type RunNode } from './runNodes';
import { standingOf } from './standing';

/** The rows that a command means: those chosen, where the one it was given is among them; else that one; without one, those chosen. */
export function targetNodes(given: unknown, chosen: unknown, selection: readonly RunNode[]): readonly RunNode[] {
  if (Array.isArray(chosen) && chosen.length > 0) return chosen.filter(isRunNode);
  return isRunNode(given) ? [given] : selection;
}

/** The findings below these rows that are open still, each once. */
export function openFindings(session: Session, nodes: readonly RunNode[]): readonly Finding[] {
  const found = nodes.flatMap((node) => (node.kind === 'group' ? findingsOf(session, node.run, node.of) : node.kind === 'finding' ? [node.finding] : []));
  const [run] = session.model.audits.runs;
  return run ? [...new Map(found.map((finding) => [finding.key, finding])).values()].filter((finding) => standingOf(finding, run, session.model.records.get(finding.key)) === 'open') : [];
}

/** The run that a command means: its row's, else the newest. */
export const targetRun = (session: Session, given: unknown): AuditRun | undefined => (isRunNode(given) ? (session.model.audits.runs.find(({ id }) => id === given.run.id) ?? given.run) : session.model.audits.runs[0]);
