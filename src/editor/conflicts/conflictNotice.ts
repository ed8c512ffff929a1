import * as vscode from 'vscode';
import { commands, settings, views } from '../ids';
import type { Conflicts } from './conflicts';

/** Tells of new conflicts: one notification for each batch (D9: "Conflict needs resolution"), unless the setting says no. */
export class ConflictNotice implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;

  constructor(conflicts: Conflicts) {
    this.#subscription = conflicts.onDidFind((keys) => void tell(keys));
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

async function tell(keys: readonly string[]): Promise<void> {
  if (!vscode.workspace.getConfiguration().get<boolean>(settings.notifyConflict, true)) return;
  const [only] = keys;
  const isOne = keys.length === 1;
  const action = isOne ? 'Open' : 'Show';
  const answer = await vscode.window.showWarningMessage(noticeText(keys.length), action);
  if (answer === undefined) return;
  await (isOne ? vscode.commands.executeCommand(commands.openConflict, only) : vscode.commands.executeCommand(`${views.conflicts}.focus`));
}

/** Fixed words: what a record is called stays out of a notification (F13). */
export const noticeText = (count: number): string => (count === 1 ? 'A conflict needs resolution.' : `${count} conflicts need resolution.`);
