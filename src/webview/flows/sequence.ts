import type { FlowView } from '../../protocol/flows';
import type { EdgePart, Parts } from './anatomy';
import { compact, LOOP } from './compact';
import { htmlBox, lines, number, one, span, svg } from './svg';

const LINE = 16;
/** Height of a participant's box: a name and a figure. */
const HEAD = 40;

/** The parts of a sequence diagram, its texts made labels as flowcharts have them: in HTML, cut to their room. */
export function sequenceParts(drawing: SVGSVGElement, flow: FlowView): Parts {
  for (const rect of drawing.querySelectorAll('g[data-et=participant] rect')) rect.setAttribute('height', String(HEAD));
  compact(drawing);
  for (const part of drawing.querySelectorAll('line, path, rect, polygon')) for (const name of ['stroke', 'stroke-width', 'fill', 'marker-end']) part.removeAttribute(name);
  const nodes = flow.nodes.map(({ id }): [string, SVGGElement] => {
    const group = one(drawing, `g[data-et=participant][data-id="n_${id}"]`);
    if (!(group instanceof SVGGElement)) throw new Error(`Mermaid drew no participant ${id}.`);
    group.setAttribute('class', 'node');
    const rect = one(group, 'rect');
    rect.setAttribute('class', 'shape');
    for (const text of group.querySelectorAll('text')) text.remove();
    group.append(htmlBox({ x: number(rect, 'x'), y: number(rect, 'y'), width: number(rect, 'width'), height: number(rect, 'height') }, lines()));
    return [id, group];
  });
  const messages = [...drawing.querySelectorAll<SVGElement>('[data-et=message]')];
  if (messages.length !== flow.edges.length) throw new Error(`Mermaid drew ${messages.length} messages of ${flow.edges.length}.`);
  const right = drawing.viewBox.baseVal.x + drawing.viewBox.baseVal.width;
  const edges = flow.edges.map(({ id }, i): [string, EdgePart] => [id, message(messages[i] ?? drawing, right)]);
  for (const note of drawing.querySelectorAll<SVGGElement>('g[data-et=note]')) makeNote(note);
  for (const frame of drawing.querySelectorAll('g[data-et=control-structure]')) makeFrame(frame);
  for (const group of drawing.querySelectorAll<SVGElement>('line.actor-line')) drawing.prepend(group);
  drawing.append(heads(drawing, nodes.map(([, group]) => group)));
  const branches = [...drawing.querySelectorAll<SVGElement>('g.branch')].sort((a, b) => Number(a.dataset['y']) - Number(b.dataset['y']));
  return { nodes: new Map(nodes), edges: new Map(edges), branches };
}

/** The participants' boxes, which stay in sight above all else, on a ground of their own. */
function heads(drawing: SVGSVGElement, groups: readonly SVGGElement[]): SVGGElement {
  const { x, width } = drawing.viewBox.baseVal;
  const bottom = Math.max(...groups.map((group) => number(one(group, 'rect'), 'y'))) + HEAD;
  const all = svg('g', { class: 'heads' });
  all.append(svg('rect', { class: 'ground', x, y: bottom - 2 * HEAD, width, height: 2 * HEAD }), ...groups);
  return all;
}

/** A message with its label above the line, or beside its loop. */
function message(line: SVGElement, right: number): EdgePart {
  const [text, label] = [line.previousElementSibling, svg('g', { class: 'label' })];
  if (text?.localName === 'text') text.remove();
  const isLoop = line.localName === 'path';
  const [x1 = 0, y1 = 0, x2 = 0] = isLoop ? (line.getAttribute('d') ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [] : ['x1', 'y1', 'x2'].map((name) => number(line, name));
  const box = isLoop
    ? { x: x1 + LOOP.width + 6, y: y1 + (LOOP.height - LINE) / 2, width: Math.max(right - x1 - LOOP.width - 12, 80), height: LINE }
    : { x: Math.min(x1, x2) + 4, y: y1 - LINE - 3, width: Math.abs(x2 - x1) - 8, height: LINE };
  if (isLoop) label.classList.add('is-beside');
  label.append(htmlBox(box, lines()));
  line.after(label);
  return { path: line, label, words: [], room: box.width };
}

function makeNote(note: SVGGElement): void {
  const rect = one(note, 'rect');
  const text = [...note.querySelectorAll('text')].map((each) => each.textContent).join(' ');
  for (const each of note.querySelectorAll('text')) each.remove();
  note.setAttribute('class', 'remark');
  note.append(htmlBox({ x: number(rect, 'x'), y: number(rect, 'y'), width: number(rect, 'width'), height: number(rect, 'height') }, lines(span('words', text))));
}

/** A frame: its kind in the corner, and each branch's title at the left below its line. */
function makeFrame(frame: Element): void {
  frame.setAttribute('class', 'frame');
  const horizontal = [...frame.querySelectorAll('line.loopLine')].filter((line) => line.getAttribute('y1') === line.getAttribute('y2'));
  const x = Math.min(...horizontal.map((line) => number(line, 'x1')));
  const kind = one(frame, '.labelText');
  const corner = one(frame, '.labelBox');
  const titles = [...frame.querySelectorAll('.loopText, .sectionTitle')];
  const tops = horizontal.map((line) => number(line, 'y1')).sort((a, b) => a - b);
  titles.forEach((title, i) => {
    const y = tops[i] ?? 0;
    const branch = svg('g', { class: 'branch', 'data-y': y });
    branch.append(htmlBox({ x: x + (i === 0 ? 56 : 8), y: y + 2, width: 240, height: LINE }, lines(span('words', title.textContent.replace(/^\[|\]$/g, '')))));
    title.replaceWith(branch);
  });
  corner.setAttribute('points', '');
  kind.replaceWith(htmlBox({ x: x + 8, y: (tops[0] ?? 0) + 2, width: 48, height: LINE }, lines(span('kind', kind.textContent))));
}
