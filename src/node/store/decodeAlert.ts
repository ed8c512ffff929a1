import { ALERT_RULES, LEVELS, ROUTES, type Alert, type LoggedAlert } from '../../engine/alerts/alert';
import { isBoolean, isCount, isNumber, isString, listOf, nullable, object, oneOf, type Check } from './check';

const isRoute = oneOf(...ROUTES);
const alert = { id: isString, at: isNumber, level: oneOf(...LEVELS), rule: oneOf(...ALERT_RULES), subject: isString, text: isString };
const isAlert: Check<Alert> = object(alert, { key: isString });

/** What a snapshot keeps of alerts. */
export const isAlerts: Check<readonly LoggedAlert[]> = listOf(
  object({ ...alert, isHeld: isBoolean, routed: listOf(object({ route: isRoute, at: isNumber, attempts: isCount, problem: nullable(isString) })) }, { key: isString }),
);

/** The facts of alerts, by kind. */
export const ALERT_FACTS = {
  alerted: object({ alert: isAlert, isHeld: isBoolean }),
  routed: object({ alerts: listOf(isString), route: isRoute, attempts: isCount, problem: nullable(isString) }),
};
