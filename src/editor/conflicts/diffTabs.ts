import * as vscode from 'vscode';
import { splitKey, type Accepted, type RecordKey } from '../../engine/record';
import type { Seen } from '../../engine/seen';
import { keyOfUri, localUri, recordUri } from '../records/uri';
import { plain } from '../plain';
import { sayVersion, type Compared } from './conflict';
import { remoteUri, seenAt } from './remoteContent';

/** A tab that shows a conflict: what stands on its left side is what its person sees. */
export interface ConflictTab {
  readonly tab: vscode.Tab;
  readonly key: RecordKey;
  readonly seen: Seen;
  readonly original: vscode.Uri;
  readonly modified: vscode.Uri;
}

/** The tabs that show conflicts, in all groups. */
export const conflictTabs = (): ConflictTab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).flatMap((tab) => conflictTab(tab) ?? []);

function conflictTab(tab: vscode.Tab): ConflictTab | null {
  if (!(tab.input instanceof vscode.TabInputTextDiff)) return null;
  const { original, modified } = tab.input;
  const seen = seenAt(original);
  const key = keyOfUri(modified);
  return seen === null || key === null ? null : { tab, key, seen, original, modified };
}

/** The conflict in front of the person, or null. */
export function activeConflictTab(): ConflictTab | null {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab ? conflictTab(tab) : null;
}

/** Opens the diff of a conflict: remote on the left, read-only, and the record on the right, editable. */
export async function openDiff(compared: Compared, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', remoteUri(compared), localUri(compared.key), diffTitle(compared), options);
}

/** Opens one editor with the diffs of several conflicts. */
export async function openDiffs(all: readonly Compared[]): Promise<void> {
  const resources = all.map((each) => [recordUri(each.key), remoteUri(each), localUri(each.key)]);
  await vscode.commands.executeCommand('vscode.changes', all.length === 1 ? '1 conflict' : `${all.length} conflicts`, resources);
}

/** "42 · Remote (version 9, read-only) ↔ Local (your edit)". */
export const diffTitle = ({ key, remote }: Compared): string =>
  plain(`${splitKey(key)?.id ?? key} · Remote (${remote ? sayVersionOf(remote) : 'deleted'}, read-only) ↔ Local (your edit)`);

const sayVersionOf = (remote: Accepted): string => (remote.version === null ? 'no version' : `version ${sayVersion(remote)}`);

/**
 * Brings the tabs in line with the conflicts: where the remote moved, the diff in front is opened with the newer one;
 * what is settled or overtaken is closed, unless someone is typing there.
 */
export async function refreshTabs(get: (key: RecordKey) => Compared | null): Promise<void> {
  for (const { tab, key, original, modified } of conflictTabs()) {
    const now = get(key);
    if (now && remoteUri(now).toString() === original.toString()) continue;
    if (now && tab.isActive) await openDiff(now, { viewColumn: tab.group.viewColumn, preserveFocus: !tab.group.isActive });
    if (isDirty(modified)) continue;
    // A preview tab may have given way by itself.
    const left = conflictTabs().find((each) => each.tab.group === tab.group && each.original.toString() === original.toString());
    if (left) await vscode.window.tabGroups.close(left.tab, true);
  }
}

const isDirty = (uri: vscode.Uri): boolean => vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());

/** Saves what is typed in a record, in its diff and in its own document; false when it cannot be saved. */
export async function saveRecord(key: RecordKey): Promise<boolean> {
  const uris = [localUri(key), recordUri(key)].map(String);
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uris.includes(uri.toString()))) {
    if (!(await document.save())) return false;
  }
  return true;
}
