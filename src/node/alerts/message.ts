import type { Alert } from '../../engine/alerts/alert';

/** Alerts that one message spells out. */
const SHOWN = 30;

/** A message as both routes send it: plain text, one alert a line, without control characters. */
export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** Puts alerts into words; `from` says whose they are, as in `api.example.com`. */
export function messageOf(alerts: readonly Alert[], from: string): Message {
  const [first] = alerts;
  const critical = alerts.filter(({ level }) => level === 'critical').length;
  const what = alerts.length === 1 && first ? oneLine(first.text).slice(0, 120) : `${alerts.length} alerts${critical > 0 ? `, ${critical} critical` : ''}`;
  const lines = alerts.slice(0, SHOWN).map(({ level, at, text }) => `${level.toUpperCase()} ${new Date(at).toISOString()} ${oneLine(text)}`);
  if (alerts.length > SHOWN) lines.push(`… and ${alerts.length - SHOWN} more; the alert log has them all.`);
  return { subject: `Reconciliation (${oneLine(from)}): ${what}`, text: lines.join('\n') };
}

/** No line break, no control or format character: text from outside cannot write a header or a line of its own. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
