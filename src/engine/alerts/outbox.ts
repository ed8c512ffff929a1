import { backoff } from '../backoff';
import type { Ledger } from '../ledger';
import type { Alerts, Clock } from '../ports';
import type { RetrySettings } from '../settings';
import type { Alert, Route } from './alert';
import { mutedUntil } from './mute';

/** 5, 25 and 125 seconds (D8), then it stays in the log alone. */
const RETRY: RetrySettings = { retries: 3, baseMs: 1_000, factor: 5, capMs: 900_000, jitter: 'none' };
const backoffMs = (n: number): number => backoff(RETRY, n, () => 0);
const PATIENCE_MS = [1, 2, 3].reduce((sum, n) => sum + backoffMs(n), 0);
/** Longest wait that a receiver can ask for, ms. */
const LONGEST_MS = 900_000;

/** An alert that waits for its route. */
interface Waiting {
  readonly alert: Alert;
  attempts: number;
  /** When it was first tried, ms on the monotonic clock. */
  since: number;
  /** What became of it, and is to be written down: a sentence, null for delivered. */
  problem?: string | null;
}

/** One queue for each route: what waits while a message is under way goes out as one message after it. Syncing never waits for it. */
export class Outbox {
  readonly #queues: Readonly<Record<Route, Map<string, Waiting>>> = { webhook: new Map(), email: new Map() };
  readonly #busy = new Map<Route, Promise<void>>();
  /** Ends a wait: at once, or for a new alert soon. */
  readonly #wake = new Map<Route, (isOver: boolean) => void>();
  #isStopped = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly alerts: Alerts,
  ) {}

  /** Takes an alert, once as long as it waits. */
  add(route: Route, alert: Alert): void {
    const queue = this.#queues[route];
    if (this.#isStopped) return;
    if (!queue.has(alert.id)) {
      queue.set(alert.id, { alert, attempts: 0, since: 0 });
      this.#wake.get(route)?.(false);
    }
    if (!this.#busy.has(route)) this.#busy.set(route, this.#drain(route));
  }

  /** The store was emptied. */
  clear(): void {
    for (const queue of Object.values(this.#queues)) queue.clear();
  }

  /** Nothing is tried again; what is under way, or about to be, has `graceMs`. The rest goes out after the next start. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    for (const wake of [...this.#wake.values()]) wake(true);
    let disarm = (): void => undefined;
    await Promise.race([Promise.all(this.#busy.values()), new Promise<void>((resolve) => (disarm = this.clock.after(graceMs, resolve)))]);
    disarm();
  }

  async #drain(route: Route): Promise<void> {
    await Promise.resolve(); // what is found together goes out together
    try {
      for (let failures = 0; this.#queues[route].size > 0 && (failures === 0 || !this.#isStopped); ) failures = await this.#send(route, failures);
    } catch (error) {
      this.ledger.log('warning', `The ${route} of alerts broke off: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#busy.delete(route);
  }

  /** Sends one message of all that waits, and then waits where that failed. `failures`: in a row before this; answers with those after it. */
  async #send(route: Route, failures: number): Promise<number> {
    const queue = this.#queues[route];
    const now = this.clock.monotonic();
    const isMuted = ({ alert }: Waiting): boolean => mutedUntil(this.ledger.model.mutes, alert.rule, this.clock.now()) !== null;
    await this.#end(route, [...queue.values()].filter((one) => one.problem === undefined && isMuted(one)), 'It was muted before it was delivered.');
    const batch = [...queue.values()];
    if (batch.length === 0) return 0;
    for (const waiting of batch) if (waiting.attempts++ === 0) waiting.since = now;
    const sent = await this.alerts.send(route, batch.map(({ alert }) => alert));
    if (sent === 'no address') {
      for (const { alert } of batch) queue.delete(alert.id);
      return 0;
    }
    if (sent === 'delivered') {
      await this.#end(route, batch, null);
      return 0;
    }
    const isOver = ({ attempts, since }: Waiting): boolean => sent.isFinal || (attempts > RETRY.retries && this.clock.monotonic() - since >= PATIENCE_MS);
    const over = batch.filter(isOver);
    if (over.length > 0) this.ledger.log('warning', `${over.length === 1 ? 'An alert stays' : `${over.length} alerts stay`} in the log: ${sent.problem}`);
    await this.#end(route, over, sent.problem);
    if (queue.size > 0 && !sent.isFinal && !this.#isStopped) await this.#wait(route, Math.max(backoffMs(Math.min(failures + 1, RETRY.retries)), Math.min(sent.afterMs ?? 0, LONGEST_MS)), sent.afterMs ?? 0);
    return failures + 1;
  }

  /** Writes down what became of these, and of those of which that failed before: they are not sent again. */
  async #end(route: Route, some: readonly Waiting[], problem: string | null): Promise<void> {
    for (const one of some) one.problem = problem;
    const ended = [...this.#queues[route].values()].filter((one) => one.problem !== undefined);
    if (ended.length === 0) return;
    const groups = new Map<string, { readonly kind: 'routed'; readonly route: Route; readonly attempts: number; readonly problem: string | null; readonly alerts: string[] }>();
    for (const { alert, attempts, problem: why = null } of ended) {
      const name = `${attempts} ${why}`;
      const group = groups.get(name) ?? { kind: 'routed', route, attempts, problem: why, alerts: [] };
      group.alerts.push(alert.id);
      groups.set(name, group);
    }
    await this.ledger.commitEngine(...groups.values());
    for (const { alert } of ended) this.#queues[route].delete(alert.id);
  }

  /** Waits so long, ms; for a new alert no longer than the first backoff, and `least`, which the receiver asked for. */
  #wait(route: Route, ms: number, least: number): Promise<void> {
    return new Promise((resolve) => {
      const from = this.clock.monotonic();
      const soon = Math.min(ms, Math.max(backoffMs(1), least));
      const end = (): void => {
        disarm();
        this.#wake.delete(route);
        resolve();
      };
      let disarm = this.clock.after(ms, end);
      this.#wake.set(route, (isOver) => {
        disarm();
        if (isOver) end();
        else disarm = this.clock.after(Math.max(0, from + soon - this.clock.monotonic()), end);
      });
    });
  }
}
