import * as vscode from 'vscode';
import { equalExcept } from '../../engine/canonical';
import type { JsonObject } from '../../engine/json';
import { STATUS_LOOK } from '../../protocol/statusLook';
import { isWaiting } from '../../engine/apply';
import { statusOf, type SyncRecord } from '../../engine/record';
import { pathSentence } from '../../flows/sentence';
import { sayHow } from '../conflicts/settled';
import { commands, schemes } from '../ids';
import type { SessionSource } from '../connection/sessionSource';
import type { GatheredChanges } from '../session/gatheredChanges';
import { sayAhead, statusLine, withoutIcons } from './describe';
import { resourceOf } from './resourceOf';
import { keyOfUri } from './uri';

/** While a record is seen, its ages go on, every so many ms. */
const AGE_MS = 15_000;

/** The line above a record: its status, and what can be done about it. */
export class RecordLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  /** What was under the unsaved typing when it began, by document. */
  readonly #typedOn = new Map<string, JsonObject>();

  constructor(
    private readonly source: SessionSource,
    changes: GatheredChanges,
  ) {
    const seen = (): string[] => vscode.window.visibleTextEditors.flatMap(({ document: { uri } }) => (uri.scheme === schemes.record ? (keyOfUri(uri) ?? []) : []));
    const ages = setInterval(() => seen().length > 0 && this.#changed.fire(), AGE_MS);
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      new vscode.Disposable(() => clearInterval(ages)),
      vscode.languages.registerCodeLensProvider({ scheme: schemes.record }, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => document.uri.scheme === schemes.record && this.#note(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#typedOn.delete(uri.toString())),
      changes.onDidChange(({ keys, isEverything }) => (isEverything || seen().some((key) => keys.has(key))) && this.#changed.fire()),
    );
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const record = this.source.session?.model.records.get(keyOfUri(uri) ?? '');
    const range = new vscode.Range(0, 0, 0, 0);
    const [first, ...others] = record ? lenses(record, Date.now(), this.source.session?.settings.retry.retries) : [];
    const moved = record && this.#hasMoved(record, uri) ? [MOVED] : [];
    return first ? [first, ...moved, ...others].map((command) => new vscode.CodeLens(range, command)) : [];
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #note({ uri, isDirty }: vscode.TextDocument): void {
    const id = uri.toString();
    const local = this.source.session?.model.records.get(keyOfUri(uri) ?? '')?.local;
    if (!isDirty) this.#typedOn.delete(id);
    else if (local && !this.#typedOn.has(id)) this.#typedOn.set(id, local);
  }

  #hasMoved({ local, resource }: SyncRecord, uri: vscode.Uri): boolean {
    const before = this.#typedOn.get(uri.toString());
    const { session } = this.source;
    return before !== undefined && session !== null && !equalExcept(before, local, resourceOf(session, resource)?.uncompared ?? new Set());
  }
}

/** VS Code will refuse to save over it, so it is said before more is typed. */
const MOVED: vscode.Command = { title: '$(git-compare)\u00a0The record has changed since you began to type · Compare', command: 'workbench.files.action.compareWithSaved' };

/** What stands in the line: the status first, then what it asks for. */
function lenses(record: SyncRecord, now: number, retries: number | undefined): vscode.Command[] {
  const status = statusOf(record);
  const to = (title: string, command: string): vscode.Command => ({ title, command, arguments: [record.key] });
  const show = to('Flow', commands.showInFlows);
  const why: vscode.Command = { ...to('Why?', commands.why), tooltip: pathSentence(record, now, retries) };
  return [{ ...show, title: `$(${STATUS_LOOK[status].icon})\u00a0${withoutIcons(statusLine(record, now))}`, tooltip: 'Show its way through the states' }, ...undo(record, to), ...newer(record, to), ...actions(record, to), why, show];
}

/** A resolution that waits can be taken back. */
function undo({ job }: SyncRecord, to: (title: string, command: string) => vscode.Command): vscode.Command[] {
  if (!job?.resolution || !isWaiting(job)) return [];
  const how = job.resolution.by === 'rule' ? sayHow(job.resolution) : `${sayHow(job.resolution)} chosen`;
  return [{ ...to(`${how}, waits to be sent · Undo`, commands.undoResolution), tooltip: 'Take the choice back: both sides are in conflict again' }];
}

/** Says that somebody else was there, before more is typed over it. */
function newer(record: SyncRecord, to: (title: string, command: string) => vscode.Command): vscode.Command[] {
  const words = sayAhead(record);
  return words === '' ? [] : [to(`$(git-compare)\u00a0${withoutIcons(words)} · Show Diff`, commands.openConflict)];
}

function actions(record: SyncRecord, to: (title: string, command: string) => vscode.Command): vscode.Command[] {
  const discard = to('Discard edit…', commands.discard);
  const status = statusOf(record);
  switch (status) {
    case 'SYNCED':
    case 'SKIPPED':
      return [to('Sync now', commands.syncRecord)];
    case 'PENDING':
      return [to('Sync now', commands.syncRecord), discard];
    case 'PROCESSING':
      return [];
    case 'RETRY_PENDING':
      return [to('Retry now', commands.retry), discard];
    case 'ERROR':
    case 'DEAD_LETTER':
    case 'VALIDATION_FAILED':
      return [to('Retry', commands.retry), discard];
    case 'VERSION_CONFLICT':
      return [to('Compare', commands.openConflict), to('Use remote', commands.useRemote), to('Use local', commands.useLocal), to('Merge', commands.merge)];
  }
}
