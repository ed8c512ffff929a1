import * as vscode from 'vscode';
import type { JsonObject } from '../../engine/json';
import type { Issue } from '../../engine/ports';
import type { RecordKey } from '../../engine/record';
import type { Resource } from '../../engine/resource';
import { isSameSight } from '../../engine/seen';
import { schemes } from '../ids';
import { plain } from '../plain';
import { placeOf, type EditIssue } from '../records/edit';
import { seenIn, type Conflict } from './conflict';
import { contentProblems } from './contentProblems';
import type { MergeEditor } from './mergeEditor';
import { isResult, MergeFiles, mergeUri } from './mergeFiles';
import { isEdited, rebase } from './mergeRebase';
import { readHalf, readMerge, withOwn } from './mergeResult';
import { mergeTexts, type MergeForm, type MergeSides } from './mergeSeed';
import { MergeStore, type Merge } from './mergeStore';

/** So long after the last key a result is saved, in ms. */
const SAVE_MS = 300;

/** Merges by hand: a result over base, remote and local that decides nothing until it is completed, and that outlives the window. */
export class ThreeWayMerges implements vscode.Disposable {
  readonly #store: MergeStore;
  readonly #files: MergeFiles;
  readonly #issues = vscode.languages.createDiagnosticCollection('reconciliation.merge');
  readonly #subscription: vscode.Disposable;
  readonly #saving = new Map<string, NodeJS.Timeout>();

  /** `storage`: the window's own folder; `editor`: a parameter so that tests can do without one. */
  constructor(
    storage: vscode.Uri | undefined,
    private readonly editor: MergeEditor,
  ) {
    this.#store = new MergeStore(storage && vscode.Uri.joinPath(storage, 'merges'));
    this.#files = new MergeFiles(this.#store);
    this.#subscription = vscode.Disposable.from(this.#files, this.#issues, vscode.workspace.onDidChangeTextDocument(({ document }) => this.#keep(document)));
  }

  /** Opens the merge of a conflict: the one that is under way, over the sides as they are now, or a new one. */
  async open(conflict: Conflict, resource: Resource): Promise<void> {
    await this.#store.ready;
    const form = conflict.base && conflict.remote && (await this.editor.isAvailable()) ? 'editor' : 'markers';
    const before = this.#store.get(conflict.key);
    await this.#show(before ? await this.#goOn(before, conflict, resource, form) : await this.#begin(conflict, resource, form));
  }

