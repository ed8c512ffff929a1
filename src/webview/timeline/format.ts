import { html, nothing, type TemplateResult } from 'lit';
import type { Part } from '../../protocol/timeline';

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const DAY_MS = 86_400_000;

/** "14:28:58". */
export const seconds = (at: number): string => clockFormat.format(at);

/** "14:28:58.708". */
export const millis = (at: number): string => `${clockFormat.format(at)}.${String(Math.floor(at) % 1_000).padStart(3, '0')}`;

/** "today 14:28:18", "Fri 16:40:51", "3 Nov 09:12:06". */
export function when(at: number, now: number): string {
  if (dayFormat.format(at) === dayFormat.format(now) && now - at < DAY_MS) return `today ${seconds(at)}`;
  return `${now - at < 6 * DAY_MS ? weekdayFormat.format(at) : dayFormat.format(at)} ${seconds(at)}`;
}

/** "14:28:58", with its day where that is another. */
export const onDay = (at: number, now: number): string => (when(at, now).startsWith('today') ? seconds(at) : when(at, now));

/** A wait as it counts down: "19 s", "1:12", "2 h 5 min"; "now" when it is over. */
export function countdown(ms: number): string {
  const s = Math.ceil(ms / 1_000);
  if (s <= 0) return 'now';
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
  return `${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`;
}

/** Milliseconds with as many digits as tell something. */
export const ms = (value: number): string => `${value < 10 && value > 0 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')} ms`;

/** A sentence of parts: values stand out, moments are written in this clock. */
export const sentence = (parts: readonly Part[], clock: (at: number) => string): TemplateResult | typeof nothing =>
  parts.length === 0 ? nothing : html`<bdi>${parts.map((part) => (typeof part === 'string' ? part : html`<b>${'value' in part ? part.value : clock(part.at)}</b>`))}</bdi>`;
