const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
const DAY = 86_400_000;

/** "14:28:33.708", local time; with the day where it is not today's. `now`: ms since 1970. */
export function moment(at: number, now: number): string {
  const date = new Date(at);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
  return new Date(now).toDateString() === date.toDateString() ? time : `${day(date)} ${time}`;
}

/** As much of a time as tells the ticks of an axis apart that covers `span` ms. */
export function tick(at: number, span: number): string {
  const date = new Date(at);
  const minutes = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  if (span < 10_000) return `${minutes}:${pad(date.getSeconds())}.${Math.floor(date.getMilliseconds() / 100)}`;
  if (span < 10 * 60_000) return `${minutes}:${pad(date.getSeconds())}`;
  return span < DAY ? minutes : span < 5 * DAY ? `${day(date)} ${minutes}` : day(date);
}

const day = (date: Date): string => date.toLocaleDateString('en-US', { month: 'short', day: 'numeric' });

/** "6 s", "4 min", "2 h 5 min", "3 d". */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}` : `${Math.floor(hours / 24)} d`;
}
