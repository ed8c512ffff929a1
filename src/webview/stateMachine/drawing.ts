import type { Status } from '../../protocol/statusLook';
import type { EdgeView, SelectedView, Snapshot, StateView } from '../../protocol/stateMachine';
import { statusIcon } from '../shared/icon';
import { brief, many } from '../shared/number';
import { drawMermaid } from './mermaid';

/** What a person opens in the drawing. */
export interface Opened {
  readonly state: (status: Status) => void;
  readonly edge: (index: number) => void;
}

interface StatePart {
  readonly group: SVGGElement;
  readonly count: HTMLElement;
}
interface EdgePart {
  readonly path: SVGElement;
  readonly group: SVGGElement;
  readonly count: HTMLElement;
}

/** D2 as Mermaid drew it. It is laid out once; afterwards only texts and classes change, and only those that differ. */
export class Drawing {
  readonly #states = new Map<string, StatePart>();
  readonly #edges: EdgePart[] = [];
  #shown: { states: readonly StateView[]; edges: readonly EdgeView[]; selected: string } | null = null;

  private constructor(readonly svg: SVGSVGElement) {}

  /** Draws into `stage`. Rejects when Mermaid cannot be loaded, or drew something else than what it was given. */
  static async draw(stage: HTMLElement, { diagram, states, edges }: Snapshot, opened: Opened): Promise<Drawing> {
    const drawing = new Drawing(await drawMermaid(stage, diagram));
    drawing.svg.setAttribute('class', 'drawing');
    drawing.svg.setAttribute('role', 'group');
    drawing.svg.setAttribute('aria-label', 'State machine of a job');
    drawing.svg.removeAttribute('aria-roledescription');
    drawing.#addArrow();
    for (const state of states) drawing.#addState(state, opened);
    edges.forEach((edge, index) => drawing.#addEdge(edge, index, opened));
    drawing.#addOutside();
    // in the order of the keyboard: states, then edges
    drawing.svg.querySelector('.root')?.prepend(one(drawing.svg, '.nodes'));
    return drawing;
  }

  /** The states, then the edges: each a button, in the order of their lists. */
  get buttons(): { readonly states: readonly SVGGElement[]; readonly edges: readonly SVGGElement[] } {
    return { states: [...this.#states.values()].map(({ group }) => group), edges: this.#edges.map(({ group }) => group) };
  }

  /** Brings the drawing to a snapshot. */
  update({ states, edges, selected }: Snapshot): void {
    const before = this.#shown;
    states.forEach((state, i) => {
      if (state.count !== before?.states[i]?.count) this.#countState(state);
    });
    edges.forEach((edge, i) => {
      if (edge.count !== before?.edges[i]?.count) this.#countEdge(edge, i);
    });
    const way = selected ? `${selected.status} ${selected.path.join()}` : '';
    if (way !== before?.selected) this.#mark(selected);
    this.#shown = { states, edges, selected: way };
  }

  #countState({ status, count }: StateView): void {
    const part = this.#states.get(status);
    if (!part) return;
    part.count.textContent = brief(count);
    part.group.setAttribute('aria-label', `${status}, ${many(count, 'record')}`);
    part.group.classList.toggle('is-empty', count === 0);
  }

  #countEdge({ from, to, label, count }: EdgeView, index: number): void {
    const part = this.#edges[index];
    if (!part) return;
    part.count.textContent = brief(count);
    const place = (name: string): string => (name === '[*]' ? 'outside' : name);
    part.group.setAttribute('aria-label', `${place(from)} to ${place(to)}${label === '' ? '' : `, ${label}`}, ${many(count, 'time')}`);
    for (const element of [part.path, part.group]) element.classList.toggle('is-untaken', count === 0);
  }

  #mark(selected: SelectedView | null): void {
    const path = new Set(selected?.path);
    const passed = new Set<string>();
    this.#edges.forEach(({ path: line, group }, index) => {
      for (const element of [line, group]) element.classList.toggle('is-path', path.has(index));
      if (path.has(index)) for (const end of [group.dataset['from'], group.dataset['to']]) if (end !== undefined) passed.add(end);
    });
    for (const [status, { group }] of this.#states) {
      group.classList.toggle('is-path', passed.has(status));
      group.classList.toggle('is-here', selected?.status === status);
      if (selected?.status === status) group.setAttribute('aria-current', 'true');
      else group.removeAttribute('aria-current');
    }
    this.svg.classList.toggle('has-path', selected !== null);
  }

  #addState({ status, note }: StateView, { state: open }: Opened): void {
    const group = [...this.svg.querySelectorAll<SVGGElement>('g.node')].find(({ id }) => id.includes(`state-${status}-`));
    if (!group) throw new Error(`Mermaid drew no state ${status}.`);
    const count = span('count');
    const line = span('figure');
    line.append(statusIcon(status), count);
    fill(group, span('name', status), line);
    makeButton(group, 'state', () => open(status));
    group.dataset['status'] = status;
    if (note !== '') group.append(tooltip(note));
    this.#states.set(status, { group, count });
  }

  #addEdge({ from, to, short, label }: EdgeView, index: number, { edge: open }: Opened): void {
    const path = one(this.svg, `path[data-id="edge${index}"]`);
    const group = one(this.svg, `g.label[data-id="edge${index}"]`);
    if (!(group instanceof SVGGElement)) throw new Error(`Mermaid drew no label for edge ${index}.`);
    path.setAttribute('class', 'edge');
    path.setAttribute('marker-end', 'url(#arrow)');
    const hit = svg('path', { class: 'hit', d: path.getAttribute('d') ?? '' });
    hit.addEventListener('click', () => open(index));
    path.after(hit);
    const count = span('count');
    fill(group, ...(short === '' ? [] : [span('words', short)]), count);
    makeButton(group, 'edge-label', () => open(index));
    if (label !== short) group.append(tooltip(label));
    group.dataset['edge'] = String(index);
    group.dataset['from'] = from;
    group.dataset['to'] = to;
    this.#edges.push({ path, group, count });
  }

  /** Both ends of a job (D2's `[*]`), as UML has them. */
  #addOutside(): void {
    for (const group of this.svg.querySelectorAll('g.node:not(.state)')) {
      group.setAttribute('class', 'outside');
      const isEnd = group.id.includes('_end');
      group.replaceChildren(...(isEnd ? [svg('circle', { r: '7', class: 'ring' }), svg('circle', { r: '3.5' })] : [svg('circle', { r: '7' })]));
    }
  }

  /** Mermaid's arrowhead grows with its line and has one colour; this one does not, and has its line's. */
  #addArrow(): void {
    const arrow = svg('marker', { id: 'arrow', viewBox: '0 0 10 10', refX: '8.5', refY: '5', markerWidth: '10', markerHeight: '10', markerUnits: 'userSpaceOnUse', orient: 'auto' });
    arrow.append(svg('path', { d: 'M2,1 L9,5 L2,9' }));
    const defs = svg('defs', {});
    defs.append(arrow);
    this.svg.prepend(defs);
  }
}

function one(root: SVGElement, selector: string): SVGElement {
  const found = root.querySelector<SVGElement>(selector);
  if (!found) throw new Error(`Mermaid drew no ${selector}.`);
  return found;
}

/** Puts elements in the place of a label's text, which has measured the room. */
function fill(group: SVGGElement, ...lines: HTMLElement[]): void {
  const label = span('lines');
  label.append(...lines);
  one(group, 'foreignObject').replaceChildren(label);
}

function makeButton(group: SVGGElement, name: string, open: () => void): void {
  group.classList.add(name);
  group.setAttribute('role', 'button');
  group.setAttribute('tabindex', '-1');
  group.addEventListener('click', open);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open();
  });
}

function span(name: string, text = ''): HTMLElement {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
}

function svg(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function tooltip(text: string): SVGElement {
  const title = svg('title', {});
  title.textContent = text;
  return title;
}
