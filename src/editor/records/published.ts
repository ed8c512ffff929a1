import { equalExcept } from '../../engine/canonical';
import type { JsonObject } from '../../engine/json';
import type { SyncRecord } from '../../engine/record';
import { recordBytes } from './text';

/**
 * What the file system shows of a record. VS Code compares `mtime` and `size` with what a document was read from: it
 * loads a clean one again when either moved, and refuses to save a dirty one when both did. So `mtime` moves with every
 * change, and `size`, which nothing else reads, grows with a change that is more than the master's own fields.
 */
export interface Published {
  readonly content: JsonObject;
  readonly bytes: Uint8Array;
  readonly mtime: number;
  readonly size: number;
}

/** A record as it is seen for the first time; its time is its own, so that it is the same after a restart. */
export function firstSight(record: SyncRecord, bytes = recordBytes(record.local)): Published {
  const mtime = Math.max(record.confirmedAt, record.job?.queuedAt ?? 0, record.job && 'since' in record.job ? record.job.since : 0);
  return { content: record.local, bytes, mtime, size: bytes.length };
}

/** The next sight after `before`: the record changed by itself, or `bytes` were written. */
export function nextSight(before: Published, content: JsonObject, now: number, uncompared: ReadonlySet<string>, bytes = recordBytes(content)): Published {
  const isTouch = equalExcept(before.content, content, uncompared);
  return { content, bytes, mtime: Math.max(now, before.mtime + 1), size: isTouch ? before.size : Math.max(bytes.length, before.size + 1) };
}
