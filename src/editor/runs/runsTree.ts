import * as vscode from 'vscode';
import type { AuditRun } from '../../engine/audit/run';
import type { RecordKey } from '../../engine/record';
import { views } from '../ids';
import type { Batch, GatheredChanges } from '../session/gatheredChanges';
import type { WorkspaceSession } from '../session/workspaceSession';
import { runItem } from './runItem';
import { RunNodes, type RunNode } from './runNodes';
import { sayNext } from './words';

/** The Runs view: reconciliations (D6), newest first, with what the newest found. */
export class RunsTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #nodes = new RunNodes();
  readonly #view = vscode.window.createTreeView<RunNode>(views.runs, { treeDataProvider: this, canSelectMany: true });
  readonly #subscription: vscode.Disposable;
  #runs: readonly AuditRun[] | undefined;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#changed, this.#view,
      changes.onDidChange((batch) => this.#update(batch)),
      source.onDidChangeState(() => this.#describe()),
      this.#view.onDidChangeVisibility(() => this.#describe()),
    );
    this.#describe();
  }

  /** The rows that a person has chosen. */
  get selection(): readonly RunNode[] {
    return this.#view.selection;
  }

  /** The findings of the newest run about a record, as rows. */
  rowsOf(key: RecordKey): RunNode[] {
    const { session } = this.source;
    const [run] = session?.model.audits.runs ?? [];
    return run ? (session?.model.audits.findings ?? []).filter((each) => each.key === key).map((finding) => ({ kind: 'finding', run, finding, standing: 'open' })) : [];
  }

  getChildren(parent?: RunNode): RunNode[] {
    const { session } = this.source;
    if (!session) return [];
    return parent ? this.#nodes.children(session, parent) : this.#nodes.roots(session);
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    const { session } = this.source;
    return session ? runItem(session, node) : new vscode.TreeItem('');
  }

  /** One more page of the kind that ends in this row. */
  loadMore(node: Extract<RunNode, { kind: 'more' }>): void {
    this.#nodes.more(node);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #update({ keys, isEverything }: Batch): void {
    const audits = this.source.session?.model.audits;
    const isOther = audits?.runs !== this.#runs;
    this.#runs = audits?.runs;
    this.#describe();
    if (isEverything || isOther || audits?.findings.some(({ key }) => keys.has(key))) this.#changed.fire(undefined);
  }

  /** When the next run by schedule is, beside the name of the view. */
  #describe(): void {
    const next = this.source.session?.plan().find(({ task }) => task === 'reconciliation')?.next ?? null;
    this.#view.description = next === null ? '' : sayNext(next, Date.now());
  }
}
