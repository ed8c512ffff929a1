import { html, nothing, type TemplateResult } from 'lit';
import type { Decision, Next } from '../../protocol/timeline';
import { icon } from '../shared/icon';
import { countdown, millis, seconds, sentence } from './format';
import { rove } from './rove';
import type { Shown } from './shown';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** The decisions that led here, each with the way to its entry of the log, and what happens next. */
export function why({ record: { why: { decisions, next, job, isNewest } }, now, post }: Shown): TemplateResult {
  const count = decisions.length;
  return html`<section class="why" aria-label="Why">
      <h2>Why <span>${isNewest || job === null ? nothing : `job ${job}, `}${NUMBERS[count] ?? count} ${count === 1 ? 'decision' : 'decisions'}</span><button class="link" @click=${() => post({ type: 'showInFlow' })}>Show in Flows</button></h2>
      <ol @keydown=${rove}>${decisions.map((one, i) => decision(one, i === count - 1, () => post({ type: 'openEntry', seq: one.seq })))}</ol>
    </section>
    <section class="next" aria-label="What happens next">
      <h2>What happens next</h2>
      <ol>${next.map((one) => prediction(one, now))}</ol>
    </section>`;
}

const decision = ({ icon: name, tone, title, detail, at, seq, isLogged }: Decision, isLast: boolean, open: () => void): TemplateResult => html`<li>
  <button class="step ${isLogged ? '' : 'is-implied'}" data-item tabindex=${isLast ? 0 : -1} title=${isLogged ? `Opens entry ${seq} of the log` : `Not in the log itself: it follows from entry ${seq}`} @click=${open}>
    <span class="mark tone-${tone}">${icon(name)}</span>
    <span class="head"><span class="words"><bdi>${title}</bdi>${isLogged ? nothing : html` <i>implied</i>`}</span><time>${millis(at)}</time></span>
    <span class="detail">${sentence(detail, millis)}</span>
  </button>
</li>`;

const prediction = ({ icon: name, tone, title, detail, dueAt }: Next, now: number): TemplateResult => html`<li>
  <div class="step">
    <span class="mark tone-${tone}">${icon(name)}</span>
    <span class="head"><span class="words"><bdi>${title}</bdi></span>${dueAt === undefined ? nothing : html`<time>${dueAt > now ? `in ${countdown(dueAt - now)}` : 'now'}</time>`}</span>
    <span class="detail">${sentence(detail, seconds)}</span>
  </div>
</li>`;
