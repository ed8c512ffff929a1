import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { AttemptView, JobView, Segment } from '../../protocol/timeline';
import { icon, statusIcon } from '../shared/icon';
import { full, many } from '../shared/number';
import { millis, seconds, when } from './format';
import { rove } from './rove';
import { scale, scaleOf, ticksOf, type Scale } from './scale';
import type { Shown } from './shown';

const LEGEND = [['queued', 'queued'], ['commit', 'commit'], ['http', 'HTTP'], ['validation', 'validation'], ['waiting', 'waiting']] as const;
/** Where the last label of the axis may begin, percent: further right it would be cut. */
const LAST_LABEL = 84;
/** More jobs, each time that they are asked for. */
const MORE = 10;

/** The jobs, newest first, and the attempts of those that are expanded, each with where its time went. */
export function jobs(shown: Shown): TemplateResult {
  const { record: { jobs: all, olderJobs, attempt }, snapshot: { choice }, choose, view } = shown;
  const longest = Math.max(1, ...all.filter(({ number }) => !view.isExpanded(number)).map(length));
  const chosen = attempt?.seq ?? null;
  const isAnyChosen = all.some((job) => view.isExpanded(job.number) && job.attempts.some(({ seq }) => seq === chosen));
  return html`<section class="jobs" aria-label="Jobs and attempts">
    <h2>Jobs and attempts
      <span class="legend ${all.length === 0 ? 'is-none' : ''}" aria-hidden="true">${LEGEND.map(([phase, word]) => html`<span class="key"><svg width="10" height="8">${phase === 'waiting' ? svg`<line class="waiting" x1="0" y1="4" x2="10" y2="4"></line>` : svg`<rect class=${phase} width="10" height="8"></rect>`}</svg>${word}</span>`)}</span></h2>
    ${all.length === 0 ? html`<p class="muted">It was pulled and never edited: there is no job yet.</p>` : html`<div class="rows" role="tree" aria-label="Jobs, newest first" @keydown=${(event: KeyboardEvent) => keys(event, shown)}>
      ${all.map((job, i) => jobRows(job, shown, longest, chosen, !isAnyChosen && i === 0))}
    </div>`}
    ${olderJobs === 0 ? nothing : html`<button class="link older" @click=${() => choose({ jobs: choice.jobs + MORE })}>${olderJobs > MORE ? `${MORE} of ${full(olderJobs)} older jobs` : many(olderJobs, 'older job')}</button>`}
  </section>`;
}

/** Time that a job was worked on. */
const length = ({ attempts }: JobView): number => spanOf(attempts.flatMap(({ segments }) => segments.filter(({ phase }) => phase !== 'waiting'))).length;

function spanOf(segments: readonly Segment[]): { readonly from: number; readonly length: number } {
  const from = Math.min(...segments.map((segment) => segment.from));
  return segments.length === 0 ? { from: 0, length: 0 } : { from, length: Math.max(...segments.map(({ to }) => to)) - from };
}

function jobRows(job: JobView, { now, view, choose }: Shown, longest: number, chosen: number | null, isStop: boolean): TemplateResult {
  const isOpen = view.isExpanded(job.number);
  const axis = scaleOf(job, now);
  const parts = job.attempts.flatMap(({ segments }) => segments.filter(({ phase }) => phase !== 'waiting'));
  const own = spanOf(parts);
  const label = `Job ${job.number}, ${job.status}, ${when(job.at, now)}, ${job.words}`;
  return html`<div class="row job" role="treeitem" data-item data-job=${job.number} aria-level="1" aria-expanded=${isOpen} aria-label=${label} tabindex=${isStop ? 0 : -1} @click=${() => view.toggle(job.number)}>
      <span class="label">${icon(isOpen ? 'chevron-down' : 'chevron-right')}${statusIcon(job.status)}<b>Job ${job.number}</b> <span class="muted">${when(job.at, now)}</span></span>
      <svg class="chart" height="24" aria-hidden="true">${isOpen ? ticks(axis, true) : bars(parts, scale(own.from, own.from + longest))}</svg>
      <span class="total muted" title=${job.words}><bdi>${isOpen ? '' : job.words}</bdi></span>
    </div>
    ${isOpen ? html`${job.attempts.map((attempt) => attemptRow(attempt, axis, now, attempt.seq === chosen, () => choose({ attempt: attempt.seq, exchange: null })))}${planned(job, axis, now)}` : nothing}`;
}

