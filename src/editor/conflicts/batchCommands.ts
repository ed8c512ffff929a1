import * as vscode from 'vscode';
import type { CommandParts } from '../commands/perform';
import { commands, views } from '../ids';
import type { Conflict } from './conflict';
import { batchQuestion, resolveEach, sayOutcome, type BatchChoice } from './conflictBatch';
import { conflictsOf, type ConflictNode } from './conflictNodes';
import type { Conflicts } from './conflicts';

/** From so many on, progress is a notification that can be cancelled. */
const MANY = 20;

/** Registers Use Remote and Use Local for several conflicts: those selected, those of a resource, or all. */
export function registerBatchCommands(parts: CommandParts, conflicts: Conflicts): vscode.Disposable {
  const these = (choice: BatchChoice) => (row: unknown, rows: unknown) => askAndResolve(parts, conflicts, choice, chosen(conflicts, Array.isArray(rows) ? rows : [row]));
  const all = (choice: BatchChoice) => () => askAndResolve(parts, conflicts, choice, conflicts.list());
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.useRemoteForThese, these('remote')),
    vscode.commands.registerCommand(commands.useLocalForThese, these('local')),
    vscode.commands.registerCommand(commands.useRemoteForAll, all('remote')),
    vscode.commands.registerCommand(commands.useLocalForAll, all('local')),
  );
}

async function askAndResolve(parts: CommandParts, conflicts: Conflicts, choice: BatchChoice, rows: readonly Conflict[]): Promise<void> {
  if (rows.length === 0) return void vscode.window.showInformationMessage('No conflicts.');
  const { message, detail, button } = batchQuestion(choice, rows, (key) => conflicts.name(key));
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, button)) !== button) return;
  const location = rows.length >= MANY ? vscode.ProgressLocation.Notification : { viewId: views.conflicts };
  const outcome = await vscode.window.withProgress({ location, title: 'Resolving conflicts', cancellable: true }, (progress, token) =>
    resolveEach(parts, conflicts, choice, rows, { onStep: (done) => progress.report({ increment: 100 / rows.length, message: `${done} of ${rows.length}` }), token }),
  );
  const show = outcome.refused.size > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(sayOutcome(outcome));
}

/** The conflicts that rows stand for, each once. */
const chosen = (conflicts: Conflicts, rows: readonly unknown[]): readonly Conflict[] =>
  [...new Map(rows.flatMap((row) => (isNode(row) ? conflictsOf(conflicts, row) : [])).map((conflict) => [conflict.key, conflict])).values()];

const isNode = (row: unknown): row is ConflictNode => typeof row === 'object' && row !== null && 'kind' in row && (row.kind === 'open' || row.kind === 'resource');
