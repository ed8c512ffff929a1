import * as vscode from 'vscode';
import type { ConnectionView } from '../../protocol/dashboard';
import { connectionState, hostOf, type ConnectionState } from '../connection/connectionState';
import type { DashboardParts } from '../dashboard/dashboardPage';
import { connectionView } from '../dashboard/snapshot';
import { commands } from '../ids';
import type { WorkspaceSession } from '../session/workspaceSession';
import { pickRecord } from './goToRecord';
import { OBSTACLES } from '../session/notice';
import type { CommandParts } from './perform';

/** What the page *Dashboard* asks of the rest of the editor. */
export function dashboardActions(parts: CommandParts): Omit<DashboardParts, 'extensionUri'> {
  const run = (command: string, ...values: unknown[]): void => void vscode.commands.executeCommand(command, ...values);
  return {
    source: parts.source,
    connection: () => viewOf(parts.source),
    connect: () => run(stateOf(parts.source).action.command),
    openStatus: (status) => run(commands.showStatus, status),
    pick: ({ title, fits }) => void pickRecord(parts, title, fits).then((key) => key !== undefined && run(commands.openRecord, key)),
    openRecord: (key) => run(commands.openRecord, key),
    pull: () => run(commands.pull),
    failed: (message) => parts.log.add('error', message),
  };
}

function viewOf(source: WorkspaceSession): ConnectionView {
  const { session } = source;
  return connectionView(stateOf(source), session ? hostOf(session) : '');
}

type ClosedState = { readonly kind: 'closed' } & Omit<ConnectionState, 'kind'>;

function stateOf({ session, isApproved, state }: WorkspaceSession): ConnectionState | ClosedState {
  if (session) return connectionState(session, isApproved);
  const action = state === 'untrusted' ? { title: 'manage trust', command: 'workbench.trust.manage' } : state === 'failed' || state === 'opening' ? { title: 'show the log', command: commands.showLog } : { title: 'open the configuration', command: commands.openConfiguration };
  return { kind: 'closed', state: state === 'opening' ? 'opening' : 'not open', why: OBSTACLES[state] ?? '', action };
}
