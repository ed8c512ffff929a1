import type { AlertRule } from './alert';

/** Longest time that a rule can be muted for, ms: a day. For longer there is `alerts.levels`. */
export const LONGEST_MUTE_MS = 24 * 3_600_000;

/** A rule that a person has muted: it alerts neither on the routes nor in a notification, and is logged all the same. Times in ms since 1970. */
export interface Mute {
  readonly at: number;
  readonly until: number;
}

/** The rules that a person has muted, over or not. */
export type Mutes = ReadonlyMap<AlertRule, Mute>;

/** Until when a rule is muted, ms since 1970; null: it is not. A clock that was set back ends a mute, so that none goes on for a year. */
export function mutedUntil(mutes: Mutes, rule: AlertRule, now: number): number | null {
  const mute = mutes.get(rule);
  return mute && mute.at <= now && now < mute.until ? mute.until : null;
}

/** The rules that are muted now, the one that ends first before the others. */
export const mutedNow = (mutes: Mutes, now: number): readonly { readonly rule: AlertRule; readonly until: number }[] =>
  [...mutes.keys()].flatMap((rule) => {
    const until = mutedUntil(mutes, rule, now);
    return until === null ? [] : [{ rule, until }];
  }).sort((a, b) => a.until - b.until);
