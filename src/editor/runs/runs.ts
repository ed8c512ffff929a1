import * as vscode from 'vscode';
import type { CommandParts } from '../commands/perform';
import type { ServerOwned } from '../conflicts/serverOwned';
import type { GatheredChanges } from '../session/gatheredChanges';
import { FindingDiffs } from './findingDiffs';
import { registerRunCommands } from './runCommands';
import { RunReports } from './runReports';
import { RunsTree } from './runsTree';

/** Reconciliation in the editor (D6): the view, its reports, its diffs and its commands. */
export class Runs implements vscode.Disposable {
  readonly tree: RunsTree;
  readonly #parts: vscode.Disposable;

  constructor(parts: CommandParts, changes: GatheredChanges, serverOwned: ServerOwned) {
    this.tree = new RunsTree(parts.source, changes);
    const reports = new RunReports(parts.source, changes);
    const diffs = new FindingDiffs(parts, serverOwned, changes);
    this.#parts = vscode.Disposable.from(this.tree, reports, diffs, registerRunCommands(parts, this.tree, reports, diffs));
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
