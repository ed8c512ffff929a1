import * as vscode from 'vscode';
import type { JsonObject } from '../../engine/json';
import { schemes } from '../ids';
import { plain } from '../plain';
import { recordText } from '../records/text';
import { recordUri } from '../records/uri';
import type { Conflict } from './conflict';
import { remoteUri } from './remoteContent';

/** What a field-by-field resolution comes to, read-only beside the remote. */
export class PickPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(schemes.picked, this);

  /** Shows the result, and leaves the focus where it is. */
  async show(conflict: Conflict, content: JsonObject): Promise<void> {
    const uri = recordUri(conflict.key).with({ scheme: schemes.picked });
    this.#texts.set(uri.toString(), recordText(content));
    this.#changed.fire(uri);
    await vscode.commands.executeCommand('vscode.diff', remoteUri(conflict), uri, plain(`Preview: ${conflict.key} — Remote ↔ Result`), { preview: true, preserveFocus: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
