import type { EdgeView, FlowView } from '../../protocol/flows';
import { brief, many } from '../shared/number';
import type { EdgePart } from './anatomy';
import { makeButton } from './button';
import { shorten, width } from './measure';
import { lines, one, span, svg } from './svg';

/** Words are cut down to this, px, and left out below. */
const SHORTEST = 48;
/** Of a value, below the words; the tooltip has all. */
const LINES = 2;

/** One arrow of the drawing: its line, its words, and the count or value on it. */
export class EdgeMark {
  readonly group: SVGGElement;
  readonly #setTitle: (text: string) => void;
  #shown = '';
  /** What is found on it: its own words, not its ends'. */
  text = '';

  constructor(
    private readonly part: EdgePart,
    private readonly kind: FlowView['kind'],
    open: () => void,
  ) {
    const { path, label } = part;
    this.group = label;
    path.setAttribute('class', 'edge');
    const hit = svg(path.localName === 'line' ? 'line' : 'path', { class: 'hit' });
    for (const name of ['d', 'x1', 'y1', 'x2', 'y2']) hit.setAttribute(name, path.getAttribute(name) ?? '');
    hit.addEventListener('click', open);
    path.after(hit);
    label.classList.add('edge-label');
    this.#setTitle = makeButton(label, open);
  }

  /** `ends`: "Version check to SKIPPED". */
  update(edge: EdgeView, ends: string): void {
    const shown = JSON.stringify(edge);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { path, label } = this.part;
    const { count, basis, isDashed, isLate } = edge;
    for (const element of [path, label]) {
      for (const [name, is] of [['is-path', basis !== null], ['is-implied', basis === 'implied'], ['is-answer', isDashed], ['is-untaken', basis === null && count === 0], ['is-late', isLate]] as const) element.classList.toggle(name, is);
    }
    const facts = factsOf(edge);
    const words = [...(edge.label === '' ? [] : [edge.label.replaceAll('\n', ' ')]), ...facts];
    this.text = words.join(', ');
    label.setAttribute('aria-label', [ends, ...words].join(', '));
    this.#setTitle(words.join('\n'));
    one(label, 'foreignObject').replaceChildren(this.kind === 'sequence' ? this.#line(edge) : this.#lines(edge));
  }

  /** Words, and the count or value below them. */
  #lines(edge: EdgeView): HTMLElement {
    const below = figureOf(edge);
    return lines(...this.part.words.map((text) => span('words', text)), ...(below === '' ? [] : below.split('\n').slice(0, LINES).map((text) => (isValue(edge) ? span('value', shorten(text, this.part.room, 'value')) : span('count', text)))));
  }

  /** Words and figure in one line; a value that has no room beside them stands in their place. */
  #line(edge: EdgeView): HTMLElement {
    const figure = figureOf(edge).replaceAll('\n', ', ');
    const room = this.part.room - (edge.isLate ? 18 : 0);
    const left = figure === '' ? room : room - width(figure, 'value') - 8;
    const line = span('line');
    // what the diagram has in brackets gives way to what it was in truth, as does an example; other words are cut
    const label = isValue(edge) ? edge.label.replace(/ \(.*\)$/, '') : edge.label;
    const isInstead = edge.value !== '' && (edge.ms === null || edge.budget === null) && left < width(label, 'words');
    if (!isInstead && left >= SHORTEST) line.append(span('words', shorten(label, left, 'words')));
    if (edge.isLate) line.append(lateIcon());
    if (figure !== '') line.append(span(isValue(edge) ? 'value' : 'count', shorten(figure, room, 'value')));
    return lines(line);
  }
}

const isValue = ({ value, ms }: EdgeView): boolean => value !== '' || ms !== null;

/** What stands on the arrow beside its words; '' for nothing. */
function figureOf(edge: EdgeView): string {
  const { value, ms, budget, count } = edge;
  if (ms !== null && budget !== null) return `${round(ms)} of ${round(budget)} ms`;
  return value !== '' ? value : ms !== null ? `${round(ms)} ms` : count === null ? '' : brief(count);
}

/** All that is known of an arrow, in full. */
export function factsOf({ count, basis, value, ms, budget, isLate }: EdgeView): readonly string[] {
  return [
    ...(value === '' ? [] : [value.replaceAll('\n', ' ')]),
    ...(ms === null ? [] : [`took ${round(ms)} ms${budget === null ? '' : ` of ${round(budget)} ms`}${isLate ? ', late' : ''}`]),
    ...(basis === null ? [] : [basis === 'logged' ? 'taken, logged' : 'taken, implied']),
    ...(count === null ? [] : [many(count, 'time')]),
  ];
}

const round = (ms: number): string => (ms > 0 && ms < 0.05 ? '<0.1' : ms < 10 ? String(Math.round(ms * 10) / 10) : Math.round(ms).toLocaleString('en-US'));

function lateIcon(): HTMLElement {
  const icon = span('codicon codicon-warning late');
  icon.ariaHidden = 'true';
  return icon;
}
