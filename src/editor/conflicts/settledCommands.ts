import * as vscode from 'vscode';
import type { CommandParts } from '../commands/perform';
import { onRecord } from '../commands/target';
import { commands } from '../ids';
import { plain } from '../plain';
import { bringBack } from './bringBack';
import type { Conflicts } from './conflicts';
import { readSettled, type SettledEntry } from './settled';
import { settledTarget, showSettled, type SettledTarget } from './settledContent';

/** Registers what can be done about a conflict that is settled: undo it, look at it, bring back what lost. */
export function registerSettledCommands(parts: CommandParts, conflicts: Conflicts): vscode.Disposable {
  const onSettled = (run: (target: SettledTarget, entry: SettledEntry) => Promise<void>) => async (given: unknown) => {
    const target = settledTarget(given);
    const { session } = parts.source;
    const entry = target && session ? await readSettled(session, target.key, target.at) : null;
    if (target && entry) await run(target, entry);
    else void vscode.window.showInformationMessage('Choose a conflict under Resolved Lately first.');
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.undoResolution, onRecord((key) => undo(parts, key))),
    vscode.commands.registerCommand(commands.showSettled, onSettled((target, entry) => showSettled(target, entry, 'local'))),
    vscode.commands.registerCommand(commands.showResult, onSettled((target, entry) => showSettled(target, entry, 'result'))),
    vscode.commands.registerCommand(commands.bringBack, onSettled((target, entry) => bringBack(parts, conflicts, target, entry))),
  );
}

/** Takes a choice back; true when both sides are back. */
async function undo({ source, log }: CommandParts, key: string): Promise<boolean> {
  const { ok, message } = await source.perform({ type: 'undo', key });
  log.add(ok ? 'info' : 'warning', message);
  if (ok) vscode.window.setStatusBarMessage('The choice is undone: both sides are back.', SHOWN_MS);
  else void vscode.window.showWarningMessage(withoutName(message, key));
  return ok;
}

/** The engine's words as a notification shows them: without the record's name (F13). */
export function withoutName(message: string, key: string): string {
  const words = plain(message.replaceAll(key, 'the record'));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How long the status bar says so, in ms. */
const SHOWN_MS = 8_000;
