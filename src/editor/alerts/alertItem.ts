import * as vscode from 'vscode';
import { waysOf } from '../../engine/alerts/alertLine';
import { LEVEL_LOOK, RULE_WORDS } from '../../protocol/alertLook';
import { commands } from '../ids';
import { plain } from '../plain';
import { withoutIcons } from '../records/describe';
import { sayTime } from '../runs/words';
import type { AlertNode } from './alertNodes';

const GREY = new vscode.ThemeColor('descriptionForeground');

/** A row as VS Code draws it. */
export const alertItem = (node: AlertNode, now: number): vscode.TreeItem => (node.kind === 'mute' ? ofMute(node, now) : node.kind === 'alert' ? ofAlert(node, now) : ofOlder());

function ofMute({ rule, until }: Extract<AlertNode, { kind: 'mute' }>, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(RULE_WORDS[rule]);
  item.id = `mute ${rule}`;
  item.description = `muted until ${sayTime(until, now)}`;
  item.iconPath = new vscode.ThemeIcon('bell-slash', GREY);
  item.contextValue = 'mute';
  item.tooltip = `${RULE_WORDS[rule]}: logged, but nobody is told until ${sayTime(until, now)}.`;
  return item;
}

function ofOlder(): vscode.TreeItem {
  const item = new vscode.TreeItem('Older alerts are in the log');
  item.id = 'older';
  item.iconPath = new vscode.ThemeIcon('output', GREY);
  item.command = { command: commands.openAlertLog, title: 'Open Alert Log' };
  return item;
}

function ofAlert(node: Extract<AlertNode, { kind: 'alert' }>, now: number): vscode.TreeItem {
  const { alert, isRuleMuted } = node;
  const { id, level, at, text, rule, isMuted } = alert;
  const { word, icon, color } = LEVEL_LOOK[level];
  const ways = waysOf(alert).join(', ');
  const item = new vscode.TreeItem(sayTime(at, now));
  item.id = id;
  item.description = withoutIcons(plain(ways === '' ? text : `${text} · ${ways}`));
  item.iconPath = isMuted ? new vscode.ThemeIcon('bell-slash', GREY) : new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.contextValue = `alert.${isRuleMuted ? 'muted' : 'open'}`;
  item.tooltip = plainLines([text, `${word}: ${RULE_WORDS[rule]}, ${new Date(at).toLocaleString()}`, ways === '' ? 'In the log alone.' : ways]);
  item.accessibilityInformation = { label: plain(`${word}, ${sayTime(at, now)}, ${text} ${ways}`) };
  item.command = { command: commands.openAlert, title: 'Show What It Is About', arguments: [node] };
  return item;
}

const plainLines = (lines: readonly string[]): string => lines.map(plain).join('\n');
