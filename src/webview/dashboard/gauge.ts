import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Window } from '../../protocol/dashboard';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { LAST, percent, share, span } from './format';
import { part } from './part';
import { judged, type Shown } from './shown';

/** Half a circle about (104, 96), from left to right; its length counts as 100. */
const ARC = 'M 16 96 A 88 88 0 0 1 192 96';

/** The success rate as records stand now: the one big figure. */
export function gauge({ figures, snapshot: { choice, enough }, post }: Shown): TemplateResult {
  const { successRate: rate, endedRate, judged: ended } = figures;
  const { synced, failed } = judged(figures);
  const isLow = rate !== null && rate < enough;
  const behind = failed > 0 ? 'that failed' : 'with a job';
  const mark = at(enough, 78);
  const end = at(enough, 97);
  const label = at(enough, 110);
  return part('gauge', 'Success rate', html`<span title="As records stand now">now</span>`, html`<div class="dial ${isLow ? 'is-low' : ''}">
      <svg viewBox="0 0 208 120" role="img" aria-label="Success rate ${percent(rate)} of 100, with a mark at ${share(enough)}">
        <path class="track" d=${ARC}></path>
        ${rate === null || rate === 0 ? nothing : svg`<path class="value" d=${ARC} pathLength="100" stroke-dasharray="${rate * 100} 200"></path>`}
        <line class="mark" x1=${mark.x} y1=${mark.y} x2=${end.x} y2=${end.y}></line>
        <text x=${label.x} y=${label.y + 4} class="middle">${Number((enough * 100).toFixed(1))}</text><text x="16" y="116" class="middle">0</text><text x="192" y="116" class="middle">100</text>
      </svg>
      <button class="big" data-figure="rate" aria-label="Success rate ${percent(rate)}, open the records ${behind}" title="Opens the records ${behind}" ?disabled=${rate === null} @click=${() => post({ type: 'openList', list: failed > 0 ? 'failed' : 'edited' })}>${percent(rate)}</button>
    </div>
    <p class="verdict ${isLow ? 'is-low' : ''}">${rate === null ? figures.counts.some(({ status, count }) => status !== 'SYNCED' && count > 0) || synced > 0 ? 'Nothing has ended yet' : html`<span><button class="link" @click=${() => post({ type: 'openList', list: 'all' })}>Open a record</button>, edit and save it</span>` : html`${icon(isLow ? 'warning' : 'check')}${isLow ? `Under ${share(enough)}` : `${share(enough)} or more`}`}</p>
    <p class="muted" title="SYNCED ÷ (SYNCED + DEAD_LETTER + VALIDATION_FAILED + ERROR), of records with a job"><button ?disabled=${synced === 0} @click=${() => post({ type: 'openStatus', status: 'SYNCED' })}>${full(synced)} synced</button> ÷ (${full(synced)} + <button ?disabled=${failed === 0} @click=${() => post({ type: 'openList', list: 'failed' })}>${full(failed)} failed</button>)</p>
    <p class="window" title="Of the jobs that succeeded or failed in the last ${LAST[choice.window]}"><button class="link" ?disabled=${ended === 0} @click=${() => post({ type: 'openList', list: 'judged' })}>${percent(endedRate)} of ${full(ended)}</button> in the last ${LAST[choice.window]}</p>
    ${trend(figures, choice.window)}`);
}

const BEFORE: Readonly<Record<Window, string>> = { '1h': 'yesterday', '24h': 'the day before', '7d': 'the week before', '30d': 'the 30 days before' };

/** How the jobs that ended in the window did against those of the window before: how records stood then is not kept. */
function trend({ endedRate, before: { from, to, rate, judged: ended } }: Shown['figures'], window: Window): TemplateResult {
  const title = `Compares how jobs ended: ${percent(endedRate)} succeeded in the last ${LAST[window]}, ${percent(rate)} of ${full(ended)} from ${span(from, to)}. The past is kept in whole hours, later in days; how records stood then is not kept.`;
  if (endedRate === null || rate === null) return html`<p class="trend muted" title=${title}>nothing to compare with ${BEFORE[window]}</p>`;
  const points = Number(((endedRate - rate) * 100).toFixed(1));
  if (points === 0) return html`<p class="trend" title=${title}>${icon('dash')}the same as ${BEFORE[window]}</p>`;
  return html`<p class="trend ${points < 0 ? 'is-worse' : 'is-better'}" title=${title}>${icon(points < 0 ? 'arrow-down' : 'arrow-up')}${Math.abs(points).toFixed(1)} points ${points < 0 ? 'under' : 'over'} ${BEFORE[window]}</p>`;
}

/** Where a rate stands on the arc, at a distance from the middle. */
function at(rate: number, radius: number): { readonly x: number; readonly y: number } {
  const angle = Math.PI * (1 - rate);
  return { x: 104 + radius * Math.cos(angle), y: 96 - radius * Math.sin(angle) };
}
