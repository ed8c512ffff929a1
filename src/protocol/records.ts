import { isStatus, STATUSES, type Status } from '../engine/status';
import { CONNECTIONS, type ConnectionView } from './dashboard';
import { isCount, isList, isOneOf, isRecord, isText } from './guards';

/** Messages between the editor and the page *Records*. The page holds the rows around what is seen, never the set; every push is complete, and each direction has its decoder, which answers null to what it does not know. */

/** Columns in their order. */
export const COLUMNS = ['status', 'record', 'name', 'version', 'revision', 'attempts', 'next', 'error', 'synced'] as const;
export type Column = (typeof COLUMNS)[number];

/** How long ago the last change of a record may be. */
export const PERIODS = ['any', '1h', '24h', '7d'] as const;
export type Period = (typeof PERIODS)[number];

/** What the person looks at; kept over a reload. */
export interface View {
  readonly text: string;
  /** Null: not decided yet. What is not at rest, or all where everything is. */
  readonly statuses: readonly Status[] | null;
  /** Null: all of them. */
  readonly resource: string | null;
  readonly period: Period;
  readonly column: Column;
  /** Sorted downwards. */
  readonly isDown: boolean;
}
export const FIRST_VIEW: View = { text: '', statuses: null, resource: null, period: 'any', column: 'status', isDown: false };

/** Rows from the first, without the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** When a record goes on: due at a time (ms since 1970), or in a word. */
export const NEXTS = ['now', 'queued', 'needs you', '–'] as const;
export type Next = number | (typeof NEXTS)[number];

/** One record. What came from outside is plain, on one line and not endless. */
export interface Row {
  readonly key: string;
  /** The key as it is shown. */
  readonly label: string;
  readonly status: Status;
  readonly name: string;
  readonly version: string;
  readonly revision: number;
  readonly attempts: number;
  readonly next: Next;
  readonly error: string;
  /** ms since 1970; 0 for never. */
  readonly synced: number;
  readonly isSelected: boolean;
}

/** What is done with all that are selected. */
export const DEEDS = ['retry', 'sync', 'discard', 'open'] as const;
export type Deed = (typeof DEEDS)[number];

/** What is selected, and to how many each deed applies. */
export interface SelectionView {
  readonly count: number;
  /** Selected, but not in the list as it is filtered. */
  readonly outside: number;
  /** "contacts, DEAD_LETTER". */
  readonly words: string;
  readonly applies: Readonly<Record<Deed, number>>;
}

/** Certain records, and what their list is called. */
export interface List {
  readonly title: string;
  readonly keys: readonly string[];
}
/** Most records of a list that a page keeps over a reload. */
export const MOST_KEPT = 1_000;

/** To the page. */
export interface Snapshot {
  readonly type: 'snapshot';
  /** ms since 1970, by the clock that the times of the rows are of. */
  readonly at: number;
  /** That of the newest `choose` that was heard. */
  readonly turn: number;
  readonly view: View;
  /** What the list was opened for ("Records That Failed"); null for all records. */
  readonly title: string | null;
  /** That list, to be kept over a reload; null also where it is too long for that. */
  readonly list: List | null;
  readonly resources: readonly string[];
  /** All nine, of what fits everything but the choice of statuses. */
  readonly counts: readonly { readonly status: Status; readonly count: number }[];
  /** Records in the store, and in the list. */
  readonly all: number;
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
  /** Where the record is that the page stands on; -1: it is not in the list. */
  readonly current: { readonly key: string; readonly index: number } | null;
  readonly selection: SelectionView | null;
  /** Why there are no records, and the title of what leads on; null: there are. */
  readonly obstacle: Pick<ConnectionView, 'kind' | 'why' | 'action'> | null;
  readonly canPull: boolean;
  /** Why records do not move, as a sentence; null when they do. */
  readonly notice: string | null;
}

/** Requests of the page that carry nothing. */
const PLAIN = ['selectAll', 'selectNone', 'leaveList', 'export', 'connect', 'pull'] as const;
/** Requests about one record. */
const KEYED = ['toggle', 'openRecord', 'why', 'timeline'] as const;

/** To the editor. Ids only: a page never names a URL, path or command. */
export type ToEditor =
  /** `view`, `list`: what the person looked at before a reload. */
  | { readonly type: 'ready'; readonly view: View | null; readonly list: List | null; readonly range: Range }
  /** The rows that the page wants, and the record that it stands on. */
  | { readonly type: 'look'; readonly range: Range; readonly key: string | null }
  | { readonly type: 'choose'; readonly view: View; readonly turn: number }
  | { readonly type: (typeof KEYED)[number]; readonly key: string }
  /** Selects from a record to a place in the list, in place of the last range from the same record. */
  | { readonly type: 'extend'; readonly key: string; readonly to: number }
  | { readonly type: 'act'; readonly deed: Deed }
  /** Copies what is selected; the named record where nothing is. */
  | { readonly type: 'copy'; readonly key: string | null }
  | { readonly type: (typeof PLAIN)[number] }
  | { readonly type: 'failed'; readonly message: string };

