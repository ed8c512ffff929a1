import * as vscode from 'vscode';
import type { Status } from '../../engine/status';
import { contexts, views } from '../ids';
import type { SessionSource } from '../connection/sessionSource';
import type { Batch, GatheredChanges } from '../session/gatheredChanges';
import { nodeId, recordItem } from './recordItem';
import { RecordNodes, type RecordNode } from './recordNodes';

/** While the view is seen, countdowns go on every so many ms, and ages every third time. */
const COUNTDOWN_MS = 5_000;

/** Statuses that wait for a person; conflicts are counted by their own view, and VS Code adds up the badges. */
const NEEDS_PERSON = ['DEAD_LETTER', 'VALIDATION_FAILED', 'ERROR'] as const satisfies readonly Status[];

/** The Records view. */
export class RecordsTree implements vscode.TreeDataProvider<RecordNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RecordNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #nodes = new RecordNodes();
  /** The rows that VS Code knows, one object for each. */
  readonly #known = new Map<string, RecordNode>();
  readonly #parents = new Map<string, RecordNode>();
  readonly #view: vscode.TreeView<RecordNode>;
  readonly #subscription: vscode.Disposable;
  #rootIds = '';
  #ticks = 0;

  constructor(
    private readonly source: SessionSource,
    changes: GatheredChanges,
  ) {
    this.#view = vscode.window.createTreeView(views.records, { treeDataProvider: this, showCollapseAll: true });
    const timer = setInterval(() => this.#tick(), COUNTDOWN_MS);
    this.#subscription = vscode.Disposable.from(this.#changed, this.#view, new vscode.Disposable(() => clearInterval(timer)), changes.onDidChange((batch) => this.#update(batch)));
    this.#badge();
  }

  get filter(): string {
    return this.#nodes.filter;
  }

  /** Shows only what has this text in its key or name; '' for all. */
  set filter(text: string) {
    this.#nodes.filter = text;
    this.#view.description = this.filter === '' ? '' : `“${this.filter}”`;
    void vscode.commands.executeCommand('setContext', contexts.isFiltered, this.filter !== '');
    this.#refresh();
  }

  getChildren(parent?: RecordNode): RecordNode[] {
    const { session } = this.source;
    if (!session) return [];
    const nodes = parent ? this.#nodes.children(session, parent) : this.#nodes.roots(session);
    if (!parent) this.#rootIds = ids(nodes);
    for (const node of nodes) {
      this.#known.set(nodeId(node), node);
      if (parent) this.#parents.set(nodeId(node), parent);
    }
    return nodes;
  }

  getTreeItem(node: RecordNode): vscode.TreeItem {
    const { session } = this.source;
    // Between a change and its drawing, a row may be asked for that is none any more.
    return session ? recordItem(session, node, this.filter) : new vscode.TreeItem('');
  }

  getParent(node: RecordNode): RecordNode | undefined {
    return this.#parents.get(nodeId(node));
  }

  /** One more page of the group that ends in this row. */
  loadMore(node: Extract<RecordNode, { kind: 'more' }>): void {
    this.#nodes.more(node.status, node.resource);
    this.#changed.fire(this.getParent(node));
  }

  /** Opens the records of a status. */
  async show(status: Status): Promise<void> {
    await vscode.commands.executeCommand(`${views.records}.focus`);
    const node = this.getChildren().find((each) => each.kind === 'status' && each.status === status);
    if (node) await this.#view.reveal(node, { select: true, focus: true, expand: true });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #update(batch: Batch): void {
    const { session } = this.source;
    this.#nodes.update(session, batch);
    this.#badge();
    if (batch.isEverything || !session || this.filter !== '' || ids(this.#nodes.roots(session)) !== this.#rootIds) return this.#refresh();
    // The counts in the rows of the statuses are drawn from new ones.
    for (const node of this.#nodes.roots(session)) {
      if (node.kind === 'status' && batch.statuses.has(node.status)) this.#redraw(node);
    }
  }

  #refresh(): void {
    this.#known.clear();
    this.#parents.clear();
    this.#changed.fire(undefined);
  }

  /** Draws a row and what is below it; VS Code knows the row by the object that it got. */
  #redraw(node: RecordNode): void {
    const known = this.#known.get(nodeId(node));
    if (known) this.#changed.fire(Object.assign(known, node));
  }

  #tick(): void {
    const { session } = this.source;
    this.#ticks += 1;
    if (!this.#view.visible || !session) return;
    if (this.#ticks % 3 === 0) this.#changed.fire(undefined);
    else for (const node of this.#nodes.roots(session)) if (node.kind === 'status' && node.status === 'RETRY_PENDING') this.#redraw(node);
  }

  #badge(): void {
    const { session } = this.source;
    const value = NEEDS_PERSON.reduce((sum, status) => sum + (session?.model.count(status) ?? 0), 0);
    this.#view.badge = value === 0 ? undefined : { value, tooltip: value === 1 ? '1 record needs a person' : `${value} records need a person` };
  }
}

const ids = (nodes: readonly RecordNode[]): string => nodes.map(nodeId).join('\n');
