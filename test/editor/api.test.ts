import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { StatusEvent, SyncEvent } from '../../src/editor/api';
import { statusOf } from '../../src/engine/record';
import { conflict } from './support/conflict';
import { closeAll, configure, live, type Live } from './support/live';
import { access, configUri, smallest, until, untilStatus } from './workspace';

describe('the API for other extensions', () => {
  let at: Live;

  before(async () => {
    at = await live();
  });

  after(async () => {
    await closeAll();
    await at.session.perform({ type: 'clear' });
    await at.sample.close();
  });

  it('shows statuses and tells their changes, and no content', async () => {
    const { api, source } = await access();
    assert.equal(api.version, 1);
    assert.equal(api.status('accounts/1'), 'SYNCED');
    assert.equal(api.status('accounts/none'), undefined);
    assert.ok((api.counts().SYNCED ?? 0) > 0);
    const events: StatusEvent[] = [];
    const listening = api.onDidChangeStatus((some) => events.push(...some));
    const record = source.session?.model.records.get('accounts/1');
    await source.session?.perform({ type: 'edit', key: 'accounts/1', content: { ...record?.local, email: 'api@example.com' } });
    await until('the record to be synced', () => (events.at(-1)?.to === 'SYNCED' ? true : undefined));
    listening.dispose();
    assert.deepEqual(events.map(({ from, to }) => `${from}>${to}`), ['SYNCED>PENDING', 'PENDING>PROCESSING', 'PROCESSING>SYNCED']);
    assert.ok(!JSON.stringify(events).includes('api@example.com'));
    assert.deepEqual(await api.sync(), { ok: true, message: 'Nothing is waiting to be sent.' });
  });

  it('tells what became of each attempt, as D1 and D3 publish it, and no content', async () => {
    const { session, sample, api } = at;
    await configure(at, JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts' } }, retry: { retries: 1, base: 0.05, factor: 1 } }));
    const events: SyncEvent[] = [];
    const listening = api.onDidSync((some) => events.push(...some));
    const edit = async (id: string, status: Parameters<typeof untilStatus>[2]): Promise<void> => {
      await session.perform({ type: 'edit', key: `accounts/${id}`, content: { ...session.model.records.get(`accounts/${id}`)?.local, email: 'private@example.com' } });
      await untilStatus(session, `accounts/${id}`, status);
    };
    await edit('2', 'SYNCED');
    await at.fault({ fault: '403', id: '3', method: 'PUT' });
    await edit('3', 'ERROR');
    await at.fault({ fault: 'wrong-type', id: '4', method: 'PUT' });
    await edit('4', 'VALIDATION_FAILED');
    await conflict(at, '5', { email: 'private@example.com' }, { email: 'theirs@example.com' });
    await at.fault({ fault: '500', id: '6', times: 2, method: 'PUT' });
    await edit('6', 'DEAD_LETTER');
    listening.dispose();
    assert.deepEqual(events.map(({ key, kind }) => `${key} ${kind}`), ['accounts/2 success', 'accounts/3 error', 'accounts/4 validationError', 'accounts/5 conflict', 'accounts/6 error', 'accounts/6 deadLetter']);
    assert.ok(events.every((event) => Object.keys(event).sort().join() === 'at,key,kind' && event.at > 1e12));
  });

  it('tells the others where one listener throws', async () => {
    const { api, session } = at;
    const told: string[] = [];
    const listening = [
      api.onDidChangeStatus(() => assert.fail('a listener of another extension')),
      api.onDidSync(() => assert.fail('a listener of another extension')),
      api.onDidChangeStatus((some) => told.push(...some.map(({ to }) => to ?? ''))),
      api.onDidSync((some) => told.push(...some.map(({ kind }) => kind))),
    ];
    await session.perform({ type: 'edit', key: 'accounts/7', content: { ...session.model.records.get('accounts/7')?.local, email: 'throws@example.com' } });
    await until('what became of it', () => (told.includes('success') ? true : undefined));
    for (const each of listening) each.dispose();
    assert.deepEqual(told, ['PENDING', 'PROCESSING', 'SYNCED', 'success']);
  });

  it('leaves sending to the person in manual mode', async () => {
    const { api, session } = at;
    await session.perform({ type: 'mode', mode: 'manual' });
    await session.perform({ type: 'edit', key: 'accounts/8', content: { ...session.model.records.get('accounts/8')?.local, email: 'manual@example.com' } });
    for (const keys of [undefined, ['accounts/8']]) assert.deepEqual(await api.sync(keys), { ok: false, message: 'Manual mode: a person sends here.' });
    assert.equal(api.status('accounts/8'), 'PENDING');
    await session.perform({ type: 'mode', mode: 'auto' });
    await untilStatus(session, 'accounts/8', 'SYNCED');
    await configure(at, smallest(at.sample.url).replace('{', '{ "sync": { "mode": "manual" },'));
    assert.equal((await api.sync()).ok, true, 'what was chosen in the window goes before the configuration');
    await configure(at, smallest(at.sample.url));
  });

  it('tells that each record is gone when the store is cleared', async () => {
    const { api, session } = at;
    const before = [...session.model.records.values()].map((record) => `${record.key} ${statusOf(record)}`);
    const events: StatusEvent[] = [];
    const listening = api.onDidChangeStatus((some) => events.push(...some));
    assert.ok((await session.perform({ type: 'clear' })).ok);
    await until('what is gone', () => (events.length > 0 ? true : undefined));
    listening.dispose();
    assert.equal(before.length, 25);
    assert.deepEqual(events.map(({ key, from }) => `${key} ${from}`), before);
    assert.ok(events.every(({ key, to, at: time }) => to === undefined && time > 1e12 && api.status(key) === undefined));
  });

  it('tells when this window syncs another store, or none, or has opened it', async () => {
    const { api, sample } = at;
    const told: number[] = [];
    const listening = api.onDidChangeSession(() => told.push(Object.keys(api.counts()).length));
    await configure(at, smallest(sample.url.replace('127.0.0.1', 'localhost')));
    assert.deepEqual(told.splice(0), [0, 9], 'another master');
    await vscode.workspace.fs.delete(configUri());
    await at.config.load();
    await at.source.align();
    assert.deepEqual(told.splice(0), [0], 'none');
    assert.deepEqual(await api.sync(), { ok: false, message: 'Nothing is synced in this window.' });
    await configure(at, smallest(sample.url));
    assert.deepEqual(told, [9], 'opened');
    listening.dispose();
  });
});
