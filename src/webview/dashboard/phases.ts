import { html, type TemplateResult } from 'lit';
import { PHASES, type Phase } from '../../protocol/dashboard';
import { full, many } from '../shared/number';
import { digits, LAST } from './format';
import { figure, part } from './part';
import type { Shown } from './shown';

/** Names of the phases of an attempt. */
export const PHASE_NAMES: Readonly<Record<Phase, string>> = { queued: 'Queued', commit: 'Commit', http: 'HTTP', validation: 'Validation' };

/** Durations of all phases as a table; a phase in it is the one of the line. */
export function phases({ figures: { durations }, snapshot: { choice }, post }: Shown): TemplateResult {
  return part('phases', 'By phase', html`<span>milliseconds, last ${LAST[choice.window]}</span>`, html`<table aria-labelledby="phases-title">
      <thead><tr><th scope="col">Phase</th>${['Average', 'p50', 'p95', 'p99', 'Attempts'].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
      <tbody>
        ${PHASES.map((phase) => {
          const found = durations[phase];
          const count = found?.count ?? 0;
          return html`<tr aria-current=${phase === choice.phase ? 'true' : 'false'}>
            <th scope="row"><button class="link" title="Shows ${PHASE_NAMES[phase]} in the line" aria-pressed=${phase === choice.phase} @click=${() => post({ type: 'choose', choice: { ...choice, phase } })}>${PHASE_NAMES[phase]}</button></th>
            ${[found?.average, found?.p50, found?.p95, found?.p99].map((ms) => html`<td class="number">${ms === undefined ? '–' : digits(ms)}</td>`)}
            <td class="number">${figure(full(count), `${PHASE_NAMES[phase]}: ${many(count, 'attempt')}`, 'records whose newest job ended in this window', found ? () => post({ type: 'openList', list: 'ended' }) : null)}</td>
          </tr>`;
        })}
      </tbody>
    </table>`);
}
