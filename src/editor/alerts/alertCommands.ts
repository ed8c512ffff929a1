import * as vscode from 'vscode';
import type { Level, LoggedAlert } from '../../engine/alerts/alert';
import { perform, type CommandParts } from '../commands/perform';
import { commands } from '../ids';
import { plain } from '../plain';
import { withoutIcons } from '../records/describe';
import { AlertNotices } from './alertNotices';
import { askForAlertSecret } from './alertSecrets';

const ICONS: Readonly<Record<Level, string>> = { critical: 'error', warning: 'warning', info: 'info' };

/** Notifies of alerts, and registers the commands for them: their log, looking for anything unusual now, and the secrets of their routes. */
export function registerAlerts(parts: CommandParts, secrets: vscode.SecretStorage): vscode.Disposable {
  return vscode.Disposable.from(
    new AlertNotices(parts.source),
    vscode.commands.registerCommand(commands.showAlerts, () => showAlerts(parts.source.session?.model.alerts ?? [])),
    vscode.commands.registerCommand(commands.detectAnomalies, async () => {
      const found = await perform(parts, { type: 'detect' });
      if (found.ok) void vscode.window.showInformationMessage('Nothing unusual.');
    }),
    vscode.commands.registerCommand(commands.setAlertSecret, () => askForAlertSecret(secrets)),
  );
}

/** The newest alerts, newest first; one that is about a record opens it. */
async function showAlerts(alerts: readonly LoggedAlert[]): Promise<void> {
  const picked = await vscode.window.showQuickPick(alerts.map(row), { title: 'Alerts', placeHolder: alerts.length === 0 ? 'No alerts.' : 'One that is about a record opens it', matchOnDetail: true });
  if (picked?.key !== undefined) await vscode.commands.executeCommand(commands.openRecord, picked.key);
}

function row({ level, at, text, key, isHeld, routed }: LoggedAlert): vscode.QuickPickItem & { readonly key: string | undefined } {
  const ways = [...(isHeld ? ['held for quiet hours'] : []), ...routed.map(({ route, problem }) => `${route}: ${problem ?? 'delivered'}`)];
  return { key, label: `$(${ICONS[level]}) ${withoutIcons(plain(text))}`, description: [level, new Date(at).toLocaleString()].join(' · '), ...(ways.length > 0 && { detail: withoutIcons(plain(ways.join(' · '))) }) };
}
