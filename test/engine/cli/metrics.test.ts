import { strict as assert } from 'node:assert';
import type { Figures } from '../../../src/engine/metrics/figures';
import { QUICK, useWorld } from './reconcile';

describe('reconcile: metrics', () => {
  const world = useWorld(QUICK);

  it('shows the figures of what was synced, for a person and as JSON', async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="Counted"');
    await world().ok('sync');
    await world().fault({ fault: '403', id: '2', method: 'PUT' });
    await world().ok('edit', 'accounts/2', '--set', 'name="Refused"');
    await world().run('sync');
    const text = await world().ok('metrics', '--window', '1h');
    assert.match(text, /^success rate +50\.0 % .*\n +last 1 h +50\.0 % +2 jobs ended/);
    assert.match(text, /^SYNCED +4 +3 of them never edited$/m);
    for (const [status, count] of [['VERSION_CONFLICT', 0], ['DEAD_LETTER', 0], ['VALIDATION_FAILED', 0], ['ERROR', 1], ['RETRY_PENDING', 0], ['PROCESSING', 0], ['PENDING', 0], ['SKIPPED', 0]]) assert.match(text, new RegExp(`^${status} +${count}$`, 'm'));
    assert.match(text, /^http +\d/m);
    assert.match(text, /^1 {2}HTTP 403 {2}The master answered # Forbidden.* last accounts\/2 /m);
    const found = JSON.parse(await world().ok('metrics', 'accounts', '--json')) as Figures;
    assert.deepEqual([found.successRate, found.ended.SYNCED, found.ended.ERROR, found.recentErrors[0]?.key, found.durations.commit?.count], [0.5, 1, 1, 'accounts/2', 2]);
  });

  it('shows an empty store, and refuses what it does not know', async () => {
    assert.match(await world().ok('metrics'), /^success rate +–/);
    assert.match((await world().run('metrics', '--window', '2h')).stderr, /--window takes 1h, 24h, 7d, 30d, not "2h"/);
    assert.equal((await world().run('metrics', 'nothing')).code, 2);
  });

  it('shows a resource that the configuration no longer names, as long as the figures have it', async () => {
    await world().ok('pull');
    await world().configure({ resources: { customers: { path: '/accounts' } } });
    assert.equal((JSON.parse(await world().ok('metrics', 'accounts', '--json')) as Figures).counts.SYNCED, 5);
    assert.equal(Object.values((JSON.parse(await world().ok('metrics', 'customers', '--json')) as Figures).counts).reduce((sum, n) => sum + n, 0), 0);
    assert.match((await world().run('metrics', 'nothing')).stderr, /Neither the configuration nor the figures have a resource "nothing"\./);
  });
});
