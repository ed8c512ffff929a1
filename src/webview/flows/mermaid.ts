import { lines, span } from './svg';

/** Room between things in a flowchart, px. */
const SPACING = { nodeSpacing: 20, rankSpacing: 18 };

/** Mermaid is loaded here and nowhere else: with the page, while the editor makes its first snapshot. */
const loading = import('mermaid');

/** Drawings so far: Mermaid takes away what has the id of a new one. */
let drawn = 0;

/** Elements that a drawing may have; all else is taken out, as is any content of a label but its text. */
const ALLOWED = new Set(['svg', 'g', 'defs', 'marker', 'path', 'rect', 'circle', 'ellipse', 'line', 'polygon', 'polyline', 'text', 'tspan', 'foreignObject']);

/** Draws Mermaid text, once, and takes Mermaid's own styles off: from then on the page's style sheet rules. Labels are measured in `stage`, so its font has to be set before. */
export async function drawMermaid(stage: HTMLElement, text: string): Promise<SVGSVGElement> {
  const { default: mermaid } = await loading;
  const { fontFamily } = getComputedStyle(stage);
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    maxTextSize: 50_000,
    maxEdges: 500,
    layout: 'dagre',
    look: 'classic',
    theme: 'base',
    htmlLabels: true,
    fontFamily,
    fontSize: 12,
    themeVariables: { fontFamily, fontSize: '12px' },
    flowchart: { ...SPACING, padding: 6, curve: 'basis', useMaxWidth: false, wrappingWidth: 400, minNodeWidth: 20, subGraphTitleMargin: { top: 4, bottom: 8 } },
    state: { nodeSpacing: 14, rankSpacing: 20, minNodeWidth: 20, useMaxWidth: false },
    sequence: {
      useMaxWidth: false, mirrorActors: false, wrap: false, diagramMarginX: 8, diagramMarginY: 8, actorMargin: 8, width: 92, height: 32, boxMargin: 6, boxTextMargin: 4, noteMargin: 6, messageMargin: 24,
      actorFontFamily: fontFamily, actorFontSize: 12, messageFontFamily: fontFamily, messageFontSize: 12, noteFontFamily: fontFamily, noteFontSize: 12, messageAlign: 'center',
    },
  });
  const { svg } = await mermaid.render(`drawing-${(drawn += 1)}`, text, stage);
  const parsed = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (!parsed) throw new Error('Mermaid drew no SVG.');
  const drawing = document.importNode(parsed, true);
  for (const label of drawing.querySelectorAll('foreignObject')) {
    for (const line of label.querySelectorAll('br')) line.replaceWith('\n');
    const texts = label.textContent.trim();
    label.replaceChildren();
    if (texts !== '') label.append(lines(...texts.split('\n').map((text) => span('words', text))));
  }
  for (const element of drawing.querySelectorAll('*')) if (!ALLOWED.has(element.localName) && !element.closest('foreignObject')) element.remove();
  for (const empty of drawing.querySelectorAll('.label > rect')) empty.remove();
  for (const element of [drawing, ...drawing.querySelectorAll('[style]')]) element.removeAttribute('style');
  return drawing;
}
