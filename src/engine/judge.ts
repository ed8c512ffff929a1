import type { AttemptContext, Result } from './attempt';
import { equalExcept } from './canonical';
import type { StageResult } from './entry';
import type { JsonObject } from './json';
import type { Accepted, Remote } from './record';
import { compareVersions, versionOrder, type Relation } from './version';

/** What a read showed: the master's record, null where it is gone, and the stages that its answer passed. */
export interface Seen {
  readonly remote: Remote;
  readonly stages: readonly StageResult[];
}

/** D9 for a read: either how the attempt ends, or the version that a write may now replace (null: it must not exist yet). */
export function judgeRead(c: AttemptContext, { remote, stages: seenStages }: Seen, earlier: readonly JsonObject[], isEdited: boolean): Result | { writeOver: Accepted | null } {
  const { base, local } = c.record;
  const { resolution, isDiscarded } = c.job;
  const reopen = resolution ? ({ reopen: true } as const) : {};
  if (!remote) {
    if (resolution?.seen === null && resolution.choice === 'remote') return skipped('Deleted, as the master has it.', { remove: true });
    if (!base) return isEdited ? { writeOver: null } : skipped('Given up here, and the master does not have it.', { remove: true });
    return { is: 'conflict', remote, reason: 'It was deleted at the master and edited here.', ...reopen, stages: seenStages };
  }
  const judged = (relation: Relation): readonly StageResult[] => withV6(seenStages, relation);
  const isOurs = earlier.some((sent) => isSameContent(c, remote.content, sent));
  if (!base) {
    if (isSameContent(c, remote.content, local)) return skipped('Already synced: the master has this record.', { base: remote, stages: judged('same') });
    if (!isEdited) return skipped('Given up here; what the master has was taken.', { base: remote, stages: judged('different') });
    if (isOurs) return { writeOver: remote };
    return { is: 'conflict', remote, reason: 'The master already has another record of this id.', ...reopen, stages: judged('different') };
  }
  const relation = relate(c, remote, base);
  const stages = judged(relation);
  if (relation === 'same') {
    if (!isSameContent(c, remote.content, base.content)) return unversioned(stages, false);
    if (!isEdited) return skipped(resolution ? 'The remote version was taken; the master still has it.' : 'Already synced.', { base: remote, stages });
    return { writeOver: { ...base, etag: remote.etag ?? base.etag } };
  }
  if (relation === 'older') {
    const warning = `Stale remote data: the master shows version ${remote.version ?? '?'}, older than the accepted ${base.version ?? '?'}.`;
    if (!isEdited) return { ...skipped('Stale remote data was not taken.', { stages }), warning };
    if (c.resource.shape.precondition.kind !== 'read-first') return { writeOver: base };
    return { is: 'conflict', remote, reason: warning, ...reopen, stages };
  }
  if (isSameContent(c, remote.content, local) && isEdited) return skipped('Already synced: the master has this edit.', { base: remote, stages });
  if (isOurs) {
    // our own earlier write arrived after all: no one else's change, so what was typed since goes on over it
    return isEdited && !isDiscarded ? { writeOver: remote } : skipped('Already synced: an earlier write had arrived.', { base: remote, stages });
  }
  if (!isEdited && !resolution) return skipped('Nothing to send; the newer version of the master was taken.', { base: remote, stages });
  return { is: 'conflict', remote, reason: movedReason(base, remote, resolution !== null), ...reopen, stages };
}

const movedReason = (base: Accepted, remote: Accepted, isResolved: boolean): string =>
  isResolved
    ? `The master changed again meanwhile: version ${remote.version ?? '?'} instead of ${base.version ?? '?'}.`
    : `Both sides changed: the edit was made on version ${base.version ?? '?'}, the master has ${remote.version ?? '?'}.`;

/** Nothing had to be written. */
export const skipped = (reason: string, more: { base?: Accepted; stages?: readonly StageResult[]; remove?: true } = {}): Result => ({ is: 'skipped', reason, stages: [], ...more });

/** The master broke the rule that new content has a new version. */
export const unversioned = (stages: readonly StageResult[], isUnsure: boolean): Result => ({
  is: 'invalid', isUnsure, stages, issues: [{ pointer: '', message: 'The content changed without a new version.' }],
});

/** A resolution that was overtaken opens the conflict again. */
export const reopened = (c: AttemptContext): { reopen?: true } => (c.job.resolution ? { reopen: true } : {});

/** True when two contents say the same, server-owned fields aside. */
export const isSameContent = (c: AttemptContext, a: JsonObject, b: JsonObject): boolean => equalExcept(a, b, c.resource.uncompared);

/** How the master's version stands to an accepted one. Without versions on both sides, by content. */
export function relate(c: AttemptContext, remote: Accepted, base: Accepted): Relation {
  if (remote.version === null || base.version === null) return isSameContent(c, remote.content, base.content) ? 'same' : 'different';
  return compareVersions(versionOrder(c.resource.shape), remote.version, base.version);
}

/** Adds V6 to the results: it decides between apply, skip and conflict, and fails for what is older. */
export const withV6 = (stages: readonly StageResult[], relation: Relation): readonly StageResult[] =>
  stages.map((s) =>
    s.stage !== 'V6' ? s
    : relation === 'newer' || relation === 'different' ? { stage: 'V6', result: 'passed', us: 0 }
    : { stage: 'V6', result: 'failed', us: 0, issue: { pointer: '', message: relation === 'same' ? 'The version is the same as before.' : 'The version is older than the accepted one.' } },
  );
