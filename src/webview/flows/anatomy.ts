import type { EdgeView, FlowView } from '../../protocol/flows';
import { roomsOf } from './rooms';
import { sequenceParts } from './sequence';
import { number, one, svg } from './svg';

/** An arrow: its line, and the group of its label with the room that it has, px. `words`: as they are drawn, shorter than the diagram's or in lines; a message's are written anew. */
export interface EdgePart {
  readonly path: SVGElement;
  readonly label: SVGGElement;
  readonly words: readonly string[];
  readonly room: number;
}

/** What of Mermaid's drawing is which part of the flow. */
export interface Parts {
  readonly nodes: ReadonlyMap<string, SVGGElement>;
  readonly edges: ReadonlyMap<string, EdgePart>;
  /** The title of each branch, in the order of the diagram. */
  readonly branches: readonly SVGElement[];
}

/** Finds each part of the flow in what Mermaid drew. Throws where one is missing: it drew something else. */
export function partsOf(drawing: SVGSVGElement, flow: FlowView): Parts {
  if (flow.kind === 'sequence') return sequenceParts(drawing, flow);
  const groups = [...drawing.querySelectorAll<SVGGElement>('g.node')];
  const prefix = flow.kind === 'state' ? 'state-' : 'flowchart-n_';
  const nodes = new Map<string, SVGGElement>();
  for (const { id } of flow.nodes) {
    if (id === OUTSIDE) continue;
    const group = groups.find((each) => each.id.slice(0, each.id.lastIndexOf('-')).endsWith(`-${prefix}${id}`));
    if (!group) throw new Error(`Mermaid drew no box ${id}.`);
    nodes.set(id, group);
  }
  for (const group of groups) makeShape(group);
  placeFrames(drawing);
  const ids = flow.kind === 'state' ? flow.edges.map((_, i) => `edge${i}`) : arrowIds(drawing, flow.edges);
  const edges = flow.edges.map(({ id }, i): [string, EdgePart] => {
    const label = one(drawing, `g.label[data-id="${ids[i] ?? ''}"]`);
    if (!(label instanceof SVGGElement)) throw new Error(`Mermaid drew no label for the arrow ${id}.`);
    const words = [...label.querySelectorAll('.words')].map((line) => line.textContent).slice(0, -1);
    return [id, { path: one(drawing, `path[data-id="${ids[i] ?? ''}"]`), label, words, room: number(one(label, 'foreignObject'), 'width') }];
  });
  const rooms = roomsOf(drawing, nodes.values(), edges.map(([, part]) => part));
  return { nodes, edges: new Map(edges.map(([id, part], i) => [id, { ...part, room: rooms[i] ?? part.room }])), branches: [] };
}

/** A frame's title stands in its upper border, where no arrow goes through; a frame around another one is drawn higher, so that both can be read. */
function placeFrames(drawing: SVGSVGElement): void {
  const clusters = [...drawing.querySelectorAll('g.cluster')].map((cluster) => ({ cluster, rect: one(cluster, ':scope > rect') }));
  const tops = clusters.map(({ rect }) => number(rect, 'y'));
  for (const { cluster, rect } of clusters) {
    const [x, y, height] = [number(rect, 'x'), number(rect, 'y'), number(rect, 'height')];
    const raise = tops.some((top) => top > y && top < y + TITLE) ? TITLE : 0;
    rect.setAttribute('y', String(y - raise));
    rect.setAttribute('height', String(height + raise));
    one(cluster, ':scope > .cluster-label').setAttribute('transform', `translate(${x + 8}, ${y - raise - 8})`);
  }
}
const TITLE = 16;

/** D2's outside: two circles that are no box. */
export const OUTSIDE = '[*]';

/** Mermaid's ids of a flowchart's arrows: those between the same boxes are numbered in their order. */
function arrowIds(drawing: SVGSVGElement, edges: readonly EdgeView[]): readonly string[] {
  const all = [...drawing.querySelectorAll<SVGElement>('path[data-edge]')].map(({ dataset }) => dataset['id'] ?? '');
  const taken = new Set<string>();
  return edges.map(({ from, to }) => {
    const prefix = `L_n_${from}_n_${to}_`;
    const [next = ''] = all.filter((id) => id.startsWith(prefix) && /^\d+$/.test(id.slice(prefix.length)) && !taken.has(id)).sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)));
    taken.add(next);
    return next;
  });
}

/** The outline of a box as one element of class `shape`; the outside of D2 as UML has it. */
function makeShape(group: SVGGElement): void {
  const container = group.querySelector('.label-container');
  if (!container) {
    const isEnd = group.id.includes('_end');
    group.setAttribute('class', 'outside');
    return group.replaceChildren(...(isEnd ? [svg('circle', { r: 7, class: 'ring' }), svg('circle', { r: 3.5 })] : [svg('circle', { r: 7 })]));
  }
  const shape = container.localName === 'g' ? (container.lastElementChild ?? container) : container;
  for (const name of ['stroke', 'stroke-width', 'stroke-dasharray', 'fill']) shape.removeAttribute(name);
  if (shape !== container) container.replaceWith(shape);
  if (group.id.includes('-flowchart-remark')) group.setAttribute('class', 'remark');
  shape.setAttribute('class', 'shape');
}
