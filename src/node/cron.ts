import { Cron as Pattern } from 'croner';
import type { Cron } from '../engine/ports';

/** Cron patterns by croner, which knows daylight saving. Used to reckon only: `engine/schedule` has the timers. */
export const cron: Cron = {
  next: (pattern, after) => known(pattern).nextRun(new Date(after))?.getTime() ?? null,
};

/** Patterns that were read: reading one takes longer than reckoning with it. */
const patterns = new Map<string, Pattern>();
const MOST = 20;

function known(pattern: string): Pattern {
  const found = patterns.get(pattern) ?? read(pattern);
  if (patterns.size >= MOST) patterns.clear();
  patterns.set(pattern, found);
  return found;
}

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
