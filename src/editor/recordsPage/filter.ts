import { isStatus, STATUSES, type Status } from '../../engine/status';
import type { RecordKey } from '../../engine/record';
import { isRecord } from '../../protocol/guards';
import { FIRST_VIEW, type View } from '../../protocol/records';
import type { Listed } from './snapshot';

/** What the page can be opened with, by whoever shows a figure: everything else is left out of the list. */
export interface RecordsFilter {
  readonly statuses?: readonly Status[];
  readonly resource?: string;
  readonly text?: string;
  /** Only these, under a title of their own. */
  readonly keys?: readonly RecordKey[];
  readonly title?: string;
}

/** The argument of the command that opens the page; null for anything else, and for none. */
export function decodeFilter(value: unknown): RecordsFilter | null {
  if (!isRecord(value)) return null;
  const { statuses, resource, text, keys, title } = value;
  const isText = (given: unknown): given is string => typeof given === 'string';
  return {
    ...(Array.isArray(statuses) && { statuses: statuses.filter(isStatus) }),
    ...(isText(resource) && { resource }), ...(isText(text) && { text }), ...(isText(title) && { title }),
    ...(Array.isArray(keys) && { keys: keys.filter(isText) }),
  };
}

/** The view of a filter. Certain records are shown in whatever status they are. */
export const viewOf = ({ statuses, resource, text, keys }: RecordsFilter): View => ({
  ...FIRST_VIEW, text: text ?? '', resource: resource ?? null, statuses: statuses ?? (keys || text !== undefined ? STATUSES : null),
});

/** The records that a filter names. */
export const listedOf = ({ keys, title }: RecordsFilter): Listed | null => (keys ? { title: title ?? 'Chosen Records', keys: new Set(keys) } : null);
