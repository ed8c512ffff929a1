import { html, type nothing, type TemplateResult } from 'lit';

/** A part of the page, which a screen reader finds by its title; its figures are one stop of the Tab key. `aside`: beside the title. */
export const part = (name: string, title: string, aside: TemplateResult | typeof nothing, content: TemplateResult): TemplateResult => html`<section class=${name} aria-labelledby="${name}-title" data-rove>
  <h2><b id="${name}-title">${title}</b> ${aside}</h2>
  ${content}
</section>`;

/** A number that opens what it counts; `name` says what it is, and it does nothing without `open`. */
export const figure = (text: string, name: string, opens: string, open: (() => void) | null): TemplateResult => html`<button class="figure" aria-label="${name}, open the ${opens}" title="Opens the ${opens}" ?disabled=${open === null} @click=${open}>${text}</button>`;