  /** The merge that a document belongs to; without one, the merge in front. */
  async find(uri = vscode.window.activeTextEditor?.document.uri): Promise<Merge | null> {
    await this.#store.ready;
    return (uri?.scheme === schemes.merge && this.#store.byId(uri.query)) || null;
  }

  /** Reads the result and closes its editor. Null where it cannot be taken (the place is shown), the sides have moved (it goes on with them), or the person wants to go on. */
  async complete(merge: Merge, conflict: Conflict, resource: Resource): Promise<JsonObject | null> {
    if (this.#store.get(merge.key) !== merge || hasMoved(merge, conflict, resource)) {
      await this.open(conflict, resource);
      return null;
    }
    const document = await vscode.workspace.openTextDocument(mergeUri(merge, 'result'));
    const read = readMerge(document.getText());
    if ('issue' in read) return this.#complain(document, [read.issue]);
    const content = withOwn(read.content, conflict.remote?.content ?? conflict.local, resource.uncompared);
    const problems = await contentProblems(merge.key, content, resource);
    if (problems.length > 0) return this.#complain(document, problems.map((issue) => atPlace(document, issue)));
    this.#issues.delete(document.uri);
    return (await this.#close(merge, document)) ? content : null;
  }

  /** Lets go of the merge of a record. */
  async drop(key: RecordKey): Promise<void> {
    const merge = this.#store.get(key);
    if (!merge) return;
    this.#issues.delete(mergeUri(merge, 'result'));
    await this.#store.drop(merge);
    await vscode.window.tabGroups.close(tabsOf(mergeUri(merge, 'result')));
  }

  /** Lets go of the merges that have nothing to merge any more. */
  async prune(isOver: (key: RecordKey) => boolean): Promise<void> {
    await this.#store.ready;
    await Promise.all(this.#store.list().filter(({ key }) => isOver(key)).map(({ key }) => this.drop(key)));
  }

  dispose(): void {
    for (const timer of this.#saving.values()) clearTimeout(timer);
    this.#subscription.dispose();
  }

  async #begin(conflict: Conflict, resource: Resource, form: MergeForm): Promise<Merge> {
    const sides = sidesOf(conflict);
    const merge = { id: crypto.randomUUID(), key: conflict.key, form, sides, edit: conflict.local, seen: seenIn(conflict), texts: mergeTexts(sides, resource, form) };
    await this.#store.put(merge);
    return merge;
  }

  /** The merge as it is, or over the sides as they are now; one that cannot be read waits for its correction. */
  async #goOn(before: Merge, conflict: Conflict, resource: Resource, form: MergeForm): Promise<Merge> {
    const isMoved = hasMoved(before, conflict, resource);
    if (!isMoved && before.form === form) return before;
    const document = await vscode.workspace.openTextDocument(mergeUri(before, 'result'));
    if (document.isDirty) await document.save();
    const half = readHalf(document.getText());
    if ('issue' in half) {
      this.#complain(document, [half.issue]);
      return before;
    }
    const sides = rebase(before, half.content, sidesOf(conflict), resource);
    const merge = { ...before, form, sides, edit: conflict.local, seen: seenIn(conflict), texts: mergeTexts(sides, resource, form) };
    await this.#store.put(merge);
    this.#issues.delete(document.uri);
    this.#files.touch(merge);
    await rewrite(document, merge.texts.result);
    if (isMoved) void vscode.window.showInformationMessage(conflict.remote ? REBASED : DELETED);
    return merge;
  }

  async #show(merge: Merge): Promise<void> {
    if (merge.form === 'editor') return this.editor.show(merge);
    const document = await vscode.workspace.openTextDocument(mergeUri(merge, 'result'));
    const place = document.positionAt(Math.max(0, document.getText().search(/^<{7}/m)));
    await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(place, place) });
  }

  async #close(merge: Merge, document: vscode.TextDocument): Promise<boolean> {
    await this.#show(merge);
    if (merge.form === 'editor') return this.editor.accept();
    return (await document.save()) && vscode.window.tabGroups.close(tabsOf(document.uri));
  }

  /** Keeps what is typed at once, as a window may end without notice, and saves it when the person pauses. */
  #keep(document: vscode.TextDocument): void {
    const merge = isResult(document.uri) && this.#store.byId(document.uri.query);
    if (!merge || this.#store.get(merge.key) !== merge || merge.texts.result === document.getText()) return;
    void this.#store.put({ ...merge, texts: { ...merge.texts, result: document.getText() } });
    const name = document.uri.toString();
    clearTimeout(this.#saving.get(name));
    this.#saving.set(name, setTimeout(() => {
      this.#saving.delete(name);
      if (document.isDirty) void document.save();
    }, SAVE_MS));
  }

  #complain(document: vscode.TextDocument, issues: readonly EditIssue[]): null {
    const found = issues.map(({ message, offset, length }) => {
      const diagnostic = new vscode.Diagnostic(new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), plain(message));
      diagnostic.source = 'reconciliation';
      return diagnostic;
    });
    this.#issues.set(document.uri, found);
    const [first] = found;
    if (first) void vscode.window.showWarningMessage(`The merge cannot be taken yet, see line ${first.range.start.line + 1}, column ${first.range.start.character + 1} of the result. Nothing was decided.`);
    return null;
  }
}

const REBASED = 'The conflict has moved while you merged: what you had so far is merged with what is there now. Look at it, then complete it.';
const DELETED = 'The record was deleted at the master while you merged: what you complete is created again.';

/** Gives a document another text, as an edit that can be undone, and saves it. */
async function rewrite(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

const sidesOf = ({ base, remote, local }: Conflict): MergeSides => ({ base: base?.content ?? null, remote: remote?.content ?? null, local });

/** The remote is another than the one that is merged, or the record was edited since. */
const hasMoved = ({ seen, edit }: Merge, conflict: Conflict, resource: Resource): boolean => !isSameSight(seenIn(conflict), seen) || isEdited(edit, conflict.local, resource);

const atPlace = (document: vscode.TextDocument, { pointer, message }: Issue): EditIssue => ({ message, ...placeOf(document.getText(), pointer) });

const tabsOf = (uri: vscode.Uri): vscode.Tab[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
