import { strict as assert } from 'node:assert';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/engine/json';
import { openFront, type Front, type Trouble } from './front';
import { freePort, startJsonServer } from './jsonServerProcess';

/** Retries that are over at once, and no end to a wait for an answer: the nine states stand still to be looked at. */
export const STILL = { retry: { retries: 1, base: 0.01, factor: 1 }, timeouts: { headers: 300, body: 300, total: 600 } };

/** A folder with a configuration for a json-server behind a front; its `accounts` are 1 to 12, in plain JSON without versions. */
export interface JsonServerWorld {
  readonly folder: string;
  /** The record as json-server has it; null for none. */
  remote(id: string): Promise<JsonObject | null>;
  /** Somebody else changes a record. */
  change(id: string, change: JsonObject): Promise<void>;
  /** Somebody else deletes a record. */
  remove(id: string): Promise<void>;
  /** The next writes of a record meet trouble. */
  expect(id: string, trouble: Trouble, more?: Partial<Parameters<Front['expect']>[0]>): void;
  close(): Promise<void>;
}

/** Opens one. `more` goes into the configuration. */
export async function openJsonServerWorld(more: JsonObject = {}): Promise<JsonServerWorld> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'json-server-')));
  const accounts = Array.from({ length: 12 }, (_, i) => ({ id: i + 1, name: `Account ${i + 1}`, credit: 10 * (i + 1) }));
  await writeFile(join(folder, 'db.json'), JSON.stringify({ accounts }));
  const server = await startJsonServer(join(folder, 'db.json'), await freePort());
  const front = await openFront(server.url);
  await writeFile(join(folder, 'reconciliation.json'), JSON.stringify({ master: { baseUrl: front.url }, resources: { accounts: { path: '/accounts' } }, ...more }));
  const ask = (id: string, method: string, body?: JsonObject): Promise<Response> =>
    fetch(`${server.url}/accounts/${id}`, { method, ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  const remote = async (id: string): Promise<JsonObject | null> => {
    const answer = await ask(id, 'GET');
    return answer.ok ? ((await answer.json()) as JsonObject) : null;
  };
  return {
    folder,
    remote,
    change: async (id, change) => assert.equal((await ask(id, 'PUT', { ...(await remote(id)), ...change })).status, 200),
    remove: async (id) => assert.equal((await ask(id, 'DELETE')).status, 200),
    expect: (id, trouble, more) => front.expect({ trouble, method: 'PUT', path: `/accounts/${id}`, ...more }),
    async close() {
      await front.close();
      await server.end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
