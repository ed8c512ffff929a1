import type { Ledger } from '../ledger';
import type { ReadonlyModel } from '../model';
import type { Clock, Cron } from '../ports';
import { TASKS, type Task } from './tasks';

/** What a task does; it must not throw for what the master does. */
export type Work = Readonly<Record<Task, () => Promise<void>>>;

/** A run that begins this much after it was due was missed. */
const LATE_MS = 60_000;
/** Longest sleep, so that a machine that slept is noticed. */
const TICK_MS = 30_000;

/** When a task is due next, ms since 1970; null where it is switched off. */
export interface Planned {
  readonly task: Task;
  readonly next: number | null;
}

/** When each task is due next: the first time after its newest run, or after the store began. In the past: it was missed. */
export const planOf = (model: Pick<ReadonlyModel, 'ran' | 'since'>, patterns: Readonly<Record<Task, string | null>>, cron: Cron, now: number): readonly Planned[] =>
  TASKS.map((task) => {
    const pattern = patterns[task];
    const last = model.ran.get(task)?.due ?? model.since ?? now;
    return { task, next: pattern === null ? null : last > now ? now : cron.next(pattern, last) }; // a clock that was set back: it runs, and goes on from there
  });

/** Runs the background jobs of D4 at their times; what was missed runs once at the next start, and the log says so. */
export class Scheduler {
  #disarm: () => void = () => undefined;
  #isStopped = true;
  readonly #running = new Set<Task>();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly cron: Cron,
    private readonly patterns: () => Readonly<Record<Task, string | null>>,
    private readonly work: Work,
    /** Called at each tick, before anything runs: to see what is stuck. */
    private readonly watch: () => void,
  ) {}

  /** Begins, or takes up changed patterns. */
  start(): void {
    this.#isStopped = false;
    this.#tick();
  }

  stop(): void {
    this.#isStopped = true;
    this.#disarm();
  }

  /** What comes next. */
  plan(): readonly Planned[] {
    return planOf(this.ledger.model, this.patterns(), this.cron, this.clock.now());
  }

  #tick(): void {
    this.#disarm();
    if (this.#isStopped) return;
    this.watch();
    const now = this.clock.now();
    let soonest = now + TICK_MS;
    for (const { task, next } of this.plan()) {
      if (next === null || this.#running.has(task)) continue;
      if (next <= now) void this.#run(task, next, now);
      else soonest = Math.min(soonest, next);
    }
    this.#disarm = this.clock.after(Math.max(1, soonest - now), () => this.#tick());
  }

  async #run(task: Task, due: number, now: number): Promise<void> {
    this.#running.add(task);
    try {
      const isLate = now - due > LATE_MS;
      await this.ledger.commitEngine({ kind: 'ran', task, due: isLate ? now : due, isLate }); // however many were missed, they run once
      if (isLate) this.ledger.log('info', `The ${task} was due while nothing ran here; it runs now.`);
      await this.work[task]();
      this.#running.delete(task);
      this.#tick();
    } catch (error) {
      this.ledger.log('error', `The ${task} broke off: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#running.delete(task); // after a failure the next tick is soon enough
    }
  }
}
