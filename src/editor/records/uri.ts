import * as vscode from 'vscode';
import { keyOf, splitKey, type RecordKey } from '../../engine/record';
import { schemes } from '../ids';

const END = '.json';

/** The document of a record: `reconciliation:/accounts/42.json`. The id is one path segment, percent-encoded, so that a slash, `..` or a twin in another Unicode form stays an address of its own. */
export function recordUri(key: RecordKey): vscode.Uri {
  const { resource, id } = splitKey(key) ?? { resource: '', id: key };
  return vscode.Uri.from({ scheme: schemes.record, path: `/${resource}/${encodeURIComponent(id)}${END}` });
}

/** The same record as the right side of its diff: `reconciliation-local:/accounts/42.json`. */
export const localUri = (key: RecordKey): vscode.Uri => recordUri(key).with({ scheme: schemes.local });

/** True for the documents of a record that can be edited. */
export const isRecordUri = ({ scheme }: vscode.Uri): boolean => scheme === schemes.record || scheme === schemes.local;

/** The record that a path names, whatever the scheme; null for a path of another form. One record has one path. */
export function keyOfUri({ path }: vscode.Uri): RecordKey | null {
  const [empty, resource, segment, ...rest] = path.split('/');
  if (empty !== '' || !resource || !segment?.endsWith(END) || segment === END || rest.length > 0) return null;
  const id = decode(segment.slice(0, -END.length));
  return id !== null && recordUri(keyOf(resource, id)).path === path ? keyOf(resource, id) : null;
}

/** Null for text that `encodeURIComponent` never writes. */
function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
