import * as vscode from 'vscode';
import type { JsonObject } from '../../engine/json';
import type { Accepted, RecordKey } from '../../engine/record';
import type { EditIssue, Expected } from '../records/edit';
import { recordText } from '../records/text';
import { sayVersion, type Conflict } from './conflict';
import { MergeFiles, type MergeUris } from './mergeFiles';
import { readMerge } from './mergeResult';
import { arrange, mergeSeed, mergeText } from './mergeSeed';

/** Internal to VS Code: where it is missing, the diff editor serves. */
const OPEN_MERGE_EDITOR = '_open.mergeEditor';

/** A merge under way: what it merges, and where. */
interface Merge {
  readonly key: RecordKey;
  /** What the person sees of the remote. */
  readonly remote: Accepted;
  readonly uris: MergeUris;
}

/** What a person made of a merge. */
export interface MergeOutcome {
  readonly key: RecordKey;
  readonly remote: Accepted;
  readonly content: JsonObject;
}

/** Three-way merge editors: base, remote and local, with a result that decides nothing until it is completed. */
export class ThreeWayMerges implements vscode.Disposable {
  readonly #files = new MergeFiles();
  readonly #issues = vscode.languages.createDiagnosticCollection('reconciliation.merge');
  readonly #merges = new Map<RecordKey, Merge>();

  /** Opens the merge of a conflict; one that is open already comes to the front as it is. False where a base, a remote or the editor is missing. */
  async open({ key, base, remote, local }: Conflict): Promise<boolean> {
    if (!base || !remote || !(await vscode.commands.getCommands()).includes(OPEN_MERGE_EDITOR)) return false;
    const before = this.#merges.get(key);
    if (before && isOpen(before.uris.result)) await this.#show(before, base);
    else await this.#start(key, base, remote, local);
    return true;
  }

  /** The record whose merge a document belongs to; without one, the merge in front. */
  find(uri = vscode.window.activeTextEditor?.document.uri): RecordKey | null {
    const text = uri?.toString();
    return [...this.#merges.values()].find(({ uris }) => Object.values(uris).some((each: vscode.Uri) => each.toString() === text))?.key ?? null;
  }

  /** Reads the result and closes its editor. Null where it cannot be taken (the place is shown), or the person wants to go on with it. */
  async complete(key: RecordKey, expected: Expected): Promise<MergeOutcome | null> {
    const merge = this.#merges.get(key);
    if (!merge) return null;
    const { result } = merge.uris;
    const document = await vscode.workspace.openTextDocument(result);
    const read = readMerge(document.getText(), expected);
    if ('issue' in read) {
      this.#complain(document, read.issue);
      return null;
    }
    this.#issues.delete(result);
    const accepted: unknown = await vscode.commands.executeCommand('mergeEditor.acceptMerge');
    if (typeof accepted !== 'object' || accepted === null || !('successful' in accepted) || accepted.successful !== true) return null;
    this.#merges.delete(key);
    this.#files.drop(merge.uris);
    return { key, remote: merge.remote, content: read.content };
  }

  /** Keeps a merge that was not taken: merged with what the remote is now, or as a document of its own where there is nothing to merge it with. */
  async keep(conflict: Conflict | null, { key, remote, content }: MergeOutcome): Promise<void> {
    if (conflict?.remote) await this.#start(key, remote, conflict.remote, content);
    else await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content: recordText(content) }));
  }

  dispose(): void {
    this.#files.dispose();
    this.#issues.dispose();
  }

  async #start(key: RecordKey, base: Accepted, remote: Accepted, local: JsonObject): Promise<void> {
    const before = this.#merges.get(key);
    if (before) this.#files.drop(before.uris);
    const like = (content: JsonObject): string => mergeText(arrange(content, local));
    const uris = this.#files.seed(key, { base: like(base.content), remote: like(remote.content), local: mergeText(local), result: mergeSeed(base.content, remote.content, local) });
    const merge = { key, remote, uris };
    this.#merges.set(key, merge);
    await this.#show(merge, base);
  }

  async #show({ remote, uris }: Merge, base: Accepted): Promise<void> {
    await vscode.commands.executeCommand(OPEN_MERGE_EDITOR, {
      base: uris.base,
      input1: { uri: uris.remote, title: 'Remote', description: `version ${sayVersion(remote)}` },
      input2: { uri: uris.local, title: 'Local', description: `your edit of version ${sayVersion(base)}` },
      output: uris.result,
    });
  }

  #complain(document: vscode.TextDocument, { message, offset, length }: EditIssue): void {
    const start = document.positionAt(offset);
    this.#issues.set(document.uri, [new vscode.Diagnostic(new vscode.Range(start, document.positionAt(offset + length)), message)]);
    void vscode.window.showWarningMessage(`The merge cannot be taken yet, see line ${start.line + 1}, column ${start.character + 1} of the result. Nothing was decided.`);
  }
}

const isOpen = (uri: vscode.Uri): boolean => vscode.workspace.textDocuments.some((document) => !document.isClosed && document.uri.toString() === uri.toString());
