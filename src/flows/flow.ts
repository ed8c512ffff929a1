import type { Change } from '../engine/model';
import type { Status } from '../engine/status';

/** The ten flows by name, in the order of D1 to D10. */
export const FLOW_NAMES = [
  'overall-sync', 'state-machine', 'error-handling', 'architecture', 'validation', 'reconciliation', 'monitoring', 'backoff', 'version-conflict', 'timeline',
] as const;
export type FlowName = (typeof FLOW_NAMES)[number];

/** How a node is drawn: a step, a start or end, a decision, something that keeps data, a person or part that sends messages. */
export type Shape = 'step' | 'terminal' | 'decision' | 'store' | 'participant';

/** One box of a diagram. A line break in `label` is one in the drawing; `status`: the box is that state of D2. */
export interface FlowNode {
  readonly label: string;
  readonly shape: Shape;
  readonly group?: string;
  readonly status?: Status;
}

/** One arrow. `isDashed`: an answer, or drawn dashed. A line break in `label` is one in the drawing. */
export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly isDashed?: true;
}

/** A frame around nodes; one may stand in another. */
export interface FlowGroup {
  readonly label: string;
  readonly within?: string;
}

/** A line of a sequence diagram: a message by the id of its edge, a note over participants, or a frame with branches. */
export type Line<Id extends string = string> =
  | Id
  | { readonly note: string; readonly over: readonly string[] }
  | { readonly frame: 'alt' | 'loop'; readonly branches: readonly { readonly label: string; readonly lines: readonly Line<Id>[] }[] };

/** An arrow that something took, as one entry of the log tells. */
export interface Passage<Id extends string = string> {
  readonly edge: Id;
  /** `logged`: the entry says so; `implied`: it follows from what the entry says. */
  readonly basis: 'logged' | 'implied';
  /** What decided, or what went over the arrow: "412, base 7, remote 9". Text of the master in part: plain text only. */
  readonly value?: string;
  /** How long the step took, ms, where it was measured. */
  readonly ms?: number;
}

/** One of the ten diagrams as data: what is drawn, and which arrows an entry of the log took. `Id`: its arrows. */
export interface Flow<Id extends string = string> {
  readonly name: FlowName;
  /** 1 to 10: D1 to D10. */
  readonly number: number;
  readonly title: string;
  readonly kind: 'sequence' | 'state' | 'flowchart';
  /** Mermaid's direction of a flowchart. */
  readonly direction: 'TD' | 'LR';
  readonly nodes: Readonly<Record<string, FlowNode>>;
  readonly groups: Readonly<Record<string, FlowGroup>>;
  /** In the order of the diagram. */
  readonly edges: Readonly<Record<Id, FlowEdge>>;
  /** Sequence diagrams: the order of messages, notes and frames. */
  readonly lines: readonly Line<Id>[];
  /** Boxes that no arrow meets, and notes beside one (`beside`). */
  readonly remarks: readonly { readonly text: string; readonly beside?: string }[];
  /** Where the product differs from the diagram, and why: one sentence each. */
  readonly differences: readonly string[];
  /** The arrows that one entry took, in their order. Pure: `change` is the entry with the record before and after it. */
  readonly trace: (change: Change) => readonly Passage<Id>[];
}

type Parts<Id extends string> = Pick<Flow<Id>, 'name' | 'number' | 'title' | 'kind' | 'nodes' | 'edges' | 'trace'> & Partial<Flow<Id>>;

/** A flow with what it leaves out. */
export const flow = <Id extends string>(parts: Parts<Id>): Flow<Id> => ({ direction: 'TD', groups: {}, lines: [], remarks: [], differences: [], ...parts });

/** Short ways to write nodes. */
export const step = (label: string, group?: string): FlowNode => ({ label, shape: 'step', ...(group !== undefined && { group }) });
export const terminal = (label: string, group?: string): FlowNode => ({ label, shape: 'terminal', ...(group !== undefined && { group }) });
export const decision = (label: string, group?: string): FlowNode => ({ label, shape: 'decision', ...(group !== undefined && { group }) });
export const store = (label: string, group?: string): FlowNode => ({ label, shape: 'store', ...(group !== undefined && { group }) });
export const participant = (label: string): FlowNode => ({ label, shape: 'participant' });
export const state = (status: Status): FlowNode => ({ label: status, shape: 'step', status });

/** Short ways to write edges. */
export const edge = (from: string, to: string, label = ''): FlowEdge => ({ from, to, label });
export const reply = (from: string, to: string, label: string): FlowEdge => ({ from, to, label, isDashed: true });

/** Short ways to write passages. */
export const logged = <Id extends string>(id: Id, value?: string, ms?: number): Passage<Id> => ({ edge: id, basis: 'logged', ...(value !== undefined && { value }), ...(ms !== undefined && { ms }) });
export const implied = <Id extends string>(id: Id, value?: string, ms?: number): Passage<Id> => ({ ...logged(id, value, ms), basis: 'implied' });
