import * as vscode from 'vscode';
import { views } from '../ids';
import { conflictItem } from './conflictItem';
import { conflictNodes, ROWS, type ConflictNode } from './conflictNodes';
import { conflictTooltip } from './conflictTooltip';
import type { Conflicts } from './conflicts';

const MINUTE_MS = 60_000;

/** The Conflicts view: what waits for a person, newest first, and what was resolved lately. */
export class ConflictsTree implements vscode.TreeDataProvider<ConflictNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view = vscode.window.createTreeView<ConflictNode>(views.conflicts, { treeDataProvider: this, canSelectMany: true });
  readonly #subscription: vscode.Disposable;
  /** While the view is seen, ages go on. */
  #ages: NodeJS.Timeout | undefined;

  constructor(private readonly conflicts: Conflicts) {
    this.#subscription = vscode.Disposable.from(conflicts.onDidChange(() => this.#update()), this.#view.onDidChangeVisibility(() => this.#update()));
    this.#update();
  }

  getChildren(parent?: ConflictNode): ConflictNode[] {
    return [...conflictNodes(this.conflicts, parent)];
  }

  getTreeItem(node: ConflictNode): vscode.TreeItem {
    return conflictItem(this.conflicts, node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: ConflictNode): vscode.TreeItem {
    item.tooltip = conflictTooltip(this.conflicts, node, Date.now());
    return item;
  }

  dispose(): void {
    clearInterval(this.#ages);
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #update(): void {
    const { count } = this.conflicts;
    const isEmpty = count === 0 && this.conflicts.settled().length === 0;
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip: count === 1 ? '1 conflict needs resolution' : `${count} conflicts need resolution` };
    this.#view.message = count > ROWS ? `The newest ${ROWS} of ${count}.` : count === 0 && !isEmpty ? 'No conflicts.' : '';
    clearInterval(this.#ages);
    if (this.#view.visible && !isEmpty) this.#ages = setInterval(() => this.#changed.fire(undefined), MINUTE_MS);
    this.#changed.fire(undefined);
  }
}
