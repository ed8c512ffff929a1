import * as vscode from 'vscode';
import { pathSentence } from '../../flows/sentence';
import type { RecordKey } from '../../engine/record';
import type { Session } from '../../node/session';
import { commands } from '../ids';
import { plain } from '../plain';
import { describeRecord, labelOf, short } from './describe';
import { statusIcon } from './look';
import { PAGE, type RecordNode } from './recordNodes';

/** The identity of a row, the same as long as it stands for the same. */
export function nodeId(node: RecordNode): string {
  switch (node.kind) {
    case 'status':
      return node.status;
    case 'resource':
      return `${node.status} ${node.resource}`;
    case 'record':
      return `${node.status} ${node.key}`;
    case 'more':
      return `${node.status} ${node.resource} +`;
  }
}

/** A row as VS Code draws it. What a filter shows are rows of its own, all open. */
export function recordItem(session: Session, node: RecordNode, filter: string): vscode.TreeItem {
  const item = node.kind === 'record' ? ofRecord(session, node.key) : node.kind === 'more' ? ofMore(node) : ofGroup(node, filter !== '');
  item.id = filter === '' ? nodeId(node) : `${nodeId(node)} ?${filter}`;
  return item;
}

function ofGroup(node: Extract<RecordNode, { kind: 'status' | 'resource' }>, isFiltered: boolean): vscode.TreeItem {
  const label = node.kind === 'status' ? node.status : node.resource;
  const item = new vscode.TreeItem(label, isFiltered ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
  const count = node.count.toLocaleString('en-US');
  item.description = count;
  item.contextValue = node.kind === 'status' ? `status.${node.status}` : 'resource';
  item.iconPath = node.kind === 'status' ? statusIcon(node.status) : new vscode.ThemeIcon('json');
  item.accessibilityInformation = { label: `${label}, ${count} ${node.count === 1 ? 'record' : 'records'}` };
  return item;
}

function ofMore(node: Extract<RecordNode, { kind: 'more' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(`Load ${Math.min(PAGE, node.left)} more`);
  item.description = `${node.left.toLocaleString('en-US')} left`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: commands.loadMore, title: 'Load More', arguments: [node] };
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  return item;
}

function ofRecord(session: Session, key: RecordKey): vscode.TreeItem {
  const record = session.model.records.get(key);
  if (!record) return new vscode.TreeItem(labelOf(key));
  const now = Date.now();
  const item = new vscode.TreeItem(short(plain(record.id), 120));
  const status = record.job?.status ?? 'SYNCED';
  item.description = describeRecord(record, now, session.settings.resources.get(record.resource)?.sensitive);
  item.tooltip = plain(pathSentence(record, now, session.settings.retry.retries));
  item.contextValue = `record.${status}`;
  item.command = { command: commands.openRecord, title: 'Open Record', arguments: [key] };
  item.accessibilityInformation = { label: `${labelOf(key)}, ${status}, ${item.description}` };
  return item;
}
