import { isStatus, type Status } from '../engine/status';
import { FLOW_NAMES, type FlowName } from '../flows/flow';
import { isCount, isList, isNumber, isOneOf, isRecord, isText } from './guards';

export type { FlowName };

/** Messages between the editor and the Flows page. Every push is a complete snapshot; each direction has its decoder, which answers null to what it does not know. */

/** How far back edges are counted while no record is followed. */
export const WINDOWS = ['hour', 'day', 'all'] as const;
export type Window = (typeof WINDOWS)[number];

/** One line of the rail: a flow with a small live figure. */
export interface RailView {
  readonly name: FlowName;
  readonly number: number;
  readonly title: string;
  /** "retry 2 of 3 in 25 s", "47 differ": plain text; '' for none. */
  readonly figure: string;
  /** What the figure is about: a status gives its icon, `warning` and `paused` theirs. */
  readonly mark: Status | 'warning' | 'paused' | null;
}

/** A box of the drawing. */
export interface NodeView {
  readonly id: string;
  /** With line breaks. */
  readonly label: string;
  readonly shape: 'step' | 'terminal' | 'decision' | 'store' | 'participant';
  /** The box is that state: its icon and colour go with it. */
  readonly status: Status | null;
  /** A live figure in the box ("12 waiting, next in 4 s", "9,706"); null: no room is needed. */
  readonly figure: string | null;
  /** `failing` and `paused` parts are marked, with the reason in `hint`. */
  readonly tone: 'plain' | 'failing' | 'paused' | 'moving';
  /** What a tooltip says: where the figure comes from, why it is marked; '' for nothing. */
  readonly hint: string;
  /** The path stands here. */
  readonly isHere: boolean;
}

/** An arrow of the drawing, in the order of the diagram. */
export interface EdgeView {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The diagram's words, '' for none. */
  readonly label: string;
  readonly isDashed: boolean;
  /** Times that it was taken in the window; null while the log is still being read, and where a path is shown. */
  readonly count: number | null;
  /** On the path that is shown: how it is known; null: not taken. */
  readonly basis: 'logged' | 'implied' | null;
  /** What decided or went over it ("412, base 7, remote 9"), or a live figure ("95.8 %"); '' for nothing. */
  readonly value: string;
  /** D10: how long it took and what D10 draws for it, ms; null where unknown. */
  readonly ms: number | null;
  readonly budget: number | null;
  readonly isLate: boolean;
}

/** The drawing of one flow. `diagram`: `drawingOf`, with room for counts, values and figures; it is drawn anew only when it changes. */
export interface FlowView {
  readonly name: FlowName;
  readonly number: number;
  readonly title: string;
  readonly kind: 'sequence' | 'state' | 'flowchart';
  readonly diagram: string;
  readonly nodes: readonly NodeView[];
  readonly edges: readonly EdgeView[];
  /** Sequence diagrams: the arrows in each branch of each frame, in the order of the diagram (`branchesOf`). */
  readonly branches: readonly (readonly string[])[];
  /** Notes of the diagram, and in which way the product differs from it. */
  readonly differences: readonly string[];
}

/** The record that the page follows. */
export interface SelectedView {
  readonly key: string;
  /** '' where it has none. */
  readonly name: string;
  readonly status: Status;
  readonly sentence: string;
  /** Its jobs, newest first, by a number that counts from 1: "Job 5, attempt 2". */
  readonly jobs: readonly { readonly number: number; readonly label: string }[];
  /** The chosen one; null: it has none. */
  readonly job: number | null;
}

/** Where on the log the page stands: `position` entries are shown of `total`. The slider reaches from `first` entries to all of them. */
export interface MomentView {
  readonly position: number;
  readonly total: number;
  readonly first: number;
  /** The last shown entry: its time, ms since 1970, what it says in a few words ("due 14:28:58.708"), and the status that it led to; null for an empty log. */
  readonly entry: { readonly seq: number; readonly at: number; readonly text: string; readonly status: Status | null } | null;
  readonly isLive: boolean;
  /** Times at both ends of the slider, ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** Entries in equal stretches of time between them: the slider's bars. They add up to `total - first`, so they place each entry on the slider. */
  readonly bars: readonly number[];
  /** What the followed record did, by position: icons on the slider. */
  readonly stops: readonly { readonly position: number; readonly status: Status }[];
}

