import { html, nothing, svg, type TemplateResult } from 'lit';
import type { MomentView, Snapshot, ToEditor } from '../../protocol/flows';
import { icon, statusIcon } from '../shared/icon';
import { full } from '../shared/number';
import { moment as timeOf, span, tick } from './clock';
import { apart, Scale } from './scale';

/** Between two moments that are asked for while the slider is dragged, and between two of a replay, ms. */
const DRAG_MS = 100;
const PLAY_MS = 500;
/** What is not shown by then is not to be had, ms. */
const PATIENCE_MS = 2_000;
/** Room for the icon of a stop, px, and how wide the slider is before it is there. */
const STOP = 18;
const WIDTH = 600;
/** A replay takes at most so many steps. */
const PLAY_STEPS = 120;

/** Moves the page over the log: by entries, by the slider, or by itself. */
export class TimeTravel {
  #moment: MomentView | null = null;
  #scale = new Scale({ bars: [], first: 0, total: 0 });
  /** Asked for, and not yet shown; `Infinity`: live. */
  #wanted: number | null = null;
  #wantedAt = 0;
  #sentAt = -Infinity;
  #sending: ReturnType<typeof setTimeout> | undefined;
  #playing: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly post: (message: ToEditor) => void,
    private readonly changed: () => void,
  ) {}

  update({ moment }: Snapshot): void {
    this.#moment = moment;
    this.#scale = new Scale(moment);
    const isShown = this.#wanted === Infinity ? moment.isLive : moment.position === this.#wanted;
    if (isShown || performance.now() - this.#wantedAt > PATIENCE_MS) this.#wanted = null;
  }

  /** The strip below the drawing. */
  strip({ moment, selected, reading }: Snapshot): TemplateResult {
    const { total, isLive, entry } = moment;
    const position = this.#position;
    const isEmpty = total === moment.first;
    const tool = (title: string, name: string, isEnabled: boolean, run: () => void) => html`<button class="tool" title=${title} aria-label=${title} ?disabled=${!isEnabled} @click=${run}>${icon(name)}</button>`;
    return html`<section class="moment ${isLive ? 'is-live' : ''}" aria-label="Time travel">
      <div class="moment-bar">
        ${tool('Back by one entry', 'debug-step-back', !isEmpty && position > moment.first, () => this.#go(this.#scale.step(position, -1)))}
        ${this.#playing === undefined ? tool('Replay', 'play', !isEmpty, () => this.#play()) : tool('Pause', 'debug-pause', true, () => this.#pause())}
        ${tool('On by one entry', 'debug-step-over', position < total, () => this.#go(this.#scale.step(position, 1)))}
        ${said(moment, position, reading !== null)}
        ${isLive || !selected || !entry ? nothing : html`<button class="link" title="Compare the record of this moment with the present one" @click=${() => this.post({ type: 'openMoment' })}>Open this moment</button>`}
        <button class="secondary" title="Back to live" aria-label="Back to live" ?disabled=${isLive} @click=${() => this.#back()}>${icon('debug-continue')}<span>Back to live</span></button>
      </div>
      ${this.#slider(moment, position)} ${axis(moment)}
    </section>`;
  }

  get #position(): number {
    const { position, total } = this.#moment ?? { position: 0, total: 0 };
    return Math.min(this.#wanted ?? position, total);
  }

  #slider(view: MomentView, position: number): TemplateResult {
    const { bars, stops, first, total, entry, isLive } = view;
    const places = apart(stops.map((stop) => this.#scale.at(stop.position)), STOP / (document.querySelector('.stops')?.clientWidth ?? WIDTH));
    const placed = places.map((at, i) => ({ at, stop: stops[stops.length - places.length + i] })).flatMap(({ at, stop }) => (stop ? [{ at, stop }] : []));
    const highest = Math.max(...bars, 1);
    const outline = bars.map((count, i) => (count === 0 ? '' : `M${i + 0.1},100v${-(8 + (92 * Math.sqrt(count)) / Math.sqrt(highest))}h.8V100z`)).join('');
    const now = Date.now();
    const text = `Entry ${full(position)} of ${full(total)}${isLive ? ', live' : ''}${entry ? `, ${timeOf(entry.at, now)}, ${entry.text === '' ? (entry.status ?? '') : entry.text}` : ''}`;
    return html`<div class="slider">
      <div class="stops">${placed.map(({ stop, at }) => html`<button class="stop" tabindex="-1" title=${stop.status} aria-label=${`Go to ${stop.status}`} .style=${`left: ${at * 100}%`} @click=${() => this.#go(stop.position)}>${statusIcon(stop.status)}</button>`)}</div>
      ${svg`<svg class="bars" viewBox="0 0 ${Math.max(bars.length, 1)} 100" preserveAspectRatio="none" aria-hidden="true"><path d=${outline}></path></svg>`}
      <input type="range" min="0" max="1" step="any" aria-label="Moment of the log" aria-valuetext=${text} ?disabled=${total === first}
        .value=${String(this.#scale.at(position))} @input=${this.#dragged} @keydown=${this.#pressed} />
    </div>`;
  }

  readonly #dragged = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) this.#go(this.#scale.position(Number(target.value)));
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    const view = this.#moment;
    if (!view) return;
    const page = Math.max(Math.round((view.total - view.first) / 20), 1);
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.#go(this.#scale.step(this.#position, by));
  };

  /** Shows a moment: at once, and then at most once in `DRAG_MS`; the last one always. */
  #go(position: number, isReplay = false): void {
    if (!isReplay) this.#pause();
    this.#wanted = position;
    this.#wantedAt = performance.now();
    this.changed();
    if (this.#sending !== undefined) return;
    this.#sending = setTimeout(() => {
      this.#sending = undefined;
      this.#sentAt = performance.now();
      if (this.#wanted === null) return;
      if (this.#wanted >= (this.#moment?.total ?? 0)) this.#wanted = Infinity;
      this.post({ type: 'moment', position: this.#wanted === Infinity ? null : this.#wanted });
    }, Math.max(this.#sentAt + DRAG_MS - performance.now(), 0));
  }

  #back(): void {
    this.#pause();
    this.#wanted = null;
    this.post({ type: 'moment', position: null });
  }

  /** On to the present: from stop to stop of the record, else in even steps; from the beginning when it is there already. */
  #play(): void {
    const view = this.#moment;
    if (!view) return;
    const start = this.#position < view.total ? this.#position : (view.stops[0]?.position ?? view.first);
    const stride = Math.max(Math.ceil((view.total - start) / PLAY_STEPS), 1);
    this.#go(start, true);
    this.#playing = setInterval(() => {
      const next = view.stops.find(({ position }) => position > this.#position)?.position ?? (view.stops.length > 0 ? view.total : this.#position + stride);
      this.#go(this.#scale.step(next, 0), true);
      if (next >= view.total) this.#pause();
    }, PLAY_MS);
    this.changed();
  }

  #pause(): void {
    clearInterval(this.#playing);
    this.#playing = undefined;
    this.changed();
  }
}

/** "Entry 48,213 of 48,231 · 14:28:33.708 6 s before now · RETRY_PENDING, …" */
function said({ entry, total, isLive }: MomentView, position: number, isReading: boolean): TemplateResult {
  const now = Date.now();
  if (total === 0) return html`<p class="muted">${isReading ? 'The log is being read.' : 'The log is empty.'}</p>`;
  return html`<p class="said">
    <span>${isLive ? html`Live, <b>${full(total)}</b> entries` : html`Entry <b>${full(position)}</b> of ${full(total)}`}</span>
    ${entry ? html`<span><b>${timeOf(entry.at, now)}</b> ${isLive ? nothing : html`<span class="muted">${span(Math.max(now - entry.at, 0))} before now</span>`}</span>
      <span class="what" title=${entry.text}>${entry.status ? statusIcon(entry.status) : nothing}<bdi>${entry.text === '' ? entry.status : entry.text}</bdi></span>` : nothing}
  </p>`;
}

function axis({ from, to, total, first }: MomentView): TemplateResult | typeof nothing {
  if (total === first) return nothing;
  const ticks = [0, 0.25, 0.5, 0.75].map((part) => tick(from + (to - from) * part, to - from));
  return html`<div class="axis" aria-hidden="true">${ticks.map((text) => html`<span>${text}</span>`)}<span>now</span></div>`;
}
