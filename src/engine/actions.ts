import type { AlertRule } from './alerts/alert';
import type { Fix } from './audit/fix';
import type { AuditScope, Starter } from './audit/run';
import type { JsonObject } from './json';
import type { Issue } from './ports';
import type { Choice, RecordKey, Remote } from './record';
import type { Seen } from './seen';

/** Everything that a person or a command can ask of the engine. Plain data: a window that only follows hands it to the owner's inbox. */
export type Action =
  /** A save: the record's new content. Answers when it is durable. A key that is not in the store is a record to create. */
  | { readonly type: 'edit'; readonly key: RecordKey; readonly content: JsonObject }
  /** Gives up the local edit; the job ends SKIPPED with what the master has. */
  | { readonly type: 'discard'; readonly key: RecordKey }
  /** Starts a job at PENDING again (DEAD_LETTER, ERROR, VALIDATION_FAILED), or makes a waiting retry due now. */
  | { readonly type: 'retry'; readonly keys: readonly RecordKey[] }
  /** Settles a conflict. `seen` is what the person saw of the remote; `content` goes with merge. */
  | { readonly type: 'resolve'; readonly key: RecordKey; readonly choice: Choice; readonly seen: Seen; readonly content?: JsonObject }
  /** Takes a resolution back that is not applied yet: both sides are as they were, and the conflict is found again. */
  | { readonly type: 'undo'; readonly key: RecordKey }
  /** Sends what waits now: due or not, also in manual mode. Without keys: everything that waits. */
  | { readonly type: 'sync'; readonly keys?: readonly RecordKey[] }
  /** Answers when nothing is in flight or ready, with `retries` when nothing is due later either; a refusal says why records wait. Sends nothing by itself. */
  | { readonly type: 'idle'; readonly retries: boolean }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'mode'; readonly mode: 'auto' | 'manual' }
  /** Refreshes from the master: one record, one resource, or all. Never under an open job or conflict. */
  | { readonly type: 'pull'; readonly resource?: string; readonly key?: RecordKey }
  /** Compares what is here with what the master has (D6). Answers when the run has ended, or at once where one is under way. */
  | { readonly type: 'audit'; readonly scope: AuditScope; readonly by: Starter }
  /** Ends the audit under way; its report is partial. */
  | { readonly type: 'cancelAudit' }
  /** Leaves a field out of audits, or looks at it again. */
  | { readonly type: 'ignore'; readonly resource: string; readonly field: string; readonly isIgnored: boolean }
  /** Puts findings right: each is looked at again, and left alone where the master shows another state than `seen`. */
  | { readonly type: 'fix'; readonly fixes: readonly Fix[] }
  /** Reads what the master shows of a record now, and changes nothing. */
  | { readonly type: 'look'; readonly key: RecordKey }
  /** Looks for anything unusual now (D4's anomaly detector), and alerts of it. Refuses where there is something, and says what. */
  | { readonly type: 'detect' }
  /** Mutes a rule of alerts for so long, ms, at most a day; 0: it alerts again. */
  | { readonly type: 'mute'; readonly rule: AlertRule; readonly ms: number }
  /** Empties the store. */
  | { readonly type: 'clear' };

/** What became of an action. A refusal is a sentence for a person. */
export type ActionResult = Told & (
  | { readonly ok: true; /** What a look has found; null for no record. */ readonly remote?: Remote }
  | { readonly ok: false; /** What the resource's rules say of a merged record. */ readonly issues?: readonly Issue[]; /** How many things are unusual. */ readonly concerns?: number }
);

interface Told {
  readonly message: string;
  readonly pulled?: PullResult;
  /** The id of the audit that has ended. */
  readonly run?: string;
}

/** What a pull did. `kept`: left alone because of an open job or a local edit. */
export interface PullResult {
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly kept: number;
  readonly removed: number;
  /** False when it was cancelled or broke off. */
  readonly isComplete: boolean;
}
