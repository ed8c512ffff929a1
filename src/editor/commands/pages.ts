import * as vscode from 'vscode';
import { DashboardPage } from '../dashboard/dashboardPage';
import { FLOW_NAMES } from '../../flows/flow';
import { FlowsPage } from '../flows/flowsPage';
import { Moments } from '../flows/moments';
import { commands } from '../ids';
import { dashboardActions } from './dashboardActions';
import { flowsActions } from './flowsActions';
import type { CommandParts } from './perform';
import { targetKey } from './target';

/** Makes the pages and registers the commands that open them. */
export function registerPages(parts: CommandParts, extensionUri: vscode.Uri): vscode.Disposable {
  const flows = new FlowsPage({ extensionUri, ...flowsActions(parts) });
  const dashboard = new DashboardPage({ extensionUri, ...dashboardActions(parts) });
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    flows,
    new Moments(parts.source),
    dashboard,
    parts.source.onDidChangeState(() => {
      flows.refresh();
      dashboard.refresh();
    }),
    register(commands.openFlows, (name: unknown, given: unknown) => flows.show(FLOW_NAMES.find((one) => one === name), targetKey(given) ?? undefined)),
    register(commands.showStateMachine, (given: unknown) => flows.show('state-machine', targetKey(given) ?? undefined, vscode.ViewColumn.Beside)),
    register(commands.openDashboard, () => dashboard.show()),
  );
}
