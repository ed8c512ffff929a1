import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import { isRecordUri, keyOfUri } from '../records/uri';

/** The record that a command means: a key, a row, the address of its document, else the document in front. */
export function targetKey(given: unknown): RecordKey | null {
  if (typeof given === 'string') return given;
  if (given instanceof vscode.Uri) return isRecordUri(given) ? keyOfUri(given) : null;
  if (typeof given === 'object' && given !== null && 'key' in given && typeof given.key === 'string') return given.key;
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && isRecordUri(uri) ? keyOfUri(uri) : null;
}

/** Wraps a command that needs a record; without one it says so. */
export const onRecord = (run: (key: RecordKey) => unknown) => (given: unknown): unknown => {
  const key = targetKey(given);
  return key === null ? vscode.window.showInformationMessage('Open a record first.') : run(key);
};
