import * as vscode from 'vscode';
import { plain } from '../plain';
import type { SessionSource } from '../connection/sessionSource';
import type { GatheredChanges } from '../session/gatheredChanges';
import { placeOf } from './edit';
import type { RecordFiles, Verdict } from './recordFiles';
import { isRecordUri, keyOfUri } from './uri';

/** Problems of the records that are open: what validation found, on its fields, and why a text was not saved, at its place. */
export class RecordDiagnostics implements vscode.Disposable {
  readonly #validation = vscode.languages.createDiagnosticCollection('reconciliation.validation');
  readonly #edits = vscode.languages.createDiagnosticCollection('reconciliation.edit');
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly source: SessionSource,
    changes: GatheredChanges,
    files: readonly RecordFiles[],
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#validation,
      this.#edits,
      ...files.map((each) => each.onDidJudge((verdict) => this.#judge(verdict))),
      changes.onDidChange(({ keys, isEverything }) => openRecords().filter(({ uri }) => isEverything || keys.has(keyOfUri(uri) ?? '')).forEach((document) => this.#validate(document))),
      vscode.workspace.onDidOpenTextDocument((document) => this.#validate(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => !document.isDirty && this.#validate(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#validation.delete(uri);
        this.#edits.delete(uri);
      }),
    );
    openRecords().forEach((document) => this.#validate(document));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #validate(document: vscode.TextDocument): void {
    if (!isRecordUri(document.uri)) return;
    const job = this.source.session?.model.records.get(keyOfUri(document.uri) ?? '')?.job;
    const issues = job?.status === 'VALIDATION_FAILED' ? job.issues : [];
    const text = document.getText();
    this.#validation.set(document.uri, issues.map(({ pointer, message, keyword }) => {
      const found = diagnostic(document, placeOf(text, pointer), message);
      if (keyword !== undefined) found.code = keyword;
      return found;
    }));
  }

  #judge({ uri, issue }: Verdict): void {
    const document = openRecords().find((each) => each.uri.toString() === uri.toString());
    if (document && issue) this.#edits.set(uri, [diagnostic(document, issue, issue.message)]);
    else this.#edits.delete(uri);
  }
}

const openRecords = (): vscode.TextDocument[] => vscode.workspace.textDocuments.filter(({ uri }) => isRecordUri(uri));

function diagnostic(document: vscode.TextDocument, { offset, length }: { offset: number; length: number }, message: string): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const result = new vscode.Diagnostic(range, plain(message), vscode.DiagnosticSeverity.Error);
  result.source = 'reconciliation';
  return result;
}
