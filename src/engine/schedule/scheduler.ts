import type { Ledger } from '../ledger';
import type { Clock, Cron } from '../ports';
import { planOf, type Planned } from './plan';
import { TASKS, type Task } from './tasks';

/** How the tasks are done. */
export interface Work {
  /** What keeps a task from running now, in a sentence; null: nothing. */
  readonly hindrance: (task: Task) => string | null;
  /** Runs it; false where it could do nothing and is to be done again. It must not throw for what the master does. */
  readonly run: (task: Task) => Promise<boolean>;
  /** Told once of a task that has been waiting for so long. */
  readonly waits: (task: Task, why: string) => void;
}

/** A run that begins this much after it was due was missed. */
const LATE_MS = 60_000;
/** Longest sleep, so that a machine that slept is noticed. */
const TICK_MS = 30_000;
/** A task that waits for so long is told of. */
const TOLD_MS = 3_600_000;
/** What could do nothing is done again after 10 min, then after twice as long each time, up to 6 h, for a day or so. */
const AGAIN = { firstMs: 600_000, longestMs: 6 * 3_600_000, times: 8 };

/** Runs the background jobs of D4 at their times; what was missed runs once at the next start, and the log says so. */
export class Scheduler {
  #disarm: () => void = () => undefined;
  #isStopped = true;
  readonly #running = new Set<Task>();
  /** Those that are due and cannot run; those of them that were told of. */
  readonly #waiting = new Set<Task>();
  readonly #told = new Set<Task>();
  /** Those that could do nothing: how often in a row, and when they are done again, ms on the monotonic clock. */
  readonly #again = new Map<Task, { readonly times: number; readonly at: number }>();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly cron: Cron,
    private readonly patterns: () => Readonly<Record<Task, string | null>>,
    private readonly work: Work,
    /** Called at each tick, before anything runs: to see what is stuck. */
    private readonly watch: () => void,
  ) {}

  start(): void {
    this.#isStopped = false;
    void this.#tick();
  }

  /** Takes up changed patterns. */
  configured(): void {
    void this.#tick();
  }

  stop(): void {
    this.#isStopped = true;
    this.#disarm();
  }

  /** What comes next. */
  plan(): readonly Planned[] {
    return planOf(this.ledger.model, this.patterns(), this.cron, this.clock.now());
  }

  /** A task could do nothing: it is done again, with growing waits. */
  async owe(task: Task): Promise<void> {
    const times = (this.#again.get(task)?.times ?? 0) + 1;
    if (times > AGAIN.times) return void this.#again.delete(task);
    this.#again.set(task, { times, at: this.clock.monotonic() + Math.min(AGAIN.firstMs * 2 ** (times - 1), AGAIN.longestMs) });
    if (!this.#isStopped) await this.ledger.commitEngine({ kind: 'owed', task });
  }

  async #tick(): Promise<void> {
    if (this.#isStopped) return;
    const now = this.clock.now();
    let soonest = now + TICK_MS;
    try {
      this.watch();
      await this.#note();
      for (const { task, next } of this.plan()) {
        const again = this.#again.get(task);
        const isDue = next !== null && (again ? again.at <= this.clock.monotonic() : next <= now);
        if (!isDue) this.#free(task);
        if (next !== null && next > now) soonest = Math.min(soonest, next);
        if (isDue && !this.#running.has(task) && !this.#isHeld(task, next, now)) void this.#run(task, Math.min(next, now), now);
      }
    } catch (error) {
      this.ledger.log('error', `The background jobs could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#disarm();
    if (!this.#isStopped) this.#disarm = this.clock.after(Math.max(1, soonest - now), () => void this.#tick());
  }

  #free(task: Task): void {
    this.#waiting.delete(task);
    this.#told.delete(task);
  }

  /** Writes down which patterns are in force where that has changed. */
  async #note(): Promise<void> {
    const patterns = this.patterns();
    const changed = TASKS.filter((task) => this.ledger.model.scheduled.get(task)?.pattern !== patterns[task]);
    for (const task of changed) this.#again.delete(task);
    if (changed.length > 0) await this.ledger.commitEngine(...changed.map((task) => ({ kind: 'scheduled', task, pattern: patterns[task] }) as const));
  }

  /** True where a task that is due cannot run: it waits, which is said. */
  #isHeld(task: Task, due: number, now: number): boolean {
    const why = this.work.hindrance(task);
    if (why === null) {
      this.#free(task);
      return false;
    }
    if (!this.#waiting.has(task)) this.ledger.log('warning', `Background job "${task}": it is due and waits: ${why}`);
    this.#waiting.add(task);
    if (now - due >= TOLD_MS && !this.#told.has(task)) {
      this.#told.add(task);
      this.work.waits(task, why);
    }
    return true;
  }

  async #run(task: Task, due: number, now: number): Promise<void> {
    this.#running.add(task);
    try {
      const isLate = now - due > LATE_MS;
      await this.ledger.commitEngine({ kind: 'ran', task, due: isLate ? now : due, isLate }); // however many were missed, they run once
      if (isLate) this.ledger.log('info', `Background job "${task}": it was due earlier and could not run; it runs now.`);
      if (await this.work.run(task)) this.#again.delete(task);
      else await this.owe(task);
      this.#running.delete(task);
      void this.#tick();
    } catch (error) {
      this.ledger.log('error', `Background job "${task}": it broke off: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#running.delete(task); // after a failure the next tick is soon enough
    }
  }
}
