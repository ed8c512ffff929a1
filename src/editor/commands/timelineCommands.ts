import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import { jobsOf, stepsOf, type Numbered } from '../../flows/history';
import { commands } from '../ids';
import { obstacleOf } from '../session/notice';
import { plain } from '../plain';
import { labelOf } from '../records/describe';
import { recordUri } from '../records/uri';
import { harFor } from '../timeline/texts';
import { TimelinePage } from '../timeline/timelinePage';
import { pickRecord } from './goToRecord';
import type { CommandParts } from './perform';
import { targetKey } from './target';

/** Makes the record's page and registers its commands. Without a record they ask for one. */
export function registerTimeline(parts: CommandParts, extensionUri: vscode.Uri): vscode.Disposable {
  const run = (command: string, ...values: unknown[]): void => void vscode.commands.executeCommand(command, ...values);
  const primary = { retry: commands.retry, resolve: commands.openConflict, sync: commands.syncRecord, openRecord: commands.openRecord, resume: commands.resume, none: null } as const;
  const page = new TimelinePage({
    extensionUri, source: parts.source,
    obstacle: () => obstacleOf(parts.source),
    openRecord: (key) => run(commands.openRecord, key),
    failed: (message) => parts.log.add('error', message),
    pickRecord: () => pickRecord(parts, 'Open Timeline'),
    showInFlow: (key) => showInFlow(key),
    discard: (key) => run(commands.discard, key),
    primary: (what, key) => primary[what] && run(primary[what], key),
    exportHar: (key) => run(commands.exportHar, key),
    compare: (key, base) => run('vscode.diff', base, recordUri(key), `${labelOf(key)} · Base ↔ Local`),
  });
  const onPicked = (title: string, then: (key: RecordKey) => unknown) => async (given: unknown): Promise<void> => {
    const key = targetKey(given) ?? (await pickRecord(parts, title));
    if (key !== undefined) await then(key);
  };
  return vscode.Disposable.from(
    page,
    parts.source.onDidChangeState(() => page.refresh()),
    vscode.commands.registerCommand(commands.openTimeline, onPicked('Open Timeline', (key) => page.show(key))),
    vscode.commands.registerCommand(commands.why, onPicked('Why Is It So?', (key) => page.show(key, true))),
    vscode.commands.registerCommand(commands.exportHar, onPicked('Export HAR', (key) => exportHar(parts, key))),
  );
}

/** Shows a record's way in the diagram of what an answer leads to (D3). */
const showInFlow = (key: RecordKey): void => void vscode.commands.executeCommand(commands.openFlows, 'error-handling', key);

/** Writes the requests of a record, of all jobs or the one that the person picks, to a file that they name. */
async function exportHar({ source, log }: CommandParts, key: RecordKey): Promise<void> {
  const { session } = source;
  if (!session) return;
  const entries: Numbered[] = [];
  for await (const one of session.log({ key })) entries.push(one);
  const jobs = jobsOf(stepsOf(key, entries));
  const all = { label: 'All jobs', description: `${jobs.length}`, jobs };
  const picked = jobs.length < 2 ? all : await vscode.window.showQuickPick([all, ...jobs.toReversed().map((job) => ({ label: `Job ${job.number}`, description: new Date(job.steps[0]?.at ?? 0).toLocaleString(), jobs: [job] }))], { title: `Export HAR of ${labelOf(key)}` });
  if (!picked) return;
  const archive = harFor(session, key, picked.jobs);
  if (archive.log.entries.length === 0) return void vscode.window.showInformationMessage('The log has no request of this record.');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({ title: 'Export HAR', filters: { 'HTTP archive': ['har'] }, ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${key.replace(/[^\w.-]+/g, '-')}.har`) }) });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${JSON.stringify(archive, null, 2)}\n`));
  const { length } = archive.log.entries;
  const what = length === 1 ? '1 exchange is' : `${length} exchanges are`;
  log.add('info', `${what} in ${uri.fsPath}, of ${labelOf(key)}.`);
  void vscode.window.showInformationMessage(`${what} in ${plain(uri.path.split('/').at(-1) ?? '')}.`);
}
