import * as vscode from 'vscode';
import { ROUTES } from '../../engine/alerts/alert';
import type { Task } from '../../engine/schedule/tasks';
import type { Routes } from '../../node/alerts/routes';
import { MUTE_MS } from '../../protocol/alertLook';
import type { ConnectionView } from '../../protocol/dashboard';
import { connectionState, hostOf, type ConnectionState } from '../connection/connectionState';
import type { Tokens } from '../connection/tokens';
import type { DashboardParts } from '../dashboard/dashboardPage';
import { connectionView } from '../dashboard/snapshot';
import { commands } from '../ids';
import type { WorkspaceSession } from '../session/workspaceSession';
import { OBSTACLES } from '../session/notice';
import { perform, type CommandParts } from './perform';

/** What does now what a background job does at its time (D4); sending all that waits is more than the sweep. */
const RUN_NOW: Readonly<Record<Task, string>> = { sweep: commands.syncNow, anomalies: commands.detectAnomalies, reconciliation: commands.reconcileNow };

const OPENS: Readonly<Record<Parameters<DashboardParts['open']>[0], readonly [string, ...unknown[]]>> = {
  openAlerts: [commands.showAlerts],
  openSchedules: [commands.openConfiguration, 'schedules'],
  openToken: [commands.setToken],
  openFound: [commands.showFound],
};

/** What the page *Dashboard* asks of the rest of the editor. */
export function dashboardActions(parts: CommandParts, tokens: Pick<Tokens, 'origins'>, routes: () => Promise<Routes>): Omit<DashboardParts, 'extensionUri'> {
  const run = (command: string, ...values: unknown[]): void => void vscode.commands.executeCommand(command, ...values);
  return {
    source: parts.source,
    connection: () => viewOf(parts.source),
    connect: () => run(stateOf(parts.source).action.command),
    pick: ({ title, fits }) => run(commands.openRecords, { title, keys: [...(parts.source.session?.model.records.values() ?? [])].filter(fits).map(({ key }) => key) }),
    list: (title, keys) => run(commands.openRecords, { title, keys }),
    openRecord: (key) => run(commands.openRecord, key),
    pull: () => run(commands.pull),
    setUp: async () => {
      const addresses = await routes();
      return { hasToken: tokens.origins.includes(parts.source.session?.settings.master.origin ?? ''), routes: ROUTES.filter((route) => addresses[route]) };
    },
    runTask: (task) => run(RUN_NOW[task]),
    mute: (rule, isMuted) => void perform(parts, { type: 'mute', rule, ms: isMuted ? MUTE_MS : 0 }),
    open: (what) => run(...OPENS[what]),
    failed: (message) => parts.log.add('error', message),
  };
}

function viewOf(source: WorkspaceSession): ConnectionView {
  const { session } = source;
  return connectionView(stateOf(source), session ? hostOf(session) : '');
}

type ClosedState = { readonly kind: 'closed' } & Omit<ConnectionState, 'kind'>;

/** Where the connection stands, with or without a session. */
export function stateOf({ session, isApproved, state }: WorkspaceSession): ConnectionState | ClosedState {
  if (session) return connectionState(session, isApproved);
  const action = state === 'untrusted' ? { title: 'manage trust', command: 'workbench.trust.manage' } : state === 'failed' || state === 'opening' ? { title: 'show the log', command: commands.showLog } : { title: 'open the configuration', command: commands.openConfiguration };
  return { kind: 'closed', state: state === 'opening' ? 'opening' : 'not open', why: OBSTACLES[state] ?? '', action };
}
