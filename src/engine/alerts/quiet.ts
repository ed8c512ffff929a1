import type { Cron } from '../ports';
import type { AlertSettings } from './settings';

/** True in quiet hours, which may go over midnight: their next end comes before their next beginning. */
export function isQuiet(quiet: AlertSettings['quiet'], cron: Cron, now: number): boolean {
  if (quiet === null) return false;
  const [begin, end] = [quiet.from, quiet.to].map((time) => cron.next(daily(time), now));
  return typeof begin === 'number' && typeof end === 'number' && end < begin;
}

/** `22:30` as a cron pattern. */
function daily(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour} * * *`;
}
