import * as vscode from 'vscode';
import type { Alert } from '../../engine/alerts/alert';
import { commands, settings as ids } from '../ids';
import type { WorkspaceSession } from '../session/workspaceSession';

/** Notifies of critical alerts, in fixed words (F13). Dead letters have a notification of their own. */
export class AlertNotices implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #unsubscribe: () => void = () => undefined;

  constructor(private readonly source: WorkspaceSession) {
    this.#subscription = source.onDidChangeSession(() => this.#follow());
    this.#follow();
  }

  dispose(): void {
    this.#unsubscribe();
    this.#subscription.dispose();
  }

  #follow(): void {
    this.#unsubscribe();
    this.#unsubscribe = this.source.session?.onDidAlert((alert) => void this.#tell(alert)) ?? (() => undefined);
  }

  async #tell({ level, rule }: Alert): Promise<void> {
    if (level !== 'critical' || rule === 'deadLetter' || this.source.state !== 'owner' || !vscode.workspace.getConfiguration().get<boolean>(ids.notifyAlert, true)) return;
    const show = 'Show Alerts';
    const what = rule === 'stall' ? 'Syncing is stuck.' : rule === 'successRate' ? 'The success rate is under its threshold.' : 'There is a critical alert.';
    if ((await vscode.window.showWarningMessage(what, show)) === show) await vscode.commands.executeCommand(commands.showAlerts);
  }
}
