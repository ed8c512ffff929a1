import * as vscode from 'vscode';
import type { Remote } from '../../engine/record';
import { schemes } from '../ids';
import { keyOfUri, recordUri } from '../records/uri';
import { recordText } from '../records/text';
import type { Conflict } from './conflict';
import type { Conflicts } from './conflicts';
import { arrange } from './mergeSeed';

/**
 * The left side of a conflict's diff: the master's record as one version of it, read-only, keys in the order of the
 * local one. The version is in the address, so what a tab shows is what its person saw, whatever comes later.
 */
export class RemoteContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(schemes.remote, this);

  constructor(private readonly conflicts: Conflicts) {}

  provideTextDocumentContent(uri: vscode.Uri): string {
    const key = keyOfUri(uri);
    const conflict = key === null ? null : this.conflicts.get(key);
    if (!conflict || uri.query !== queryOf(conflict.remote)) return '// This version is not in conflict any more.\n';
    return remoteText(conflict);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** The master's side as the diff shows it. */
export const remoteText = ({ remote, local }: Conflict): string => (remote ? recordText(arrange(remote.content, local)) : '// The record was deleted at the master.\n');

/** The address of the left side for what the master has now. */
export const remoteUri = ({ key, remote }: Conflict): vscode.Uri => recordUri(key).with({ scheme: schemes.remote, query: queryOf(remote) });

/** The version that the left side shows: null for deleted there, undefined for an address of another kind. */
export function seenVersion({ scheme, query }: vscode.Uri): string | null | undefined {
  if (scheme !== schemes.remote) return undefined;
  return query.startsWith(VERSION) ? query.slice(VERSION.length) : null;
}

const VERSION = 'version=';

function queryOf(remote: Remote): string {
  if (!remote) return 'deleted';
  return remote.version === null ? 'unversioned' : VERSION + remote.version;
}
