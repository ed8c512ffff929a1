import { strict as assert } from 'node:assert';
import { useWorld, type World } from './reconcile';

/** Edits accounts/1 here, then behind its back, and syncs. */
async function inConflict(world: World): Promise<void> {
  await world.ok('pull');
  await world.ok('edit', 'accounts/1', '--set', 'name="Mine"');
  await world.writeBehind('1', { name: 'Theirs', creditLimit: 99 });
  const { code } = await world.run('sync');
  assert.equal(code, 1);
  const { status, reason } = await world.record('1');
  assert.equal(status, 'VERSION_CONFLICT');
  assert.match(reason ?? '', /the edit was made on version 1, the master has 2/);
}

describe('reconcile: conflicts', () => {
  const world = useWorld();

  it('takes the remote side, and writes nothing', async () => {
    await inConflict(world());
    await world().ok('resolve', 'accounts/1', '--use', 'remote');
    const { status, localRevision, externalVersion } = await world().record('1');
    assert.deepEqual({ status, localRevision, externalVersion }, { status: 'PENDING', localRevision: 2, externalVersion: 2 });
    await world().ok('sync');
    assert.equal((await world().record('1')).status, 'SKIPPED');
    assert.equal((await world().remote('1'))['version'], 2);
    await world().ok('edit', 'accounts/1', '--set', 'tier="gold"');
    await world().ok('sync');
    const { name, tier } = await world().remote('1');
    assert.deepEqual({ name, tier }, { name: 'Theirs', tier: 'gold' }, 'the local side is the remote one');
  });

  it('writes the local side over the version that was seen', async () => {
    await inConflict(world());
    await world().ok('resolve', 'accounts/1', '--use', 'local');
    await world().ok('sync');
    assert.equal((await world().record('1')).status, 'SYNCED');
    const { name, version } = await world().remote('1');
    assert.deepEqual({ name, version }, { name: 'Mine', version: 3 });
  });

  it('writes a merged record', async () => {
    await inConflict(world());
    const file = await world().file('merged.json', JSON.stringify({ ...(await world().remote('1')), name: 'Both' }));
    await world().ok('resolve', 'accounts/1', '--file', file);
    await world().ok('sync');
    assert.equal((await world().record('1')).status, 'SYNCED');
    const { name, creditLimit } = await world().remote('1');
    assert.deepEqual({ name, creditLimit }, { name: 'Both', creditLimit: 99 });
  });

  it('opens the conflict again when the remote has moved meanwhile, and overwrites nothing', async () => {
    await inConflict(world());
    await world().ok('resolve', 'accounts/1', '--use', 'local');
    await world().writeBehind('1', { name: 'Theirs again' });
    assert.equal((await world().run('sync')).code, 1);
    assert.equal((await world().record('1')).status, 'VERSION_CONFLICT');
    assert.equal((await world().remote('1'))['name'], 'Theirs again');
    await world().ok('resolve', 'accounts/1', '--use', 'local');
    await world().ok('sync');
    assert.equal((await world().remote('1'))['name'], 'Mine', 'the local side survived both');
  });

  it('refuses what cannot be a resolution', async () => {
    await world().ok('pull');
    const refused = await world().run('resolve', 'accounts/1', '--use', 'local');
    assert.deepEqual([refused.code, refused.stdout], [1, 'accounts/1 is not in conflict.\n']);
    const unknown = await world().run('resolve', 'accounts/1', '--use', 'mine');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /--use takes remote or local, not "mine"\./);
  });
});
