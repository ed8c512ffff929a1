import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icon';
import type { Drawing } from './drawing';

/** Finds words in the drawing: what holds them is marked, and Enter goes from one to the next. */
export class Find {
  #text = '';
  #found: readonly SVGGElement[] = [];
  #at = 0;
  #drawing: Drawing | null = null;

  constructor(
    private readonly reveal: (part: SVGGElement) => void,
    private readonly changed: () => void,
  ) {}

  /** Marks anew: another drawing, or other words in it. */
  update(drawing: Drawing | null): void {
    this.#drawing = drawing;
    const found = this.#text === '' || !drawing ? [] : drawing.find(this.#text);
    for (const part of this.#found) if (!found.includes(part)) delete part.dataset['found'];
    this.#found = found;
    this.#at = Math.min(this.#at, Math.max(found.length - 1, 0));
    found.forEach((part, i) => (part.dataset['found'] = i === this.#at ? 'present' : 'other'));
    drawing?.svg.classList.toggle('is-finding', this.#text !== '');
  }

  field(isDisabled: boolean): TemplateResult {
    const count = this.#text === '' ? nothing : html`<span class="found" role="status">${this.#found.length === 0 ? 'none' : `${this.#at + 1} of ${this.#found.length}`}</span>`;
    return html`<label class="find ${this.#text !== '' && this.#found.length === 0 ? 'is-none' : ''}">
      ${icon('search')}
      <input type="text" placeholder="Find in drawing" aria-label="Find in drawing" title="Find in drawing (/)" maxlength="100" spellcheck="false" .value=${this.#text} ?disabled=${isDisabled} @input=${this.#typed} @keydown=${this.#pressed} />
      ${count}
    </label>`;
  }

  readonly #typed = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    this.#text = target.value.trim();
    this.#go(0);
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Enter' && this.#found.length > 0) this.#go((this.#at + (event.shiftKey ? this.#found.length - 1 : 1)) % this.#found.length);
    if (event.key !== 'Escape') return;
    const part = this.#found[this.#at];
    this.#text = '';
    this.#go(0);
    if (part) part.focus();
    else if (event.target instanceof HTMLElement) event.target.blur();
  };

  #go(at: number): void {
    this.#at = at;
    this.update(this.#drawing);
    const part = this.#found[at];
    if (part) this.reveal(part);
    this.changed();
  }
}
