import type { Ledger } from '../ledger';
import type { Alerts, Clock, Cron, Ids } from '../ports';
import { ROUTES, type Concern, type LoggedAlert, type Route } from './alert';
import { mutedUntil } from './mute';
import { Outbox } from './outbox';
import { isQuiet } from './quiet';
import type { AlertSettings } from './settings';
import { concernsOf, standingConcerns } from './sources';
import { Storm, type Raised } from './storm';

/** What the manager needs of the engine. */
export interface AlertContext {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly cron: Cron;
  readonly ids: Ids;
  readonly alerts: Alerts;
  readonly settings: () => AlertSettings;
}

/** What was missed is looked for so far back, ms. */
const WEEK = 7 * 24 * 3_600_000;
/** After the log could not be written, and while something waits for the end of quiet hours, ms: a machine that slept is noticed. */
const TICK_MS = 30_000;

/** D4's alert manager: writes each alert down, then brings it out. Looks at what happens to records, runs and schedules, never at alerts, so that none is about another. */
export class AlertManager {
  readonly #outbox: Outbox;
  readonly #storm = new Storm();
  /** The log could not take them. */
  #unwritten: readonly Concern[] = [];
  #work: Promise<void> = Promise.resolve();
  #disarm: () => void = () => undefined;
  #isStopped = false;

  constructor(private readonly c: AlertContext) {
    const { ledger } = c;
    this.#outbox = new Outbox(ledger, c.clock, c.alerts);
    ledger.onDidChange((changes) => {
      if (changes.some(({ entry }) => entry.fact.kind === 'cleared')) this.#clear();
      this.raise(concernsOf(changes, ledger.model));
    });
  }

  /** Takes up what an earlier run could not write down or bring out. */
  start(): void {
    const { model } = this.c.ledger;
    const now = this.c.clock.now();
    const { repeatMs } = this.c.settings();
    const isTold = ({ rule, subject, at }: ReturnType<typeof standingConcerns>[number]): boolean =>
      [true, false].some((isMuted) => (model.alertLog.toldAt(rule, subject, isMuted) ?? -Infinity) > at - repeatMs);
    this.raise(standingConcerns(model).filter((concern) => now - concern.at < WEEK && !isTold(concern)).map(({ at: _, ...raised }) => raised));
    this.bringOut();
  }

  /** Answers at once; nothing that syncs waits for an alert. */
  raise(raised: readonly Raised[]): void {
    if (raised.length > 0) this.#do(() => this.#write(this.#storm.take(raised.filter((one) => this.#isNews(one)), this.c.clock.now())));
  }

  /** Resolves when what was raised is written down. */
  async settled(): Promise<void> {
    for (let work; work !== this.#work; ) await (work = this.#work);
  }

  async stop(graceMs: number): Promise<void> {
    this.#catchUp(Infinity);
    await this.settled();
    this.#isStopped = true;
    this.#disarm();
    await this.#outbox.stop(graceMs);
  }

  /** What goes where is worked out from the log, so that a restart forgets nothing. */
  bringOut(): void {
    const now = this.c.clock.now();
    const isQuiet = this.#isQuiet(now);
    const open = this.c.ledger.model.alertLog.open(now);
    const ready = open.filter(({ isHeld }) => !isHeld || !isQuiet);
    for (const alert of ready) for (const route of ROUTES) if (this.#goesTo(route, alert)) this.#outbox.add(route, alert);
    this.#arm(ready.length < open.length);
  }

  #clear(): void {
    this.#storm.clear();
    this.#unwritten = [];
    this.#outbox.clear();
  }

  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.c.ledger.log('warning', `Alerting broke off: ${error instanceof Error ? error.message : String(error)}`));
  }

  #isNews({ rule, subject }: Concern): boolean {
    const { levels, repeatMs } = this.c.settings();
    const { clock, ledger: { model } } = this.c;
    const toldAt = model.alertLog.toldAt(rule, subject, mutedUntil(model.mutes, rule, clock.now()) !== null);
    if (this.#unwritten.some((one) => one.rule === rule && (one.subject === subject || one.also?.includes(subject)))) return false;
    return levels[rule] !== 'off' && (toldAt === undefined || Math.abs(clock.now() - toldAt) >= repeatMs);
  }

  async #write(concerns: readonly Concern[]): Promise<void> {
    const { ledger, clock, ids } = this.c;
    const at = clock.now();
    const { levels } = this.c.settings();
    const isQuiet = this.#isQuiet(at);
    const facts = concerns.flatMap((concern) => {
      const level = levels[concern.rule];
      if (level === 'off') return [];
      const isMuted = mutedUntil(ledger.model.mutes, concern.rule, at) !== null;
      return [{ kind: 'alerted', alert: { ...concern, id: ids(), at, level }, isHeld: !isMuted && level !== 'critical' && isQuiet, ...(isMuted && { isMuted }) } as const];
    });
    try {
      if (facts.length > 0) await ledger.commitEngine(...facts);
      for (const { alert: { level, text }, isMuted } of facts) ledger.log(level === 'info' || isMuted ? 'info' : 'warning', `Alert (${level}${isMuted ? ', muted' : ''}): ${text}`);
    } catch (error) {
      this.#unwritten = [...this.#unwritten, ...concerns];
      ledger.log('warning', `An alert could not be written down: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.bringOut();
  }

  /** Comes back for what waits: for a minute, for the log, for the end of quiet hours. */
  #arm(isHeld: boolean): void {
    this.#disarm();
    if (this.#isStopped) return;
    const now = this.c.clock.now();
    const at = Math.min(this.#storm.dueAt, isHeld || this.#unwritten.length > 0 ? now + TICK_MS : Infinity);
    if (at === Infinity) return;
    this.#disarm = this.c.clock.after(Math.min(60_000, Math.max(1, at - now)), () => this.#catchUp(this.c.clock.now()));
  }

  /** Writes down what the log could not take, and what has been gathered by then. */
  #catchUp(by: number): void {
    this.#do(() => {
      const again = this.#unwritten;
      this.#unwritten = [];
      return this.#write([...again, ...this.#storm.due(by)]);
    });
  }

  #goesTo(route: Route, { level, rule, routed }: LoggedAlert): boolean {
    return this.c.settings().routes[route].includes(rule === 'reconciliation' ? 'report' : level) && !routed.some((one) => one.route === route);
  }

  #isQuiet(now: number): boolean {
    return isQuiet(this.c.settings().quiet, this.c.cron, now);
  }
}
