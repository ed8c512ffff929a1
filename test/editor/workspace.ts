import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { JsonObject } from '../../src/engine/json';
import { statusOf, type RecordKey, type SyncRecord } from '../../src/engine/record';
import type { Status } from '../../src/engine/status';
import type { TestAccess } from '../../src/editor/testAccess';
import type { Session } from '../../src/node/session';
import { until as waitUntil } from '../support/until';

const PATIENCE_MS = 15_000;

/** Asks again and again until there is an answer. */
export const until = <T>(what: string, ask: () => T | undefined): Promise<T> => waitUntil(what, ask, PATIENCE_MS);

/** What the extension lets its tests reach. */
export async function access(): Promise<TestAccess> {
  const extension = vscode.extensions.getExtension<TestAccess | undefined>('rest-api-reconciliation.rest-api-reconciliation');
  const parts = await extension?.activate();
  assert.ok(parts, 'the extension is there, and runs as a test');
  return parts;
}

/** The configuration of the workspace. */
export function configUri(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, 'reconciliation.json');
}

/** Writes the configuration. */
export const writeConfig = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(configUri(), new TextEncoder().encode(text));

/** The smallest configuration for a master. */
export const smallest = (baseUrl: string, more: object = {}): string => JSON.stringify({ master: { baseUrl, ...more }, resources: { accounts: { path: '/accounts' } } }, null, 2);

/** Waits until a record shows one of the statuses. */
export const untilStatus = (session: Session, key: RecordKey, ...statuses: Status[]): Promise<SyncRecord> =>
  until(`${key} to be ${statuses.join(' or ')}`, () => {
    const record = session.model.records.get(key);
    return record && statuses.includes(statusOf(record)) ? record : undefined;
  });

/** A record as the master has it. */
export async function atMaster(url: string, id: string): Promise<JsonObject> {
  const answer = await fetch(`${url}/accounts/${id}`);
  assert.equal(answer.status, 200);
  return (await answer.json()) as JsonObject;
}

/** Someone else changes a record at the master. */
export async function changeThere(url: string, id: string, fields: JsonObject): Promise<void> {
  const body = JSON.stringify({ ...(await atMaster(url, id)), ...fields });
  const answer = await fetch(`${url}/accounts/${id}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  assert.equal(answer.status, 200);
}
