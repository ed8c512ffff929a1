import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import { schemes } from '../ids';
import { recordUri } from '../records/uri';

/** Documents that a record's page opens, read-only, each with the text that it had when it was opened. */
export class Inspected implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscription: vscode.Disposable;

  constructor() {
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(schemes.inspected, this),
      vscode.workspace.onDidCloseTextDocument(({ uri, isClosed }) => isClosed && this.#texts.delete(uri.toString())),
    );
  }

  /** The address of a text about a record, beside that of the record: `/accounts/42 response.json`. `of` tells texts of one name apart. */
  keep(key: RecordKey, name: string, of: string, text: string): vscode.Uri {
    const path = recordUri(key).path.replace(/\.json$/, ` ${name}`);
    const uri = vscode.Uri.from({ scheme: schemes.inspected, path, query: of });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  async open(key: RecordKey, name: string, of: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(this.keep(key, name, of, text), { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? 'This was opened in an earlier session: open it again from the record’s page.\n';
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
