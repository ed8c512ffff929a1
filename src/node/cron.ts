import { Cron as Pattern } from 'croner';
import type { Cron } from '../engine/ports';

/** Cron patterns by croner, which knows daylight saving. Used to reckon only: `engine/schedule` has the timers. */
export const cron: Cron = {
  next: (pattern, after) => read(pattern).nextRun(new Date(after))?.getTime() ?? null,
};

const read = (pattern: string): Pattern => new Pattern(pattern, { paused: true, mode: '5-part' });

/** What is wrong with a pattern, as a sentence; null for nothing. It must have a time within the next eight years. */
export function complainAboutPattern(pattern: string): string | null {
  try {
    const next = read(pattern).nextRun();
    return next === null ? 'This pattern has no time in the calendar.' : null;
  } catch {
    return 'This is no cron pattern: give minute, hour, day, month and day of the week, as in "0 2 * * 0" (Sunday at 02:00).';
  }
}
