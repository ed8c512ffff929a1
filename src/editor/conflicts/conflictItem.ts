import * as vscode from 'vscode';
import { splitKey, type RecordKey } from '../../engine/record';
import { STATUS_LOOK } from '../../protocol/statusLook';
import { commands } from '../ids';
import { plain } from '../plain';
import { labelOf, short } from '../records/describe';
import { statusIcon } from '../records/look';
import { describeConflict, sayAge, sayFields } from './conflict';
import type { ConflictNode } from './conflictNodes';
import type { Conflicts } from './conflicts';
import { sayHow, type Settled, type SettledState } from './settled';

/** A row of the Conflicts view as VS Code draws it; its tooltip comes when it is asked for. */
export function conflictItem(conflicts: Conflicts, node: ConflictNode): vscode.TreeItem {
  switch (node.kind) {
    case 'open':
      return ofOpen(conflicts, node);
    case 'settled':
      return ofSettled(conflicts, node);
    case 'resource':
      return group(`resource ${node.resource}`, plain(node.resource), node.count, vscode.TreeItemCollapsibleState.Expanded, 'json');
    case 'lately':
      return group('lately', 'Resolved Lately', node.count, vscode.TreeItemCollapsibleState.Collapsed, 'history');
  }
}

function group(id: string, label: string, count: number, state: vscode.TreeItemCollapsibleState, icon: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.id = id;
  item.description = count.toLocaleString('en-US');
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = `group.${id.split(' ')[0]}`;
  item.accessibilityInformation = { label: `${label}, ${item.description} ${count === 1 ? 'conflict' : 'conflicts'}` };
  return item;
}

function ofOpen(conflicts: Conflicts, conflict: Extract<ConflictNode, { kind: 'open' }>): vscode.TreeItem {
  const { key, remote } = conflict;
  const item = new vscode.TreeItem(idLabel(key));
  const described = plain([describeConflict(conflict, Date.now()), conflicts.name(key)].filter((part) => part !== '').join(' · '));
  item.id = `open ${key}`;
  item.description = described;
  item.iconPath = statusIcon('VERSION_CONFLICT');
  item.contextValue = remote ? 'conflict' : 'conflict.deleted';
  item.command = { command: commands.openConflict, title: 'Open Conflict', arguments: [conflict] };
  item.accessibilityInformation = { label: plain(`Conflict of ${key}, ${described}`) };
  return item;
}

function ofSettled(conflicts: Conflicts, settled: Settled): vscode.TreeItem {
  const { key, at, fields, state } = settled;
  const item = new vscode.TreeItem(conflicts.isGrouped ? labelOf(key) : idLabel(key));
  const described = plain([sayHow(settled), STATES[state].text, sayFields(fields), sayAge(Date.now() - at)].filter((part) => part !== '').join(' · '));
  item.id = `settled ${at} ${key}`;
  item.description = described;
  item.iconPath = STATES[state].icon;
  item.contextValue = `settled.${state}`;
  item.command = { command: commands.showSettled, title: 'Show Both Sides', arguments: [settled] };
  item.accessibilityInformation = { label: plain(`Resolved conflict of ${key}, ${described}`) };
  return item;
}

const idLabel = (key: RecordKey): string => short(plain(splitKey(key)?.id ?? key), 120);

/** How each state is said and drawn: the look of the status that it is like. */
const STATES: Readonly<Record<SettledState, { readonly text: string; readonly icon: vscode.ThemeIcon }>> = {
  waiting: { text: 'waiting, can be undone', icon: statusIcon('PENDING') },
  sending: { text: 'being sent', icon: statusIcon('PROCESSING') },
  stuck: { text: 'not applied', icon: statusIcon('ERROR') },
  applied: { text: 'applied', icon: statusIcon('SYNCED') },
  undone: { text: 'undone', icon: new vscode.ThemeIcon('discard', new vscode.ThemeColor(STATUS_LOOK.SKIPPED.color)) },
  again: { text: 'in conflict again', icon: statusIcon('VERSION_CONFLICT') },
};

/** The words for a state. */
export const sayState = (state: SettledState): string => STATES[state].text;
