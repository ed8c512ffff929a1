import * as vscode from 'vscode';
import type { Deed } from '../../protocol/records';
import type { RecordKey } from '../../engine/record';
import { capital } from '../dashboard/snapshot';
import { commands } from '../ids';
import { csv, json, tsv } from '../recordsPage/copied';
import type { Line } from '../recordsPage/line';
import type { RecordsParts } from '../recordsPage/recordsPage';
import { notice } from '../session/notice';
import { stateOf } from './dashboardActions';
import { discardEdits, openRecords, syncRecords } from './many';
import { perform, type CommandParts } from './perform';

/** What the page *Records* asks of the rest of the editor. */
export function recordsActions(parts: CommandParts): Omit<RecordsParts, 'extensionUri'> {
  const run = (command: string, ...values: unknown[]): void => void vscode.commands.executeCommand(command, ...values);
  const deeds: Readonly<Record<Deed, (keys: readonly RecordKey[]) => Promise<unknown>>> = {
    retry: (keys) => perform(parts, { type: 'retry', keys }),
    sync: (keys) => syncRecords(parts, keys),
    discard: (keys) => discardEdits(parts, keys),
    open: openRecords,
  };
  return {
    source: parts.source,
    obstacle: () => {
      const { kind, why, action } = stateOf(parts.source);
      return { kind, why, action: capital(action.title) };
    },
    notice: () => notice(parts.source, Date.now()),
    connect: () => run(stateOf(parts.source).action.command),
    isApproved: () => parts.source.isApproved,
    pull: () => run(commands.pull),
    openRecord: (key) => run(commands.openRecord, key),
    openWhy: (key) => run(commands.why, key),
    openTimeline: (key) => run(commands.openTimeline, key),
    act: (deed, keys) => void (keys.length > 0 && deeds[deed](keys)),
    copy: (lines) => void copy(lines),
    exportList: (lines) => void exportList(lines),
    failed: (message) => parts.log.add('error', message),
  };
}

async function copy(lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  await vscode.env.clipboard.writeText(tsv(lines));
  vscode.window.setStatusBarMessage(lines.length === 1 ? '1 record copied' : `${lines.length} records copied`, 3_000);
}

/** Writes the list to a file that the person names, in the form that its ending says. */
async function exportList(lines: readonly Line[]): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({ title: 'Export List', filters: { CSV: ['csv'], JSON: ['json'] }, ...(folder && { defaultUri: vscode.Uri.joinPath(folder, 'records.csv') }) });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(uri.path.endsWith('.json') ? json(lines) : csv(lines)));
  void vscode.window.showInformationMessage(`The list is exported: ${lines.length} ${lines.length === 1 ? 'record' : 'records'}.`);
}
