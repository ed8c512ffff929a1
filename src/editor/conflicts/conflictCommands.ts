import * as vscode from 'vscode';
import { commands } from '../ids';
import type { ConflictCoordinator } from './conflictCoordinator';
import type { Conflicts } from './conflicts';
import { conflictTarget, type ConflictTarget } from './conflictTarget';
import { openDiffs } from './diffTabs';

/** Registers the commands of the Conflicts view, the diff and the merge editor. Without an argument they mean the conflict in front. */
export function registerConflictCommands(conflicts: Conflicts, coordinator: ConflictCoordinator): vscode.Disposable {
  const onTarget = (run: (target: ConflictTarget) => Promise<unknown>) => (given: unknown) => {
    const target = conflictTarget(given, conflicts);
    if (target) return run(target);
    void vscode.window.showInformationMessage('Open a conflict first.');
    return undefined;
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.openConflict, onTarget(({ key }) => coordinator.open(key))),
    vscode.commands.registerCommand(commands.openAllConflicts, () => openDiffs(conflicts.list())),
    vscode.commands.registerCommand(commands.useRemote, onTarget((target) => coordinator.use('remote', target))),
    vscode.commands.registerCommand(commands.useLocal, onTarget((target) => coordinator.use('local', target))),
    vscode.commands.registerCommand(commands.merge, onTarget((target) => coordinator.merge(target))),
    vscode.commands.registerCommand(commands.resolveFields, onTarget((target) => coordinator.resolveFields(target))),
    vscode.commands.registerCommand(commands.completeMerge, (given: unknown) => coordinator.completeMerge(given instanceof vscode.Uri ? given : undefined)),
  );
}
