import { html, type TemplateResult } from 'lit';
import { PHASES, type Phase } from '../../protocol/dashboard';
import { full } from '../shared/number';
import { digits, LAST } from './format';
import type { Shown } from './shown';

/** Names of the phases of an attempt. */
export const PHASE_NAMES: Readonly<Record<Phase, string>> = { queued: 'Queued', commit: 'Commit', http: 'HTTP', validation: 'Validation' };

/** Durations of all phases as a table; a phase in it is the one of the line. */
export function phases({ figures: { durations }, snapshot: { choice }, post }: Shown): TemplateResult {
  return html`<section class="phases">
    <h2>By phase <span>milliseconds, last ${LAST[choice.window]}</span></h2>
    <table>
      <thead><tr><th scope="col">Phase</th>${['Average', 'p50', 'p95', 'p99', 'Number'].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
      <tbody>
        ${PHASES.map((phase) => {
          const found = durations[phase];
          const values = found ? [...[found.average, found.p50, found.p95, found.p99].map(digits), full(found.count)] : ['–', '–', '–', '–', '0'];
          return html`<tr aria-current=${phase === choice.phase ? 'true' : 'false'}>
            <th scope="row"><button class="link" title="Shows ${PHASE_NAMES[phase]} in the line" aria-pressed=${phase === choice.phase} @click=${() => post({ type: 'choose', choice: { ...choice, phase } })}>${PHASE_NAMES[phase]}</button></th>
            ${values.map((value) => html`<td class="number"><button ?disabled=${!found} title="Opens the records whose newest job ended in this window" @click=${() => post({ type: 'openList', list: 'ended' })}>${value}</button></td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}
