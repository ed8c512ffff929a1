import * as vscode from 'vscode';
import { sight, type Finding } from '../../engine/audit/finding';
import { seenBeside } from '../../engine/audit/sight';
import { without } from '../../engine/canonical';
import { splitKey, type Accepted, type RecordKey } from '../../engine/record';
import { hash } from '../../node/ports';
import type { CommandParts } from '../commands/perform';
import { sayVersion, type Compared } from '../conflicts/conflict';
import { remoteText } from '../conflicts/remoteContent';
import type { ServerOwned } from '../conflicts/serverOwned';
import { commands, schemes } from '../ids';
import { plain } from '../plain';
import { resourceOf } from '../records/resourceOf';
import { recordText } from '../records/text';
import { keyOfUri, recordUri } from '../records/uri';
import type { GatheredChanges } from '../session/gatheredChanges';

/**
 * A finding as a diff: on the left what the master has, read when the diff is opened, on the right what is here. Both
 * are read-only: to open the record itself is to refresh it, which would put right what is to be compared.
 */
export class FindingDiffs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  /** What was read last. */
  readonly #read = new Map<RecordKey, Compared>();
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly parts: CommandParts,
    private readonly serverOwned: ServerOwned,
    changes: GatheredChanges,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(schemes.audited, this),
      vscode.workspace.onDidCloseTextDocument(({ uri, isClosed }) => isClosed && isHere(uri) && this.#read.delete(keyOfUri(uri) ?? '')),
      serverOwned.onDidChange(() => [...this.#read.keys()].forEach((key) => this.#redraw(key))),
      changes.onDidChange(({ keys }) => [...this.#read.keys()].filter((key) => keys.has(key)).forEach((key) => this.#redraw(key))),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const key = keyOfUri(uri.path.endsWith('c') ? uri.with({ path: uri.path.slice(0, -1) }) : uri) ?? '';
    const { session } = this.parts.source;
    const resource = session && resourceOf(session, splitKey(key)?.resource ?? '');
    const hidden = resource ? this.serverOwned.hidden(resource) : new Set<string>();
    const record = session?.model.records.get(key);
    if (isHere(uri)) return record ? recordText(without(record.local, [...hidden])) : '';
    const read = this.#read.get(key);
    return read ? remoteText(read, hidden) : '// Open the finding again: this was read in an earlier session of the editor.\n';
  }

  /** Reads the record at the master and opens the two side by side; where only the master has it, that alone. */
  async open(key: RecordKey): Promise<void> {
    const { source, log } = this.parts;
    const { session } = source;
    if (!session) return;
    const seen = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Reading the record' }, () => session.look(key));
    const record = session.model.records.get(key);
    if (typeof seen === 'string') {
      log.add('warning', seen);
      if ((await vscode.window.showWarningMessage('The record cannot be read now. The log says why.', 'Show Log')) !== undefined) await vscode.commands.executeCommand(commands.showLog);
      return;
    }
    const { remote } = seen;
    if (!record && !remote) return void vscode.window.showInformationMessage('The record is neither here nor at the master any more.');
    this.#read.set(key, { key, local: record?.local ?? {}, remote });
    this.#redraw(key);
    const left = leftUri(key, remote === null);
    const title = plain(`${splitKey(key)?.id ?? key} · Remote (${remote ? sayOf(remote) : 'deleted'}) ↔ Here (${sayOf(record?.base ?? null)})`);
    if (record) await vscode.commands.executeCommand('vscode.diff', left, hereUri(key), title);
    else await vscode.window.showTextDocument(left, { preview: true });
  }

  /** A finding as its diff shows it: the master may have moved since it was found. */
  asSeen(finding: Finding): Finding {
    const read = this.#read.get(finding.key);
    if (!read) return finding;
    const kind = read.remote ? (finding.kind === 'orphaned' ? 'drift' : finding.kind) : 'orphaned';
    const { key, here, fields, needsPerson, reason } = finding;
    const { session } = this.parts.source;
    const resource = session && resourceOf(session, splitKey(key)?.resource ?? '');
    if (!resource) return finding;
    const base = session.model.records.get(key)?.base ?? null;
    return { key, here, fields, needsPerson, reason, kind, ...sight(seenBeside(base, read.remote, resource, hash)) };
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #redraw(key: RecordKey): void {
    for (const uri of [leftUri(key, false), leftUri(key, true), hereUri(key)]) this.#changed.fire(uri);
  }
}

const sayOf = (side: Accepted | null): string => (!side || side.version === null ? 'no version' : `version ${sayVersion(side)}`);

const HERE = 'here';
const isHere = ({ scheme, query }: vscode.Uri): boolean => scheme === schemes.audited && query === HERE;
const hereUri = (key: RecordKey): vscode.Uri => recordUri(key).with({ scheme: schemes.audited, query: HERE });

/** A comment is no error in JSON with comments. */
function leftUri(key: RecordKey, isDeleted: boolean): vscode.Uri {
  const uri = recordUri(key).with({ scheme: schemes.audited });
  return isDeleted ? uri.with({ path: `${uri.path}c` }) : uri;
}
