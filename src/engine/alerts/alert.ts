import type { RecordKey } from '../record';

/** How much an alert matters. */
export const LEVELS = ['info', 'warning', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** What is alerted of, with its standard level. */
export const STANDARD_LEVELS = {
  deadLetter: 'critical',
  error: 'warning',
  successRate: 'critical',
  failureSpike: 'warning',
  oldPending: 'warning',
  endlessJob: 'warning',
  failingResource: 'warning',
  retryStorm: 'warning',
  stall: 'critical',
  reconciliation: 'info',
  missedSchedule: 'info',
} as const satisfies Readonly<Record<string, Level>>;
export type AlertRule = keyof typeof STANDARD_LEVELS;
export const ALERT_RULES = ['deadLetter', 'error', 'successRate', 'failureSpike', 'oldPending', 'endlessJob', 'failingResource', 'retryStorm', 'stall', 'reconciliation', 'missedSchedule'] as const satisfies readonly AlertRule[];

/** The ways out, beside the log, which has every alert. */
export const ROUTES = ['webhook', 'email'] as const;
export type Route = (typeof ROUTES)[number];

/** Something that a rule found, before it is known whether it is news. `subject`: what it is about, so that it is not told twice. */
export interface Concern {
  readonly rule: AlertRule;
  readonly subject: string;
  /** A sentence for a person, from outside in part: show it as plain text. */
  readonly text: string;
  /** The record, where it is about one. */
  readonly key?: RecordKey;
  /** Where it stands for many: the subjects of the others. */
  readonly also?: readonly string[];
}

/** One alert as it stands in the log. `at`: ms since 1970. */
export interface Alert extends Concern {
  readonly id: string;
  readonly at: number;
  readonly level: Level;
}

/** How a route took an alert. */
export interface Routed {
  readonly route: Route;
  readonly at: number;
  readonly attempts: number;
  /** One sentence, without address or secret; null: it was delivered. */
  readonly problem: string | null;
}

/** An alert and what became of it. */
export interface LoggedAlert extends Alert {
  /** It came in quiet hours: the routes get it after them. */
  readonly isHeld: boolean;
  /** Its rule was muted, when it came or while it was held: it is here, and no route gets it. */
  readonly isMuted?: boolean;
  readonly routed: readonly Routed[];
}

/** What the log says about alerts (D4's alert log). */
export type AlertFact =
  | { readonly kind: 'alerted'; readonly alert: Alert; readonly isHeld: boolean; readonly isMuted?: boolean }
  | { readonly kind: 'routed'; readonly alerts: readonly string[]; readonly route: Route; readonly attempts: number; readonly problem: string | null }
  /** A person mutes a rule until then, ms since 1970; null: it alerts again. */
  | { readonly kind: 'muted'; readonly rule: AlertRule; readonly until: number | null };
