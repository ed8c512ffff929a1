import type { Hash } from '../ports';
import type { Accepted, Remote } from '../record';
import type { Resource } from '../resource';
import { isSameSight, markOf, seenOf, type Seen } from '../seen';

/**
 * What is seen of a record at the master beside `base`, what is here. The mark stands for the compared fields that are
 * here, under any version: a master may change them without a new one, and show more of a record by itself than in a list.
 */
export function seenBeside(base: Accepted | null, remote: Remote, { uncompared }: Resource, hash: Hash): Seen {
  if (!remote || !base) return seenOf(remote, hash);
  const shared = Object.keys(base.content).filter((field) => !uncompared.has(field) && Object.hasOwn(remote.content, field));
  return { remote: 'there', version: remote.version, mark: markOf(Object.fromEntries(shared.map((field) => [field, remote.content[field] ?? null])), hash) };
}

/** True when a person saw just this; what has no mark is known by its version. */
export function isSeenBeside(base: Accepted | null, remote: Remote, resource: Resource, seen: Seen, hash: Hash): boolean {
  const now = seenBeside(base, remote, resource, hash);
  const isUnmarked = seen.remote === 'there' && seen.mark === undefined && seen.version !== null && now.remote === 'there';
  return isUnmarked ? now.version === seen.version : isSameSight(now, seen);
}
