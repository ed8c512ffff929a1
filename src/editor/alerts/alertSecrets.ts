import * as vscode from 'vscode';
import type { Routes } from '../../node/alerts/routes';
import { settings as ids } from '../ids';

/** What is secret about a route: the address of a Slack webhook is one by itself. */
const SECRETS = [
  { label: 'Address of the webhook', key: 'alerts.webhook', prompt: 'https://… It is kept in the secret storage of this system. Empty: forget it.' },
  { label: 'Password of the mail server', key: 'alerts.smtpPassword', prompt: 'It is kept in the secret storage of this system. Empty: forget it.' },
] as const;

/** Lets the person set or forget a secret of the routes of alerts. */
export async function askForAlertSecret(secrets: Pick<vscode.SecretStorage, 'store' | 'delete'>): Promise<void> {
  const secret = await vscode.window.showQuickPick(SECRETS, { title: 'Set Secret for Alerts' });
  if (!secret) return;
  const typed = await vscode.window.showInputBox({ title: secret.label, prompt: secret.prompt, password: true, ignoreFocusOut: true });
  if (typed === undefined) return;
  await (typed.trim() === '' ? secrets.delete(secret.key) : secrets.store(secret.key, typed.trim()));
}

/** Where this person's alerts go to. What a workspace says about it does not count. */
export async function routesOf(secrets: Pick<vscode.SecretStorage, 'get'>): Promise<Routes> {
  const [webhook, to, from, server] = [ids.alertWebhook, ids.alertEmailTo, ids.alertEmailFrom, ids.alertEmailServer].map((id) => vscode.workspace.getConfiguration().inspect<string>(id)?.globalValue);
  return {
    webhook: (await secrets.get('alerts.webhook')) ?? webhook,
    ...(to && server && { email: { to, from: from || (to.split(',')[0] ?? ''), server, password: await secrets.get('alerts.smtpPassword') } }),
  };
}
