import { extname } from 'node:path';
import * as vscode from 'vscode';
import type { AuditRun } from '../../engine/audit/run';
import { REPORT_FORMATS } from '../../flows/report/formats';
import { reportMarkdown } from '../../flows/report/markdown';
import { reportOf } from '../../flows/report/reportOf';
import type { Session } from '../../node/session';
import { schemes } from '../ids';
import type { GatheredChanges } from '../session/gatheredChanges';
import type { WorkspaceSession } from '../session/workspaceSession';

/** Findings of one kind that the preview shows; a file has them all. */
const SHOWN = 1_000;

/** Reports of runs as read-only Markdown documents, for the editor's preview, and as files. */
export class RunReports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #newest: AuditRun | undefined;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
  ) {
    this.#subscription = vscode.Disposable.from(this.#changed, vscode.workspace.registerTextDocumentContentProvider(schemes.run, this), changes.onDidChange(() => this.#refresh()));
  }

  /** The report of the run that the address names. */
  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    await this.source.whenStarted();
    const { session } = this.source;
    const run = session?.model.audits.runs.find(({ id }) => id === query);
    return session && run ? reportMarkdown(await reportOf(session, run), SHOWN) : 'This run is not at hand any more.\n';
  }

  /** Shows a run's report in the preview of Markdown. */
  async open(run: AuditRun): Promise<void> {
    await vscode.commands.executeCommand('markdown.showPreview', reportUri(run));
  }

  /** Writes a run's report into the file that the person names; its ending says the format. */
  async save(session: Session, run: AuditRun): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const filters = { Markdown: ['md'], HTML: ['html'], CSV: ['csv'], JSON: ['json'] };
    const uri = await vscode.window.showSaveDialog({ title: 'Save Report', filters, ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${nameOf(run)}.md`) }) });
    if (uri && (await writeReport(uri, session, run))) void vscode.window.showInformationMessage('The report is saved.');
    else if (uri) void vscode.window.showWarningMessage(`The report was not saved: its name must end in ${[...REPORT_FORMATS.keys()].join(', ')}.`);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The report of a run that goes on follows what it finds. */
  #refresh(): void {
    const newest = this.source.session?.model.audits.runs[0];
    if (newest === this.#newest) return;
    this.#newest = newest;
    for (const { uri } of vscode.workspace.textDocuments.filter((each) => each.uri.scheme === schemes.run && each.uri.query === newest?.id)) this.#changed.fire(uri);
  }
}

/** Writes a report; false where the ending of the name is none of the formats. */
export async function writeReport(uri: vscode.Uri, session: Session, run: AuditRun): Promise<boolean> {
  const write = REPORT_FORMATS.get(extname(uri.path).toLowerCase());
  if (!write) return false;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(write(await reportOf(session, run))));
  return true;
}

/** The address of a run's report. */
export const reportUri = (run: AuditRun): vscode.Uri => vscode.Uri.from({ scheme: schemes.run, path: `/${nameOf(run)}.md`, query: run.id });

function nameOf({ startedAt }: AuditRun): string {
  const at = new Date(startedAt - new Date(startedAt).getTimezoneOffset() * 60_000).toISOString();
  return `Reconciliation ${at.slice(0, 10)} ${at.slice(11, 16).replace(':', '.')}`;
}
