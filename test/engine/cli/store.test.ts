import { strict as assert } from 'node:assert';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../support/until';
import { ended, useWorld } from './reconcile';

describe('reconcile: store', () => {
  const world = useWorld({ retry: { base: 300, factor: 1 } });

  it('of another configuration is refused', async () => {
    await world().ok('pull');
    const { folder, sample } = world();
    await mkdir(join(folder, 'other'));
    await writeFile(join(folder, 'other', 'reconciliation.json'), JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts' } } }));
    for (const command of ['pull', 'status']) {
      const { code, stderr } = await world().run(command, '--config', join('other', 'reconciliation.json'));
      assert.equal(code, 2, command);
      assert.match(stderr, /^reconcile: The store in \S+ belongs to \S+reconciliation\.json with the master http:/m);
    }
  });

  it('row 70: in a folder that a program syncs works, with a warning once', async () => {
    const store = join(world().folder, 'OneDrive', 'store');
    const { code, stderr } = await world().run('pull', '--store', store);
    assert.equal(code, 0);
    assert.match(stderr, /^The store in \S+\/OneDrive\/store lies in a folder that a program syncs \(OneDrive\), .*--store\.\n$/);
    assert.deepEqual(await world().run('edit', 'accounts/1', '--set', 'name="Synced"', '--store', store), { code: 0, stdout: 'accounts/1 is saved.\n', stderr: '' });
  });

  it('of another origin is refused', async () => {
    await world().ok('pull');
    await world().file('reconciliation.json', JSON.stringify({ master: { baseUrl: 'http://127.0.0.1:1' }, resources: { accounts: { path: '/accounts' } } }));
    const { code, stderr } = await world().run('edit', 'accounts/1', '--set', 'name="Elsewhere"');
    assert.equal(code, 2);
    assert.match(stderr, /cannot serve \S+ with the master http:\/\/127\.0\.0\.1:1\.$/m);
  });

  it('that another process owns takes edits and retries through it', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="First"');
    await world().fault({ fault: '500', method: 'PUT' });
    const owner = world().begin('sync');
    const end = ended(owner);
    try {
      await until('the retry to wait', async () => ((await world().record('1')).status === 'RETRY_PENDING' ? true : undefined), 20_000);
      assert.equal(await world().ok('edit', 'accounts/1', '--set', 'tier="platinum"'), 'accounts/1 is saved.\n');
      assert.equal((await world().record('1')).localRevision, 2);
      assert.equal(owner.exitCode, null, 'the owner still waits for the retry');
      await world().ok('retry', 'accounts/1');
      assert.equal((await end).code, 0);
    } finally {
      owner.kill();
    }
    const { name, tier } = await world().remote('1');
    assert.deepEqual({ name, tier }, { name: 'First', tier: 'platinum' });
    assert.equal((await world().record('1')).status, 'SYNCED');
  });

  it('is left in order by a sync that is interrupted', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="Interrupted"');
    await world().fault({ fault: '500', method: 'PUT' });
    const owner = world().begin('sync');
    const end = ended(owner);
    await until('the retry to wait', async () => ((await world().record('1')).status === 'RETRY_PENDING' ? true : undefined), 20_000);
    owner.kill('SIGINT');
    assert.equal((await end).code, 130);
    await world().ok('retry', 'accounts/1');
    await world().ok('sync');
    assert.equal((await world().record('1')).status, 'SYNCED');
  });
});
