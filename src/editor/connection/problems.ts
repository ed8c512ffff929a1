import * as vscode from 'vscode';
import type { ConfigProblem } from '../../node/config/problem';

/** Shows what is wrong in the configuration, each at its place in `text`. */
export function publishProblems(collection: vscode.DiagnosticCollection, uri: vscode.Uri, text: string, problems: readonly ConfigProblem[]): void {
  const diagnostics = problems.map((problem) => {
    const end = endOf(text, problem);
    const range = new vscode.Range(problem.line - 1, problem.column - 1, end.line, end.character);
    const severity = problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
    const diagnostic = new vscode.Diagnostic(range, problem.message, severity);
    diagnostic.source = 'reconciliation';
    return diagnostic;
  });
  collection.set(uri, diagnostics);
}

/** Where a problem ends, from 0. */
function endOf(text: string, { offset, length, line, column }: ConfigProblem): vscode.Position {
  const lines = text.slice(offset, offset + length).split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? '';
  return new vscode.Position(line - 2 + lines.length, (lines.length === 1 ? column - 1 : 0) + last.length);
}
