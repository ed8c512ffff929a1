import type { EdgeView, FlowView, NodeView } from '../../protocol/flows';
import { OUTSIDE, partsOf, type Parts } from './anatomy';
import { EdgeMark } from './edgeMark';
import { drawMermaid } from './mermaid';
import { NodeMark } from './nodeMark';
import { rove } from './roving';
import { one, svg } from './svg';
import type { Bounds } from './viewport';

/** What a person opens in the drawing, by id. */
export interface Opened {
  readonly node: (id: string) => void;
  readonly edge: (id: string) => void;
}

/** Room around the drawing, px. */
const MARGIN = 8;
/** The participants' boxes with the room above them, px. */
const HEADROOM = 64;

/** A flow as Mermaid drew it. It is laid out once; afterwards only texts and classes change, and only those that differ. */
export class Drawing {
  readonly #nodes: ReadonlyMap<string, NodeMark>;
  readonly #edges: ReadonlyMap<string, EdgeMark>;
  /** The box that the first arrow leaves. */
  readonly #start: string;
  readonly #branches: Parts['branches'];
  readonly #heads: SVGElement | null;
  readonly bounds: Bounds;

  private constructor(
    readonly svg: SVGSVGElement,
    flow: FlowView,
    opened: Opened,
  ) {
    const { nodes, edges, branches } = partsOf(svg, flow);
    this.#start = flow.edges[0]?.from ?? '';
    const views = new Map(flow.nodes.map((node) => [node.id, node]));
    this.#nodes = new Map([...nodes].flatMap(([id, group]) => (views.has(id) ? [[id, new NodeMark(group, flow.kind, () => opened.node(id))]] : [])));
    this.#edges = new Map([...edges].map(([id, part]) => [id, new EdgeMark(part, flow.kind, () => opened.edge(id))]));
    this.#branches = branches;
    this.#heads = svg.querySelector('.heads');
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.bounds = { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
    svg.removeAttribute('width');
    svg.removeAttribute('height');
  }

  /** Draws in `stage`; `focused` hears of what the keyboard reaches. Rejects when Mermaid cannot be loaded, or drew something else than what it was given. */
  static async draw(stage: HTMLElement, flow: FlowView, opened: Opened, focused: (part: SVGGElement) => void): Promise<Drawing> {
    const drawn = await drawMermaid(stage, flow.diagram);
    drawn.setAttribute('class', `drawing is-${flow.kind}`);
    // laid out there: its parts are measured
    stage.replaceChildren(drawn);
    const drawing = new Drawing(drawn, flow, opened);
    drawn.dataset['flow'] = flow.name;
    drawn.setAttribute('role', 'group');
    drawn.setAttribute('aria-label', flow.title);
    drawn.removeAttribute('aria-roledescription');
    addArrow(drawn);
    // in the order of the keyboard: boxes, then arrows
    for (const root of drawn.querySelectorAll('g.root')) root.append(one(root, ':scope > .edgeLabels'));
    for (const buttons of drawing.#buttons) rove(buttons, focused);
    return drawing;
  }

  /** The boxes, then the arrows: each a button, in the order of their lists. */
  get #buttons(): readonly (readonly SVGGElement[])[] {
    return [this.#nodes, this.#edges].map((marks) => [...marks.values()].map(({ group }) => group));
  }

  /** The parts whose words hold a text, boxes first. */
  find(text: string): readonly SVGGElement[] {
    return [...this.#nodes.values(), ...this.#edges.values()].filter((mark) => mark.text.toLowerCase().includes(text.toLowerCase())).map(({ group }) => group);
  }

  /** Where to look first: where the path stands, else where it begins, else what moves, else the beginning of the flow. Undefined: in the upper left corner. */
  get spot(): SVGGElement | undefined {
    const first = (marks: ReadonlyMap<string, { readonly group: SVGGElement }>, name: string): SVGGElement | undefined => [...marks.values()].find(({ group }) => group.classList.contains(name))?.group;
    if (this.#heads) return first(this.#edges, 'is-path');
    return first(this.#nodes, 'is-here') ?? first(this.#edges, 'is-path') ?? first(this.#nodes, 'is-moving') ?? this.#nodes.get(this.#start)?.group;
  }

  /** How much of a view the participants of a sequence cover at its top, in the drawing's measure. */
  get headroom(): number {
    return this.#heads ? HEADROOM : 0;
  }

  /** Keeps the participants of a sequence at the top of a view that begins at `top`. */
  hold(top: number): void {
    this.#heads?.setAttribute('transform', `translate(0, ${Math.max(top - this.bounds.y, 0)})`);
  }

  /** Brings the drawing to a snapshot. */
  update(flow: FlowView): void {
    const isPath = hasPath(flow);
    const labels = new Map(flow.nodes.map(({ id, label }) => [id, label === OUTSIDE ? 'outside' : label.replaceAll('\n', ' ')]));
    const passed = passedNodes(flow);
    for (const node of flow.nodes) this.#nodes.get(node.id)?.update(node, passed.has(node.id));
    for (const edge of flow.edges) this.#edges.get(edge.id)?.update(edge, `${labels.get(edge.from) ?? edge.from} to ${labels.get(edge.to) ?? edge.to}`);
    this.svg.classList.toggle('has-path', isPath);
    const taken = new Set(flow.edges.filter(isTaken).map(({ id }) => id));
    this.#branches.forEach((title, i) => title.classList.toggle('is-untaken', isPath && !flow.branches[i]?.some((id) => taken.has(id))));
  }
}

export const hasPath = ({ edges }: FlowView): boolean => edges.some(({ basis }) => basis !== null);

/** True for an arrow on the path, or that was taken in the window. */
export const isTaken = ({ basis, count }: EdgeView): boolean => basis !== null || (count ?? 0) > 0;

/** The boxes at both ends of what the path took. */
export const passedNodes = ({ nodes, edges }: FlowView): ReadonlySet<NodeView['id']> =>
  new Set([...edges.filter(({ basis }) => basis !== null).flatMap(({ from, to }) => [from, to]), ...nodes.filter(({ isHere }) => isHere).map(({ id }) => id)]);

/** Mermaid's arrowhead grows with its line and has one colour; this one does not, and has its line's. */
function addArrow(drawing: SVGSVGElement): void {
  const arrow = svg('marker', { id: `arrow-${drawing.id}`, viewBox: '0 0 10 10', refX: 8.5, refY: 5, markerWidth: 10, markerHeight: 10, markerUnits: 'userSpaceOnUse', orient: 'auto' });
  arrow.append(svg('path', { d: 'M2,1 L9,5 L2,9', class: 'arrow' }));
  for (const marker of drawing.querySelectorAll('marker')) marker.remove();
  const defs = svg('defs');
  defs.append(arrow);
  drawing.prepend(defs);
  for (const path of drawing.querySelectorAll('.edge')) path.setAttribute('marker-end', `url(#arrow-${drawing.id})`);
}
