import type { AlertRule, LoggedAlert } from '../../engine/alerts/alert';
import { KEPT } from '../../engine/alerts/alertLog';
import { mutedNow } from '../../engine/alerts/mute';
import type { ReadonlyModel } from '../../engine/model';

/** A row of the Alerts view. */
export type AlertNode =
  | { readonly kind: 'mute'; readonly rule: AlertRule; readonly until: number }
  /** `isRuleMuted`: now, whatever it was when it was alerted. */
  | { readonly kind: 'alert'; readonly alert: LoggedAlert; readonly isRuleMuted: boolean }
  /** Older ones are in the log. */
  | { readonly kind: 'older' };

/** The rows: which rules are muted, then the alerts, newest first. */
export function alertNodes({ alerts, mutes }: Pick<ReadonlyModel, 'alerts' | 'mutes'>, now: number): AlertNode[] {
  const muted = mutedNow(mutes, now);
  return [
    ...muted.map((mute): AlertNode => ({ kind: 'mute', ...mute })),
    ...alerts.map((alert): AlertNode => ({ kind: 'alert', alert, isRuleMuted: muted.some(({ rule }) => rule === alert.rule) })),
    ...(alerts.length === KEPT ? [{ kind: 'older' } as const] : []),
  ];
}

/** How many critical alerts came after `seen`, ms since 1970. Muted ones do not count. */
export const unseen = (alerts: readonly LoggedAlert[], seen: number): number => alerts.filter(({ level, at, isMuted }) => level === 'critical' && !isMuted && at > seen).length;

/** True for a row of the Alerts view. */
export const isAlertNode = (value: unknown): value is AlertNode => typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'mute' || value.kind === 'alert' || value.kind === 'older');
