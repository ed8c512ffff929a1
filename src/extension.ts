import * as vscode from 'vscode';
import { AlertParts } from './editor/alerts/alertParts';
import { routesOf } from './editor/alerts/alertSecrets';
import { Api, type ReconciliationApi } from './editor/api';
import { registerPages } from './editor/commands/pages';
import { registerPullCommands } from './editor/commands/pullCommands';
import { registerRecordCommands } from './editor/commands/recordCommands';
import { SendByHand } from './editor/commands/sendCommands';
import { registerStoreCommands } from './editor/commands/storeCommands';
import { registerSyncCommands } from './editor/commands/syncCommands';
import { ConflictParts } from './editor/conflicts/conflictParts';
import { ServerOwned } from './editor/conflicts/serverOwned';
import { Approval } from './editor/connection/approval';
import { ApprovalPrompt } from './editor/connection/approvalPrompt';
import { ConfigFile } from './editor/connection/configFile';
import { registerConnectionCommands } from './editor/connection/connectionCommands';
import { Tokens } from './editor/connection/tokens';
import { schemes } from './editor/ids';
import { RecordDecorations } from './editor/records/recordDecorations';
import { RecordDiagnostics } from './editor/records/recordDiagnostics';
import { RecordFiles, WHOLE_RECORD } from './editor/records/recordFiles';
import { RecordLenses } from './editor/records/recordLenses';
import { RecordsTree } from './editor/records/recordsTree';
import { Runs } from './editor/runs/runs';
import { AutomaticPull } from './editor/session/automaticPull';
import { ContextKeys } from './editor/session/contextKeys';
import { GatheredChanges } from './editor/session/gatheredChanges';
import { LogChannel } from './editor/session/logChannel';
import { Notices } from './editor/session/notices';
import { Pulls } from './editor/session/pulls';
import { WorkspaceSession } from './editor/session/workspaceSession';
import { StatusBar } from './editor/statusBar';
import type { TestAccess } from './editor/testAccess';
import type { Routes } from './node/alerts/routes';
import { openSession } from './node/openSession';

let source: WorkspaceSession | undefined;

/** Puts the parts together; nothing else is done here. */
export function activate(context: vscode.ExtensionContext): ReconciliationApi | TestAccess {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const config = own(new ConfigFile());
  const approval = own(new Approval(config, context.globalState, process.env['RECONCILIATION_APPROVED_ORIGIN']));
  const tokens = new Tokens(context.secrets, context.globalState);
  const routes = (): Promise<Routes> => routesOf(context.secrets);
  const sessions = own(new WorkspaceSession({ config, approval, tokens, routes, open: openSession }));
  source = sessions;
  const log = own(new LogChannel(sessions));
  const changes = own(new GatheredChanges(sessions));
  const parts = { source: sessions, log };
  own(new ContextKeys(sessions, changes));
  own(new Notices(sessions));
  const alerts = own(new AlertParts(parts, changes, context));

  const pulls = own(new Pulls());
  own(new AutomaticPull(sessions, pulls, log));
  const prompt = own(new ApprovalPrompt(config, approval));
  own(registerConnectionCommands({ source: sessions, config, approval, prompt, tokens }));

  const serverOwned = own(new ServerOwned());
  const files = own(new RecordFiles(sessions, changes, WHOLE_RECORD));
  const locals = own(new RecordFiles(sessions, changes, { scheme: schemes.local, hidden: (resource) => serverOwned.hidden(resource) }));
  own(serverOwned.onDidChange(() => locals.refresh()));
  own(new RecordDiagnostics(sessions, changes, [files, locals]));
  own(new RecordLenses(sessions, changes));
  own(new RecordDecorations(sessions, changes));
  const tree = own(new RecordsTree(sessions, changes));
  own(new StatusBar(sessions, changes));

  const { conflicts, tree: conflictsTree, mergeEditor } = own(new ConflictParts(parts, serverOwned, context.storageUri));

  const runs = own(new Runs(parts, changes, serverOwned));
  own(registerPages(parts, context.extensionUri, tokens, routes));
  own(registerRecordCommands(parts, tree));
  own(registerSyncCommands(parts));
  own(registerPullCommands(parts, pulls));
  own(registerStoreCommands(parts));
  const sending = own(new SendByHand(parts));

  const { api } = own(new Api(sessions));
  void sessions.start();
  return context.extensionMode === vscode.ExtensionMode.Test ? { source: sessions, approval, config, tree, conflicts, conflictsTree, sending, mergeEditor, runs: runs.tree, alerts: alerts.tree, log, api } : api;
}

/** Ends the session in order; VS Code waits for it. */
export const deactivate = (): Promise<void> | undefined => source?.close();
