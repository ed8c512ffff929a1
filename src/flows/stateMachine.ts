import { EDGES, OUTSIDE, type EdgeIndex, type Place } from '../engine/machine';
import { STATUSES, type Status } from '../engine/status';

/** D2's three notes, by the state that they stand beside. */
export const NOTES = [
  { status: 'SYNCED', lines: ['Final success state', 'ExternalVersion updated'] },
  { status: 'ERROR', lines: ['Transient failures', 'Network, timeout, 5xx'] },
  { status: 'VALIDATION_FAILED', lines: ['Permanent failures', 'Bad data, missing fields'] },
] as const satisfies readonly { readonly status: Status; readonly lines: readonly string[] }[];

/** D2 as Mermaid text, in its order and words. `path`: the edges that a record took, in order; its states are marked, and the one where it stands is filled. */
export function stateMachineMermaid({ path = [] }: { readonly path?: readonly EdgeIndex[] } = {}): string {
  const edges = EDGES.map(({ from, to, label }) => `    ${from} --> ${to}${label === '' ? '' : `: ${label}`}`);
  const notes = NOTES.flatMap(({ status, lines }) => [`    note right of ${status}`, ...lines.map((line) => `        ${line}`), '    end note']);
  return ['stateDiagram-v2', ...edges, ...notes, ...marks(path)].join('\n') + '\n';
}

/** Lines that mark a path. Mermaid cannot style the edges of a state diagram, so the way itself is a comment. */
function marks(path: readonly EdgeIndex[]): string[] {
  const places = placesOf(path);
  const passed = [...new Set(places)].filter((place) => place !== OUTSIDE);
  const here = places.findLast((place) => place !== OUTSIDE);
  if (here === undefined) return [];
  return [
    `    %% ${places.join(' → ')}`,
    '    classDef path stroke:#0078d4,stroke-width:2px',
    '    classDef here fill:#0078d4,stroke:#0078d4,color:#ffffff',
    `    class ${passed.join(',')} path`,
    `    class ${here} here`,
  ];
}

/** The places that a path of edges leads through, its start included. */
function placesOf(path: readonly EdgeIndex[]): readonly Place[] {
  const edges = path.flatMap((index) => EDGES[index] ?? []);
  return edges.flatMap(({ from, to }, i) => (i === 0 ? [from, to] : [to]));
}

/**
 * D2 as the page draws it: short words, no notes, and in each state and on each edge room for a count as wide as its zeros.
 * Declared in the order of the lists, dagre keeps the drawing narrow, with two crossings.
 */
export function stateMachineDrawing(): string {
  const states = STATUSES.map((status) => `    state "${status}<br/>000,000" as ${status}`);
  const edges = EDGES.map(({ from, to, short }) => `    ${from} --> ${to}: ${short === '' ? '' : `${short}<br/>`}00,000`);
  return ['stateDiagram-v2', ...states, ...edges].join('\n') + '\n';
}