/** Most rows that a page gets at once. */
export const MOST_ROWS = 500;
/** UTF-16 units; an id is as long as its master likes. */
const LONGEST_KEY = 10_000;
const LONGEST_TEXT = 2_000;

/** Decodes what came from the page. */
export function decodeToEditor(value: unknown): ToEditor | null {
  if (!isRecord(value)) return null;
  const { type, view, list, range, key, turn, to, deed, message } = value;
  if (isOneOf(type, PLAIN)) return { type };
  if (isOneOf(type, KEYED)) return isKey(key) ? { type, key } : null;
  switch (type) {
    case 'ready':
      return (view === null || isView(view)) && (list === null || isKeptList(list)) && isRange(range) ? { type, view, list, range } : null;
    case 'look':
      return isRange(range) && (key === null || isKey(key)) ? { type, range, key } : null;
    case 'choose':
      return isView(view) && isCount(turn) ? { type, view, turn } : null;
    case 'extend':
      return isKey(key) && isCount(to) ? { type, key, to } : null;
    case 'act':
      return isOneOf(deed, DEEDS) ? { type, deed } : null;
    case 'copy':
      return key === null || isKey(key) ? { type, key } : null;
    case 'failed':
      return isWords(message) ? { type, message } : null;
    default:
      return null;
  }
}

/** Decodes what came from the editor: a whole snapshot, or nothing. */
export function decodeToPage(value: unknown): Snapshot | null {
  if (!isRecord(value) || value['type'] !== 'snapshot') return null;
  const { at, turn, view, title, list, resources, counts, all, total, from, rows, current, selection, obstacle, canPull, notice } = value;
  if (!isAmount(at) || !isCount(turn) || !isView(view) || !(title === null || isWords(title)) || !(list === null || isKeptList(list)) || !isList(resources, isWords)) return null;
  if (!isList(counts, isCounted) || counts.length !== STATUSES.length || !isCount(all) || !isCount(total) || !isCount(from) || !isList(rows, isRow)) return null;
  if (!(current === null || isCurrent(current)) || !(selection === null || isSelection(selection)) || !(obstacle === null || isObstacle(obstacle))) return null;
  if (typeof canPull !== 'boolean' || !(notice === null || isWords(notice))) return null;
  return { type: 'snapshot', at, turn, view, title, list, resources, counts, all, total, from, rows, current, selection, obstacle, canPull, notice };
}

/** True for what a person can look at. */
export const isView = (value: unknown): value is View =>
  isRecord(value) && isWords(value['text']) && (value['statuses'] === null || (isList(value['statuses'], isStatus) && value['statuses'].length <= STATUSES.length)) &&
  (value['resource'] === null || isWords(value['resource'])) && isOneOf(value['period'], PERIODS) && isOneOf(value['column'], COLUMNS) && typeof value['isDown'] === 'boolean';

/** True for a list that may be kept. */
export const isKeptList = (value: unknown): value is List => isRecord(value) && isWords(value['title']) && isList(value['keys'], isKey) && value['keys'].length <= MOST_KEPT;

const isWords = (value: unknown): value is string => isText(value, LONGEST_TEXT);
const isKey = (value: unknown): value is string => isText(value, LONGEST_KEY);
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isRange = (value: unknown): value is Range => isRecord(value) && isCount(value['from']) && isCount(value['to']) && value['to'] >= value['from'] && value['to'] - value['from'] <= MOST_ROWS;
const isCounted = (value: unknown): value is Snapshot['counts'][number] => isRecord(value) && isStatus(value['status']) && isCount(value['count']);
const isCurrent = (value: unknown): value is NonNullable<Snapshot['current']> => isRecord(value) && isKey(value['key']) && (value['index'] === -1 || isCount(value['index']));
const isObstacle = (value: unknown): value is NonNullable<Snapshot['obstacle']> => isRecord(value) && isOneOf(value['kind'], CONNECTIONS) && isWords(value['why']) && isWords(value['action']);

function isSelection(value: unknown): value is SelectionView {
  if (!isRecord(value)) return false;
  const { count, outside, words, applies } = value;
  return isCount(count) && isCount(outside) && isWords(words) && isRecord(applies) && DEEDS.every((deed) => isCount(applies[deed]));
}

const isRow = (value: unknown): value is Row =>
  isRecord(value) && isKey(value['key']) && isStatus(value['status']) && [value['label'], value['name'], value['version'], value['error']].every(isWords) &&
  [value['revision'], value['attempts']].every(isCount) && (isAmount(value['next']) || isOneOf(value['next'], NEXTS)) && isAmount(value['synced']) && typeof value['isSelected'] === 'boolean';
