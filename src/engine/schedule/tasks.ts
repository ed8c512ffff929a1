/** The background jobs of D4, with their standard times: sweep every 5 minutes, anomalies each hour, reconciliation on Sunday at 02:00. */
export const TASKS = ['sweep', 'anomalies', 'reconciliation'] as const;
export type Task = (typeof TASKS)[number];

/** Standard patterns (five fields, local time). */
export const STANDARD: Readonly<Record<Task, string>> = { sweep: '*/5 * * * *', anomalies: '0 * * * *', reconciliation: '0 2 * * 0' };

/** When a task ran: `due` is the time that it was for, `at` the time it began; both ms since 1970. */
export interface Ran {
  readonly due: number;
  readonly at: number;
}

/** Which pattern is in force, null: switched off; and since when, ms since 1970. */
export interface Scheduled {
  readonly pattern: string | null;
  readonly at: number;
}

/** What the log says about schedules. `due`: the time that a task was for, ms since 1970. */
export type ScheduleFact =
  | {
      readonly kind: 'ran';
      readonly task: Task;
      readonly due: number;
      /** It was missed while the editor was closed, the machine slept or it could not run, and runs now, once. */
      readonly isLate: boolean;
    }
  /** It could do nothing: it is due again. */
  | { readonly kind: 'owed'; readonly task: Task }
  /** The configuration has another pattern than before; what was due by that one no longer counts. */
  | { readonly kind: 'scheduled'; readonly task: Task; readonly pattern: string | null };
