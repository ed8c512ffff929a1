import { ROUTES, type Alert, type AlertFact, type AlertRule, type LoggedAlert } from './alert';

/** Alerts that are kept at hand; the rest is in the log. */
export const KEPT = 200;
/** More of them, where they are still to be brought out. */
const MOST = 2_000;
const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;
/** Subjects of which it is known when they were told: those of a week. */
const MOST_TOLD = 100_000;

/** What never reached a route is given up after a day, what was held for quiet hours after a week; the log has it. */
export const isFresh = ({ at, isHeld }: LoggedAlert, now: number): boolean => now - at <= (isHeld ? WEEK : DAY);

/** What a snapshot keeps of alerts: those at hand, oldest first, and when what was told last. */
export interface AlertsHead {
  readonly kept: readonly LoggedAlert[];
  readonly told: readonly (readonly [string, number])[];
}

/** D4's alert log, as the sync log adds up to it. */
export class AlertLog {
  /** By id, oldest first. */
  readonly #kept = new Map<string, LoggedAlert>();
  /** By rule and subject, ms since 1970. */
  readonly #told = new Map<string, number>();
  /** Null after a change, until somebody looks: replaying a log looks at none. */
  #newest: readonly LoggedAlert[] | null = null;

  static from({ kept, told }: AlertsHead): AlertLog {
    const log = new AlertLog();
    for (const alert of kept) log.#kept.set(alert.id, alert);
    for (const [name, at] of told) log.#told.set(name, at);
    return log;
  }

  head(): AlertsHead {
    return { kept: [...this.#kept.values()], told: [...this.#told] };
  }

  /** The newest 200, newest first. The same list as long as nothing changes. */
  get newest(): readonly LoggedAlert[] {
    return (this.#newest ??= [...this.#kept.values()].slice(-KEPT).reverse());
  }

  /** Those that may still have to be brought out, oldest first. */
  open(now: number): readonly LoggedAlert[] {
    return [...this.#kept.values()].filter((alert) => !alert.isMuted && isFresh(alert, now));
  }

  /** When a rule last alerted of a subject, ms since 1970; what was muted does not keep it from alerting once it no longer is. */
  toldAt(rule: AlertRule, subject: string, isMuted: boolean): number | undefined {
    return this.#told.get(nameOf(rule, subject, isMuted));
  }

  apply(fact: AlertFact, at: number): void {
    applyAlert(this.#kept, fact, at);
    this.#newest = null;
    if (fact.kind === 'alerted') {
      this.#note(fact.alert, fact.isMuted === true);
      this.#forget(at);
    }
  }

  #note({ rule, subject, also = [], at }: Alert, isMuted: boolean): void {
    for (const one of [subject, ...also]) {
      const name = nameOf(rule, one, isMuted);
      this.#told.delete(name); // the newest last
      this.#told.set(name, at);
    }
    for (const [name, toldAt] of this.#told) {
      if (this.#told.size <= MOST_TOLD && at - toldAt <= WEEK) return;
      this.#told.delete(name);
    }
  }

  #forget(now: number): void {
    let older = this.#kept.size - KEPT;
    for (const alert of this.#kept.values()) {
      if (older-- <= 0) return;
      const isOwed = alert.routed.length < ROUTES.length && !alert.isMuted && isFresh(alert, now);
      if (!isOwed || this.#kept.size > MOST) this.#kept.delete(alert.id);
    }
  }
}

/** Takes a fact into alerts by id, oldest first. */
export function applyAlert(alerts: Map<string, LoggedAlert>, fact: AlertFact, at: number): void {
  switch (fact.kind) {
    case 'alerted':
      alerts.set(fact.alert.id, { ...fact.alert, isHeld: fact.isHeld, ...(fact.isMuted && { isMuted: true }), routed: [] });
      break;
    case 'routed':
      for (const id of fact.alerts) {
        const alert = alerts.get(id);
        if (alert) alerts.set(id, { ...alert, routed: [...alert.routed, { route: fact.route, at, attempts: fact.attempts, problem: fact.problem }] });
      }
      break;
    case 'muted': // also what is held for quiet hours and went nowhere yet
      if (fact.until === null) return;
      for (const alert of alerts.values()) if (alert.rule === fact.rule && alert.isHeld && alert.routed.length === 0 && isFresh(alert, at)) alerts.set(alert.id, { ...alert, isMuted: true });
  }
}

const nameOf = (rule: AlertRule, subject: string, isMuted: boolean): string => `${isMuted ? 'muted ' : ''}${rule} ${subject}`;
