import { EDGES } from '../engine/machine';
import { STATUSES } from '../engine/status';

/**
 * D2 as the page draws it: short words, no notes, and in each state room for a count and a time, on each edge for a count, as wide as its zeros.
 * Declared in the order of the lists, dagre keeps the drawing narrow, with two crossings.
 */
export function stateMachineDrawing(): string {
  const states = STATUSES.map((status) => `    state "${status}<br/>000,000 000" as ${status}`);
  const edges = EDGES.map(({ from, to, short }) => `    ${from} --> ${to}: ${short === '' ? '' : `${short}<br/>`}00,000`);
  return ['stateDiagram-v2', ...states, ...edges].join('\n') + '\n';
}
