import type { Action } from './actions';
import { isWaiting } from './apply';
import { contentIssue, type Decision } from './decide';
import type { RecordFact } from './entry';
import type { JsonObject } from './json';
import { compareSides, mergeDisjoint, sayPath, type MergeRules } from './merge';
import type { Hash, Issue } from './ports';
import type { Accepted, Choice, Decider, Remote, SyncRecord } from './record';
import type { Resource } from './resource';
import { isSeen } from './seen';

/** What the rules of a resource say of a content: its schema and business rules, as for an answer (V3 to V5). */
export type Validator = (content: JsonObject) => readonly Issue[];

/** Settles a conflict as a person chose (D9). */
export function decideResolve(record: SyncRecord, action: Extract<Action, { type: 'resolve' }>, resource: Resource, validate: Validator, hash: Hash): Decision {
  const { key, job, local } = record;
  if (job?.status !== 'VERSION_CONFLICT') return { refusal: `${key} is not in conflict.` };
  const { remote } = job;
  if (!isSeen(remote, action.seen, hash)) {
    const now = remote ? (remote.version === null ? 'another content' : `version ${remote.version}`) : 'deleted';
    return { refusal: `The master's side of ${key} is ${now} by now; look at it before you choose.` };
  }
  const fact = (content: JsonObject): RecordFact => resolved(record, remote, action.choice, 'person', content, resource);
  switch (action.choice) {
    case 'remote':
      return { fact: fact(remote?.content ?? local), message: `${key} takes the remote version.` };
    case 'local':
      return { fact: fact(local), message: `${key} keeps the local version.` };
    case 'merge': {
      if (!action.content) return { refusal: 'A merge needs the merged record.' };
      const issue = contentIssue(key, action.content, resource);
      if (issue) return { refusal: issue };
      const issues = validate(action.content);
      const [first] = issues;
      if (first) return { refusal: `The merged record is not valid: ${first.pointer === '' ? '' : `${first.pointer}: `}${first.message}`, issues };
      return { fact: fact(action.content), message: `${key} takes the merged version.` };
    }
  }
}

/** Takes back a resolution that the master has not seen yet. */
export function decideUndo({ key, job }: SyncRecord): Decision {
  if (job?.status === 'PROCESSING' && job.resolution) return { refusal: `${key} is being sent right now; wait for the answer.` };
  if (!job?.resolution || !isWaiting(job)) return { refusal: `${key} has no resolution that waits: what is applied cannot be undone, but the log keeps both sides.` };
  return { fact: { kind: 'undone' }, message: `The resolution of ${key} is undone: both sides are back.` };
}

/** The rule `conflicts.autoMerge: "disjoint"`: what a conflict becomes where no field was changed on both sides. Null: a person must choose. */
export function mergeByRule(record: SyncRecord, remote: Remote, resource: Resource, validate: Validator): RecordFact | null {
  const { base, local, job } = record;
  const isPersons = job?.isUndone === true || job?.resolution?.by === 'person';
  if (!base || !remote || isPersons) return null;
  const merged = mergeDisjoint(base.content, remote.content, local, resource);
  const isGood = merged && contentIssue(record.key, merged, resource) === null && validate(merged).length === 0;
  return isGood ? resolved(record, remote, 'merge', 'rule', merged, resource) : null;
}

/** Fields that an entry names. */
const MOST_FIELDS = 20;

function resolved({ base, local }: SyncRecord, remote: Remote, choice: Choice, by: Decider, content: JsonObject, resource: Resource): RecordFact {
  return { kind: 'resolved', choice, by, local: content, sides: { base, remote, local }, fields: conflictingFields(base, remote, local, resource).slice(0, MOST_FIELDS) };
}

/** Names of the fields in which remote and local differ, as they are shown. None where the record was deleted there. */
export const conflictingFields = (base: Accepted | null, remote: Remote, local: JsonObject, rules: MergeRules): readonly string[] =>
  remote ? compareSides(base?.content ?? {}, remote.content, local, rules).flatMap(({ path, by }) => (by === 'both' ? [] : [sayPath(path)])) : [];
