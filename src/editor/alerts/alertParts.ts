import * as vscode from 'vscode';
import type { CommandParts } from '../commands/perform';
import type { GatheredChanges } from '../session/gatheredChanges';
import { registerAlertCommands } from './alertCommands';
import { AlertLog } from './alertLog';
import { AlertNotices } from './alertNotices';
import { AlertsTree } from './alertsTree';

/** Alerts in the editor: the view, the log as a document, notifications and commands. */
export class AlertParts implements vscode.Disposable {
  readonly tree: AlertsTree;
  readonly #parts: vscode.Disposable;

  constructor(parts: CommandParts, changes: GatheredChanges, { secrets, workspaceState }: Pick<vscode.ExtensionContext, 'secrets' | 'workspaceState'>) {
    this.tree = new AlertsTree(parts.source, changes, workspaceState);
    const log = new AlertLog(parts.source, changes);
    this.#parts = vscode.Disposable.from(this.tree, log, new AlertNotices(parts.source), registerAlertCommands(parts, log, secrets));
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
