import { html, nothing, svg, type TemplateResult } from 'lit';
import { ENOUGH } from '../../protocol/dashboard';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { LAST, percent } from './format';
import { judged, type Shown } from './shown';

/** Half a circle about (104, 96), from left to right; its length counts as 100. */
const ARC = 'M 16 96 A 88 88 0 0 1 192 96';

/** The success rate as records stand now: the one big figure. */
export function gauge({ figures, snapshot: { choice }, post }: Shown): TemplateResult {
  const { successRate: rate, endedRate, ended } = figures;
  const { synced, failed } = judged(figures);
  const isLow = rate !== null && rate < ENOUGH;
  return html`<section class="gauge ${isLow ? 'is-low' : ''}">
    <h2>Success rate <span title="As records stand now">now</span></h2>
    <div class="dial">
      <svg viewBox="0 0 208 120" role="img" aria-label="Success rate ${percent(rate)} of 100, with a mark at 90 %">
        <path class="track" d=${ARC}></path>
        ${rate === null || rate === 0 ? nothing : svg`<path class="value" d=${ARC} pathLength="100" stroke-dasharray="${rate * 100} 200"></path>`}
        <line class="mark" x1=${at(78).x} y1=${at(78).y} x2=${at(97).x} y2=${at(97).y}></line>
        <text x="196" y="62">90</text><text x="16" y="116" class="middle">0</text><text x="192" y="116" class="middle">100</text>
      </svg>
      <button class="big" data-figure="rate" title="Opens the records that failed" ?disabled=${rate === null} @click=${() => post({ type: 'openList', list: failed > 0 ? 'failed' : 'edited' })}>${percent(rate)}</button>
    </div>
    <p class="verdict">${rate === null ? figures.counts.some(({ status, count }) => status !== 'SYNCED' && count > 0) || synced > 0 ? 'Nothing has ended yet' : html`<button class="link" @click=${() => post({ type: 'openList', list: 'all' })}>Open a record</button>, edit and save it` : html`${icon(isLow ? 'arrow-down' : 'check')}${isLow ? 'Under 90 %' : '90 % or more'}`}</p>
    <p class="muted" title="SYNCED ÷ (SYNCED + DEAD_LETTER + VALIDATION_FAILED + ERROR), of records with a job">${full(synced)} synced ÷ (${full(synced)} + ${full(failed)} failed)</p>
    <p class="muted" title="Of the jobs that ended in the last ${LAST[choice.window]}"><button class="link" ?disabled=${ended === 0} @click=${() => post({ type: 'openList', list: 'ended' })}>${percent(endedRate)}</button> in the last ${LAST[choice.window]}</p>
  </section>`;
}

/** Where the mark stands, at a distance from the middle. */
function at(radius: number): { readonly x: number; readonly y: number } {
  const angle = Math.PI * (1 - ENOUGH);
  return { x: 104 + radius * Math.cos(angle), y: 96 - radius * Math.sin(angle) };
}