const attemptRow = ({ number, icon: name, tone, words, segments, total }: AttemptView, axis: Scale, now: number, isChosen: boolean, choose: () => void): TemplateResult => html`<div class="row attempt" role="treeitem" data-item aria-level="2" aria-selected=${isChosen} aria-label="Attempt ${number}, ${words}${total === '' ? '' : `, ${total}`}" tabindex=${isChosen ? 0 : -1} @click=${choose}>
  <span class="label"><span class="tone-${tone}">${icon(name)}</span>Attempt ${number} <span class="muted"><bdi>${words}</bdi></span></span>
  <svg class="chart" height="24" aria-hidden="true">${ticks(axis, false)}${bars(segments, axis)}${line(axis, now)}</svg>
  <span class="total muted">${total}</span>
</div>`;

const planned = ({ planned: it }: JobView, axis: Scale, now: number): TemplateResult | typeof nothing =>
  it === null ? nothing : html`<div class="row attempt is-planned" role="treeitem" data-item aria-level="2" aria-label="Attempt ${it.number}, planned at ${seconds(it.at)}" tabindex="-1">
    <span class="label">${icon('circle-large-outline')}Attempt ${it.number} <span class="muted">planned</span></span>
    <svg class="chart" height="24" aria-hidden="true">${ticks(axis, false)}${svg`<rect class="planned" x="${axis.x(it.at)}%" y="8" width="10" height="8"></rect>`}${line(axis, now)}</svg>
    <span class="total muted">${seconds(it.at)}</span>
  </div>`;

function ticks(axis: Scale, isLabelled: boolean): SVGTemplateResult[] {
  const { at, step } = ticksOf(axis);
  return at.map((tick) => svg`<line class="grid" x1="${axis.x(tick)}%" x2="${axis.x(tick)}%" y1="0" y2="24"></line>${isLabelled && axis.x(tick) < LAST_LABEL ? svg`<text x="${axis.x(tick)}%" dx="4" y="16">${step < 1_000 ? millis(tick).slice(3) : seconds(tick)}</text>` : nothing}`);
}

/** Each part at its place; the shortest is still seen. */
const bars = (segments: readonly Segment[], { x }: Scale): SVGTemplateResult[] =>
  segments.map(({ phase, from, to }) => (phase === 'waiting' ? svg`<line class="waiting" x1="${x(from)}%" x2="${x(to)}%" y1="12" y2="12"></line>` : svg`<rect class=${phase} x="${x(from)}%" y="8" width="${Math.max(0.3, x(to) - x(from))}%" height="8"></rect>`));

const line = (axis: Scale, now: number): SVGTemplateResult | typeof nothing => (now > axis.to ? nothing : svg`<line class="now" x1="${axis.x(now)}%" x2="${axis.x(now)}%" y1="0" y2="24"></line>`);

/** Up and down go through the rows, right and left open and close a job, Enter chooses. */
function keys(event: KeyboardEvent, { view }: Shown): void {
  rove(event);
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return;
  if (key === 'Enter' || key === ' ') {
    event.preventDefault();
    target.click();
  }
  const job = Number(target.dataset['job'] ?? -1);
  if (job >= 0 && ((key === 'ArrowRight' && !view.isExpanded(job)) || (key === 'ArrowLeft' && view.isExpanded(job)))) view.toggle(job);
}
