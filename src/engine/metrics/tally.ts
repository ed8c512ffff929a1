import { statusOf, type SyncRecord } from '../record';
import type { Status } from '../status';
import { Pending } from './pending';

/** How the records of one resource stand. */
export interface Standing {
  /** Records per status, all nine. */
  readonly counts: Record<Status, number>;
  /** Of those that show SYNCED: pulled and never edited, so that they have no job and count in no rate. */
  withoutJob: number;
  readonly pending: Pending;
}

/** Counts the records of each resource as they come and go, so that nobody has to look at all of them. Derived: no snapshot has it. */
export class Tally {
  readonly standings = new Map<string, Standing>();

  /** A record has changed, has come (no `before`) or has gone (no `after`). */
  take(before: SyncRecord | undefined, after: SyncRecord | undefined): void {
    if (before && after && statusOf(before) === statusOf(after)) return; // a job begins PENDING, so it never comes without a change of status
    if (before) this.#add(before, -1);
    if (after) this.#add(after, 1);
  }

  #add(record: SyncRecord, n: 1 | -1): void {
    const standing = this.#of(record.resource);
    const status = statusOf(record);
    standing.counts[status] += n;
    if (record.job === null) standing.withoutJob += n;
    if (status !== 'PENDING') return;
    if (n === 1) standing.pending.add(record.key, since(record));
    else standing.pending.delete(record.key);
  }

  #of(resource: string): Standing {
    let standing = this.standings.get(resource);
    if (!standing) this.standings.set(resource, (standing = noStanding()));
    return standing;
  }
}

export const noStanding = (): Standing => ({
  counts: { VERSION_CONFLICT: 0, DEAD_LETTER: 0, VALIDATION_FAILED: 0, ERROR: 0, RETRY_PENDING: 0, PROCESSING: 0, PENDING: 0, SKIPPED: 0, SYNCED: 0 },
  withoutJob: 0,
  pending: new Pending(),
});

/** When the job of a record came to where it stands, ms since 1970; 0 without one. */
export const since = (record: SyncRecord | undefined): number => record?.job?.trail.at(-1)?.at ?? 0;
