import { html, type TemplateResult } from 'lit';
import { STATUS_LOOK, type Status } from '../../protocol/statusLook';

/** A codicon that says nothing to a screen reader: words stand beside it. */
export const icon = (name: string): TemplateResult => html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;

/** The icon of a status, in its colour. */
export function statusIcon(status: Status): HTMLElement {
  const { icon: name, color } = STATUS_LOOK[status];
  const element = document.createElement('span');
  element.className = `codicon codicon-${name}`;
  element.ariaHidden = 'true';
  element.style.color = `var(--vscode-${color.replaceAll('.', '-')})`;
  return element;
}
