import type { LoggedAlert } from './alert';

/** What became of an alert, a few words for each: "muted", "webhook: delivered". Without address or secret. */
export const waysOf = ({ isHeld, isMuted, routed }: LoggedAlert): string[] => [
  ...(isMuted ? ['muted'] : isHeld ? ['held for quiet hours'] : []),
  ...routed.map(({ route, attempts, problem }) => `${route}: ${problem === null ? 'delivered' : `${problem} ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`}`),
];

/** An alert as a line of the alert log. Text from outside stays on it: it loses its control characters. */
export function alertLine(alert: LoggedAlert, time: string, level: string = alert.level): string {
  const ways = waysOf(alert);
  const text = alert.text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return `${time}  ${level.padEnd(8)}  ${text}${ways.length > 0 ? `  [${ways.join('; ')}]` : ''}`;
}
