const whole = new Intl.NumberFormat('en-US');

/** A number as a person reads it: "10,000". */
export const count = (n: number): string => (n < 1_000 ? String(n) : whole.format(n)); // small ones are frequent, and formatting is slow

/** "1 record", "4 records". */
export const many = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** "95.8 %"; "–" where there is nothing to judge by. */
export const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(1)} %`);

/** "14:30" today, "Sun 02:00" within a week, else "Nov 22, 02:00"; local time. */
export function clockTime(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)];
  const time = date.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (date.toDateString() === today.toDateString()) return time;
  const isNear = Math.abs(at - now) < 7 * 86_400_000;
  return `${date.toLocaleDateString('en-US', isNear ? { weekday: 'short' } : { month: 'short', day: 'numeric' })}${isNear ? '' : ','} ${time}`;
}

/** "14:28:58", local time. */
export const timeOfDay = (at: number): string => new Date(at).toTimeString().slice(0, 8);

/** "4 s", "1:12", "2 h": how long something still takes, in little room. */
export function briefly(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
