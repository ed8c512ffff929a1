import type { Stage } from './entry';
import type { JsonObject } from './json';
import type { EdgeIndex } from './machine';
import type { Issue } from './ports';
import type { Status } from './status';

/** `resource/id`. Resource names hold no slash, so the first slash parts the two; the id may hold any character. */
export type RecordKey = string;

/** The key of a record. */
export const keyOf = (resource: string, id: string): RecordKey => `${resource}/${id}`;

/** The two halves of a key; null where there is no slash with something on both sides. */
export function splitKey(key: RecordKey): { resource: string; id: string } | null {
  const slash = key.indexOf('/');
  if (slash < 1 || slash === key.length - 1) return null;
  return { resource: key.slice(0, slash), id: key.slice(slash + 1) };
}

/** One state of a record as the master showed it. */
export interface Accepted {
  readonly content: JsonObject;
  /** The master's version as text; null where the resource has none. Compare with `compareVersions`. */
  readonly version: string | null;
  /** The strong ETag that came with it, quotes included; null where unknown. */
  readonly etag: string | null;
}

/** The master's side of a conflict: its record, or null where it was deleted there. */
export type Remote = Accepted | null;

/** What went wrong with an attempt. `code` groups alike failures (`HTTP 500`, `timeout`); `message` is a sentence. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly isRetryable: boolean;
  /** The request that decided, `PUT /accounts/42`, as the record keeps it; an entry of the log has its exchanges instead. */
  readonly request?: string;
}

/** One transition that a job took, in the order of the log. */
export interface Step {
  readonly edge: EdgeIndex;
  /** ms since 1970. */
  readonly at: number;
}

/** How a conflict was settled, with both sides as they were: kept until the write is applied, so that it can be undone or opened again. */
export interface Resolution {
  readonly choice: Choice;
  readonly by: Decider;
  readonly seen: Remote;
  readonly local: JsonObject;
  readonly base: Accepted | null;
}

/** The three ways out of a conflict (D9). */
export const CHOICES = ['remote', 'local', 'merge'] as const;
export type Choice = (typeof CHOICES)[number];

/** Who settled a conflict: a person, or the rule `conflicts.autoMerge`. */
export const DECIDERS = ['person', 'rule'] as const;
export type Decider = (typeof DECIDERS)[number];

/** A remote that is known to be newer than `base`, and when it was seen, ms since 1970. */
export interface Sighting {
  readonly remote: Remote;
  readonly at: number;
}

/** What every job has, whatever its state. */
export interface JobHead {
  readonly id: string;
  readonly queuedAt: number;
  /** Attempts started so far. */
  readonly attempt: number;
  /** Attempts that count against the retries (D8); outages are not the record's fault. */
  readonly counted: number;
  /** The way through D2 so far, newest last; the oldest steps of a very long job are dropped. */
  readonly trail: readonly Step[];
  /** Contents that may have reached the master although no answer proved it; the attempt in flight is the last. */
  readonly sent: readonly JsonObject[];
  readonly resolution: Resolution | null;
  /** Code of the newest failure (`HTTP 500`), kept when the job gets past it; null for none. */
  readonly lastFailure: string | null;
  /** The edit was given up: the check pass takes what the master has. */
  readonly isDiscarded: boolean;
  /** A resolution was undone: the next conflict is the person's, whatever `conflicts.autoMerge` says. */
  readonly isUndone: boolean;
}

/** The data that each state owns (D2). */
export type JobState =
  | { readonly status: 'PENDING' }
  | { readonly status: 'PROCESSING'; readonly startedAt: number }
  | { readonly status: 'RETRY_PENDING'; readonly dueAt: number; readonly failure: Failure }
  | { readonly status: 'ERROR' | 'DEAD_LETTER'; readonly since: number; readonly failure: Failure }
  | { readonly status: 'VALIDATION_FAILED'; readonly since: number; /** The stage of D5 that failed. */ readonly stage: Stage | null; readonly issues: readonly Issue[] }
  | { readonly status: 'VERSION_CONFLICT'; readonly since: number; readonly remote: Remote; readonly reason: string }
  | { readonly status: 'SYNCED' | 'SKIPPED'; readonly since: number; readonly reason: string };

/** One trip of a record through D2. */
export type Job = JobHead & JobState;

/** The job in one of the named states. */
export type JobIn<S extends Status> = JobHead & Extract<JobState, { status: S }>;

/** One object of a resource, as kept in the local store. Immutable: a change makes a new one. */
export interface SyncRecord {
  readonly key: RecordKey;
  readonly resource: string;
  readonly id: string;
  /** What the person sees and edits. */
  readonly local: JsonObject;
  /** The version last accepted from the master: the common ancestor. Null for a record that was never there. */
  readonly base: Accepted | null;
  /** Counts local edits: 0 as pulled, then 1, 2, 3 … */
  readonly localRevision: number;
  /** The newest job; null for a record that was pulled and never edited. */
  readonly job: Job | null;
  /** When `base` was last confirmed by the master, ms since 1970; 0 for never. */
  readonly confirmedAt: number;
  /** What a read showed while an open job or an unsent edit kept `base` where it is; null: nothing newer is known. */
  readonly ahead: Sighting | null;
}

/** The status that a record shows: that of its newest job, or `SYNCED` without one. */
export const statusOf = (record: SyncRecord): Status => record.job?.status ?? 'SYNCED';
