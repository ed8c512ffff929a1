import * as vscode from 'vscode';
import { DashboardPage } from '../dashboard/dashboardPage';
import { commands } from '../ids';
import { StateMachinePage } from '../stateMachine/stateMachinePage';
import { dashboardActions } from './dashboardActions';
import { pageActions } from './pageActions';
import { registerTimeline } from './timelineCommands';
import type { CommandParts } from './perform';
import { targetKey } from './target';

/** Makes the pages and registers the commands that open them. */
export function registerPages(parts: CommandParts, extensionUri: vscode.Uri): vscode.Disposable {
  const stateMachine = new StateMachinePage({ extensionUri, ...pageActions(parts) });
  const dashboard = new DashboardPage({ extensionUri, ...dashboardActions(parts) });
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    stateMachine,
    dashboard,
    registerTimeline(parts, extensionUri),
    parts.source.onDidChangeState(() => {
      stateMachine.refresh();
      dashboard.refresh();
    }),
    register(commands.showStateMachine, (given: unknown) => stateMachine.show(targetKey(given) ?? undefined)),
    register(commands.openDashboard, () => dashboard.show()),
  );
}
