import { strict as assert } from 'node:assert';
import { STATUSES } from '../../../src/engine/status';
import { useWorld } from './reconcile';

describe('reconcile: pull, edit, sync', () => {
  const world = useWorld();

  it('pulls all records, and says how many', async () => {
    assert.equal(await world().ok('pull'), '5 records read: 5 new, 0 changed.\n');
    assert.equal(await world().ok('pull'), '5 records read: 0 new, 0 changed.\n');
  });

  it('pulls one record', async () => {
    await world().ok('pull', 'accounts/2');
    const { records } = JSON.parse(await world().ok('status', '--json')) as { records: { id: string }[] };
    assert.deepEqual(records.map(({ id }) => id), ['2']);
  });

  it('shows counts of all nine statuses and each record as JSON', async () => {
    await world().ok('pull');
    const status = JSON.parse(await world().ok('status', '--json')) as { counts: Record<string, number>; records: object[] };
    assert.deepEqual(Object.keys(status), ['counts', 'records']);
    assert.deepEqual(status.counts, { ...Object.fromEntries(STATUSES.map((name) => [name, 0])), SYNCED: 5 });
    assert.deepEqual(status.records[0], { resource: 'accounts', id: '1', status: 'SYNCED', externalVersion: 1, localRevision: 0, attempts: 0, dueAt: null, reason: null });
  });

  it('keeps an edit as PENDING and sends nothing', async () => {
    await world().ok('pull');
    const before = await world().methods('2');
    assert.equal(await world().ok('edit', 'accounts/2', '--set', 'name="Edited"', '--set', 'creditLimit=7'), 'accounts/2 is saved.\n');
    const { status, localRevision, externalVersion } = await world().record('2');
    assert.deepEqual({ status, localRevision, externalVersion }, { status: 'PENDING', localRevision: 1, externalVersion: 1 });
    assert.deepEqual(await world().methods('2'), before);
  });

  it('sends what waits with sync, guarded by the version that was edited', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/2', '--set', 'name="Edited"');
    await world().ok('sync');
    const { status, externalVersion, attempts } = await world().record('2');
    assert.deepEqual({ status, externalVersion, attempts }, { status: 'SYNCED', externalVersion: 2, attempts: 1 });
    assert.equal((await world().remote('2'))['name'], 'Edited');
    assert.equal((await world().methods('2')).filter((method) => method === 'PUT').length, 1);
  });

  it('gives up an edit, and nothing is written', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/2', '--set', 'name="Edited"');
    await world().ok('discard', 'accounts/2');
    await world().ok('sync');
    assert.equal((await world().record('2')).status, 'SKIPPED');
    assert.ok(!(await world().methods('2')).includes('PUT'));
  });

  it('takes the whole record from standard input', async () => {
    await world().ok('pull');
    const edit = world().begin('edit', 'accounts/3', '--file', '-');
    edit.stdin?.end(JSON.stringify({ ...(await world().remote('3')), name: 'From stdin' }));
    await new Promise((resolve) => edit.once('close', resolve));
    await world().ok('sync');
    assert.equal((await world().remote('3'))['name'], 'From stdin');
  });

  it('says that the master cannot be reached, and keeps the edit', async () => {
    await world().ok('pull');
    await world().sample.close();
    const { code, stdout } = await world().run('pull');
    assert.equal(code, 1);
    assert.match(stdout, /refused the connection/);
    await world().ok('edit', 'accounts/1', '--set', 'name="Kept"');
    await world().run('sync', '--once');
    const { status, attempts, reason } = await world().record('1');
    assert.deepEqual({ status, attempts }, { status: 'RETRY_PENDING', attempts: 1 });
    assert.match(reason ?? '', /refused the connection/);
  });
});
