import { outline } from './icons';

/** A drawing as plain shapes and texts with their colours: what a picture is made of. Measures are the drawing's own. */
export type Item =
  | { readonly kind: 'shape'; readonly d: string; readonly matrix: DOMMatrix; readonly fill: string; readonly stroke: string; readonly width: number; readonly dash: readonly number[]; readonly opacity: number }
  | { readonly kind: 'text'; readonly text: string; readonly x: number; readonly y: number; readonly size: number; readonly weight: string; readonly family: string; readonly fill: string; readonly opacity: number };

/** What is seen of a drawing, from back to front. It has to be on the page. */
export function sceneOf(drawing: SVGSVGElement): readonly Item[] {
  const toDrawing = drawing.getScreenCTM()?.inverse();
  if (!toDrawing) return [];
  return [...drawing.querySelectorAll<SVGElement>('path, rect, polygon, line, circle, foreignObject')].flatMap((element) => {
    if (element.closest('defs') || element.classList.contains('hit')) return [];
    if (element instanceof SVGForeignObjectElement) return label(element, toDrawing);
    return element instanceof SVGGeometryElement ? shape(element, toDrawing) : [];
  });
}

function shape(element: SVGGeometryElement, toDrawing: DOMMatrix): readonly Item[] {
  const { fill, stroke, strokeWidth, strokeDasharray, visibility } = getComputedStyle(element);
  const matrix = element.getScreenCTM();
  if (!matrix || visibility === 'hidden') return [];
  const line = { kind: 'shape', matrix: toDrawing.multiply(matrix), opacity: opacityOf(element) } as const;
  const outlineOf = { ...line, d: pathOf(element), fill: inRgb(fill), stroke: inRgb(stroke), width: parseFloat(strokeWidth), dash: (strokeDasharray.match(/[\d.]+/g) ?? []).map(Number) };
  return element.classList.contains('edge') ? [outlineOf, { ...outlineOf, d: head(element), fill: 'none', width: 1.4, dash: [] }] : [outlineOf];
}

/** The arrowhead at the end of a line. */
function head(line: SVGGeometryElement): string {
  const length = line.getTotalLength();
  const [tip, before] = [line.getPointAtLength(length), line.getPointAtLength(Math.max(length - 1, 0))];
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const side = (turn: number): string => `${tip.x - 8 * Math.cos(angle + turn)},${tip.y - 8 * Math.sin(angle + turn)}`;
  return `M${side(0.52)}L${tip.x},${tip.y}L${side(-0.52)}`;
}

function pathOf(element: SVGGeometryElement): string {
  const at = (name: string): number => Number(element.getAttribute(name) ?? 0);
  switch (element.localName) {
    case 'rect':
      return box(at('x'), at('y'), at('width'), at('height'), parseFloat(getComputedStyle(element).rx) || 0);
    case 'line':
      return `M${at('x1')},${at('y1')}L${at('x2')},${at('y2')}`;
    case 'circle':
      return `M${-at('r')},0a${at('r')},${at('r')} 0 1 0 ${2 * at('r')},0a${at('r')},${at('r')} 0 1 0 ${-2 * at('r')},0z`;
    case 'polygon':
      return element.getAttribute('points') ? `M${element.getAttribute('points') ?? ''}z` : '';
    default:
      return element.getAttribute('d') ?? '';
  }
}

const box = (x: number, y: number, width: number, height: number, r: number): string =>
  r === 0 ? `M${x},${y}h${width}v${height}h${-width}z` : `M${x + r},${y}h${width - 2 * r}a${r},${r} 0 0 1 ${r},${r}v${height - 2 * r}a${r},${r} 0 0 1 ${-r},${r}h${2 * r - width}a${r},${r} 0 0 1 ${-r},${-r}v${2 * r - height}a${r},${r} 0 0 1 ${r},${-r}z`;

/** The texts and icons of a label in HTML, over the ground that hides the line below it. */
function label(element: SVGForeignObjectElement, toDrawing: DOMMatrix): readonly Item[] {
  const items: Item[] = [];
  const place = (rect: DOMRect): DOMRect => {
    const [from, to] = [new DOMPoint(rect.left, rect.top), new DOMPoint(rect.right, rect.bottom)].map((point) => point.matrixTransform(toDrawing));
    return from && to ? new DOMRect(from.x, from.y, to.x - from.x, to.y - from.y) : rect;
  };
  for (const part of element.querySelectorAll<HTMLElement>('*')) {
    const { backgroundColor, color: own, fontSize, fontWeight, fontFamily } = getComputedStyle(part);
    const color = inRgb(own);
    const opacity = opacityOf(part);
    if (!/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) {
      const { x, y, width, height } = place(part.getBoundingClientRect());
      items.push({ kind: 'shape', d: box(x, y, width, height, 0), matrix: new DOMMatrix(), fill: inRgb(backgroundColor), stroke: 'none', width: 0, dash: [], opacity });
    }
    const icon = [...part.classList].find((name) => name.startsWith('codicon-'))?.slice('codicon-'.length);
    if (icon !== undefined) {
      const { x, y, width } = place(part.getBoundingClientRect());
      items.push({ kind: 'shape', d: outline(icon), matrix: new DOMMatrix().translate(x, y).scale(width / 16), fill: color, stroke: 'none', width: 0, dash: [], opacity });
    }
    for (const node of part.childNodes) {
      if (!(node instanceof Text) || node.data.trim() === '') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { x, y, height } = place(range.getBoundingClientRect());
      const size = parseFloat(fontSize);
      // the baseline of a line of text, near enough in every font
      items.push({ kind: 'text', text: plain(node.data), x, y: y + height / 2 + size * 0.35, size, weight: fontWeight, family: fontFamily, fill: color, opacity });
    }
  }
  return items;
}

/** A colour as every program knows it: mixed ones are computed as `color(srgb 0.5 0.5 0.5)`. */
const inRgb = (color: string): string =>
  color.replace(/^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+).*\)$/, (_, ...parts: string[]) => `rgb(${parts.slice(0, 3).map((part) => Math.round(Number(part) * 255)).join(', ')})`);

/** What XML can hold. */
export const plain = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');

function opacityOf(element: Element): number {
  let opacity = 1;
  for (let each: Element | null = element; each && !(each instanceof SVGSVGElement); each = each.parentElement) opacity *= Number(getComputedStyle(each).opacity);
  return opacity;
}
