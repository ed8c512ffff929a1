import * as vscode from 'vscode';
import { DashboardPage } from '../dashboard/dashboardPage';
import { commands } from '../ids';
import { decodeFilter } from '../recordsPage/filter';
import { RecordsPage } from '../recordsPage/recordsPage';
import { StateMachinePage } from '../stateMachine/stateMachinePage';
import { dashboardActions } from './dashboardActions';
import { pageActions } from './pageActions';
import type { CommandParts } from './perform';
import { recordsActions } from './recordsActions';
import { targetKey } from './target';

/** Makes the pages and registers the commands that open them. */
export function registerPages(parts: CommandParts, extensionUri: vscode.Uri): vscode.Disposable {
  const stateMachine = new StateMachinePage({ extensionUri, ...pageActions(parts) });
  const dashboard = new DashboardPage({ extensionUri, ...dashboardActions(parts) });
  const records = new RecordsPage({ extensionUri, ...recordsActions(parts) });
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    stateMachine,
    dashboard,
    records,
    parts.source.onDidChangeState(() => {
      stateMachine.refresh();
      dashboard.refresh();
      records.refresh();
    }),
    register(commands.showStateMachine, (given: unknown) => stateMachine.show(targetKey(given) ?? undefined)),
    register(commands.openDashboard, () => dashboard.show()),
    register(commands.openRecords, (given: unknown) => records.show(decodeFilter(given))),
    register(commands.copyRecords, (given: unknown) => records.copy(targetKey(given))),
  );
}
