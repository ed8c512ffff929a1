import { ALERT_RULES, LEVELS, ROUTES, type Alert, type AlertRule, type LoggedAlert } from '../../engine/alerts/alert';
import type { AlertsHead } from '../../engine/alerts/alertLog';
import type { Mute } from '../../engine/alerts/mute';
import { isBoolean, isCount, isNumber, isString, listOf, nullable, object, oneOf, pair, type Check } from './check';

const isRoute = oneOf(...ROUTES);
export const isRule = oneOf(...ALERT_RULES);
const alert = { id: isString, at: isNumber, level: oneOf(...LEVELS), rule: isRule, subject: isString, text: isString };
const isAlert: Check<Alert> = object(alert, { key: isString, also: listOf(isString) });

/** What a snapshot keeps of alerts. */
const isLogged: Check<LoggedAlert> = object(
  { ...alert, isHeld: isBoolean, routed: listOf(object({ route: isRoute, at: isNumber, attempts: isCount, problem: nullable(isString) })) },
  { key: isString, also: listOf(isString), isMuted: isBoolean },
);
export const isAlerts: Check<AlertsHead> = object({ kept: listOf(isLogged), told: listOf(pair(isString, isNumber)) });
export const isMutes: Check<readonly (readonly [AlertRule, Mute])[]> = listOf(pair(isRule, object({ at: isNumber, until: isNumber })));

/** The facts of alerts, by kind. */
export const ALERT_FACTS = {
  alerted: object({ alert: isAlert, isHeld: isBoolean }, { isMuted: isBoolean }),
  routed: object({ alerts: listOf(isString), route: isRoute, attempts: isCount, problem: nullable(isString) }),
  muted: object({ rule: isRule, until: nullable(isNumber) }),
};
