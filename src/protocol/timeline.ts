import type { PhaseTimes, Stage, StageResult } from '../engine/entry';
import type { Status } from '../engine/status';
import type { Decision, Tone } from '../flows/why/decision';
import type { Next } from '../flows/why/next';
import type { Part } from '../flows/why/parts';

export type { Decision, Next, Part, PhaseTimes, Stage, StageResult, Status, Tone };

/** Messages between the editor and the record's page. Every push is a complete snapshot of what is looked at; bodies are those of the chosen exchange alone. Decoders: `timelineDecode.ts`. */

/** What the person looks at; kept over a reload. */
export interface Choice {
  /** The record that the page follows; null for none. */
  readonly key: string | null;
  /** Newest jobs that are listed. */
  readonly jobs: number;
  /** The attempt, by the number of its first log entry; null: the newest. */
  readonly attempt: number | null;
  /** Place among its exchanges; null: the one that decided. */
  readonly exchange: number | null;
}
export const FIRST_CHOICE: Choice = { key: null, jobs: 3, attempt: null, exchange: null };

/** Parts of an attempt's time. `waiting`: until the next attempt is due. */
export const SEGMENTS = ['queued', 'commit', 'http', 'validation', 'waiting'] as const;
export interface Segment {
  readonly phase: (typeof SEGMENTS)[number];
  /** ms since 1970. */
  readonly from: number;
  readonly to: number;
}

export interface AttemptView {
  /** Number of its first log entry. */
  readonly seq: number;
  readonly number: number;
  readonly icon: string;
  readonly tone: Tone;
  /** "timeout", "500", "under way". */
  readonly words: string;
  readonly segments: readonly Segment[];
  /** "259 ms, then 25 s". */
  readonly total: string;
  readonly exchanges: readonly ExchangeView[];
}

export interface JobView {
  readonly number: number;
  /** How it stands, or ended. */
  readonly status: Status;
  readonly at: number;
  /** "348 ms, 1 attempt, version 7". */
  readonly words: string;
  readonly attempts: readonly AttemptView[];
  /** When the next attempt is due, and its number. */
  readonly planned: { readonly number: number; readonly at: number } | null;
}

/** A stage of D5 for a person: "500, not 2xx". */
export interface StageView extends Pick<StageResult, 'stage' | 'result'> {
  readonly name: string;
  readonly words: string;
}

/** The stages of an earlier job's last attempt. */
export interface EarlierStages {
  readonly job: number;
  readonly words: string;
  readonly results: readonly StageResult['result'][];
}

export interface ExchangeView {
  readonly method: string;
  readonly path: string;
  /** "500"; "–" where no answer came. */
  readonly status: string;
  /** Why none came, '' where one did. */
  readonly cause: string;
  readonly isFine: boolean;
  readonly ms: number;
}

/** One half of an exchange as it was sent or answered. */
export interface MessageView {
  /** "PUT /accounts/117", "HTTP/1.1 500 Internal Server Error"; '' where no answer came. */
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  readonly bytes: number;
  /** Length of the whole body in UTF-16 units where the log cut it. */
  readonly cutFrom: number | null;
}

export interface AttemptDetail {
  readonly seq: number;
  readonly number: number;
  readonly job: number;
  readonly stages: readonly StageView[];
  readonly times: PhaseTimes | null;
  /** Place of the chosen exchange; -1 where there is none. */
  readonly chosen: number;
  readonly request: MessageView | null;
  readonly response: MessageView | null;
}

/** The line under the header: "RETRY_PENDING, retry 2 of 3 in", a countdown to `dueAt` that began at `from`, and the rest. */
export interface BarView {
  readonly lead: string;
  readonly dueAt: number | null;
  readonly from: number;
  readonly rest: readonly Part[];
}

/** What the state asks for first. */
export const PRIMARY = ['retry', 'resolve', 'sync', 'openRecord', 'resume', 'none'] as const;

export interface RecordView {
  readonly key: string;
  readonly name: string;
  readonly status: Status;
  /** "version 7", "revision 12", "job 5, attempt 2 of 4", "If-Match". */
  readonly facts: readonly string[];
  /** When the master confirmed it last, ms since 1970; 0 for never. */
  readonly syncedAt: number;
  readonly bar: BarView;
  readonly primary: (typeof PRIMARY)[number];
  readonly canDiscard: boolean;
  readonly canCompare: boolean;
  readonly canExport: boolean;
  readonly why: { readonly job: number | null; readonly isNewest: boolean; readonly decisions: readonly Decision[]; readonly next: readonly Next[] };
  readonly jobs: readonly JobView[];
  /** Jobs that are not listed yet. */
  readonly olderJobs: number;
  readonly attempt: AttemptDetail | null;
  readonly earlier: readonly EarlierStages[];
}

/** To the page. */
export interface Snapshot {
  readonly type: 'snapshot';
  /** ms since 1970, by the editor's clock. */
  readonly at: number;
  readonly choice: Choice;
  readonly record: RecordView | null;
  /** Why there is no record to show, or why nothing moves; null where nothing is in the way. */
  readonly notice: string | null;
  /** KiB of each body that the log keeps. */
  readonly bodyLimitKiB: number;
}

/** The person asked *Why?*: the page brings that part into view. */
export interface Reveal {
  readonly type: 'reveal';
}
export type ToPage = Snapshot | Reveal;

/** Requests about the record that the page follows, and the exchange that is chosen. */
export const PLAIN = ['openRecord', 'compare', 'exportHar', 'copyCurl', 'openRequest', 'openResponse', 'showInFlow', 'discard', 'primary'] as const;

/** To the editor. Ids only: a page never names a URL, path or command. */
export type ToEditor =
  /** `choice`: what the person looked at before a reload. */
  | { readonly type: 'ready'; readonly choice: Choice | null }
  | { readonly type: 'choose'; readonly choice: Choice }
  | { readonly type: 'pickRecord' }
  | { readonly type: 'openEntry'; readonly seq: number }
  | { readonly type: (typeof PLAIN)[number] }
  | { readonly type: 'failed'; readonly message: string };
