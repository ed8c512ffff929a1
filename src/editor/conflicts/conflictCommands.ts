import * as vscode from 'vscode';
import { commands } from '../ids';
import type { ConflictCoordinator } from './conflictCoordinator';
import type { Conflicts } from './conflicts';
import { conflictTarget, type ConflictTarget } from './conflictTarget';
import type { Conflict } from './conflict';
import { byResource, neighbour } from './conflictOrder';
import { activeConflictTab, conflictTabs, openDiffs } from './diffTabs';

/** Registers the commands of the Conflicts view, the diff and the merge editor. Without an argument they mean the conflict in front. */
export function registerConflictCommands(conflicts: Conflicts, coordinator: ConflictCoordinator): vscode.Disposable {
  const onTarget = (run: (target: ConflictTarget) => Promise<unknown>) => (given: unknown) => {
    const target = conflictTarget(given, conflicts);
    if (target) return run(target);
    void vscode.window.showInformationMessage('Open a conflict first.');
    return undefined;
  };
  const onSeen = (run: (target: ConflictTarget) => Promise<unknown>) => (given: unknown) => onTarget(run)(given instanceof vscode.Uri && !isShown(given) ? undefined : given);
  const step = (by: 1 | -1): Promise<void> | undefined => {
    const next = neighbour(byResource(conflicts.list()).map(({ key }) => key), activeConflictTab()?.key ?? null, by);
    return next === null ? sayNone() : coordinator.open(next);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.openConflict, onTarget(({ key }) => coordinator.open(key))),
    vscode.commands.registerCommand(commands.openAllConflicts, () => openAll(byResource(conflicts.list()))),
    vscode.commands.registerCommand(commands.nextConflict, () => step(1)),
    vscode.commands.registerCommand(commands.previousConflict, () => step(-1)),
    vscode.commands.registerCommand(commands.useRemote, onSeen((target) => coordinator.use('remote', target))),
    vscode.commands.registerCommand(commands.useLocal, onSeen((target) => coordinator.use('local', target))),
    vscode.commands.registerCommand(commands.merge, onSeen((target) => coordinator.merge(target))),
    vscode.commands.registerCommand(commands.resolveFields, onSeen((target) => coordinator.resolveFields(target))),
    vscode.commands.registerCommand(commands.completeMerge, (given: unknown) => coordinator.completeMerge(given instanceof vscode.Uri ? given : undefined)),
  );
}

/** While an editor opens, a button in its title may still carry the address of the one before: what is decided is the diff that is seen. */
const isShown = (uri: vscode.Uri): boolean => conflictTabs().some(({ tab, modified }) => tab.isActive && modified.toString() === uri.toString());

const openAll = (all: readonly Conflict[]): Promise<void> | undefined => (all.length === 0 ? sayNone() : openDiffs(all));

function sayNone(): undefined {
  void vscode.window.showInformationMessage('Nothing is in conflict.');
}
