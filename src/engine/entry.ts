import type { AlertFact } from './alerts/alert';
import type { AuditFact } from './audit/audits';
import type { ScheduleFact } from './schedule/tasks';
import type { JsonObject } from './json';
import type { Issue } from './ports';
import type { Accepted, Choice, Decider, Failure, RecordKey, Remote } from './record';
import type { Shape } from './settings';

/** One of D5's seven stages. */
export const STAGES = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7'] as const;
export type Stage = (typeof STAGES)[number];

/** What a stage found. A stage with nothing configured says so and never `passed`. `us`: microseconds. */
export interface StageResult {
  readonly stage: Stage;
  readonly result: 'passed' | 'failed' | 'not configured' | 'not reached';
  readonly us: number;
  readonly issue?: Issue;
}

/** One HTTP request with its answer, as the log keeps it: redacted, each body at most as long as `log.bodyLimit`. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | null;
  /** HTTP status, or the cause of a failure. */
  readonly status: number | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly ms: number;
  /** When it was sent, ms since 1970; older entries do not have it. */
  readonly at?: number;
  /** How long the bodies were that were cut, in UTF-16 units. */
  readonly cut?: { readonly request?: number; readonly answer?: number };
}

/** How an attempt ended (D3), and what that does to the record. Failures pass through ERROR on their way (D2). */
export type Outcome =
  | { readonly to: 'SYNCED'; readonly base: Accepted; readonly reason: string }
  /** `base`: what the master has, where it was read; `remove`: the master has deleted it and the person agreed. */
  | { readonly to: 'SKIPPED'; readonly base?: Accepted; readonly reason: string; readonly remove?: true }
  /** `isUnsure`, here and below: the write may have been applied, so the next attempt reads before it writes. */
  | { readonly to: 'VALIDATION_FAILED'; readonly issues: readonly Issue[]; readonly isUnsure: boolean }
  | { readonly to: 'VERSION_CONFLICT'; readonly remote: Remote; readonly reason: string; /** An older resolution was overtaken: its sides come back. */ readonly reopen?: true }
  | { readonly to: 'ERROR' | 'DEAD_LETTER'; readonly failure: Failure; readonly isUnsure: boolean }
  | { readonly to: 'RETRY_PENDING'; readonly failure: Failure; readonly dueAt: number; readonly isCounted: boolean; readonly isUnsure: boolean };

/** Milliseconds per phase of an attempt. */
export interface PhaseTimes {
  /** From when it could have started (saved, or a retry that was due) to its start. */
  readonly queued: number;
  /** Until its `started` entry was durable. The time of an entry can only stand in a later one. */
  readonly commit: number;
  readonly http: number;
  readonly validation: number;
}

/** Why the connection waits; the whole queue waits with it and no record is charged. */
export interface Pause {
  readonly cause: 'user' | 'offline' | 'breaker' | 'throttled' | 'credentials' | 'precondition';
  /** One sentence for a person. */
  readonly reason: string;
  /** When it tries again by itself, ms since 1970; null: waits for a person. */
  readonly until: number | null;
}

/** The three states of a record in conflict (D9). */
export interface Sides {
  readonly base: Accepted | null;
  readonly remote: Remote;
  readonly local: JsonObject;
}

/** What can be logged about one record. Each is one durable step. */
export type RecordFact =
  /** `fixes`, here and below: a person put a finding of an audit right with it (D6). */
  | { readonly kind: 'pulled'; readonly base: Accepted; readonly fixes?: true }
  | { readonly kind: 'removed'; readonly reason: string; readonly fixes?: true }
  /** An edit that folds into the job that waits, is in flight, or stands in conflict. */
  | { readonly kind: 'edited'; readonly local: JsonObject }
  /** A new job, or the way back to PENDING: the edit and its job are one write. */
  | { readonly kind: 'queued'; readonly job: string; readonly cause: 'edit' | 'retry' | 'correction'; readonly local: JsonObject; readonly fixes?: true }
  /** The edit was given up: local is base again, and the job goes on to end SKIPPED. */
  | { readonly kind: 'discarded'; readonly job: string }
  /** A waiting retry is made due now. */
  | { readonly kind: 'hastened' }
  /** `local`: the result; `sides`: what it was made of; `fields`: what differed, as it is shown, the first few. */
  | { readonly kind: 'resolved'; readonly choice: Choice; readonly by: Decider; readonly local: JsonObject; readonly sides: Sides; readonly fields: readonly string[] }
  /** A resolution was taken back before it was applied: both sides are as they were, and the queued pass finds the conflict again. */
  | { readonly kind: 'undone' }
  /** The master has something newer than `base`, which stays where it is because of an open job, a conflict or an unsent edit. */
  | { readonly kind: 'sighted'; readonly remote: Remote }
  /** Intent to send, durable before anything is sent. */
  | { readonly kind: 'started'; readonly attempt: number }
  | { readonly kind: 'unstarted'; readonly failure: Failure }
  | {
      readonly kind: 'finished';
      readonly attempt: number;
      readonly outcome: Outcome;
      /** An edit that was made in flight, rebased on what the master has: it goes on as a job of its own, in the same write. */
      readonly next?: { readonly job: string; readonly local: JsonObject };
      readonly exchanges: readonly Exchange[];
      readonly stages: readonly StageResult[];
      readonly times: PhaseTimes;
      readonly warning?: string;
    }
  /** Found PROCESSING at start: outcome unknown, so it is looked up before anything is sent. Charges no attempt. */
  | { readonly kind: 'recovered'; readonly dueAt: number };

/** What can be logged that is not about one record. */
export type EngineFact =
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'resumed'; readonly by: 'person' | 'probe' | 'time' | 'start' }
  | { readonly kind: 'mode'; readonly mode: 'auto' | 'manual' }
  /** What was found out about a resource by looking. */
  | { readonly kind: 'found'; readonly resource: string; readonly shape: Shape; readonly lookedAt: number }
  | { readonly kind: 'listed'; readonly resource: string; readonly records: number; readonly isComplete: boolean }
  | { readonly kind: 'cleared' }
  | AlertFact
  | AuditFact
  | ScheduleFact;

/** An entry of the sync log (D4): what happened, when (ms since 1970), and to which record. Its number is its place. */
export type Entry =
  | { readonly at: number; readonly key: RecordKey; readonly fact: RecordFact }
  | { readonly at: number; readonly key?: undefined; readonly fact: EngineFact };
