import { visit } from 'jsonc-parser';
import { without } from '../../engine/canonical';
import { isObject, type JsonObject } from '../../engine/json';
import { parseStrict } from '../../engine/parse';
import type { EditIssue } from '../records/edit';
import { arrange } from './mergeSeed';

/** A line of a conflict, as version control writes it. */
const MARKER = /^(<{7}|\|{7}|={7}|>{7})( .*)?$/m;
const BLOCK = /^<{7}(?: .*)?\n(?:.*\n)*?\|{7}(?: .*)?\n((?:.*\n)*?)={7}\n(?:.*\n)*?>{7}(?: .*)?(?:\n|$)/gm;

/** What the text of a merge comes to: the merged fields, or what is wrong with it and where. */
export type MergeRead = { readonly content: JsonObject } | { readonly issue: EditIssue };

/** Reads the result of a merge: an object in strict JSON without conflict markers. A comma that a taken side left before a bracket is forgiven. */
export function readMerge(text: string): MergeRead {
  const marker = MARKER.exec(text);
  if (marker) return { issue: { message: 'Both sides changed this: keep the lines that count, and delete the markers.', offset: marker.index, length: marker[0].length } };
  const parsed = parseStrict(withoutTrailingCommas(text));
  if (!parsed.ok) return { issue: { message: parsed.issue.message, offset: parsed.issue.offset, length: 1 } };
  return isObject(parsed.value) ? { content: parsed.value } : { issue: { message: 'A record is a JSON object.', offset: 0, length: text.length } };
}

/** Reads a merge that is half done: what is between markers still is as in the base. */
export const readHalf = (text: string): MergeRead => readMerge(text.replace(BLOCK, '$1'));

/** The merged record with the fields of the master's own as `owner` has them, in the order of `owner`. */
export const withOwn = (content: JsonObject, owner: JsonObject, own: ReadonlySet<string>): JsonObject =>
  arrange({ ...without(content, [...own]), ...Object.fromEntries(Object.entries(owner).filter(([field]) => own.has(field))) }, owner);

/** Blanks commas before a closing bracket, so that every other offset stays. */
function withoutTrailingCommas(text: string): string {
  const commas: number[] = [];
  let last = -1;
  const other = (): void => {
    last = -1;
  };
  const end = (): void => {
    if (last >= 0) commas.push(last);
    last = -1;
  };
  visit(text, {
    onSeparator: (character, offset) => {
      last = character === ',' ? offset : -1;
    },
    onObjectEnd: end, onArrayEnd: end, onObjectBegin: other, onArrayBegin: other, onObjectProperty: other, onLiteralValue: other,
  });
  return commas.reduce((done, at) => `${done.slice(0, at)} ${done.slice(at + 1)}`, text);
}
