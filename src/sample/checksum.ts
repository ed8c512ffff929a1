import { hash } from 'node:crypto';
import { canonical, without } from '../engine/canonical';
import type { JsonObject } from '../engine/json';

/** The record with the right `checksum`, last: "sha256-" and hex SHA-256 over the canonical JSON (RFC 8785) of the record without it. */
export function seal(record: JsonObject): JsonObject {
  const content = without(record, ['checksum']);
  return { ...content, checksum: `sha256-${hash('sha256', canonical(content))}` };
}
