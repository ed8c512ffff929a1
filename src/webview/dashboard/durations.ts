import { html, nothing, svg, type TemplateResult } from 'lit';
import { PHASE_NAMES } from '../../protocol/dashboard';
import { LINES } from './chart';
import { digits, LAST, moment } from './format';
import { part } from './part';
import type { Shown } from './shown';

/** The duration line of a phase, with its legend: the window's figures, or those of the point that is looked at. */
export function durations({ figures, snapshot: { choice } }: Shown, plot: HTMLElement, index: number | null): TemplateResult {
  const { step, points } = figures;
  const point = index === null ? undefined : points[index];
  const shown = point ? point.duration : figures.durations[choice.phase];
  const values = LINES.map(({ name }) => ({ name, value: shown ? digits(shown[name]) : '–' }));
  const name = PHASE_NAMES[choice.phase];
  plot.ariaLabel = `Duration, ${name}, milliseconds per ${step}, last ${LAST[choice.window]}: ${values.map((each) => `${each.name} ${each.value}`).join(', ')}. Arrows go from point to point.`;
  return part('durations', `Duration, ${name}`, html`<span>milliseconds, per ${step}</span>
      <span class="legend" aria-live=${point ? 'polite' : 'off'}>${point ? html`<span class="visually-hidden">${moment(point.at, step)}: </span>` : nothing}${LINES.map(({ name: line, width, dash }, i) => html`<span class="key">
        <svg class="sample ${line}" viewBox="0 0 20 8" aria-hidden="true">${svg`<path d="M 0 4 H 20" stroke-width=${width} stroke-dasharray=${dash.length === 0 ? nothing : dash.join(' ')}></path>`}</svg>
        ${line} <b>${values[i]?.value}</b></span>`)}</span>`, html`<div class="plot-frame">${plot}${figures.durations[choice.phase] ? nothing : html`<p class="none muted">Nothing was sent in the last ${LAST[choice.window]}.</p>`}</div>`);
}
