import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activeConflictTab, type ConflictTab } from '../../../src/editor/conflicts/diffTabs';
import { commands } from '../../../src/editor/ids';
import type { JsonObject } from '../../../src/engine/json';
import type { SyncRecord } from '../../../src/engine/record';
import { changeThere, until, untilStatus } from '../workspace';
import type { Live } from './live';

/** Somebody else changes a record of `accounts` at the master, or deletes it. */
export async function changeOrDelete(url: string, id: string, there: JsonObject | null): Promise<void> {
  if (there) await changeThere(url, id, there);
  else await fetch(`${url}/accounts/${id}`, { method: 'DELETE' });
}

/** Edits a record here and there at once, and answers the record in conflict. */
export async function conflict({ sample, session }: Pick<Live, 'sample' | 'session'>, id: string, here: JsonObject, there: JsonObject | null): Promise<SyncRecord> {
  const key = `accounts/${id}`;
  const record = session.model.records.get(key);
  assert.ok(record);
  await changeOrDelete(sample.url, id, there);
  const saved = await session.perform({ type: 'edit', key, content: { ...record.local, ...here } });
  assert.ok(saved.ok, saved.message);
  return untilStatus(session, key, 'VERSION_CONFLICT');
}

/** Opens the diff of a conflict, and waits until it is in front. */
export async function open(key: string): Promise<ConflictTab> {
  await vscode.commands.executeCommand(commands.openConflict, key);
  return inFront(key);
}

/** The diff of a record, as soon as it is in front. */
export const inFront = (key: string): Promise<ConflictTab> =>
  until(`the diff of ${key}`, () => {
    const tab = activeConflictTab();
    return tab?.key === key ? tab : undefined;
  });
