import type { Window } from '../../protocol/dashboard';

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const secondsFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayClockFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const DAY_MS = 86_400_000;

/** "88.6 %"; a whole 100 only where nothing failed, and "–" where there is nothing to judge by. */
export const percent = (rate: number | null): string => (rate === null ? '–' : rate === 1 ? '100 %' : `${Math.min(99.9, rate * 100).toFixed(1)} %`);

/** A threshold: "90 %", "92.5 %". */
export const share = (rate: number): string => `${Number((rate * 100).toFixed(1))} %`;

/** Milliseconds with as many digits as tell something: "0.4", "6.1", "1,904". */
export const digits = (ms: number): string => (ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en-US'));

/** "14:28:31". */
export const seconds = (at: number): string => secondsFormat.format(at);

/** "14:28". */
export const clock = (at: number): string => clockFormat.format(at);

/** "14:30, in 1:20", "15:00, in 31 min", "Sun 02:00" beyond a day, with its date beyond a week; "off" where there is none. */
export function until(at: number | null, now: number): string {
  if (at === null) return 'off';
  const s = Math.max(0, Math.round((at - now) / 1_000));
  if (s === 0) return 'now';
  if (s >= 7 * 86_400) return dayClockFormat.format(at);
  if (s >= 86_400) return weekdayFormat.format(at).replace(',', '');
  const left = s < 60 ? `${s} s` : s < 600 ? `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}` : s < 7_200 ? `${Math.round(s / 60)} min` : `${Math.floor(s / 3_600)} h`;
  return `${clock(at)}, in ${left}`;
}

/** "Sat 13:00 to 14:00", days with their dates. */
export const span = (from: number, to: number): string => (to - from < DAY_MS ? `${weekdayFormat.format(from).replace(',', '')} to ${clock(to)}` : `${dayClockFormat.format(from)} to ${dayClockFormat.format(to)}`);

/** "14:28", for a day "21 Nov", for an hour of another day both. */
export const moment = (at: number, step: 'minute' | 'hour' | 'day'): string => (step === 'day' ? dayFormat : step === 'hour' ? dayClockFormat : clockFormat).format(at);

/** "14:28:31"; what is older than a day has its date. */
export const when = (at: number, now: number): string => (now - at < DAY_MS ? seconds(at) : dayClockFormat.format(at));

/** A label of the axis: the clock, or the day where it begins or the axis has days. */
export const tick = (at: number, isDays: boolean): string => (isDays || new Date(at).getHours() + new Date(at).getMinutes() === 0 ? dayFormat : clockFormat).format(at);

/** A window in words, behind "last". */
export const LAST: Readonly<Record<Window, string>> = { '1h': 'hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' };

/** "41 s", "12 min", "3 h", "2 days". */
export function age(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  if (s < 120) return `${s} s`;
  if (s < 7_200) return `${Math.floor(s / 60)} min`;
  return s < 172_800 ? `${Math.floor(s / 3_600)} h` : `${Math.floor(s / 86_400)} days`;
}

/** "38", "0.4": a rate in few digits. */
export const rate = (count: number): string => (count === 0 || count >= 10 ? Math.round(count).toLocaleString('en-US') : count.toFixed(count < 1 ? 2 : 1));
