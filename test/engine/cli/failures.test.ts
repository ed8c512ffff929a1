import { strict as assert } from 'node:assert';
import { QUICK, useWorld } from './reconcile';

describe('reconcile: retries', () => {
  const world = useWorld();

  it('does not wait for a retry with --once; it is due 5 s later (D8)', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="Later"');
    await world().fault({ fault: '500', method: 'PUT' });
    const before = Date.now();
    const { code } = await world().run('sync', '--once');
    const after = Date.now();
    assert.equal(code, 0);
    const { status, attempts, dueAt, reason } = await world().record('1');
    assert.deepEqual({ status, attempts }, { status: 'RETRY_PENDING', attempts: 1 });
    assert.match(reason ?? '', /500 Internal Server Error/);
    const due = Date.parse(dueAt ?? '');
    assert.ok(due >= before + 5_000 && due <= after + 5_000, `${due - before} ms`);
  });
});

describe('reconcile: failures', () => {
  const world = useWorld(QUICK);

  it('gives a record up after four attempts; retry --all takes it up again', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="At last"');
    await world().fault({ fault: '500', times: 4, method: 'PUT' });
    assert.equal((await world().run('sync')).code, 1);
    const { status, attempts } = await world().record('1');
    assert.deepEqual({ status, attempts }, { status: 'DEAD_LETTER', attempts: 4 });
    assert.equal(await world().ok('retry', '--all'), 'accounts/1 is queued again.\n');
    await world().ok('sync');
    assert.equal((await world().record('1')).status, 'SYNCED');
    assert.equal((await world().remote('1'))['name'], 'At last');
  });

  it('says with retry --all that there is nothing to retry', async () => {
    await world().ok('pull');
    assert.equal(await world().ok('retry', '--all'), 'There are no dead letters.\n');
  });

  it('shows an answer that is not valid, with the field', async () => {
    await world().ok('pull');
    const faults = [['1', 'bad-json', /Not valid JSON at line 1/], ['2', 'wrong-checksum', /^\/checksum: .*does not match/], ['3', 'missing-field', /^\/name: .*missing/]] as const;
    for (const [id, fault] of faults) {
      await world().ok('edit', `accounts/${id}`, '--set', 'creditLimit=1');
      await world().fault({ fault, id, method: 'PUT' });
    }
    assert.equal((await world().run('sync')).code, 1);
    for (const [id, , reason] of faults) {
      const record = await world().record(id);
      assert.equal(record.status, 'VALIDATION_FAILED');
      assert.match(record.reason ?? '', reason);
    }
  });

  it('does not retry what the master forbids', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="Forbidden"');
    await world().fault({ fault: '403', method: 'PUT' });
    assert.equal((await world().run('sync')).code, 1);
    const { status, attempts, reason } = await world().record('1');
    assert.deepEqual({ status, attempts }, { status: 'ERROR', attempts: 1 });
    assert.match(reason ?? '', /403 Forbidden/);
  });

  it('finds a write whose answer was lost, and does not write twice', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="Once"');
    await world().fault({ fault: 'reset-after-apply', method: 'PUT' });
    await world().ok('sync');
    const { status, attempts, externalVersion } = await world().record('1');
    assert.deepEqual({ status, attempts, externalVersion }, { status: 'SKIPPED', attempts: 2, externalVersion: 2 });
    assert.equal((await world().methods('1')).filter((method) => method === 'PUT').length, 1);
  });

  it('says that the master cannot be reached, charges no record, and ends with 1', async () => {
    await world().ok('pull');
    for (const id of ['1', '2', '3']) await world().ok('edit', `accounts/${id}`, '--set', 'creditLimit=1');
    await world().sample.close();
    const { code, stdout } = await world().run('sync', '--once');
    assert.equal(code, 1);
    assert.match(stdout, /3 {2}RETRY_PENDING\n[^]*Paused: http:\/\/127\.0\.0\.1:\d+ refused the connection/);
  });
});
