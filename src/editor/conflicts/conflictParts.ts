import * as vscode from 'vscode';
import type { CommandParts } from '../commands/perform';
import { registerBatchCommands } from './batchCommands';
import { registerConflictCommands } from './conflictCommands';
import { ConflictCoordinator } from './conflictCoordinator';
import { ConflictNotice } from './conflictNotice';
import { Conflicts } from './conflicts';
import { ConflictsTree } from './conflictsTree';
import { MergeEditor } from './mergeEditor';
import { RemoteContent } from './remoteContent';
import type { ServerOwned } from './serverOwned';
import { registerSettledCommands } from './settledCommands';
import { SettledContent } from './settledContent';
import { ThreeWayMerges } from './threeWayMerges';

/** Everything about conflicts (D9), put together: what conflicts, its view, its editors, its commands. `storage` keeps merges under way. */
export class ConflictParts implements vscode.Disposable {
  readonly mergeEditor = new MergeEditor();
  readonly conflicts: Conflicts;
  readonly tree: ConflictsTree;
  readonly #parts: vscode.Disposable;

  constructor(parts: CommandParts, serverOwned: ServerOwned, storage: vscode.Uri | undefined) {
    const { source, log } = parts;
    this.conflicts = new Conflicts(source);
    this.tree = new ConflictsTree(this.conflicts);
    const coordinator = new ConflictCoordinator(source, this.conflicts, log, new ThreeWayMerges(storage, this.mergeEditor));
    this.#parts = vscode.Disposable.from(
      this.conflicts,
      this.tree,
      coordinator,
      new ConflictNotice(this.conflicts),
      new RemoteContent(this.conflicts, serverOwned),
      new SettledContent(source, this.conflicts, serverOwned),
      registerSettledCommands(parts, this.conflicts),
      registerBatchCommands(parts, this.conflicts),
      registerConflictCommands(this.conflicts, coordinator),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
