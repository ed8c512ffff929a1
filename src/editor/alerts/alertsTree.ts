import * as vscode from 'vscode';
import type { LoggedAlert } from '../../engine/alerts/alert';
import { mutedNow, type Mutes } from '../../engine/alerts/mute';
import { views } from '../ids';
import type { GatheredChanges } from '../session/gatheredChanges';
import type { WorkspaceSession } from '../session/workspaceSession';
import { alertItem } from './alertItem';
import { alertNodes, unseen, type AlertNode } from './alertNodes';

/** Memento key: when the newest alert came that was in view, ms since 1970. */
const SEEN = 'alertsSeen';

/** The Alerts view: D4's alert log, newest first, below what is muted. Its badge counts critical alerts that nobody has seen. */
export class AlertsTree implements vscode.TreeDataProvider<AlertNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view = vscode.window.createTreeView<AlertNode>(views.alerts, { treeDataProvider: this });
  readonly #subscription: vscode.Disposable;
  #alerts: readonly LoggedAlert[] | undefined;
  #muted = '';
  #unmute: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
    private readonly memento: vscode.Memento,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#changed, this.#view,
      changes.onDidChange(() => this.#update()),
      this.#view.onDidChangeVisibility(() => this.#look()),
    );
    this.#update();
  }

  /** Critical alerts that nobody has seen. */
  get badge(): number {
    return this.#view.badge?.value ?? 0;
  }

  getChildren(parent?: AlertNode): AlertNode[] {
    const { session } = this.source;
    return session && !parent ? alertNodes(session.model, Date.now()) : [];
  }

  getTreeItem(node: AlertNode): vscode.TreeItem {
    return alertItem(node, Date.now());
  }

  dispose(): void {
    clearTimeout(this.#unmute);
    this.#subscription.dispose();
  }

  #update(): void {
    const model = this.source.session?.model;
    const muted = this.#arm(model?.mutes ?? new Map());
    if (model?.alerts === this.#alerts && muted === this.#muted) return;
    this.#alerts = model?.alerts;
    this.#muted = muted;
    this.#changed.fire(undefined);
    this.#look();
  }

  /** Looks again when the next mute is over; answers with what is muted. */
  #arm(mutes: Mutes): string {
    const now = Date.now();
    const muted = mutedNow(mutes, now);
    this.#view.description = muted.length === 0 ? '' : `${muted.length} muted`;
    clearTimeout(this.#unmute);
    const [first] = muted;
    if (first) this.#unmute = setTimeout(() => this.#update(), first.until - now + 1);
    return JSON.stringify(muted);
  }

  /** What is in view counts as seen. */
  #look(): void {
    const alerts = this.#alerts ?? [];
    const seen = this.memento.get(SEEN, 0);
    const newest = alerts[0]?.at ?? 0;
    if (this.#view.visible && newest > seen) void this.memento.update(SEEN, newest);
    const count = this.#view.visible ? 0 : unseen(alerts, seen);
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip: count === 1 ? '1 critical alert' : `${count} critical alerts` };
  }
}
