import { strict as assert } from 'node:assert';
import type { ActionResult } from '../../src/engine/actions';
import type { JsonObject } from '../../src/engine/json';
import type { Choice, JobIn, SyncRecord } from '../../src/engine/record';
import { seenOf } from '../../src/engine/seen';
import { hash } from '../../src/node/ports';
import { Simulation } from './simulated';

/** The conflict that a record must be in. */
export function conflictOf(record: SyncRecord): JobIn<'VERSION_CONFLICT'> {
  assert.equal(record.job?.status, 'VERSION_CONFLICT');
  return record.job;
}

/** A record edited here while somebody else changed it there: base 1, remote 2. */
export async function inConflict(s = new Simulation()): Promise<Simulation> {
  await s.filled();
  s.master.put('1', { name: 'Name 1', credit: 999 });
  await s.editAndSync({ name: 'Mine' });
  return s;
}

/** Settles the conflict with what the person sees. */
export const resolve = (s: Simulation, choice: Choice, content?: JsonObject): Promise<ActionResult> =>
  s.engine.perform({ type: 'resolve', key: 'accounts/1', choice, seen: seenOf(conflictOf(s.record()).remote, hash), ...(content && { content }) });
