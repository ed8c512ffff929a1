import { ALERT_RULES, LEVELS, ROUTES, type AlertRule, type Level, type Route } from '../engine/alerts/alert';
import type { Planned } from '../engine/schedule/plan';
import { TASKS } from '../engine/schedule/tasks';
import { isCount, isList, isOneOf, isRecord, isText } from './guards';

/** What the dashboard shows beside the figures: the connection in detail, next runs (D4), alerts. Times in ms since 1970. */
export interface Facts {
  /** This window syncs; the others follow. */
  readonly isOwner: boolean;
  /** D3's breaker. `failures` in a row, of as many as open it; null: another window counts them. `until`: when an open one tries again. */
  readonly breaker: { readonly isOpen: boolean; readonly until: number | null; readonly failures: number | null; readonly of: number };
  /** How requests are signed, in words. */
  readonly signIn: string;
  /** What keeps a write from going over somebody else's, and for which resources. */
  readonly protections: readonly { readonly how: string; readonly isKnown: boolean; readonly isProtected: boolean; readonly resources: string }[];
  /** Records that the master is asked about right now, null where another window asks; and at most how many. */
  readonly sending: number | null;
  readonly most: number;
  readonly plan: readonly Planned[];
  readonly alerts: AlertsView;
}

/** Alerts of the window. `isSet`: the route has an address. */
export interface AlertsView {
  readonly routes: readonly { readonly route: Route; readonly isSet: boolean; readonly sent: number; readonly failed: number }[];
  /** The newest, whatever the window. */
  readonly last: { readonly at: number; readonly level: Level; readonly text: string } | null;
  readonly mutes: readonly { readonly rule: AlertRule; readonly until: number }[];
  /** There were more alerts in the window than are at hand. */
  readonly isCut: boolean;
}

const LONGEST = 2_000;

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isTime = (value: unknown): boolean => value === null || isAmount(value);
const isWords = (value: unknown): boolean => isText(value, LONGEST);
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

const isBreaker = (value: unknown): boolean =>
  isRecord(value) && isBoolean(value['isOpen']) && isTime(value['until']) && (value['failures'] === null || isCount(value['failures'])) && isCount(value['of']);
const isProtection = (value: unknown): value is Facts['protections'][number] =>
  isRecord(value) && isWords(value['how']) && isBoolean(value['isKnown']) && isBoolean(value['isProtected']) && isWords(value['resources']);
const isPlanned = (value: unknown): value is Planned => isRecord(value) && isOneOf(value['task'], TASKS) && isTime(value['next']);
const isRoute = (value: unknown): value is AlertsView['routes'][number] => isRecord(value) && isOneOf(value['route'], ROUTES) && isBoolean(value['isSet']) && isCount(value['sent']) && isCount(value['failed']);
const isMute = (value: unknown): value is AlertsView['mutes'][number] => isRecord(value) && isOneOf(value['rule'], ALERT_RULES) && isAmount(value['until']);
const isLast = (value: unknown): boolean => value === null || (isRecord(value) && isAmount(value['at']) && isOneOf(value['level'], LEVELS) && isWords(value['text']));
const isAlerts = (value: unknown): boolean =>
  isRecord(value) && isList(value['routes'], isRoute) && isLast(value['last']) && isList(value['mutes'], isMute) && isBoolean(value['isCut']);

/** True for these facts, whole. */
export const isFacts = (value: unknown): value is Facts =>
  isRecord(value) && isBoolean(value['isOwner']) && isBreaker(value['breaker']) && isWords(value['signIn']) && isList(value['protections'], isProtection) &&
  (value['sending'] === null || isCount(value['sending'])) && isCount(value['most']) && isList(value['plan'], isPlanned) && isAlerts(value['alerts']);
