import { html, type TemplateResult } from 'lit';
import { icon } from '../shared/icon';

export interface Item {
  readonly label: string;
  readonly run: () => void;
  readonly isEnabled: boolean;
}

/** A button with a menu below it; the browser opens it, and closes it on Escape or a click elsewhere. */
export const menu = (title: string, items: readonly Item[]): TemplateResult => html`
  <button class="tool menu-button" title=${title} aria-label=${title} aria-haspopup="menu" popovertarget="menu">${icon('ellipsis')}</button>
  <div id="menu" class="menu" role="menu" popover @keydown=${move} @toggle=${focusFirst}>
    ${items.map(({ label, run, isEnabled }) => html`<button role="menuitem" tabindex="-1" ?disabled=${!isEnabled} popovertarget="menu" popovertargetaction="hide" @click=${run}>${label}</button>`)}
  </div>
`;

const itemsOf = (element: HTMLElement): readonly HTMLElement[] => [...element.querySelectorAll<HTMLElement>('[role=menuitem]:enabled')];

function focusFirst({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement && currentTarget.matches(':popover-open')) itemsOf(currentTarget)[0]?.focus();
}

function move(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const items = itemsOf(event.currentTarget);
  items.at((items.findIndex((item) => item === document.activeElement) + step) % items.length)?.focus();
}
