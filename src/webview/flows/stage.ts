import { html, render } from 'lit';
import type { FlowName } from '../../protocol/flows';
import { icon } from '../shared/icon';
import type { Choices } from './choices';
import type { Drawing } from './drawing';
import { Viewport } from './viewport';

/** Where the drawing stands, with its zoom buttons. */
export class Stage {
  readonly element = document.createElement('div');
  /** Where drawings are made, unseen, in the stage's font. */
  readonly workshop = document.createElement('div');
  readonly #zoom = document.createElement('div');
  #viewport: Viewport | null = null;
  #drawing: Drawing | null = null;

  constructor(private readonly choices: Choices) {
    this.element.className = 'stage';
    this.#zoom.className = 'zoom';
    this.workshop.className = 'workshop';
    this.workshop.ariaHidden = 'true';
    this.element.append(this.workshop, this.#zoom);
  }

  /** Takes the drawing of a flow in, with the view that it had. */
  show(flow: FlowName, drawing: Drawing): void {
    if (drawing === this.#drawing) return;
    this.#viewport?.dispose();
    this.element.replaceChildren(drawing.svg, this.workshop, this.#zoom);
    this.#viewport = new Viewport(this.element, {
      svg: drawing.svg, bounds: drawing.bounds, view: this.choices.view(flow), onChange: (view) => this.choices.keepView(flow, view), onScale: () => this.#tellScale(), focus: () => drawing.spot,
      headroom: drawing.headroom, hold: (top) => drawing.hold(top),
    });
    this.#drawing = drawing;
    this.#tellScale();
  }

  /** After a change of what is shown: where not all of it fits, another part may be looked at. */
  settle(): void {
    this.#viewport?.settle();
  }

  /** Another way is shown: it is looked at from its beginning. */
  forget(): void {
    this.#viewport?.fit();
  }

  /** Brings a part of the drawing into sight. */
  reveal(part: SVGGElement): void {
    this.#viewport?.reveal(part);
  }

  /** Lets the drawing be looked at as if nothing were scrolled away. */
  whole<T>(look: (drawing: Drawing) => T): T | null {
    if (!this.#drawing) return null;
    this.#drawing.hold(-Infinity);
    const seen = look(this.#drawing);
    this.#viewport?.apply();
    return seen;
  }

  /** Zooms with the keys +, - and 0. */
  key(key: string): void {
    if (key === '+' || key === '=') this.#viewport?.zoom(1);
    else if (key === '-') this.#viewport?.zoom(-1);
    else if (key === '0') this.#viewport?.fit();
  }

  #tellScale(): void {
    if (!this.#viewport) return;
    const button = (title: string, name: string, key: string) => html`<button class="tool" title="${title} (${key})" aria-label=${title} @click=${() => this.key(key)}>${icon(name)}</button>`;
    render([button('Zoom in', 'zoom-in', '+'), html`<span class="scale">${Math.round(this.#viewport.scale * 100)} %</span>`, button('Zoom out', 'zoom-out', '-'), button('Fit', 'screen-full', '0')], this.#zoom);
  }
}
