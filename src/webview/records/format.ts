import type { Next } from '../../protocol/records';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

/** "19 s", "1:12", "2 h 5 min", "now", "needs you". */
export function due(next: Next, now: number): string {
  if (typeof next !== 'number') return next;
  const seconds = Math.ceil((next - now) / 1_000);
  if (seconds <= 0) return 'now';
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3_600 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** "14:02" of today, "Fri 15:10" of the last six days, else the date; "–" for never. */
export function lastSync(at: number, now: number): string {
  if (at === 0) return '–';
  const days = daysBetween(at, now);
  if (days <= 0) return clock.format(at);
  if (days < 7) return `${weekday.format(at)} ${clock.format(at)}`;
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? day : dayOfYear).format(at);
}

/** The moment in full, for who points at it; '' for never. */
export const inFull = (at: number): string => (at === 0 ? '' : whole.format(at));

/** Midnights between two moments. */
const daysBetween = (at: number, now: number): number => Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
