import type { EdgePart } from './anatomy';

/** A label is never given more, px. */
const WIDEST = 180;
const GAP = 6;
/** Between two looks at the course of a line, px. */
const STEP = 8;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How wide each label may become, px: Mermaid reserved a little, and often there is free space on both sides of it. The drawing has to be laid out. */
export function roomsOf(drawing: SVGSVGElement, nodes: Iterable<SVGGElement>, edges: readonly EdgePart[]): readonly number[] {
  const scale = drawing.getScreenCTM()?.a ?? 1;
  const boxOf = (element: Element): Box => element.getBoundingClientRect();
  const labels = edges.map(({ label }) => boxOf(label));
  const boxes = [...nodes].map(boxOf);
  const courses = edges.map(({ path }) => courseOf(path));
  return edges.map(({ room }, i) => {
    const own = labels[i];
    if (!own) return room;
    const middle = (own.left + own.right) / 2;
    const half = (own.right - own.left) / 2;
    const distance = ({ left, right, top, bottom }: Box): number => (bottom > own.top && top < own.bottom ? Math.max(left - middle, middle - right) : Infinity);
    // what is between two labels is shared
    const toLabels = labels.filter((_, j) => j !== i).map((label) => (half + distance(label)) / 2);
    const toOthers = [...boxes, ...courses.flatMap((course, j) => (j === i ? [] : course))].map(distance);
    return Math.max(room, Math.min((Math.min(...toLabels, ...toOthers) / scale - GAP) * 2, WIDEST));
  });
}

/** Points along a line, on the screen. */
function courseOf(path: SVGElement): readonly Box[] {
  const matrix = path instanceof SVGGeometryElement ? path.getScreenCTM() : null;
  if (!(path instanceof SVGGeometryElement) || !matrix) return [];
  const length = path.getTotalLength();
  return Array.from({ length: Math.ceil(length / STEP) }, (_, i) => {
    const { x, y } = path.getPointAtLength(i * STEP).matrixTransform(matrix);
    return { left: x, right: x, top: y, bottom: y };
  });
}
