import * as vscode from 'vscode';
import type { Resource } from '../../engine/resource';
import { commands, contexts, schemes } from '../ids';

/** Whether conflicts are shown with the fields that the master sets by itself; at first they are not, so that only what a person decides about is seen. */
export class ServerOwned implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription = vscode.Disposable.from(
    this.#changed,
    vscode.commands.registerCommand(commands.showServerOwned, () => this.#show(true)),
    vscode.commands.registerCommand(commands.hideServerOwned, () => this.#show(false)),
  );
  #areShown = false;

  /** Fields that are left out now. The id stays: it says which record this is, and is the same on both sides. */
  hidden({ uncompared, shape }: Resource): ReadonlySet<string> {
    return new Set(this.#areShown ? [] : [...uncompared].filter((field) => field !== shape.id));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #show(areShown: boolean): Promise<void> {
    // A document that is typed in is not read again, so that its sides would not fit: what is typed is saved first.
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === schemes.local)) {
      if (await document.save()) continue;
      void vscode.window.showWarningMessage('What is typed on the right side cannot be saved: correct it first, or revert the file.');
      return;
    }
    this.#areShown = areShown;
    await vscode.commands.executeCommand('setContext', contexts.isServerOwnedShown, areShown);
    this.#changed.fire();
  }
}
