import type { Entry, Outcome, PhaseTimes, RecordFact } from '../../../src/engine/entry';
import { figures, type Figures, type FiguresQuery } from '../../../src/engine/metrics/figures';
import { SPANS } from '../../../src/engine/metrics/rollup';
import { Model } from '../../../src/engine/model';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Monday at noon (UTC). */
export const NOON = Date.UTC(2026, 0, 5, 12);

export const base = { content: { id: '1' }, version: '1', etag: null };
export const TIMES: PhaseTimes = { queued: 5, commit: 2, http: 100, validation: 0.5 };

export const failed = (to: 'ERROR' | 'DEAD_LETTER' | 'RETRY_PENDING', message = 'The master failed.', code = 'HTTP 500'): Outcome => {
  const failure = { code, message, isRetryable: to !== 'ERROR' };
  return to === 'RETRY_PENDING' ? { to, failure, dueAt: 0, isCounted: true, isUnsure: false } : { to, failure, isUnsure: false };
};
export const OUTCOMES = {
  SYNCED: { to: 'SYNCED', base, reason: 'Written.' },
  SKIPPED: { to: 'SKIPPED', reason: 'Already synced.' },
  VALIDATION_FAILED: { to: 'VALIDATION_FAILED', issues: [{ pointer: '/age', message: 'must be number' }], isUnsure: false },
  VERSION_CONFLICT: { to: 'VERSION_CONFLICT', remote: base, reason: 'Both changed.' },
  ERROR: failed('ERROR'),
  DEAD_LETTER: failed('DEAD_LETTER'),
  RETRY_PENDING: failed('RETRY_PENDING'),
} as const satisfies Record<Outcome['to'], Outcome>;

/** A log that is written by hand: each method applies its entries at once. */
export class Log {
  readonly entries: Entry[] = [];
  constructor(public model = new Model()) {}

  add(at: number, key: string, fact: RecordFact): this {
    const entry = { at, key, fact };
    this.entries.push(entry);
    this.model.apply(entry);
    return this;
  }

  pull(at: number, key: string): this {
    return this.add(at, key, { kind: 'pulled', base });
  }

  queue(at: number, key: string): this {
    return this.add(at, key, { kind: 'queued', job: 'j', cause: 'edit', local: {} });
  }

  /** Starts what waits and ends it. */
  attempt(at: number, key: string, outcome: Outcome, times = TIMES, stages: Extract<RecordFact, { kind: 'finished' }>['stages'] = []): this {
    this.add(at, key, { kind: 'started', attempt: 1 });
    return this.add(at, key, { kind: 'finished', attempt: 1, outcome, exchanges: [], stages, times });
  }

  /** A new job, or the old one again after a conflict or a failed validation, that ends at once. */
  job(at: number, key: string, outcome: Outcome, times = TIMES): this {
    const { job } = this.model.records.get(key) ?? {};
    if (job?.status === 'VERSION_CONFLICT') this.add(at, key, { kind: 'resolved', choice: 'local', by: 'person', local: {}, sides: { base, remote: base, local: {} }, fields: [] });
    else if (job?.status !== 'RETRY_PENDING' && job?.status !== 'PENDING') this.queue(at, key);
    return this.attempt(at, key, outcome, times);
  }

  figures(query: Partial<FiguresQuery> = {}, now = NOON): Figures {
    return figures(this.model, { from: now - HOUR, to: now + 1, ...query }, now);
  }

  /** Cells that are kept of a resource, by their length in ms. */
  kept(resource = 'accounts'): Record<number, number> {
    const kept: Record<number, number> = {};
    for (const row of this.model.rollup.state().rows) if (row.resource === resource) kept[SPANS[row.span].ms] = (kept[SPANS[row.span].ms] ?? 0) + 1;
    return kept;
  }
}
