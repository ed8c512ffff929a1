import type { Snapshot } from '../../protocol/flows';
import type { Drawing } from './drawing';
import { plain, sceneOf, type Item } from './scene';
import { svg } from './svg';
import type { Bounds } from './viewport';

/** Pixels of a PNG for each of the drawing's. */
const DENSITY = 2;

/** The drawing as a picture that stands alone, all of it whatever the zoom: SVG text, or PNG as base64; null where the browser cannot paint. */
export function picture(drawing: Drawing, { flow, selected }: Snapshot, format: 'svg' | 'png'): string | null {
  const size = drawing.bounds;
  const ground = getComputedStyle(document.body).backgroundColor;
  const items = sceneOf(drawing.svg);
  const [title, about] = [flow.title, selected ? `${selected.key}: ${selected.sentence}` : ''];
  return format === 'svg' ? svgText(items, size, ground, title, about) : pngBase64(items, size, ground);
}

function svgText(items: readonly Item[], { x, y, width, height }: Bounds, ground: string, title: string, about: string): string {
  const root = svg('svg', { width, height, viewBox: `${x} ${y} ${width} ${height}`, role: 'img' });
  const [name, description] = [svg('title'), svg('desc')];
  name.textContent = plain(title);
  description.textContent = plain(about);
  root.append(name, description, svg('rect', { x: x, y: y, width, height, fill: ground }));
  for (const item of items) {
    if (item.kind === 'shape') {
      const { d, matrix: { a, b, c, d: e, e: f, f: g }, fill, stroke, width: thickness, dash, opacity } = item;
      root.append(svg('path', { d, transform: `matrix(${[a, b, c, e, f, g].join(' ')})`, fill, stroke, 'stroke-width': thickness, ...(dash.length > 0 && { 'stroke-dasharray': dash.join(' ') }), opacity }));
    } else {
      const text = svg('text', { x: item.x, y: item.y, 'font-size': item.size, 'font-weight': item.weight, 'font-family': item.family, fill: item.fill, stroke: 'none', opacity: item.opacity });
      text.textContent = item.text;
      root.append(text);
    }
  }
  return new XMLSerializer().serializeToString(root);
}

function pngBase64(items: readonly Item[], { x, y, width, height }: Bounds, ground: string): string | null {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.ceil(width * DENSITY), Math.ceil(height * DENSITY)];
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const base = new DOMMatrix().scale(DENSITY).translate(-x, -y);
  for (const item of items) {
    context.globalAlpha = item.opacity;
    if (item.kind === 'shape') paint(context, item, base);
    else {
      context.setTransform(base);
      context.font = `${item.weight} ${item.size}px ${item.family}`;
      context.fillStyle = item.fill;
      context.fillText(item.text, item.x, item.y);
    }
  }
  return canvas.toDataURL('image/png').split(',')[1] ?? null;
}

function paint(context: CanvasRenderingContext2D, { d, matrix, fill, stroke, width, dash }: Extract<Item, { kind: 'shape' }>, base: DOMMatrix): void {
  context.setTransform(base.multiply(matrix));
  const path = new Path2D(d);
  if (fill !== 'none') {
    context.fillStyle = fill;
    context.fill(path);
  }
  if (stroke === 'none' || width === 0) return;
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.setLineDash([...dash]);
  context.stroke(path);
}
