import type { JsonObject } from './json';
import type { Accepted } from './record';
import type { Resource } from './resource';
import { checksumIssues, type Tools } from './stages';
import { readVersion } from './version';

/** A record as a list shows it; a sentence where its version or checksum is not valid. */
export function readItem(resource: Resource, content: JsonObject, { hash }: Tools): Accepted | string {
  const version = readVersion(resource.shape, content, {}, hash);
  if ('issue' in version) return `The list cannot be used: ${version.issue}.`;
  const issues = checksumIssues(resource, content, hash);
  if (issues !== 'not configured' && issues[0]) return issues[0].message;
  return { content, version: version.version, etag: null };
}
