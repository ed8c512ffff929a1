import type { Exchange, PhaseTimes } from '../../engine/entry';

/** When an exchange of an attempt was sent, ms since 1970. Older entries do not say it: then they follow each other without a pause, up to the validation, whose end is the entry's time. */
export function startOf(exchanges: readonly Exchange[], index: number, { validation }: PhaseTimes, endedAt: number): number {
  const at = exchanges[index]?.at;
  if (at !== undefined) return at;
  return endedAt - validation - exchanges.slice(index).reduce((sum, { ms }) => sum + ms, 0);
}
