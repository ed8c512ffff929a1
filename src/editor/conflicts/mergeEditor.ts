import * as vscode from 'vscode';
import { mergeUri } from './mergeFiles';
import type { Merge } from './mergeStore';

/** Internal to VS Code: where it is missing, a document with conflict markers serves. */
const OPEN_MERGE_EDITOR = '_open.mergeEditor';

/** VS Code's three-way merge editor. */
export class MergeEditor {
  async isAvailable(): Promise<boolean> {
    return (await vscode.commands.getCommands()).includes(OPEN_MERGE_EDITOR);
  }

  /** Shows a merge; one that is open already comes to the front as it is. */
  async show(merge: Merge): Promise<void> {
    await vscode.commands.executeCommand(OPEN_MERGE_EDITOR, {
      base: mergeUri(merge, 'base'),
      input1: { uri: mergeUri(merge, 'remote'), title: 'Remote', description: 'what the master has' },
      input2: { uri: mergeUri(merge, 'local'), title: 'Local', description: 'your edit' },
      output: mergeUri(merge, 'result'),
    });
  }

  /** Saves and closes the merge in front; false where something is open in it and the person wants to go on. */
  async accept(): Promise<boolean> {
    const accepted: unknown = await vscode.commands.executeCommand('mergeEditor.acceptMerge');
    return typeof accepted === 'object' && accepted !== null && 'successful' in accepted && accepted.successful === true;
  }
}
