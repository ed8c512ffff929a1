import * as vscode from 'vscode';
import { commands, views } from '../ids';
import { plain } from '../plain';
import { describeConflict, sayVersion, type Conflict } from './conflict';
import type { Conflicts } from './conflicts';

/** Rows that are drawn; the rest is counted. */
const ROWS = 500;
const MINUTE_MS = 60_000;

/** The Conflicts view: what waits for a person, newest first. */
export class ConflictsTree implements vscode.TreeDataProvider<Conflict>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view = vscode.window.createTreeView<Conflict>(views.conflicts, { treeDataProvider: this });
  readonly #subscription: vscode.Disposable;
  /** While the view is seen, ages go on. */
  #ages: NodeJS.Timeout | undefined;

  constructor(private readonly conflicts: Conflicts) {
    this.#subscription = vscode.Disposable.from(conflicts.onDidChange(() => this.#update()), this.#view.onDidChangeVisibility(() => this.#update()));
    this.#update();
  }

  getChildren(parent?: Conflict): Conflict[] {
    return parent ? [] : this.conflicts.list().slice(0, ROWS);
  }

  getTreeItem(conflict: Conflict): vscode.TreeItem {
    const { key, fields, remote, base, reason } = conflict;
    const item = new vscode.TreeItem(plain(key));
    item.id = key;
    item.description = plain(describeConflict(conflict, Date.now()));
    item.iconPath = new vscode.ThemeIcon('git-merge', new vscode.ThemeColor('charts.purple'));
    item.contextValue = remote ? 'conflict' : 'conflict.deleted';
    item.command = { command: commands.openConflict, title: 'Open Conflict', arguments: [conflict] };
    const sides = remote ? `Remote version ${sayVersion(remote)}, edited here from version ${sayVersion(base)}.` : 'Deleted at the master, edited here.';
    item.tooltip = [key, sides, ...(fields.length > 0 ? [`Different: ${fields.join(', ')}.`] : []), reason].map(plain).join('\n');
    item.accessibilityInformation = { label: plain(`Conflict of ${key}, ${describeConflict(conflict, Date.now())}`) };
    return item;
  }

  /** Brings the view to the front. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand(`${views.conflicts}.focus`);
  }

  dispose(): void {
    clearInterval(this.#ages);
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #update(): void {
    const { count } = this.conflicts;
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip: count === 1 ? '1 conflict needs resolution' : `${count} conflicts need resolution` };
    if (count > ROWS) this.#view.message = `The newest ${ROWS} of ${count}.`;
    else delete this.#view.message;
    clearInterval(this.#ages);
    if (this.#view.visible && count > 0) this.#ages = setInterval(() => this.#changed.fire(undefined), MINUTE_MS);
    this.#changed.fire(undefined);
  }
}
