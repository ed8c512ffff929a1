import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { EarlierStages, PhaseTimes, StageView } from '../../protocol/timeline';
import { icon } from '../shared/icon';
import { ms } from './format';
import type { Shown } from './shown';

const LOOKS = { passed: ['pass', 'done'], failed: ['error', 'failed'], 'not configured': ['dash', 'rest'], 'not reached': ['circle-large-outline', 'rest'] } as const;

/** D5's seven stages for the chosen attempt, its durations, and how earlier jobs fared. */
export function validation({ record: { attempt, earlier } }: Shown): TemplateResult {
  const title = attempt ? `Validation of attempt ${attempt.number}` : 'Validation';
  return html`<section class="validation" aria-label=${title}>
    <h2>${title} ${attempt?.times ? html`<span>${durations(attempt.times)}</span>` : nothing}<span class="earlier">${earlier.map(squares)}</span></h2>
    ${attempt && attempt.stages.length > 0 ? html`<ul class="stages">${attempt.stages.map(stage)}</ul>` : html`<p class="muted">${attempt ? (attempt.times ? 'Nothing came that could be judged.' : 'The answer is not there yet.') : 'Nothing was sent yet.'}</p>`}
  </section>`;
}

const durations = ({ queued, commit, http, validation: judged }: PhaseTimes): string => `queued ${ms(queued)}, commit ${ms(commit)}, HTTP ${ms(http)}, validation ${ms(judged)}`;

/** V6 decides between apply, skip and conflict: that it stops there is no failure. */
function stage({ stage: id, name, result, words }: StageView): TemplateResult {
  const [look, tone] = id === 'V6' && result === 'failed' ? (['debug-step-over', 'rest'] as const) : LOOKS[result];
  return html`<li class="is-${result.replace(' ', '-')}" title=${words}><span class="name"><span class="tone-${tone}">${icon(look)}</span><span>${id}</span> <span class="what">${name}</span></span><span class="words"><bdi>${words}</bdi></span></li>`;
}

const squares = ({ job, words, results }: EarlierStages): TemplateResult => html`<span class="squares" role="img" aria-label="Job ${job}: ${words}">Job ${job}, ${words} <svg width="68" height="8" aria-hidden="true">${results.map((result, i) => square(result, i))}</svg></span>`;

const square = (result: EarlierStages['results'][number], i: number): SVGTemplateResult => svg`<rect class="square-${result.replace(' ', '-')}" x=${i * 10 + 0.5} y="0.5" width="7" height="7"></rect>`;
