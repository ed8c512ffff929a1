import type { Status } from './status';

/** Where a job comes from and goes to: D2's `[*]`. */
export const OUTSIDE = '[*]';

/** A node of D2: a status, or the outside. */
export type Place = Status | typeof OUTSIDE;

/** One edge of D2. `label` is D2's text, `short` what a narrow drawing shows; the three ends have neither. */
export interface Edge {
  readonly from: Place;
  readonly to: Place;
  readonly label: string;
  readonly short: string;
}

/** D2 as a table: its sixteen transitions, in the order in which D2 declares them. Nothing else knows them. */
export const EDGES = [
  { from: OUTSIDE, to: 'PENDING', label: 'User saves record', short: 'Record saved' },
  { from: 'PENDING', to: 'PROCESSING', label: 'Job starts execution', short: 'Job starts' },
  { from: 'PENDING', to: 'ERROR', label: 'Job fails to start', short: 'Cannot start' },
  { from: 'PROCESSING', to: 'SYNCED', label: 'Success', short: 'Success' },
  { from: 'PROCESSING', to: 'ERROR', label: 'API error (retryable)', short: 'API error' },
  { from: 'PROCESSING', to: 'VALIDATION_FAILED', label: 'Bad data', short: 'Bad data' },
  { from: 'PROCESSING', to: 'VERSION_CONFLICT', label: 'Stale version', short: 'Stale version' },
  { from: 'PROCESSING', to: 'SKIPPED', label: 'Already synced', short: 'Already synced' },
  { from: 'ERROR', to: 'RETRY_PENDING', label: 'Auto-retry scheduled', short: 'Retry scheduled' },
  { from: 'RETRY_PENDING', to: 'PROCESSING', label: 'Retry attempt', short: 'Retry' },
  { from: 'ERROR', to: 'DEAD_LETTER', label: 'Max retries exceeded', short: 'Retries used up' },
  { from: 'VALIDATION_FAILED', to: 'PENDING', label: 'Manual correction', short: 'Corrected' },
  { from: 'VERSION_CONFLICT', to: 'PENDING', label: 'Conflict resolved', short: 'Resolved' },
  { from: 'SYNCED', to: OUTSIDE, label: '', short: '' },
  { from: 'DEAD_LETTER', to: OUTSIDE, label: '', short: '' },
  { from: 'SKIPPED', to: OUTSIDE, label: '', short: '' },
] as const satisfies readonly Edge[];

/** Index into `EDGES`, 0 to 15: how the log, the counters and the drawing name an edge. */
export type EdgeIndex = number;

/** A transition that D2 does not have was asked for: a mistake in the program, never in its input. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';
  constructor(
    readonly from: Place,
    readonly to: Place,
  ) {
    super(`D2 has no transition from ${from} to ${to}`);
  }
}

const index = new Map<Place, Map<Place, EdgeIndex>>();
for (const [i, { from, to }] of EDGES.entries()) index.set(from, (index.get(from) ?? new Map<Place, EdgeIndex>()).set(to, i));

/** The edge from one place to another. Throws `IllegalTransition` where D2 has none. */
export function transition(from: Place, to: Place): EdgeIndex {
  const found = index.get(from)?.get(to);
  if (found === undefined) throw new IllegalTransition(from, to);
  return found;
}

/** True for the states in which a job has ended (`--> [*]`). */
export const hasEnded = (status: Status): boolean => index.get(status)?.has(OUTSIDE) === true;
