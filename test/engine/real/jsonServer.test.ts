import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/engine/json';
import { statusOf, type SyncRecord } from '../../../src/engine/record';
import { isUnprotected, resolveResource } from '../../../src/engine/resource';
import { seenOf, type Seen } from '../../../src/engine/seen';
import { loadConfig } from '../../../src/node/config/load';
import { openSession } from '../../../src/node/openSession';
import { hash } from '../../../src/node/ports';
import type { Session } from '../../../src/node/session';
import { freePort, startJsonServer, type JsonServer } from './jsonServerProcess';

const RECORDS = 12;

describe('against json-server 0.17', () => {
  let folder: string;
  let server: JsonServer;
  let session: Session;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'json-server-'));
    const accounts = Array.from({ length: RECORDS }, (_, i) => ({ id: i + 1, name: `Account ${i + 1}`, tags: ['a', 'b'], owner: { name: 'Mina' } }));
    await writeFile(join(folder, 'db.json'), JSON.stringify({ accounts }));
    server = await startJsonServer(join(folder, 'db.json'), await freePort());
    const { settings, problems } = await loadConfig(JSON.stringify({ master: { baseUrl: server.url }, resources: { accounts: { path: '/accounts' } } }), folder);
    assert.ok(settings, JSON.stringify(problems));
    const configPath = join(folder, 'reconciliation.json');
    session = await openSession({ settings, configPath, storeDir: join(folder, 'store'), credentials: async () => undefined, keepAlive: true, mayConnect: () => true });
    const { ok, message } = await session.perform({ type: 'pull' });
    assert.ok(ok, message);
  });

  after(async () => {
    await session?.close();
    await server?.end();
    await rm(folder, { recursive: true });
  });

  const record = (id: number): SyncRecord => {
    const found = session.model.records.get(`accounts/${id}`);
    assert.ok(found, `no record ${id}`);
    return found;
  };
  const status = (id: number): string => statusOf(record(id));
  const perform = async (action: Parameters<Session['perform']>[0]): Promise<void> => {
    const { ok, message } = await session.perform(action);
    assert.ok(ok, message);
    await session.idle();
  };
  const edit = (id: number, change: JsonObject): Promise<void> => perform({ type: 'edit', key: `accounts/${id}`, content: { ...record(id).local, ...change } });
  const remote = async (id: number): Promise<JsonObject> => (await (await fetch(`${server.url}/accounts/${id}`)).json()) as JsonObject;
  const fromOutside = async (id: number, change: JsonObject): Promise<void> => {
    const { ok } = await fetch(`${server.url}/accounts/${id}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...(await remote(id)), ...change }) });
    assert.ok(ok);
  };
  /** Both sides of a record changed, and the engine has seen it. */
  const inConflict = async (id: number): Promise<Seen> => {
    await fromOutside(id, { name: 'Theirs' });
    await edit(id, { name: 'Mine' });
    const { job } = record(id);
    assert.ok(job?.status === 'VERSION_CONFLICT', job?.status);
    assert.equal(job.remote?.content['name'], 'Theirs');
    assert.equal((await remote(id))['name'], 'Theirs');
    return seenOf(job.remote, hash);
  };

  it('pulls every record, ids being numbers', () => {
    assert.equal(session.model.records.size, RECORDS);
    assert.deepEqual(record(3).local, { id: 3, name: 'Account 3', tags: ['a', 'b'], owner: { name: 'Mina' } });
  });

  it('finds a content hash for a version and no precondition: unprotected, and says so', async () => {
    const shape = session.model.found.get('accounts');
    assert.ok(shape);
    const { id, version, precondition, checksum } = shape;
    assert.deepEqual({ id, version, precondition, checksum }, { id: 'id', version: { from: 'hash' }, precondition: { kind: 'read-first' }, checksum: null });
    const settings = session.settings.resources.get('accounts');
    assert.ok(settings && isUnprotected(resolveResource(settings, shape)));
    const { ok, lines } = await session.testConnection();
    assert.ok(ok);
    assert.ok(lines.some((line) => line.includes('unprotected')), lines.join('\n'));
  });

  it('writes an edit', async () => {
    const before = record(1).base?.version;
    await edit(1, { name: 'Edited' });
    assert.equal(status(1), 'SYNCED');
    assert.equal((await remote(1))['name'], 'Edited');
    assert.notEqual(record(1).base?.version, before);
  });

  it('sees a write of someone else before it writes, and takes the remote side when asked to', async () => {
    const seen = await inConflict(2);
    await perform({ type: 'resolve', key: 'accounts/2', choice: 'remote', seen });
    assert.equal(status(2), 'SKIPPED');
    assert.equal(record(2).local['name'], 'Theirs');
  });

  it('writes the local side over the remote that was seen', async () => {
    const seen = await inConflict(3);
    await perform({ type: 'resolve', key: 'accounts/3', choice: 'local', seen });
    assert.equal(status(3), 'SYNCED');
    assert.equal((await remote(3))['name'], 'Mine');
  });

  it('writes a merge', async () => {
    const seen = await inConflict(4);
    await perform({ type: 'resolve', key: 'accounts/4', choice: 'merge', seen, content: { ...record(4).local, name: 'Mine and theirs' } });
    assert.equal(status(4), 'SYNCED');
    assert.equal((await remote(4))['name'], 'Mine and theirs');
  });

  it('opens a conflict again when the remote moved after it was seen', async () => {
    const seen = await inConflict(5);
    await fromOutside(5, { name: 'Theirs again' });
    await perform({ type: 'resolve', key: 'accounts/5', choice: 'local', seen });
    assert.equal(status(5), 'VERSION_CONFLICT');
    assert.equal((await remote(5))['name'], 'Theirs again');
    assert.equal(record(5).local['name'], 'Mine');
  });

  it('skips an edit that the master has already', async () => {
    await fromOutside(6, { name: 'The same' });
    await edit(6, { name: 'The same' });
    assert.equal(status(6), 'SKIPPED');
    assert.deepEqual(record(6).base?.content, await remote(6));
  });

  it('finds a record deleted there and edited here, and lets it go when asked to', async () => {
    await fetch(`${server.url}/accounts/7`, { method: 'DELETE' });
    await edit(7, { name: 'Mine' });
    const { job } = record(7);
    assert.ok(job?.status === 'VERSION_CONFLICT' && job.remote === null, job?.status);
    await perform({ type: 'resolve', key: 'accounts/7', choice: 'remote', seen: { remote: 'gone' } });
    assert.equal(session.model.records.has('accounts/7'), false);
  });

  it('creates it again, with POST, when the local side is wanted', async () => {
    await fetch(`${server.url}/accounts/12`, { method: 'DELETE' });
    await edit(12, { name: 'Mine' });
    await perform({ type: 'resolve', key: 'accounts/12', choice: 'local', seen: { remote: 'gone' } });
    assert.equal(status(12), 'SYNCED');
    assert.deepEqual(await remote(12), record(12).local);
    assert.deepEqual([record(12).local['id'], record(12).local['name']], [12, 'Mine']);
    await edit(12, { name: 'Mine again' });
    assert.equal((await remote(12))['name'], 'Mine again', 'it is written at its own address from then on');
  });

  it('pauses when the server is gone, loses nothing, and goes on when it is back', async () => {
    const { port } = new URL(server.url);
    await server.end();
    for (const id of [8, 9, 10, 11]) await edit(id, { name: `Kept ${id}` });
    const { pause } = session.model;
    assert.equal(pause?.cause, 'offline');
    assert.match(pause?.reason ?? '', /refused the connection/);
    for (const id of [8, 9, 10, 11]) {
      const { job, local } = record(id);
      assert.ok(job?.status === 'PENDING' || job?.status === 'RETRY_PENDING', job?.status);
      assert.equal(job.counted, 0, 'an outage is not charged to a record');
      assert.equal(local['name'], `Kept ${id}`);
    }
    server = await startJsonServer(join(folder, 'db.json'), Number(port));
    await perform({ type: 'resume' });
    await perform({ type: 'sync' });
    for (const id of [8, 9, 10, 11]) {
      assert.equal(status(id), 'SYNCED');
      assert.equal((await remote(id))['name'], `Kept ${id}`);
    }
  });
});
