import * as vscode from 'vscode';
import { schemes } from '../ids';

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

  /** The address of a text. `name` is what its tab says; `of` tells texts of one name apart. */
  keep(name: string, of: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: schemes.inspected, path: `/${encodeURIComponent(name)}`, query: of });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  async open(name: string, of: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(this.keep(name, of, text), { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? 'This was opened in an earlier session: open it again from the record’s page.\n';
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
