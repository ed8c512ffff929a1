import type { ReadonlyModel } from '../model';
import type { Cron } from '../ports';
import { TASKS, type Task } from './tasks';

/** When a task is due next, ms since 1970; null where it is switched off. */
export interface Planned {
  readonly task: Task;
  readonly next: number | null;
}

type Known = Pick<ReadonlyModel, 'ran' | 'scheduled' | 'owed' | 'since'>;

/** When each task is due next: now where it is owed, else the first time after its newest run, after its pattern is in force, or after the store began. In the past: it was missed. */
export const planOf = (model: Known, patterns: Readonly<Record<Task, string | null>>, cron: Cron, now: number): readonly Planned[] =>
  TASKS.map((task) => {
    const pattern = patterns[task];
    return { task, next: pattern === null ? null : nextOf(model, task, pattern, cron, now) };
  });

/** A clock that was set back by less than a period changes nothing; by more: the task runs, and goes on from there. */
function nextOf({ ran, scheduled, owed, since }: Known, task: Task, pattern: string, cron: Cron, now: number): number | null {
  if (owed.has(task)) return now;
  const due = ran.get(task)?.due;
  const begun = [due, scheduled.get(task)?.at].filter((at) => at !== undefined);
  const latest = begun.some((at) => at > now) ? (cron.next(pattern, now) ?? now) : now;
  if (due !== undefined && due > latest) return now;
  const known = begun.filter((at) => at <= latest);
  if (begun.length > 0 && known.length === 0) return now;
  return cron.next(pattern, known.length > 0 ? Math.max(...known) : (since ?? now));
}
