import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import { keyOfUri, recordUri } from '../records/uri';
import { plain } from '../plain';
import { sayVersion, type Conflict } from './conflict';
import { remoteUri, seenVersion } from './remoteContent';

/** A tab that shows a conflict: the version on its left side is what its person sees. */
export interface ConflictTab {
  readonly tab: vscode.Tab;
  readonly key: RecordKey;
  readonly seen: string | null;
  readonly original: vscode.Uri;
  readonly modified: vscode.Uri;
}

/** The tabs that show conflicts, in all groups. */
export const conflictTabs = (): ConflictTab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).flatMap((tab) => conflictTab(tab) ?? []);

function conflictTab(tab: vscode.Tab): ConflictTab | null {
  if (!(tab.input instanceof vscode.TabInputTextDiff)) return null;
  const { original, modified } = tab.input;
  const seen = seenVersion(original);
  const key = keyOfUri(modified);
  return seen === undefined || key === null ? null : { tab, key, seen, original, modified };
}

/** The conflict in front of the person, or null. */
export function activeConflictTab(): ConflictTab | null {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab ? conflictTab(tab) : null;
}

/** Opens the diff of a conflict: remote on the left, read-only, and the record on the right, editable. */
export async function openDiff(conflict: Conflict, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', remoteUri(conflict), recordUri(conflict.key), diffTitle(conflict), options);
}

/** Opens the multi-file diff of several conflicts, to look at. */
export async function openDiffs(conflicts: readonly Conflict[]): Promise<void> {
  const resources = conflicts.map((conflict) => [recordUri(conflict.key), remoteUri(conflict), recordUri(conflict.key)]);
  await vscode.commands.executeCommand('vscode.changes', 'Conflicts: Remote ↔ Local', resources);
}

/** "Conflict: accounts/42 — Remote (version 9) ↔ Local (your edit)". */
export const diffTitle = ({ key, remote }: Conflict): string => plain(`Conflict: ${key} — Remote (${remote ? `version ${sayVersion(remote)}` : 'deleted'}) ↔ Local (your edit)`);

/**
 * Brings the tabs in line with the conflicts: where the remote moved, the diff in front is opened with the newer one;
 * what is settled or overtaken is closed, unless someone is typing there.
 */
export async function refreshTabs(get: (key: RecordKey) => Conflict | null): Promise<void> {
  for (const { tab, key, original, modified } of conflictTabs()) {
    const conflict = get(key);
    if (conflict && remoteUri(conflict).toString() === original.toString()) continue;
    if (conflict && tab.isActive) await openDiff(conflict, { viewColumn: tab.group.viewColumn, preserveFocus: !tab.group.isActive });
    if (isDirty(modified)) continue;
    // A preview tab may have given way by itself.
    const left = conflictTabs().find((each) => each.tab.group === tab.group && each.original.toString() === original.toString());
    if (left) await vscode.window.tabGroups.close(left.tab, true);
  }
}

const isDirty = (uri: vscode.Uri): boolean => vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());

/** Saves what is typed in a record; false when it cannot be saved. */
export async function saveRecord(key: RecordKey): Promise<boolean> {
  const uri = recordUri(key).toString();
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
  return !document?.isDirty || document.save();
}
