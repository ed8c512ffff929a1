import { isSame } from '../../engine/canonical';
import type { Remote } from '../../engine/record';
import { plain } from '../sentence';
import type { Decision, Rules, Tone } from './decision';
import type { Step } from '../history';
import { say, type Part } from './parts';

/** Fields that a title names. */
const NAMED = 4;

/** The decision that an edit, a person or the store brought about; attempts have their own (`attempt.ts`). Null: nothing was decided. */
export function changeDecision(step: Step, { resource }: Rules): Decision | null {
  const { seq, at, fact, before, after } = step;
  const decision = (icon: string, tone: Tone, title: string, detail: readonly Part[], isLogged = true): Decision => ({ icon, tone, title, detail, at, seq, isLogged });
  const fields = changedFields(step, resource?.uncompared ?? new Set());
  const revision = (from = before?.localRevision, to = after?.localRevision): string => (from === undefined || from === to ? `revision ${to ?? 0}` : `revision ${from} → ${to ?? 0}`);
  switch (fact.kind) {
    case 'queued':
      if (fact.cause === 'retry') return decision('debug-restart', 'rest', 'Queued again by hand', say`${revision()}, retries are counted anew`);
      if (fact.cause === 'correction') return decision('edit', 'rest', fields === '' ? 'Queued again by hand' : `Corrected: ${fields}`, say`${revision()}, the retries are counted anew`);
      return decision('circle-large-outline', 'rest', after?.base === null ? 'Made here' : fields === '' ? 'Saved' : `Saved: ${fields}`, say`${revision()}, durable before the save returned`);
    case 'edited': {
      const status = before?.job?.status;
      const how = status === 'PROCESSING' ? 'while an attempt is under way: it goes on after the answer' : status === 'VERSION_CONFLICT' ? 'the conflict is still open' : 'folds into this job: the next attempt sends it';
      return decision('edit', 'rest', fields === '' ? 'Saved again' : `Saved again: ${fields}`, say`${revision()}, ${[how]}`);
    }
    case 'discarded':
      return decision('discard', 'rest', 'The edit was given up', ['the master’s record is taken next']);
    case 'hastened':
      return decision('debug-restart', 'moves', 'Retry now, by hand', before?.job?.status === 'RETRY_PENDING' ? say`due at once, not at ${{ at: before.job.dueAt }}` : ['due at once']);
    case 'resolved': {
      const how = { remote: 'take the remote version', local: 'keep the local version', merge: 'a merge of both' }[fact.choice];
      const names = fact.fields.length === 0 ? [] : [`; differing: ${list(fact.fields)}`];
      return decision('git-merge', 'choice', `Resolved: ${how}`, say`by ${fact.by === 'rule' ? 'the rule conflicts.autoMerge' : 'a person'}, over ${versionOf(after?.base ?? null)}${names}`);
    }
    case 'undone':
      return decision('discard', 'choice', 'The choice was taken back', ['both sides are as they were; the next attempt finds the conflict again']);
    case 'sighted':
      return decision('eye', 'choice', 'Seen at the master', say`${fact.remote ? versionOf(fact.remote) : 'deleted there'}, while the edit was open`);
    case 'recovered':
      return decision('debug-disconnect', 'waits', 'Interrupted: outcome unknown', say`the editor ended while a request was under way; the master is asked first, at ${{ at: fact.dueAt }}`);
    case 'unstarted':
      return decision('error', 'failed', 'Cannot start', say`${plain(fact.failure.message)}`);
    case 'pulled':
      return decision('cloud-download', 'done', `Pulled as ${versionOf(fact.base)}`, ['never edited here']);
    case 'removed':
      return decision('trash', 'rest', 'Gone from this store', say`${plain(fact.reason)}`);
    case 'started':
    case 'finished':
      return null;
  }
}

/** The edit that was made in flight, as the beginning of its own job. */
export const goesOn = ({ seq, at, after }: Step): Decision => ({
  icon: 'circle-large-outline', tone: 'rest', title: 'An edit made in flight goes on', detail: say`revision ${after?.localRevision ?? 0}, over ${versionOf(after?.base ?? null)}`, at, seq, isLogged: true,
});

/** "version 9", "a record without version", "nothing". A hash is cut. */
export function versionOf(remote: Remote): string {
  if (!remote) return 'nothing';
  const { version } = remote;
  return version === null ? 'a record without version' : `version ${shortVersion(version)}`;
}

/** A version for a sentence. */
export const shortVersion = (version: string): string => plain(version.length > 24 ? `${version.slice(0, 8)}…` : version);

/** Names of what a step changed, the first few; '' where the record before is not known. */
function changedFields({ before, after }: Step, uncompared: ReadonlySet<string>): string {
  if (!before || !after) return '';
  const names = [...new Set([...Object.keys(before.local), ...Object.keys(after.local)])];
  return list(names.filter((name) => !uncompared.has(name) && !(Object.hasOwn(before.local, name) && Object.hasOwn(after.local, name) && isSame(before.local[name] ?? null, after.local[name] ?? null))));
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => (name.length > 40 ? `${plain(name).slice(0, 39)}…` : plain(name)));
  return names.length > NAMED ? `${shown.join(', ')} and ${names.length - NAMED} more` : shown.join(', ');
}