/** To the page. */
export interface Snapshot {
  readonly type: 'snapshot';
  readonly rail: readonly RailView[];
  readonly flow: FlowView;
  readonly window: Window;
  readonly selected: SelectedView | null;
  readonly moment: MomentView;
  /** How much of the log is read, 0 to 1; null: all of it. */
  readonly reading: number | null;
  /** Why nothing moves: nothing open, paused, follower; null when it runs. */
  readonly notice: string | null;
  /** What leads on from there, as a button says it: "Approve", "Resume"; null where nothing is in the way. */
  readonly action: string | null;
  /** True when a pull would fill an empty store. */
  readonly canPull: boolean;
}
export type ToPage = Snapshot;

/** What the page keeps over a reload. */
export interface Choice {
  readonly flow: FlowName;
  readonly window: Window;
  /** The record that is followed. */
  readonly key: string | null;
}

/** Requests of the page that carry nothing. */
export const PLAIN = ['pickRecord', 'clearRecord', 'openRecord', 'why', 'copyMermaid', 'openMermaid', 'openMoment', 'pull', 'connect'] as const;

/** To the editor. Ids only: a page never names a URL, path or command. */
export type ToEditor =
  /** `choice`: what the page showed before a reload. */
  | { readonly type: 'ready'; readonly choice: Choice | null }
  | { readonly type: 'flow'; readonly name: FlowName }
  | { readonly type: 'window'; readonly window: Window }
  | { readonly type: 'job'; readonly number: number }
  /** Shows the log up to this position; null: live. */
  | { readonly type: 'moment'; readonly position: number | null }
  /** Lists the records and log entries behind a box or an arrow of the present flow. */
  | { readonly type: 'openNode'; readonly id: string }
  | { readonly type: 'openEdge'; readonly id: string }
  /** A picture of the drawing to be saved: SVG text, or PNG as base64. */
  | { readonly type: 'save'; readonly format: 'svg' | 'png'; readonly data: string }
  | { readonly type: (typeof PLAIN)[number] }
  | { readonly type: 'failed'; readonly message: string };

/** UTF-16 units; an id is as long as its master likes. */
const LONGEST_KEY = 10_000;
const LONGEST_TEXT = 10_000;
/** UTF-16 units of a picture to be saved. */
const LONGEST_PICTURE = 8 * 1024 * 1024;

/** Decodes what came from the page. */
export function decodeToEditor(value: unknown): ToEditor | null {
  if (!isRecord(value)) return null;
  const { type } = value;
  if (isOneOf(type, PLAIN)) return { type };
  switch (type) {
    case 'ready':
      return value['choice'] === null || isChoice(value['choice']) ? { type, choice: value['choice'] } : null;
    case 'flow':
      return isOneOf(value['name'], FLOW_NAMES) ? { type, name: value['name'] } : null;
    case 'window':
      return isOneOf(value['window'], WINDOWS) ? { type, window: value['window'] } : null;
    case 'job':
      return isCount(value['number']) ? { type, number: value['number'] } : null;
    case 'moment':
      return value['position'] === null || isCount(value['position']) ? { type, position: value['position'] } : null;
    case 'openNode':
    case 'openEdge':
      return isText(value['id'], 100) ? { type, id: value['id'] } : null;
    case 'save':
      return isOneOf(value['format'], ['svg', 'png']) && isText(value['data'], LONGEST_PICTURE) ? { type, format: value['format'], data: value['data'] } : null;
    case 'failed':
      return isText(value['message'], 2_000) ? { type, message: value['message'] } : null;
    default:
      return null;
  }
}

