import { OUTSIDE } from '../engine/machine';
import type { Flow, FlowEdge, FlowNode, Line, Shape } from './flow';
import type { Taken } from './flows';
import { hereOf } from './here';

/**
 * A text as Mermaid shows it to the letter: what Mermaid, Markdown or HTML would interpret becomes an entity of Mermaid (`reliability.md` 3.1). Line breaks stay.
 * Mermaid keeps entities as ﬂ…¶ß, and would take those signs for its own; it knows no empty label.
 */
export const quoted = (text: string): string => {
  const shown = text.slice(0, 200).replaceAll('ﬂ', 'fl').replaceAll('¶ß', '¶\u200bß').replace(/(?!\n)\p{Cc}/gu, ' ');
  return shown === '' ? ' ' : shown.replace(UNSAFE, (character) => (character === '\n' ? '<br/>' : `#${character.codePointAt(0) ?? 65533};`));
};

/** All but letters, marks and digits of any script, the space, and what is plain punctuation to Mermaid in quotes; a colon may begin an icon or a style. */
const UNSAFE = /:(?=\S)|[^\p{L}\p{M}\p{N} .,:=+×÷–→()?!/-]/gu;

/** A diagram as Mermaid text, in the order of its arrows. `path`: what was taken, with the values that decided; it is marked, and the last is where it stands, unless the path is a sum (`isSum`). */
export function mermaidOf(flow: Flow, path: readonly Taken[] = [], isSum = false): string {
  const here = isSum ? undefined : hereOf(flow, path);
  switch (flow.kind) {
    case 'state':
      return stateDiagram(flow, path, here);
    case 'flowchart':
      return flowchart(flow, path, here);
    case 'sequence':
      return sequence(flow, path);
  }
}

/** What stands around the label of each shape. */
export const BRACKETS: Readonly<Record<Shape, readonly [string, string]>> = { step: ['["', '"]'], terminal: ['(["', '"])'], decision: ['{{"', '"}}'], store: ['[("', '")]'], participant: ['["', '"]'] };

/** Ids that are no words of Mermaid's (`end`). */
export const nodeId = (id: string): string => `n_${id}`;

function flowchart(flow: Flow, path: readonly Taken[], here: string | undefined): string {
  const values = new Map(path.map(({ edge, value }) => [edge, value]));
  const box = ([id, { label, shape }]: readonly [string, FlowNode]): string => `${nodeId(id)}${BRACKETS[shape].join(quoted(label))}`;
  const inGroup = (group: string | undefined): string[] => Object.entries(flow.nodes).filter(([, node]) => node.group === group).map(box);
  const groups = (within: string | undefined, indent: string): string[] =>
    Object.entries(flow.groups).filter(([, group]) => group.within === within).flatMap(([id, { label }]) => [
      `${indent}subgraph g_${id}["${quoted(label)}"]`, ...inGroup(id).map((line) => `${indent}    ${line}`), ...groups(id, `${indent}    `), `${indent}end`,
    ]);
  const arrow = ([id, { from, to, label, isDashed }]: readonly [string, FlowEdge]): string => {
    const text = [label, values.get(id)].filter((part) => part !== undefined && part !== '').join('\n');
    return `    ${nodeId(from)} ${isDashed ? '-.->' : '-->'}${text === '' ? '' : `|"${quoted(text)}"|`} ${nodeId(to)}`;
  };
  const remarks = flow.remarks.map(({ text }, i) => `    remark${i}["${quoted(text)}"]`);
  return [`flowchart ${flow.direction}`, ...inGroup(undefined).map((line) => `    ${line}`), ...groups(undefined, '    '), ...Object.entries(flow.edges).map(arrow), ...remarks, ...marks(flow, path, here)].join('\n') + '\n';
}

const CLASSES = ['    classDef path stroke:#0078d4,stroke-width:2px', '    classDef here fill:#0078d4,stroke:#0078d4,color:#ffffff'];

