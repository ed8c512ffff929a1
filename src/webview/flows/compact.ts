import { number, one } from './svg';

/** From one message to the next, px: a line of text above each. */
const PITCH = 26;
const NOTE = 24;
/** The loop of a message to oneself, px. */
export const LOOP = { width: 20, height: 14 } as const;

/** Something of a sequence diagram that takes room from top to bottom: where Mermaid put it, and what puts it lower than `top` and answers its own bottom. */
interface Row {
  readonly y: number;
  readonly place: (top: number) => number;
}

/** Mermaid's rows stand too far apart for a page: each is put as far below the one before it as it needs. */
export function compact(drawing: SVGSVGElement): void {
  const rows = [...messages(drawing), ...notes(drawing), ...frames(drawing)].sort((a, b) => a.y - b.y);
  const heads = [...drawing.querySelectorAll('g[data-et=participant] rect')].map((rect) => number(rect, 'y') + number(rect, 'height'));
  const bottom = rows.reduce((top, { place }) => place(top), Math.max(...heads) + 4) + 12;
  for (const line of drawing.querySelectorAll('.actor-line')) line.setAttribute('y2', String(bottom));
  const { x, y, width } = drawing.viewBox.baseVal;
  drawing.setAttribute('viewBox', `${x} ${y} ${width} ${bottom - y}`);
}

const messages = (drawing: SVGSVGElement): readonly Row[] =>
  [...drawing.querySelectorAll('[data-et=message]')].map((message) => {
    if (message.localName === 'line') return { y: number(message, 'y1'), place: (top) => set(message, ['y1', 'y2'], top + PITCH) };
    const [x = 0, y = 0] = (message.getAttribute('d') ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];
    const place = (top: number): number => {
      message.setAttribute('d', `M${x},${top + PITCH - LOOP.height}h${LOOP.width}v${LOOP.height}h${1 - LOOP.width}`);
      return top + PITCH;
    };
    return { y, place };
  });

const notes = (drawing: SVGSVGElement): readonly Row[] =>
  [...drawing.querySelectorAll('g[data-et=note]')].map((note) => {
    const rect = one(note, 'rect');
    rect.setAttribute('height', String(NOTE));
    return { y: number(rect, 'y'), place: (top) => set(rect, ['y'], top + 10) + NOTE - 2 };
  });

/** The horizontal lines of the frames; the upright ones go along with both ends. */
const frames = (drawing: SVGSVGElement): readonly Row[] =>
  [...drawing.querySelectorAll('g[data-et=control-structure]')].flatMap((frame) => {
    const lines = [...frame.querySelectorAll('line.loopLine')];
    const flat = lines.filter((line) => line.getAttribute('y1') === line.getAttribute('y2')).sort((a, b) => number(a, 'y1') - number(b, 'y1'));
    const upright = lines.filter((line) => !flat.includes(line));
    return flat.map((line, i): Row => ({
      y: number(line, 'y1'),
      place: (top) => {
        const at = set(line, ['y1', 'y2'], top + 12);
        if (i === 0) for (const each of upright) set(each, ['y1'], at);
        if (i < flat.length - 1) return at + 12;
        for (const each of upright) set(each, ['y2'], at);
        return at;
      },
    }));
  });

function set(element: Element, names: readonly string[], value: number): number {
  for (const name of names) element.setAttribute(name, String(value));
  return value;
}
