import { backoff } from '../backoff';
import type { Ledger } from '../ledger';
import type { Alerts, Clock } from '../ports';
import type { RetrySettings } from '../settings';
import type { Alert, Route } from './alert';
import { mutedUntil } from './mute';

/** 5, 25 and 125 seconds (D8), then it stays in the log alone. */
const RETRY: RetrySettings = { retries: 3, baseMs: 1_000, factor: 5, capMs: 900_000, jitter: 'none' };

/** One queue for each route: what waits while a message is under way goes out as one message after it. Syncing never waits for it. */
export class Outbox {
  readonly #waiting: Readonly<Record<Route, Alert[]>> = { webhook: [], email: [] };
  readonly #busy = new Map<Route, Promise<void>>();
  readonly #wake = new Set<() => void>();
  #isStopped = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly alerts: Alerts,
  ) {}

  add(route: Route, alert: Alert): void {
    this.#waiting[route].push(alert);
    if (this.#busy.has(route)) return;
    const drained = this.#drain(route)
      .catch((error: unknown) => this.ledger.log('warning', `The ${route} of alerts broke off: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => this.#busy.delete(route));
    this.#busy.set(route, drained);
  }

  /** Nothing is tried again; what is under way has `graceMs`. The rest goes out after the next start. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    for (const wake of this.#wake) wake();
    await Promise.race([Promise.all(this.#busy.values()), this.#wait(graceMs)]);
    for (const wake of this.#wake) wake();
  }

  async #drain(route: Route): Promise<void> {
    await Promise.resolve(); // what is found together goes out together
    for (;;) {
      const alerts = this.#waiting[route].splice(0);
      if (alerts.length === 0) return;
      await this.#send(route, alerts);
    }
  }

  async #send(route: Route, alerts: readonly Alert[]): Promise<void> {
    let waiting = alerts;
    for (let attempts = 1; ; attempts++) {
      const ended = (some: readonly Alert[], problem: string | null): Promise<void> =>
        this.ledger.commitEngine({ kind: 'routed', alerts: some.map(({ id }) => id), route, attempts, problem });
      const sent = await this.alerts.send(route, waiting);
      if (sent === 'no address') return;
      const problem = sent === 'delivered' ? null : sent.problem;
      if (sent === 'delivered' || sent.isFinal || attempts > RETRY.retries) {
        if (problem !== null) this.ledger.log('warning', `An alert stays in the log: ${problem}`);
        return ended(waiting, problem);
      }
      if (this.#isStopped) return;
      await this.#wait(Math.max(backoff(RETRY, attempts, () => 0), Math.min(sent.afterMs ?? 0, RETRY.capMs)));
      if (this.#isStopped) return;
      const muted = waiting.filter(({ rule }) => mutedUntil(this.ledger.model.mutes, rule, this.clock.now()) !== null);
      if (muted.length > 0) await ended(muted, 'It was muted before it was delivered.');
      waiting = waiting.filter((alert) => !muted.includes(alert));
      if (waiting.length === 0) return;
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        disarm();
        this.#wake.delete(end);
        resolve();
      };
      const disarm = this.clock.after(ms, end);
      this.#wake.add(end);
    });
  }
}
