import type { ReadonlyModel } from '../model';
import type { Cron } from '../ports';
import { TASKS, type Task } from './tasks';

/** When a task is due next, ms since 1970; null where it is switched off. */
export interface Planned {
  readonly task: Task;
  readonly next: number | null;
}

/** When each task is due next: the first time after its newest run, after its pattern is in force, or after the store began. In the past: it was missed. */
export const planOf = (model: Pick<ReadonlyModel, 'ran' | 'scheduled' | 'since'>, patterns: Readonly<Record<Task, string | null>>, cron: Cron, now: number): readonly Planned[] =>
  TASKS.map((task) => {
    const pattern = patterns[task];
    const begun = [model.ran.get(task)?.due, model.scheduled.get(task)?.at].filter((at) => at !== undefined);
    const known = begun.filter((at) => at <= now);
    if (known.length === 0 && begun.length > 0) return { task, next: pattern === null ? null : now }; // a clock that was set back: it runs, and goes on from there
    return { task, next: pattern === null ? null : cron.next(pattern, known.length > 0 ? Math.max(...known) : (model.since ?? now)) };
  });
