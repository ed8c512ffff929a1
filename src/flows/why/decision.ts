import type { RetrySettings } from '../../engine/settings';
import type { Resource } from '../../engine/resource';
import type { Part } from './parts';

/** What a decision means, by the colours of the statuses: failed, a person's choice, waits by itself, moving, done, at rest. */
export const TONES = ['failed', 'choice', 'waits', 'moves', 'done', 'rest'] as const;
export type Tone = (typeof TONES)[number];

/** One step of the way to where a record stands. */
export interface Decision {
  /** Name of a codicon. */
  readonly icon: string;
  readonly tone: Tone;
  /** A few words: "Retries used? 1 < 3". */
  readonly title: string;
  readonly detail: readonly Part[];
  /** ms since 1970. */
  readonly at: number;
  /** Number of the entry of the log that it stands in, or follows from. */
  readonly seq: number;
  /** False: the log does not say it, the rules that worked on the entry do. */
  readonly isLogged: boolean;
}

/** What is known beside the log. */
export interface Rules {
  readonly retry: RetrySettings;
  /** Null: the configuration has no such resource any more. */
  readonly resource: Resource | null;
}
