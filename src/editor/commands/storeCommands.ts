import * as vscode from 'vscode';
import { REDACTED } from '../../engine/exchange';
import type { SyncRecord } from '../../engine/record';
import { statusOf } from '../../engine/record';
import type { JsonObject } from '../../engine/json';
import { unsentEdits } from '../../engine/model';
import type { Session } from '../../node/session';
import { commands } from '../ids';
import { perform, type CommandParts } from './perform';

/** Records that are written before others get their turn. */
const SLICE = 1_000;

/** Registers the commands for the store as a whole. */
export function registerStoreCommands(parts: CommandParts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.exportStore, () => exportStore(parts)),
    vscode.commands.registerCommand(commands.clearStore, () => clearStore(parts)),
  );
}

/** Writes every record with its status to a file that the person names; true when it is written. */
async function exportStore({ source }: CommandParts): Promise<boolean> {
  const { session } = source;
  if (!session) return false;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({ title: 'Export Store', filters: { JSON: ['json'] }, ...(folder && { defaultUri: vscode.Uri.joinPath(folder, 'records-export.json') }) });
  if (!uri) return false;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Exporting the store' }, async () => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(await exportText(session))));
  void vscode.window.showInformationMessage('The store is exported.');
  return true;
}

/** Empties the store, after naming what would be lost. */
async function clearStore(parts: CommandParts): Promise<void> {
  const { session } = parts.source;
  if (!session) return;
  const [clear, exportFirst] = ['Clear', 'Export First…'];
  const answer = await vscode.window.showWarningMessage('Clear the store of this workspace?', { modal: true, detail: losses(session) }, clear, exportFirst);
  if (answer === exportFirst && (await exportStore(parts))) return clearStore(parts);
  if (answer === clear) await perform(parts, { type: 'clear' });
}

/** What clearing would cost, in a sentence or two. */
export function losses({ model }: Session): string {
  const conflicts = model.count('VERSION_CONFLICT');
  const unsent = unsentEdits(model) - conflicts;
  const lost = [...(unsent > 0 ? [count(unsent, 'unsent edit')] : []), ...(conflicts > 0 ? [count(conflicts, 'open conflict')] : [])];
  const kept = `${count(model.records.size, 'record')} would leave this machine; what the master has stays there.`;
  return lost.length === 0 ? `${kept} No edit would be lost.` : `${lost.join(' and ')} would be lost for good. ${kept}`;
}

const count = (n: number, noun: string): string => `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;

/** The whole store as JSON; values of sensitive fields are left out. */
export async function exportText(session: Session): Promise<string> {
  const { settings, model } = session;
  const lines: string[] = [];
  for (const record of model.records.values()) {
    lines.push(JSON.stringify(exported(record, new Set(settings.resources.get(record.resource)?.sensitive))));
    if (lines.length % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const head = JSON.stringify({ exportedAt: new Date().toISOString(), master: settings.master.baseUrl });
  return `${head.slice(0, -1)},"records":[\n${lines.join(',\n')}\n]}\n`;
}

function exported(record: SyncRecord, sensitive: ReadonlySet<string>): Record<string, unknown> {
  const { resource, id, local, base, localRevision, job } = record;
  const show = (content: JsonObject): JsonObject => Object.fromEntries(Object.entries(content).map(([field, value]) => [field, sensitive.has(field) ? REDACTED : value]));
  return {
    resource, id, status: statusOf(record), externalVersion: base?.version ?? null, localRevision,
    ...(job && 'reason' in job && { reason: job.reason }),
    ...(job && 'failure' in job && { failure: job.failure }),
    ...(job?.status === 'VALIDATION_FAILED' && { issues: job.issues }),
    local: show(local), base: base && show(base.content),
    ...(job?.status === 'VERSION_CONFLICT' && { remote: job.remote && show(job.remote.content) }),
  };
}