/** Lines that mark a path in a flowchart: solid where logged, dashed where implied, filled where it stands. */
function marks(flow: Flow, path: readonly Taken[], here: string | undefined): string[] {
  if (path.length === 0) return [];
  const ids = Object.keys(flow.edges);
  const taken = new Map(path.map(({ edge, basis }) => [edge, basis]));
  const passed = [...new Set([...taken.keys()].flatMap((id) => [flow.edges[id]?.from ?? [], flow.edges[id]?.to ?? []].flat()))];
  return [
    ...CLASSES,
    ...[...taken].map(([id, basis]) => `    linkStyle ${ids.indexOf(id)} stroke:#0078d4,stroke-width:2px${basis === 'implied' ? ',stroke-dasharray:4' : ''}`),
    `    class ${passed.map(nodeId).join(',')} path`,
    ...(here === undefined ? [] : [`    class ${nodeId(here)} here`]),
  ];
}

/** Mermaid cannot style the arrows of a state diagram, so the way itself is a comment. */
function stateDiagram(flow: Flow, path: readonly Taken[], here: string | undefined): string {
  const values = new Map(path.map(({ edge, value }) => [edge, value]));
  const arrows = Object.entries(flow.edges).map(([id, { from, to, label }]) => {
    const text = [label, values.get(id)].filter((part) => part !== undefined && part !== '').join(' ');
    return `    ${from} --> ${to}${text === '' ? '' : `: ${label === text ? text : quoted(text)}`}`;
  });
  const notes = flow.remarks.flatMap(({ text, beside }) => [`    note right of ${beside ?? ''}`, ...text.split('\n').map((line) => `        ${line}`), '    end note']);
  const places = path.flatMap(({ edge }, i) => [...(i === 0 ? [flow.edges[edge]?.from ?? ''] : []), flow.edges[edge]?.to ?? '']);
  const passed = [...new Set(places)].filter((place) => place !== OUTSIDE);
  const way = here === undefined ? [] : [`    %% ${places.join(' → ')}`];
  const marked = passed.length === 0 ? [] : [...way, ...CLASSES, `    class ${passed.join(',')} path`, ...(here === undefined ? [] : [`    class ${here} here`])];
  return ['stateDiagram-v2', ...arrows, ...notes, ...marked].join('\n') + '\n';
}

function sequence(flow: Flow, path: readonly Taken[]): string {
  const taken = new Map(path.map((passage) => [passage.edge, passage]));
  const isMarked = path.length > 0;
  const message = (id: string): string => {
    const { from, to, label, isDashed } = flow.edges[id] ?? { from: id, to: id, label: '', isDashed: undefined };
    const passage = taken.get(id);
    const words = [passage?.value ?? label, ...(passage?.ms === undefined ? [] : [`(${Math.round(passage.ms * 10) / 10} ms)`])].join(' ');
    return `${nodeId(from)}${isDashed ? '-->>' : '->>'}${nodeId(to)}: ${quoted(isMarked && !passage ? `(not taken) ${words}` : words)}`;
  };
  const render = (lines: readonly Line[], indent: string): string[] =>
    lines.flatMap((line) => {
      if (typeof line === 'string') return [`${indent}${message(line)}`];
      if ('note' in line) return [`${indent}Note over ${line.over.map(nodeId).join(',')}: ${quoted(line.note)}`];
      const [first, ...others] = line.branches;
      const branch = (word: string, one: typeof first): string[] => (one ? [`${indent}${word} ${quoted(one.label)}`, ...render(one.lines, `${indent}    `)] : []);
      return [...branch(line.frame, first), ...others.flatMap((one) => branch('else', one)), `${indent}end`];
    });
  const participants = Object.entries(flow.nodes).map(([id, { label }]) => `    participant ${nodeId(id)} as ${quoted(label)}`);
  return ['sequenceDiagram', ...(flow.name === 'timeline' ? ['    autonumber'] : []), ...participants, ...render(flow.lines, '    ')].join('\n') + '\n';
}
