import * as vscode from 'vscode';
import { without } from '../../engine/canonical';
import type { Remote } from '../../engine/record';
import { seenOf, type Seen } from '../../engine/seen';
import { hash } from '../../node/ports';
import { schemes } from '../ids';
import { keyOfUri, recordUri } from '../records/uri';
import { recordText } from '../records/text';
import type { Compared } from './conflict';
import type { Conflicts } from './conflicts';
import { arrange } from './mergeSeed';
import type { ServerOwned } from './serverOwned';

/**
 * The left side of a conflict's diff: the master's record as one version of it, read-only, keys in the order of the
 * local one. The version is in the address, so what a tab shows is what its person saw, whatever comes later; without one, a mark of the content.
 */
export class RemoteContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  /** What the open documents show, by their addresses. */
  readonly #shown = new Map<string, Compared>();
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly conflicts: Conflicts,
    private readonly serverOwned: ServerOwned,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(schemes.remote, this),
      // A comment is no error in JSON with comments.
      vscode.workspace.onDidOpenTextDocument((document) => document.uri.scheme === schemes.remote && document.languageId === 'json' && document.getText().startsWith('//') && void vscode.languages.setTextDocumentLanguage(document, 'jsonc')),
      vscode.workspace.onDidCloseTextDocument(({ uri, isClosed }) => isClosed && this.#shown.delete(uri.toString())),
      conflicts.onDidChange(() => this.#refresh()),
      serverOwned.onDidChange(() => this.#refresh()),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const key = keyOfUri(uri);
    const now = key === null ? null : this.conflicts.compared(key);
    if (now && uri.query === queryOf(now.remote)) this.#shown.set(uri.toString(), now);
    const shown = this.#shown.get(uri.toString());
    const resource = shown && this.conflicts.resource(shown.key);
    return shown ? remoteText(shown, resource ? this.serverOwned.hidden(resource) : new Set()) : '// This version is not in conflict any more.\n';
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments.filter((each) => each.uri.scheme === schemes.remote)) this.#changed.fire(uri);
  }
}

/** The master's side as the diff shows it. */
export const remoteText = ({ remote, local }: Compared, hidden: ReadonlySet<string> = new Set()): string =>
  remote ? recordText(without(arrange(remote.content, local), [...hidden])) : '// The record was deleted at the master.\n';

/** The address of the left side for what the master has now. */
export const remoteUri = ({ key, remote }: Compared): vscode.Uri => recordUri(key).with({ scheme: schemes.remote, query: queryOf(remote) });

/** What the left side shows; null for an address of another kind. */
export function seenAt({ scheme, query }: vscode.Uri): Seen | null {
  if (scheme !== schemes.remote) return null;
  if (query.startsWith(VERSION)) return { remote: 'there', version: query.slice(VERSION.length) };
  return query.startsWith(MARK) ? { remote: 'there', version: null, mark: query.slice(MARK.length) } : { remote: 'gone' };
}

const VERSION = 'version=';
const MARK = 'unversioned=';

function queryOf(remote: Remote): string {
  const seen = seenOf(remote, hash);
  if (seen.remote === 'gone') return 'deleted';
  return seen.version === null ? MARK + seen.mark : VERSION + seen.version;
}
