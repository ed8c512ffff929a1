import * as vscode from 'vscode';
import { ALERT_RULES, type Alert, type AlertRule } from '../../engine/alerts/alert';
import { mutedNow } from '../../engine/alerts/mute';
import { alertLine } from '../../engine/alerts/alertLine';
import { MUTE_MS, RULE_WORDS } from '../../protocol/alertLook';
import { perform, type CommandParts } from '../commands/perform';
import { commands, views } from '../ids';
import type { AlertLog } from './alertLog';
import { isAlertNode } from './alertNodes';
import { askForAlertSecret } from './alertSecrets';

/** Registers the commands for alerts: their view and log, looking for anything unusual now, muting, and the secrets of their routes. */
export function registerAlertCommands(parts: CommandParts, log: AlertLog, secrets: vscode.SecretStorage): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register(commands.showAlerts, () => vscode.commands.executeCommand(`${views.alerts}.focus`)),
    register(commands.openAlertLog, () => log.open()),
    register(commands.openAlert, (given: unknown) => (isAlertNode(given) && given.kind === 'alert' ? openAlert(parts, given.alert) : undefined)),
    register(commands.copyAlert, (given: unknown) => isAlertNode(given) && given.kind === 'alert' && vscode.env.clipboard.writeText(alertLine(given.alert, new Date(given.alert.at).toISOString()))),
    register(commands.muteAlerts, async (given: unknown) => {
      const muted = mutedRules(parts);
      const rule = ruleOf(given) ?? (await pickRule('Mute Alerts for 1 h', ALERT_RULES.filter((each) => !muted.includes(each))));
      if (rule) await perform(parts, { type: 'mute', rule, ms: MUTE_MS });
    }),
    register(commands.unmuteAlerts, async (given: unknown) => {
      const rule = ruleOf(given) ?? (await pickRule('Unmute Alerts', mutedRules(parts)));
      if (rule) await perform(parts, { type: 'mute', rule, ms: 0 });
    }),
    register(commands.detectAnomalies, () => detect(parts)),
    register(commands.setAlertSecret, () => askForAlertSecret(secrets)),
  );
}

const mutedRules = ({ source }: CommandParts): AlertRule[] => (source.session ? mutedNow(source.session.model.mutes, Date.now()).map(({ rule }) => rule) : []);

const ruleOf = (given: unknown): AlertRule | undefined => (!isAlertNode(given) || given.kind === 'older' ? undefined : given.kind === 'mute' ? given.rule : given.alert.rule);

async function pickRule(title: string, rules: readonly AlertRule[]): Promise<AlertRule | undefined> {
  const picked = await vscode.window.showQuickPick(rules.map((rule) => ({ label: RULE_WORDS[rule], description: rule, rule })), { title, placeHolder: rules.length === 0 ? 'Nothing is muted.' : 'Logged all the same, but nobody is told' });
  return picked?.rule;
}

/** Shows what an alert is about: its record or records, its run, else the figures. */
async function openAlert({ source }: CommandParts, { key, rule, subject, also }: Alert): Promise<void> {
  const run = rule === 'reconciliation' ? source.session?.model.audits.runs.find(({ id }) => id === subject) : undefined;
  if (key !== undefined && source.session?.model.records.has(key)) await vscode.commands.executeCommand(commands.openRecord, key);
  else if (also) await vscode.commands.executeCommand(commands.openRecords, { title: `Alert: ${RULE_WORDS[rule]}`, keys: [subject, ...also] });
  else if (run) await vscode.commands.executeCommand(commands.openReport, { kind: 'run', run, isNewest: false });
  else await vscode.commands.executeCommand(rule === 'reconciliation' || rule === 'missedSchedule' ? `${views.runs}.focus` : commands.openDashboard);
}

/** Something unusual is a refusal, but nothing that was not done. */
async function detect(parts: CommandParts): Promise<void> {
  const { source, log } = parts;
  const found = await source.perform({ type: 'detect' });
  log.add(found.ok ? 'info' : 'warning', found.message);
  if (found.ok) void vscode.window.showInformationMessage('Nothing unusual.');
  else await tell(!('concerns' in found) ? 'Anomalies could not be looked for. The log says why.' : found.concerns === 1 ? 'One thing is unusual.' : 'Several things are unusual.', 'concerns' in found);
}

async function tell(message: string, isAlert: boolean): Promise<void> {
  const show = isAlert ? 'Show Alerts' : 'Show Log';
  if ((await vscode.window.showWarningMessage(message, show)) === show) await vscode.commands.executeCommand(isAlert ? commands.showAlerts : commands.showLog);
}
