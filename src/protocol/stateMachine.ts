import { EDGES, OUTSIDE, type EdgeIndex, type Place } from '../engine/machine';
import { isStatus, STATUSES, type Status } from '../engine/status';
import { isCount, isList, isOneOf, isRecord, isText } from './guards';

/** Messages between the editor and the state machine page. Every push is a complete snapshot; each direction has its decoder, which answers null to what it does not know. */

/** One state with how many records are in it. */
export interface StateView {
  readonly status: Status;
  readonly count: number;
  /** D2's note beside it, '' for none. */
  readonly note: string;
}

/** One edge of D2, in the order of its table, with its traversals since the log began. */
export interface EdgeView {
  readonly from: Place;
  readonly to: Place;
  readonly label: string;
  readonly short: string;
  readonly count: number;
}

/** The record that the page follows: where it stands, in a sentence, and the edges its newest job took, in order. */
export interface SelectedView {
  readonly key: string;
  /** The record's name, '' where it has none. */
  readonly name: string;
  readonly status: Status;
  /** "SYNCED on attempt 2, after 1 API error, as version 8." */
  readonly sentence: string;
  readonly path: readonly EdgeIndex[];
}

/** To the page. */
export interface Snapshot {
  readonly type: 'snapshot';
  readonly states: readonly StateView[];
  readonly edges: readonly EdgeView[];
  readonly selected: SelectedView | null;
  /** Mermaid text of the diagram; changes only with the product's version, so it is drawn once. */
  readonly diagram: string;
  /** Why nothing moves: nothing open, paused, follower; null when it runs. */
  readonly notice: string | null;
  /** True when a pull would fill an empty store. */
  readonly canPull: boolean;
}
export type ToPage = Snapshot;

/** UTF-16 units; an id is as long as its master likes. */
const LONGEST_KEY = 10_000;

/** Requests of the page that carry nothing. */
const PLAIN = ['pickRecord', 'clearRecord', 'openRecord', 'copyMermaid', 'pull'] as const;

/** To the editor. Ids only: a page never names a URL, path or command. */
export type ToEditor =
  /** `key`: the record that the page followed before a reload. */
  | { readonly type: 'ready'; readonly key: string | null }
  | { readonly type: 'openState'; readonly status: Status }
  | { readonly type: 'openEdge'; readonly edge: EdgeIndex }
  | { readonly type: (typeof PLAIN)[number] }
  | { readonly type: 'failed'; readonly message: string };

/** Decodes what came from the page. */
export function decodeToEditor(value: unknown): ToEditor | null {
  if (!isRecord(value)) return null;
  const { type } = value;
  if (isOneOf(type, PLAIN)) return { type };
  switch (type) {
    case 'ready':
      return value['key'] === null || isText(value['key'], LONGEST_KEY) ? { type, key: value['key'] } : null;
    case 'openState':
      return isStatus(value['status']) ? { type, status: value['status'] } : null;
    case 'openEdge':
      return isEdge(value['edge']) ? { type, edge: value['edge'] } : null;
    case 'failed':
      return isText(value['message'], 2_000) ? { type, message: value['message'] } : null;
    default:
      return null;
  }
}

/** Decodes what came from the editor: all nine states and sixteen edges, or nothing. */
export function decodeToPage(value: unknown): ToPage | null {
  if (!isRecord(value) || value['type'] !== 'snapshot') return null;
  const { states, edges, selected, diagram, notice, canPull } = value;
  if (!isList(states, isState) || states.length !== STATUSES.length) return null;
  if (!isList(edges, isEdgeView) || edges.length !== EDGES.length) return null;
  if (selected !== null && !isSelected(selected)) return null;
  if (!isText(diagram, 50_000) || typeof canPull !== 'boolean' || (notice !== null && !isText(notice, 2_000))) return null;
  return { type: 'snapshot', states, edges, selected, diagram, notice, canPull };
}

const isEdge = (value: unknown): value is EdgeIndex => isCount(value) && value < EDGES.length;
const isPlace = (value: unknown): value is Place => value === OUTSIDE || isStatus(value);
const isState = (value: unknown): value is StateView => isRecord(value) && isStatus(value['status']) && isCount(value['count']) && isText(value['note'], 200);
const isEdgeView = (value: unknown): value is EdgeView =>
  isRecord(value) && isPlace(value['from']) && isPlace(value['to']) && isText(value['label'], 100) && isText(value['short'], 100) && isCount(value['count']);
const isSelected = (value: unknown): value is SelectedView =>
  isRecord(value) && isText(value['key'], LONGEST_KEY) && isText(value['name'], 200) && isStatus(value['status']) && isText(value['sentence'], 2_000) && isList(value['path'], isEdge);
