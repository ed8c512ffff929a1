import { html, type TemplateResult } from 'lit';
import { PHASE_NAMES, PHASES } from '../../protocol/dashboard';
import { full, many } from '../shared/number';
import { digits, LAST } from './format';
import { figure, part } from './part';
import type { Shown } from './shown';

const SUMMARY = [{ name: 'Average', of: 'average' }, { name: 'p50', of: 'p50' }, { name: 'p95', of: 'p95' }, { name: 'p99', of: 'p99' }] as const;

/** Durations of all phases as a table; a phase in it is the one of the line. */
export function phases({ figures: { durations }, snapshot: { choice }, post }: Shown): TemplateResult {
  return part('phases', 'By phase', html`<span>milliseconds, last ${LAST[choice.window]}</span>`, html`<table aria-labelledby="phases-title">
      <thead><tr><th scope="col">Phase</th>${[...SUMMARY.map(({ name }) => name), 'Attempts'].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
      <tbody>
        ${PHASES.map((phase) => {
          const found = durations[phase];
          const count = found?.count ?? 0;
          return html`<tr aria-current=${phase === choice.phase ? 'true' : 'false'}>
            <th scope="row"><button class="link" title="Shows ${PHASE_NAMES[phase]} in the line" aria-pressed=${phase === choice.phase} @click=${() => post({ type: 'choose', choice: { ...choice, phase } })}>${PHASE_NAMES[phase]}</button></th>
            ${SUMMARY.map(({ name, of }) => html`<td class="number">${found ? figure(digits(found[of]), `${PHASE_NAMES[phase]}: ${name} ${digits(found[of])} ms`, 'records with an attempt that took as long or longer', () => post({ type: 'openSlow', phase, least: found[of] })) : '–'}</td>`)}
            <td class="number">${figure(full(count), `${PHASE_NAMES[phase]}: ${many(count, 'attempt')}`, 'records whose newest job ended in this window', found ? () => post({ type: 'openList', list: 'ended' }) : null)}</td>
          </tr>`;
        })}
      </tbody>
    </table>`);
}
