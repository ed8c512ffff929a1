import { daysFrom1970 } from './civil';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FORMS = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<d>\d{2}) (?<mon>[A-Z][a-z]{2}) (?<y>\d{4}) (?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2}) GMT$/, // IMF-fixdate
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<d>\d{2})-(?<mon>[A-Z][a-z]{2})-(?<y>\d{2}) (?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2}) GMT$/, // RFC 850
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<mon>[A-Z][a-z]{2}) (?<d>[ \d]\d) (?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2}) (?<y>\d{4})$/, // asctime
];

/** HTTP-date (RFC 9110 5.6.7) as ms since 1970; null where it is none. `Date.parse` is not used: it reads "-5" as a year. */
export function parseHttpDate(text: string): number | null {
  for (const form of FORMS) {
    const g = form.exec(text)?.groups;
    if (!g) continue;
    const month = MONTHS.indexOf(g['mon'] ?? '');
    const [d, h, mi, s] = [Number(g['d']), Number(g['h']), Number(g['mi']), Number(g['s'])];
    let y = Number(g['y']);
    if (g['y']?.length === 2) y += y < 70 ? 2000 : 1900;
    if (month < 0 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 60) return null;
    return (daysFrom1970(y, month + 1, d) * 86_400 + h * 3_600 + mi * 60 + s) * 1_000;
  }
  return null;
}

/**
 * `Retry-After` (RFC 9110 10.2.3) as ms to wait; null where it is absent or malformed.
 * Dates count from the answer's own `Date`, so that a master with a wrong clock is understood. Of several values the longest counts.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | null {
  const field = headers['retry-after'];
  if (field === undefined) return null;
  const date = parseHttpDate(field.trim());
  if (date !== null) return Math.max(0, date - (parseHttpDate(headers['date'] ?? '') ?? now));
  const seconds = field.split(',').map((part) => part.trim()).filter((part) => /^\d{1,10}$/.test(part)).map(Number);
  return seconds.length > 0 ? Math.max(...seconds) * 1_000 : null;
}
