import { html, render } from 'lit';
import { icon } from '../shared/icon';
import type { Choices } from './choices';
import { Viewport } from './viewport';

/** Where the drawing stands, with its zoom buttons. */
export class Stage {
  readonly element = document.createElement('div');
  readonly #zoom = document.createElement('div');
  #viewport: Viewport | null = null;

  constructor(private readonly choices: Choices) {
    this.element.className = 'stage';
    this.#zoom.className = 'zoom';
    const button = (title: string, name: string, run: () => void) => html`<button class="tool" title="${title}" aria-label=${title.replace(/ \(.*/, '')} @click=${run}>${icon(name)}</button>`;
    render(
      [button('Zoom in (+)', 'zoom-in', () => this.key('+')), button('Zoom out (-)', 'zoom-out', () => this.key('-')), button('Fit (0)', 'screen-full', () => this.key('0'))],
      this.#zoom,
    );
  }

  /** Takes the drawing in. `focus`: the part to look at where not all of it fits. */
  show(svg: SVGSVGElement, focus: () => SVGGElement | undefined): void {
    this.element.replaceChildren(svg, this.#zoom);
    this.#viewport = new Viewport(svg, this.element, this.choices.view, (view) => (this.choices.view = view), focus);
  }

  /** After a change of what is selected: where not all of it fits, another part may be looked at. */
  settle(): void {
    this.#viewport?.settle();
  }

  /** Brings a part of the drawing into sight. */
  reveal(part: SVGGElement): void {
    this.#viewport?.reveal(part);
  }

  /** Zooms with the keys +, - and 0. */
  key(key: string): void {
    if (key === '+' || key === '=') this.#viewport?.zoom(1);
    else if (key === '-') this.#viewport?.zoom(-1);
    else if (key === '0') this.#viewport?.fit();
  }
}
