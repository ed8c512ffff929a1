import * as vscode from 'vscode';
import type { LoggedAlert } from '../../engine/alerts/alert';
import { KEPT } from '../../engine/alerts/alertLog';
import { alertHistory } from '../../flows/alertHistory';
import { alertLine } from '../../engine/alerts/alertLine';
import { schemes } from '../ids';
import type { Session } from '../../node/session';
import type { GatheredChanges } from '../session/gatheredChanges';
import type { WorkspaceSession } from '../session/workspaceSession';

const LOG = vscode.Uri.from({ scheme: schemes.alerts, path: '/Alerts.log' });

/** The alert log as a read-only document: one line an alert, oldest first, live. What is not at hand any more is read from the log, once. */
export class AlertLog implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #alerts: readonly LoggedAlert[] | undefined;
  #known: { readonly of: Session; readonly byId: Map<string, LoggedAlert> } | undefined;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
  ) {
    this.#subscription = vscode.Disposable.from(this.#changed, vscode.workspace.registerTextDocumentContentProvider(schemes.alerts, this), changes.onDidChange(() => this.#refresh()));
  }

  async provideTextDocumentContent(): Promise<string> {
    await this.source.whenStarted();
    const { session } = this.source;
    this.#alerts = session?.model.alerts ?? [];
    const all = session ? await this.#all(session) : [];
    return all.length === 0 ? 'No alerts.\n' : all.map((alert) => `${alertLine(alert, localTime(alert.at), alert.level.toUpperCase())}\n`).join('');
  }

  /** Shows it, at its end. */
  async open(): Promise<void> {
    const document = await vscode.workspace.openTextDocument(LOG);
    const end = document.lineAt(document.lineCount - 1).range.end;
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(end, end) });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Oldest first. */
  async #all(session: Session): Promise<readonly LoggedAlert[]> {
    const { alerts } = session.model;
    const isNew = this.#known?.of !== session || alerts.length < KEPT || !this.#known?.byId.has(alerts.at(-1)?.id ?? '');
    const known = isNew || !this.#known ? { of: session, byId: new Map<string, LoggedAlert>() } : this.#known;
    for (const alert of (isNew ? await alertHistory(session) : alerts).toReversed()) known.byId.set(alert.id, alert);
    this.#known = known;
    return [...known.byId.values()];
  }

  #refresh(): void {
    if (this.#alerts !== this.source.session?.model.alerts) this.#changed.fire(LOG);
  }
}

/** "2026-11-29 14:28:19", local. */
const localTime = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