/** Decodes what came from the editor: a whole snapshot, or nothing. */
export function decodeToPage(value: unknown): ToPage | null {
  if (!isRecord(value) || value['type'] !== 'snapshot') return null;
  const { rail, flow, window, selected, moment, reading, notice, action, canPull } = value;
  if (!isList(rail, isRailView) || !isFlowView(flow) || !isOneOf(window, WINDOWS) || !isMoment(moment)) return null;
  if ((selected !== null && !isSelected(selected)) || (reading !== null && !(isNumber(reading) && reading <= 1))) return null;
  if ((notice !== null && !isText(notice, 2_000)) || (action !== null && !isText(action, 100)) || typeof canPull !== 'boolean') return null;
  return { type: 'snapshot', rail, flow, window, selected, moment, reading, notice, action, canPull };
}

const orNull = <T>(value: unknown, is: (value: unknown) => value is T): value is T | null => value === null || is(value);
const isLine = (value: unknown): value is string => isText(value, LONGEST_TEXT);
const isId = (value: unknown): value is string => isText(value, 100);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isIds = (value: unknown): value is readonly string[] => isList(value, isId);

/** True for what `setState` kept, and what `ready` brings. */
export const isChoice = (value: unknown): value is Choice =>
  isRecord(value) && isOneOf(value['flow'], FLOW_NAMES) && isOneOf(value['window'], WINDOWS) && (value['key'] === null || isText(value['key'], LONGEST_KEY));

const isMark = (value: unknown): value is NonNullable<RailView['mark']> => value === 'warning' || value === 'paused' || isStatus(value);
const isRailView = (value: unknown): value is RailView =>
  isRecord(value) && isOneOf(value['name'], FLOW_NAMES) && isCount(value['number']) && isText(value['title'], 100) && isLine(value['figure']) && orNull(value['mark'], isMark);

const SHAPES = ['step', 'terminal', 'decision', 'store', 'participant'] as const;
const TONES = ['plain', 'failing', 'paused', 'moving'] as const;
const isNode = (value: unknown): value is NodeView =>
  isRecord(value) && isId(value['id']) && isText(value['label'], 200) && isOneOf(value['shape'], SHAPES) && orNull(value['status'], isStatus) &&
  orNull(value['figure'], isLine) && isOneOf(value['tone'], TONES) && isLine(value['hint']) && isBoolean(value['isHere']);
const isEdge = (value: unknown): value is EdgeView =>
  isRecord(value) && isId(value['id']) && isId(value['from']) && isId(value['to']) && isText(value['label'], 200) && isBoolean(value['isDashed']) &&
  orNull(value['count'], isCount) && (value['basis'] === null || value['basis'] === 'logged' || value['basis'] === 'implied') && isLine(value['value']) &&
  orNull(value['ms'], isNumber) && orNull(value['budget'], isNumber) && isBoolean(value['isLate']);
const isFlowView = (value: unknown): value is FlowView =>
  isRecord(value) && isOneOf(value['name'], FLOW_NAMES) && isCount(value['number']) && isText(value['title'], 100) && isOneOf(value['kind'], ['sequence', 'state', 'flowchart']) &&
  isText(value['diagram'], 50_000) && isList(value['nodes'], isNode) && isList(value['edges'], isEdge) && isList(value['branches'], isIds) && isList(value['differences'], isLine);

const isJob = (value: unknown): value is SelectedView['jobs'][number] => isRecord(value) && isCount(value['number']) && isText(value['label'], 200);
const isSelected = (value: unknown): value is SelectedView =>
  isRecord(value) && isText(value['key'], LONGEST_KEY) && isLine(value['name']) && isStatus(value['status']) && isLine(value['sentence']) && isList(value['jobs'], isJob) && orNull(value['job'], isCount);

const isEntry = (value: unknown): value is NonNullable<MomentView['entry']> =>
  isRecord(value) && isCount(value['seq']) && isNumber(value['at']) && isLine(value['text']) && orNull(value['status'], isStatus);
const isStop = (value: unknown): value is MomentView['stops'][number] => isRecord(value) && isCount(value['position']) && isStatus(value['status']);
const isMoment = (value: unknown): value is MomentView =>
  isRecord(value) && isCount(value['position']) && isCount(value['total']) && isCount(value['first']) && orNull(value['entry'], isEntry) && isBoolean(value['isLive']) &&
  isNumber(value['from']) && isNumber(value['to']) && isList(value['bars'], isCount) && isList(value['stops'], isStop);
