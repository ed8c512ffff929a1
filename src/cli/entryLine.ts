import type { Entry } from '../engine/entry';
import { entryText } from '../flows/entryText';

/** One entry of the log on one line: number, time, record, what happened. Holds no record content. */
export const entryLine = (seq: number, entry: Entry): string =>
  [String(seq).padStart(6), new Date(entry.at).toISOString(), ...(entry.key === undefined ? [] : [entry.key]), entryText(entry)].join('  ');
