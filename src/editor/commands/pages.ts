import * as vscode from 'vscode';
import type { Routes } from '../../node/alerts/routes';
import type { Tokens } from '../connection/tokens';
import { DashboardPage } from '../dashboard/dashboardPage';
import { FLOW_NAMES } from '../../flows/flow';
import { FlowsPage } from '../flows/flowsPage';
import { Moments } from '../flows/moments';
import { commands } from '../ids';
import { decodeFilter } from '../recordsPage/filter';
import { RecordsPage } from '../recordsPage/recordsPage';
import { dashboardActions } from './dashboardActions';
import { flowsActions } from './flowsActions';
import { registerTimeline } from './timelineCommands';
import type { CommandParts } from './perform';
import { recordsActions } from './recordsActions';
import { targetKey } from './target';

/** Makes the pages and registers the commands that open them. */
export function registerPages(parts: CommandParts, extensionUri: vscode.Uri, tokens: Tokens, routes: () => Promise<Routes>): vscode.Disposable {
  const flows = new FlowsPage({ extensionUri, ...flowsActions(parts) });
  const dashboard = new DashboardPage({ extensionUri, ...dashboardActions(parts, tokens, routes) });
  const records = new RecordsPage({ extensionUri, ...recordsActions(parts) });
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    flows,
    new Moments(parts.source),
    dashboard,
    records,
    registerTimeline(parts, extensionUri),
    parts.source.onDidChangeState(() => {
      flows.refresh();
      dashboard.refresh();
      records.refresh();
    }),
    register(commands.openFlows, (name: unknown, given: unknown) => flows.show(FLOW_NAMES.find((one) => one === name), targetKey(given) ?? undefined)),
    register(commands.showInFlows, (given: unknown) => flows.show('state-machine', targetKey(given) ?? undefined, vscode.ViewColumn.Beside)),
    register(commands.openDashboard, () => dashboard.show()),
    register(commands.openRecords, (given: unknown) => records.show(decodeFilter(given))),
    register(commands.copyRecords, (given: unknown) => records.copy(targetKey(given))),
  );
}
