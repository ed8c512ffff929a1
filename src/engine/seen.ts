import { canonical } from './canonical';
import type { JsonObject } from './json';
import type { Hash } from './ports';
import type { Remote } from './record';

/**
 * What a person saw of a record at the master: that it was gone, or there in a version, null where it has none. `mark`
 * stands for the content where the version does not, so that another content is not taken for the one that was seen.
 */
export type Seen = { readonly remote: 'gone' } | { readonly remote: 'there'; readonly version: string | null; readonly mark?: string };

/** What a person sees who is shown this side. The mark: the first 16 hex digits of SHA-256 over the canonical content (RFC 8785). */
export function seenOf(remote: Remote, hash: Hash): Seen {
  if (!remote) return { remote: 'gone' };
  const { version, content } = remote;
  return { remote: 'there', version, ...(version === null && { mark: markOf(content, hash) }) };
}

/** True when two looks showed the same. */
export function isSameSight(a: Seen, b: Seen): boolean {
  if (a.remote === 'gone' || b.remote === 'gone') return a.remote === b.remote;
  return a.version === b.version && a.mark === b.mark;
}

/** True when the person saw just this. */
export const isSeen = (remote: Remote, seen: Seen, hash: Hash): boolean => isSameSight(seenOf(remote, hash), seen);

/** Stands for a content. */
export const markOf = (content: JsonObject, hash: Hash): string => hash(canonical(content)).slice(0, 16);
