import type { JsonObject } from '../../engine/json';
import { readEdit, type EditIssue, type Expected } from '../records/edit';

/** A line of a conflict, as version control writes it. */
export const MARKER = /^(<{7}|\|{7}|={7}|>{7})( .*)?$/m;

/** Reads the result of a merge: without conflict markers, and a record as any other edit. */
export function readMerge(text: string, expected: Expected): { readonly content: JsonObject } | { readonly issue: EditIssue } {
  const marker = MARKER.exec(text);
  return marker ? { issue: { message: 'A conflict marker is left here.', offset: marker.index, length: marker[0].length } } : readEdit(text, expected);
}
