import type { FlowName } from '../flows/flow';
import type { Status } from '../engine/status';

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

/** The drawing of one flow. `diagram`: Mermaid text with room for counts, values and figures; it is drawn anew only when it changes. */
export interface FlowView {
  readonly name: FlowName;
  readonly number: number;
  readonly title: string;
  readonly kind: 'sequence' | 'state' | 'flowchart';
  readonly diagram: string;
  readonly nodes: readonly NodeView[];
  readonly edges: readonly EdgeView[];
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

/** Where on the log the page stands. Entries are counted from 0; `position` entries are shown. */
export interface MomentView {
  readonly position: number;
  readonly total: number;
  /** The last shown entry: its time, ms since 1970, and what it says in a few words; null for an empty log. */
  readonly entry: { readonly seq: number; readonly at: number; readonly text: string } | null;
  readonly isLive: boolean;
  /** Time of the first and the last entry of the log, ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** Entries per part of the log: as many parts as the slider has bars, equal numbers of entries or times. */
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
export const PLAIN = ['pickRecord', 'clearRecord', 'openRecord', 'why', 'copyMermaid', 'openMermaid', 'openMoment', 'pull'] as const;

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
