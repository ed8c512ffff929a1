import { html, nothing, type TemplateResult } from 'lit';
import type { FlowName, RailView, Snapshot } from '../../protocol/flows';
import { icon, statusIcon } from '../shared/icon';

/** The ten flows: a list beside the drawing, or a picker where there is no room for one. */
export function rail({ rail: lines, flow }: Snapshot, choose: (name: FlowName) => void): TemplateResult {
  const move = (event: KeyboardEvent): void => {
    const at = lines.findIndex(({ name }) => name === flow.name);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    const line = to === undefined ? undefined : lines[to];
    if (to === undefined) return;
    event.preventDefault();
    if (line) choose(line.name);
  };
  return html`
    <ul class="rail" role="listbox" tabindex="0" aria-label="Flows" aria-activedescendant=${`flow-${flow.name}`} @keydown=${move}>
      ${lines.map(
        (line) => html`<li id=${`flow-${line.name}`} role="option" aria-selected=${line.name === flow.name} @click=${() => choose(line.name)}>
          <span class="number">${line.number}</span>
          <span class="title">${line.title}</span>
          ${line.figure === '' ? nothing : html`<span class="figure" title=${line.figure}>${mark(line)}<bdi>${line.figure}</bdi></span>`}
        </li>`,
      )}
    </ul>
    <select class="rail-picker" aria-label="Flow" @change=${(event: Event) => event.target instanceof HTMLSelectElement && pick(event.target.value, lines, choose)}>
      ${lines.map(({ name, number, title }) => html`<option value=${name} ?selected=${name === flow.name}>${number} ${title}</option>`)}
    </select>
  `;
}

function pick(value: string, lines: readonly RailView[], choose: (name: FlowName) => void): void {
  const line = lines.find(({ name }) => name === value);
  if (line) choose(line.name);
}

const mark = ({ mark: about }: RailView): unknown =>
  about === null ? nothing : about === 'warning' ? html`<span class="codicon codicon-warning is-warning" role="img" aria-label="Warning:"></span>` : about === 'paused' ? icon('debug-pause') : statusIcon(about);

/** In which way the product differs from the diagram. */
export function differences({ flow }: Snapshot): TemplateResult | typeof nothing {
  if (flow.differences.length === 0) return nothing;
  return html`<section class="differences" tabindex="0" aria-label="Differs from the drawing">
    <h2>Differs from the drawing</h2>
    <ul>${flow.differences.map((text) => html`<li>${text}</li>`)}</ul>
  </section>`;
}
