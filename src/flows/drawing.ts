import type { Flow, FlowEdge, FlowNode, Line } from './flow';
import { BRACKETS, nodeId, quoted } from './mermaid';
import { stateMachineDrawing } from './stateMachine';

/** What is reserved in the drawing, in zeros: a count, what a decision was made on, and the icon of a status. */
const ROOM = { count: '00,000', value: '0000000000', icon: '000' } as const;
/** Words on an arrow that are longer stand in two lines. */
const LONGEST_LINE = 16;
/** Messages that are longer, in zeros, are cut by the page. */
const LONGEST_MESSAGE = 18;

/** The widest figure of a box, by its id. */
type Figures = Readonly<Record<string, string>>;

/** A flow as the page draws it: once, with room on each arrow for a count or value, and in the boxes of `figures` for a figure as wide as the text there. Ids are the flow's, with `n_` before them. */
export function drawingOf(flow: Flow, { figures = {} }: { readonly figures?: Figures } = {}): string {
  switch (flow.kind) {
    case 'state':
      return stateMachineDrawing();
    case 'flowchart':
      return flowchart(flow, figures);
    case 'sequence':
      return sequence(flow, figures);
  }
}

/** The arrows in each branch of each frame of a sequence diagram, in its order. */
export const branchesOf = (flow: Flow): readonly (readonly string[])[] => flow.lines.flatMap(branches);

const branches = (line: Line): readonly (readonly string[])[] =>
  typeof line === 'string' || 'note' in line ? [] : line.branches.flatMap(({ lines }) => [lines.flatMap(idsIn), ...lines.flatMap(branches)]);
const idsIn = (line: Line): readonly string[] => (typeof line === 'string' ? [line] : 'note' in line ? [] : line.branches.flatMap(({ lines }) => lines.flatMap(idsIn)));

/** Words above the room that is kept for what changes. */
const lines = (...parts: readonly string[]): string => quoted(parts.filter((part) => part !== '').join('\n'));

/** Words in two lines of like length, where they are long. */
function broken(label: string): string {
  if (label.length <= LONGEST_LINE || label.includes('\n')) return label;
  const spaces = [...label.matchAll(/ /g)].map(({ index }) => index).sort((a, b) => Math.abs(a - label.length / 2) - Math.abs(b - label.length / 2));
  const [middle] = spaces;
  return middle === undefined ? label : `${label.slice(0, middle)}\n${label.slice(middle + 1)}`;
}

function flowchart(flow: Flow, figures: Figures): string {
  const box = ([id, { label, shape, status }]: readonly [string, FlowNode]): string =>
    `${nodeId(id)}${BRACKETS[shape].join(lines(status === undefined ? label : `${ROOM.icon}${label}`, figures[id] ?? ''))}`;
  const inGroup = (group: string | undefined): string[] => Object.entries(flow.nodes).filter(([, node]) => node.group === group).map(box);
  const groups = (within: string | undefined): string[] =>
    Object.entries(flow.groups).filter(([, group]) => group.within === within).flatMap(([id, { label }]) => [`subgraph g_${id}["${quoted(label)}"]`, ...inGroup(id), ...groups(id), 'end']);
  const arrow = ({ from, to, label }: FlowEdge): string =>
    `${nodeId(from)} -->|"${lines(broken(label), flow.nodes[from]?.shape === 'decision' ? ROOM.value : ROOM.count)}"| ${nodeId(to)}`;
  const remarks = flow.remarks.map(({ text }, i) => `remark${i}["${quoted(text)}"]`);
  return [`flowchart ${flow.name === 'validation' ? 'TD' : flow.direction}`, ...inGroup(undefined), ...groups(undefined), ...Object.values<FlowEdge>(flow.edges).map(arrow), ...remarks].join('\n') + '\n';
}

function sequence(flow: Flow, figures: Figures): string {
  const message = (id: string): string => {
    const { from, to, label, isDashed } = flow.edges[id] ?? { from: id, to: id, label: '', isDashed: undefined };
    // measured alone: the page writes the words
    return `${nodeId(from)}${isDashed ? '-->>' : '->>'}${nodeId(to)}: ${'0'.repeat(Math.min(Math.round(label.length * 0.75), LONGEST_MESSAGE))} ${ROOM.count}`;
  };
  const render = (line: Line): string[] => {
    if (typeof line === 'string') return [message(line)];
    if ('note' in line) return [`Note over ${line.over.map(nodeId).join(',')}: ${quoted(line.note)}`];
    return [...line.branches.flatMap(({ label, lines: inner }, i) => [`${i === 0 ? line.frame : 'else'} ${quoted(label)}`, ...inner.flatMap(render)]), 'end'];
  };
  const participants = Object.entries(flow.nodes).map(([id, { label }]) => `participant ${nodeId(id)} as ${lines(label, figures[id] ?? '')}`);
  return ['sequenceDiagram', ...participants, ...flow.lines.flatMap(render)].join('\n') + '\n';
}
