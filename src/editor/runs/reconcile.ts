import * as vscode from 'vscode';
import type { AuditScope } from '../../engine/audit/run';
import { commands } from '../ids';
import type { CommandParts } from '../commands/perform';
import { reporter } from '../session/pulls';
import { count, sayFigures } from './words';

/** Compares with the master, with progress; at the end says in a sentence what came of it. */
export async function reconcile({ source, log }: CommandParts, scope: AuditScope): Promise<void> {
  const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Reconciling', cancellable: true }, (progress, token) => {
    token.onCancellationRequested(() => void source.perform({ type: 'cancelAudit' }));
    const report = reporter(progress);
    return source.perform({ type: 'audit', scope, by: 'person' }, { onProgress: (now) => report({ ...now, text: `${count(now.done)} of ${count(now.total ?? now.done)} compared` }) });
  });
  log.add(result.ok ? 'info' : 'warning', result.message);
  const run = source.session?.model.audits.runs.find(({ id }) => id === result.run);
  // what became of it may reach a window that follows later than the answer
  const words = run?.end ? `Reconciliation ${run.end.how}: ${sayFigures(run)}.` : result.run === undefined ? null : 'The reconciliation is over.';
  void (words === null ? tell('That was not done. The log says why.', 'Show Log', commands.showLog) : tell(words, 'Open Report', commands.openReport));
}

async function tell(words: string, action: string, command: string): Promise<void> {
  if ((await vscode.window.showInformationMessage(words, action)) === action) await vscode.commands.executeCommand(command);
}
