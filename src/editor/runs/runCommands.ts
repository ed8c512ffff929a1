import * as vscode from 'vscode';
import type { Finding } from '../../engine/audit/finding';
import type { AuditRun } from '../../engine/audit/run';
import type { Session } from '../../node/session';
import { perform, type CommandParts } from '../commands/perform';
import { commands } from '../ids';
import { keyOfUri } from '../records/uri';
import type { FindingDiffs } from './findingDiffs';
import { fixFindings } from './fixFindings';
import { ignoreFields, lookAgain } from './ignoredFields';
import { reconcile } from './reconcile';
import { isRunNode } from './runNodes';
import type { RunReports } from './runReports';
import type { RunsTree } from './runsTree';
import { pickScope, scopeIn } from './scope';
import { openFindings, targetNodes, targetRun } from './target';

/** Registers the commands of the Runs view. */
export function registerRunCommands(parts: CommandParts, tree: RunsTree, reports: RunReports, diffs: FindingDiffs): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  const onFindings = (run: (findings: readonly Finding[]) => Promise<unknown>) => (given: unknown, chosen: unknown) => {
    const { session } = parts.source;
    if (!session) return undefined;
    const key = given instanceof vscode.Uri ? keyOfUri(given) : null; // in the title of a finding's diff
    if (key === null) return run(openFindings(session, targetNodes(given, chosen, tree.selection)));
    return run(openFindings(session, tree.rowsOf(key)).map((finding) => diffs.asSeen(finding)));
  };
  const onRun = (act: (session: Session, run: AuditRun) => Promise<unknown>) => (given: unknown) => {
    const { session } = parts.source;
    const run = session && targetRun(session, given);
    return run ? act(session, run) : vscode.window.showInformationMessage('Nothing was reconciled yet.');
  };
  return vscode.Disposable.from(
    register(commands.reconcileNow, () => reconcile(parts, {})),
    register(commands.reconcile, async () => {
      const scope = parts.source.session && (await pickScope(parts.source.session));
      return scope ? reconcile(parts, scope) : undefined;
    }),
    register(commands.reconcileThese, (given: unknown) => {
      const scope = scopeIn(given);
      return scope ? reconcile(parts, scope) : vscode.window.showInformationMessage('Open a record first.');
    }),
    register(commands.cancelReconciliation, () => perform(parts, { type: 'cancelAudit' })),
    register(commands.openReport, onRun((_session, run) => reports.open(run))),
    register(commands.saveReport, onRun((session, run) => reports.save(session, run))),
    register(commands.openFinding, (given: unknown) => (isRunNode(given) && given.kind === 'finding' ? diffs.open(given.finding.key) : undefined)),
    register(commands.acceptRemote, onFindings((findings) => fixFindings(parts, findings, 'accept'))),
    register(commands.pushLocal, onFindings((findings) => fixFindings(parts, findings, 'push'))),
    register(commands.ignoreField, onFindings((findings) => ignoreFields(parts, findings))),
    register(commands.lookAgain, () => lookAgain(parts)),
    register(commands.loadMoreFindings, (given: unknown) => isRunNode(given) && given.kind === 'more' && tree.loadMore(given)),
  );
}
