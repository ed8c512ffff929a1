import * as vscode from 'vscode';
import type { LoggedAlert } from '../../engine/alerts/alert';
import { alertLine } from '../../flows/alertLine';
import { schemes } from '../ids';
import type { GatheredChanges } from '../session/gatheredChanges';
import type { WorkspaceSession } from '../session/workspaceSession';

const LOG = vscode.Uri.from({ scheme: schemes.alerts, path: '/Alerts.log' });

/** The alert log as a read-only document: one line an alert, oldest first, live. */
export class AlertLog implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #alerts: readonly LoggedAlert[] | undefined;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
  ) {
    this.#subscription = vscode.Disposable.from(this.#changed, vscode.workspace.registerTextDocumentContentProvider(schemes.alerts, this), changes.onDidChange(() => this.#refresh()));
  }

  async provideTextDocumentContent(): Promise<string> {
    await this.source.whenStarted();
    this.#alerts = this.source.session?.model.alerts ?? [];
    return this.#alerts.length === 0 ? 'No alerts.\n' : this.#alerts.toReversed().map((alert) => `${alertLine(alert, localTime(alert.at), alert.level.toUpperCase())}\n`).join('');
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

  #refresh(): void {
    if (this.#alerts !== this.source.session?.model.alerts) this.#changed.fire(LOG);
  }
}

/** "2026-11-29 14:28:19", local. */
const localTime = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
