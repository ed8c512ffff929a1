import type { Ledger } from '../ledger';
import type { Alerts, Clock, Cron, Ids } from '../ports';
import { FRESH_MS, ROUTES, type Alert, type Concern, type LoggedAlert, type Route } from './alert';
import { mutedUntil } from './mute';
import { Outbox } from './outbox';
import type { AlertSettings } from './settings';
import { concernsOf } from './sources';

/** What the manager needs of the engine. */
export interface AlertContext {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly cron: Cron;
  readonly ids: Ids;
  readonly alerts: Alerts;
  readonly settings: () => AlertSettings;
}

/** D4's alert manager: writes each alert down, then brings it out. Looks at what happens to records, runs and schedules, never at alerts, so that none is about another. */
export class AlertManager {
  readonly #outbox: Outbox;
  /** When each rule last alerted of each subject, and what of it was muted: that does not keep it from alerting once it no longer is. */
  readonly #told = new Map<string, number>();
  /** Handed to the outbox in this run. */
  readonly #taken = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #disarm: () => void = () => undefined;
  #isStopped = false;

  constructor(private readonly c: AlertContext) {
    const { ledger } = c;
    this.#outbox = new Outbox(ledger, c.clock, c.alerts);
    for (const alert of ledger.model.alerts.toReversed()) this.#told.set(nameOf(alert, alert.isMuted), alert.at);
    ledger.onDidChange((changes) => this.raise(concernsOf(changes, ledger.model)));
  }

  /** Brings out what an earlier run could not. */
  start(): void {
    this.#bringOut();
  }

  /** Answers at once; nothing that syncs waits for an alert. */
  raise(concerns: readonly Concern[]): void {
    if (concerns.length === 0) return;
    this.#work = this.#work
      .then(() => this.#write(concerns))
      .catch((error: unknown) => this.c.ledger.log('warning', `An alert could not be written down: ${error instanceof Error ? error.message : String(error)}`));
  }

  /** Resolves when what was raised is written down. */
  async settled(): Promise<void> {
    for (let work; work !== this.#work; ) await (work = this.#work);
  }

  async stop(graceMs: number): Promise<void> {
    await this.settled();
    this.#isStopped = true;
    this.#disarm();
    await this.#outbox.stop(graceMs);
  }

  async #write(concerns: readonly Concern[]): Promise<void> {
    const { ledger, clock, ids } = this.c;
    const { levels, repeatMs } = this.c.settings();
    for (const concern of concerns) {
      const level = levels[concern.rule];
      const at = clock.now();
      const isMuted = mutedUntil(ledger.model.mutes, concern.rule, at) !== null;
      const name = nameOf(concern, isMuted);
      const age = at - (this.#told.get(name) ?? -Infinity);
      if (level === 'off' || (age >= 0 && age < repeatMs)) continue;
      const alert: Alert = { ...concern, id: ids(), at, level };
      await ledger.commitEngine({ kind: 'alerted', alert, isHeld: !isMuted && level !== 'critical' && this.#quietUntil(at) !== null, ...(isMuted && { isMuted }) });
      this.#told.set(name, at);
      ledger.log(level === 'info' || isMuted ? 'info' : 'warning', `Alert (${level}${isMuted ? ', muted' : ''}): ${alert.text}`);
    }
    for (const [name, at] of this.#told) if (clock.now() - at >= repeatMs) this.#told.delete(name);
    this.#bringOut();
  }

  /** What goes where is worked out from the log, so that a restart forgets nothing. */
  #bringOut(): void {
    const { alerts } = this.c.ledger.model;
    const now = this.c.clock.now();
    const quietUntil = this.#quietUntil(now);
    const held = alerts.filter(({ isHeld }) => isHeld && quietUntil !== null);
    for (const alert of alerts.toReversed()) {
      if (alert.isMuted || held.includes(alert) || now - alert.at > FRESH_MS) continue;
      for (const route of ROUTES) {
        const name = `${route} ${alert.id}`;
        if (this.#taken.has(name) || !this.#goesTo(route, alert)) continue;
        this.#taken.add(name);
        this.#outbox.add(route, alert);
      }
    }
    const kept = new Set(alerts.flatMap(({ id }) => ROUTES.map((route) => `${route} ${id}`)));
    for (const name of this.#taken) if (!kept.has(name)) this.#taken.delete(name);
    this.#disarm();
    if (held.length > 0 && quietUntil !== null && !this.#isStopped) this.#disarm = this.c.clock.after(Math.max(1, quietUntil - now), () => this.#bringOut());
  }

  #goesTo(route: Route, { level, rule, routed }: LoggedAlert): boolean {
    return this.c.settings().routes[route].includes(rule === 'reconciliation' ? 'report' : level) && !routed.some((one) => one.route === route);
  }

  /** When the quiet hours end that it is in; null: it is in none. */
  #quietUntil(now: number): number | null {
    const { quiet } = this.c.settings();
    if (quiet === null) return null;
    const [begin, end] = [quiet.from, quiet.to].map((time) => this.c.cron.next(daily(time), now));
    return typeof begin === 'number' && typeof end === 'number' && end < begin ? end : null;
  }
}

const nameOf = ({ rule, subject }: Concern, isMuted = false): string => `${isMuted ? 'muted ' : ''}${rule} ${subject}`;

/** `22:30` as a cron pattern. */
function daily(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour} * * *`;
}
