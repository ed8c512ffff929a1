/** The nine states of a job (D2), in the order in which lists show them: what needs a person first. */
export const STATUSES = [
  'VERSION_CONFLICT',
  'DEAD_LETTER',
  'VALIDATION_FAILED',
  'ERROR',
  'RETRY_PENDING',
  'PROCESSING',
  'PENDING',
  'SKIPPED',
  'SYNCED',
] as const;

/** One of the nine states of D2. A record shows the status of its newest job; without a job, `SYNCED`. */
export type Status = (typeof STATUSES)[number];

/** True for one of the nine names. */
export const isStatus = (value: unknown): value is Status => STATUSES.some((s) => s === value);
