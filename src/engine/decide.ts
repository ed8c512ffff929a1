import { isWaiting } from './apply';
import { isSame } from './canonical';
import type { RecordFact } from './entry';
import type { JsonObject } from './json';
import type { Ids, Issue } from './ports';
import { splitKey, statusOf, type RecordKey, type SyncRecord } from './record';
import { idIssue, isTooLarge, RECORD_BYTES } from './request';
import type { Resource } from './resource';
import { idText } from './stages';

/** What an action does to a record: a fact to log, nothing, or a refusal; the sentences are for a person. */
export type Decision = { readonly fact: RecordFact; readonly message: string } | { readonly nothing: string } | { readonly refusal: string; readonly issues?: readonly Issue[] };

/** A save (D1). */
export function decideEdit(record: SyncRecord | undefined, key: RecordKey, content: JsonObject, resource: Resource, ids: Ids): Decision {
  const issue = contentIssue(key, content, resource);
  if (issue) return { refusal: issue };
  if (record && isSame(record.local, content)) return { nothing: `${key} is unchanged.` };
  const { job } = record ?? {};
  const message = `${key} is saved.`;
  if (job && (isWaiting(job) || job.status === 'PROCESSING')) return { fact: { kind: 'edited', local: content }, message };
  if (job?.status === 'VERSION_CONFLICT') return { fact: { kind: 'edited', local: content }, message: `${key} is saved; its conflict still needs a choice.` };
  return { fact: { kind: 'queued', job: ids(), cause: job?.status === 'VALIDATION_FAILED' ? 'correction' : 'edit', local: content }, message };
}

/** Gives up the local edit. */
export function decideDiscard(record: SyncRecord, ids: Ids): Decision {
  const { key, job, base } = record;
  if (job?.status === 'PROCESSING') return { refusal: `${key} is being sent right now; wait for the answer.` };
  if (job?.status === 'VERSION_CONFLICT') return { refusal: `${key} is in conflict: choose Use Remote to give up your side.` };
  if (!base && job?.status === 'PENDING' && job.attempt === 0 && job.sent.length === 0) return { fact: { kind: 'removed', reason: 'discarded' }, message: `${key} is not at the master and is gone here.` };
  const hasEdit = !base || !isSame(record.local, base.content) || (job !== null && statusOf(record) !== 'SYNCED' && statusOf(record) !== 'SKIPPED');
  if (!hasEdit) return { nothing: `${key} has no edit to discard.` };
  return { fact: { kind: 'discarded', job: ids() }, message: `The edit of ${key} is discarded.` };
}

/** Tries again by hand. */
export function decideRetry(record: SyncRecord, ids: Ids): Decision {
  const { key, job, local } = record;
  switch (statusOf(record)) {
    case 'RETRY_PENDING':
      return { fact: { kind: 'hastened' }, message: `${key} is retried now.` };
    case 'PENDING':
      return { nothing: `${key} is waiting already.` };
    case 'PROCESSING':
      return { refusal: `${key} is being sent right now.` };
    case 'VERSION_CONFLICT':
      return { refusal: `${key} is in conflict: choose remote, local or merge.` };
    case 'DEAD_LETTER':
    case 'ERROR':
    case 'VALIDATION_FAILED':
    case 'SKIPPED':
    case 'SYNCED':
      return { fact: { kind: 'queued', job: ids(), cause: job?.status === 'VALIDATION_FAILED' ? 'correction' : 'retry', local }, message: `${key} is queued again.` };
  }
}

/** True where a pull may move `base`: no open job, no conflict, no edit that was not written. */
export const isClean = (record: SyncRecord): boolean => {
  const status = statusOf(record);
  return (status === 'SYNCED' || status === 'SKIPPED') && (!record.base || isSame(record.local, record.base.content));
};

/** What is wrong with a record's new content, as a sentence. */
export function contentIssue(key: RecordKey, content: JsonObject, resource: Resource): string | null {
  const id = splitKey(key)?.id ?? '';
  const field = resource.shape.id;
  const issue = idIssue(id);
  if (issue) return issue;
  if (Object.hasOwn(content, '__proto__')) return 'The field "__proto__" is not allowed.';
  if (isTooLarge(content)) return `A record must not be larger than ${RECORD_BYTES / 1_024} KiB.`;
  return idText(content[field]) === id ? null : `The field "${field}" must stay "${id}": it says which record this is.`;
}
