import * as vscode from 'vscode';
import { isStatus } from '../../engine/status';
import { commands } from '../ids';
import type { RecordNode } from '../records/recordNodes';
import type { RecordsTree } from '../records/recordsTree';
import { recordUri } from '../records/uri';
import { goToRecord } from './goToRecord';
import type { CommandParts } from './perform';
import { onRecord } from './target';

/** Registers the commands that show: records, statuses, the log. */
export function registerRecordCommands(parts: CommandParts, tree: RecordsTree): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register(commands.openRecord, onRecord((key) => vscode.window.showTextDocument(recordUri(key), { preview: true }))),
    register(commands.goToRecord, () => goToRecord(parts)),
    register(commands.filterRecords, async () => {
      const text = await vscode.window.showInputBox({ title: 'Filter Records', prompt: 'Text in the id or the name of a record', value: tree.filter });
      if (text !== undefined) tree.filter = text;
    }),
    register(commands.clearFilter, () => void (tree.filter = '')),
    register(commands.loadMore, (node: unknown) => isMore(node) && tree.loadMore(node)),
    register(commands.showStatus, (status: unknown) => (isStatus(status) ? tree.show(status) : undefined)),
    register(commands.showLog, () => parts.log.show()),
  );
}

const isMore = (node: unknown): node is Extract<RecordNode, { kind: 'more' }> => typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'more';
