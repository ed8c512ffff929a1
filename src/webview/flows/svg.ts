/** An SVG element with its attributes. */
export function svg<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Readonly<Record<string, string | number>> = {}): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** The one element that a selector finds. Throws where Mermaid drew something else. */
export function one(root: Element, selector: string): SVGElement {
  const found = root.querySelector(selector);
  if (!(found instanceof SVGElement)) throw new Error(`Mermaid drew no ${selector}.`);
  return found;
}

/** Text in HTML, as labels have it. */
export function span(name: string, text = ''): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
}

/** A label of lines in HTML, which wraps nothing and centres. */
export function lines(...children: readonly Node[]): HTMLSpanElement {
  const label = span('lines');
  label.append(...children);
  return label;
}

/** Puts a label into a box of its own. */
export function htmlBox(box: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>, label: HTMLElement): SVGForeignObjectElement {
  const element = svg('foreignObject', box);
  element.append(label);
  return element;
}

/** A number of an attribute. */
export const number = (element: Element, name: string): number => Number(element.getAttribute(name));
