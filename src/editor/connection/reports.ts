import * as vscode from 'vscode';
import { schemes } from '../ids';

/** Read-only documents about the connection: the test of it, and what was found by looking. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(schemes.report, this);

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.#texts.get(path) ?? '// This was shown in an earlier session of the editor.\n';
  }

  /** Gives a document its text and answers its address; where it is open, it changes. */
  set(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: schemes.report, path: `/${name}.jsonc` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
