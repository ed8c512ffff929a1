/**
 * Draws Mermaid text into `stage`, once, and takes Mermaid's own styles off: from then on the page's style sheet rules.
 * Mermaid is loaded here and nowhere else. Labels are measured in `stage`, so its font has to be set before.
 */
export async function drawMermaid(stage: HTMLElement, text: string): Promise<SVGSVGElement> {
  const { default: mermaid } = await import('mermaid');
  const { fontFamily } = getComputedStyle(stage);
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    layout: 'dagre',
    look: 'classic',
    theme: 'base',
    htmlLabels: true,
    themeVariables: { fontFamily, fontSize: '12px' },
    state: { nodeSpacing: 14, rankSpacing: 20, minNodeWidth: 20, useMaxWidth: false },
  });
  const { svg } = await mermaid.render('state-machine', text, stage);
  const drawn = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (!drawn) throw new Error('Mermaid drew no SVG.');
  const drawing = document.importNode(drawn, true);
  for (const element of drawing.querySelectorAll('style, script, a, image, img')) element.remove();
  for (const element of [drawing, ...drawing.querySelectorAll('[style]')]) element.removeAttribute('style');
  return drawing;
}
