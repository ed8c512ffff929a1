import { STANDARD_LEVELS, type AlertRule, type Level, type Route } from './alert';

/** What a route can be asked to take: alerts of a level, or the summaries of reconciliations. */
export const ROUTED_KINDS = ['critical', 'warning', 'info', 'report'] as const;
export type RoutedKind = (typeof ROUTED_KINDS)[number];

/** The rules of alerting, from the configuration. Addresses are not among them: they are the person's own. */
export interface AlertSettings {
  readonly levels: Readonly<Record<AlertRule, Level | 'off'>>;
  /** Least success rate, 0 to 1 (D7: 0.9). */
  readonly successRate: number;
  /** How long a record may be PENDING while nothing holds it, ms. */
  readonly pendingMs: number;
  /** How long nothing may be finished while something is due, ms. */
  readonly stallMs: number;
  /** The same rule about the same subject alerts once within so many ms. */
  readonly repeatMs: number;
  /** `HH:MM`, local time; only critical alerts go out meanwhile. */
  readonly quiet: { readonly from: string; readonly to: string } | null;
  readonly routes: Readonly<Record<Route, readonly RoutedKind[]>>;
}

/** As D4 draws the routes and D7 the threshold. */
export const STANDARD_ALERTS: AlertSettings = {
  levels: STANDARD_LEVELS,
  successRate: 0.9,
  pendingMs: 3_600_000,
  stallMs: 900_000,
  repeatMs: 3_600_000,
  quiet: null,
  routes: { webhook: ['critical'], email: ['warning', 'report'] },
};
