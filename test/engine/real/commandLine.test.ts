import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/engine/json';
import { STATUSES, type Status } from '../../../src/engine/status';
import { until } from '../../support/until';
import { ended, Reconcile, type RecordView } from '../cli/reconcile';
import { openJsonServerWorld, STILL, type JsonServerWorld } from './jsonServerWorld';

describe('reconcile against json-server', () => {
  let world: JsonServerWorld;
  let line: Reconcile;

  beforeEach(async () => {
    world = await openJsonServerWorld({ ...STILL, sync: { concurrency: 1 } });
    line = new Reconcile(world.folder);
    await line.ok('pull');
  });
  afterEach(() => world?.close());

  const edit = (id: string, name: string): Promise<string> => line.ok('edit', `accounts/${id}`, '--set', `name="${name}"`);
  const statuses = async (...ids: string[]): Promise<Status[]> => {
    const { records } = JSON.parse(await line.ok('status', '--json')) as { records: RecordView[] };
    return ids.map((id) => records.find((record) => record.id === id)?.status ?? assert.fail(`no record ${id}`));
  };

  it('pulls, edits, and resolves a conflict in each of the three ways; what was deleted there is created again', async () => {
    await edit('1', 'Edited');
    await line.ok('sync');
    assert.equal((await world.remote('1'))?.['name'], 'Edited');

    const theirs: JsonObject = { name: 'Theirs', credit: 99 };
    for (const id of ['2', '3', '4', '5']) await edit(id, 'Mine');
    for (const id of ['2', '3', '4']) await world.change(id, theirs);
    await world.remove('5');
    assert.equal((await line.run('sync')).code, 1);
    assert.deepEqual(await statuses('1', '2', '3', '4', '5'), ['SYNCED', ...Array<Status>(4).fill('VERSION_CONFLICT')]);

    await line.ok('resolve', 'accounts/2', '--use', 'remote');
    await line.ok('resolve', 'accounts/3', '--use', 'local');
    await line.ok('resolve', 'accounts/4', '--file', await line.file('merged.json', '{ "id": 4, "name": "Mine", "credit": 99 }'));
    await line.ok('resolve', 'accounts/5', '--use', 'local');
    await line.ok('sync');
    assert.deepEqual(await statuses('2', '3', '4', '5'), ['SKIPPED', 'SYNCED', 'SYNCED', 'SYNCED']);
    const remotes = await Promise.all(['2', '3', '4', '5'].map((id) => world.remote(id)));
    assert.deepEqual(remotes, [
      { id: 2, ...theirs }, { id: 3, name: 'Mine', credit: 30 }, { id: 4, name: 'Mine', credit: 99 }, { id: 5, name: 'Mine', credit: 50 },
    ]);
  });

  it('shows each of the nine states', async () => {
    for (const id of ['1', '2', '3', '4', '5', '6']) await edit(id, 'Edited');
    world.expect('2', 'lost');
    world.expect('3', 'cut');
    world.expect('4', 400);
    world.expect('5', 503, { times: 2 });
    await world.change('6', { name: 'Theirs' });
    assert.equal((await line.run('sync')).code, 1);

    await edit('7', 'Edited');
    world.expect('7', 500, { headers: { 'retry-after': '600' } });
    await line.run('sync', '--once');

    for (const id of ['8', '9']) await edit(id, 'Edited');
    world.expect('8', 'silence');
    const sync = line.begin('sync');
    const end = ended(sync);
    await until('accounts/8 is being sent', async () => ((await line.record('8')).status === 'PROCESSING' ? true : undefined), 20_000);
    const seen = await statuses('1', '2', '3', '4', '5', '6', '7', '8', '9');
    sync.kill('SIGINT');
    await end;
    assert.deepEqual(seen, ['SYNCED', 'SKIPPED', 'VALIDATION_FAILED', 'ERROR', 'DEAD_LETTER', 'VERSION_CONFLICT', 'RETRY_PENDING', 'PROCESSING', 'PENDING']);
    assert.deepEqual([...seen].sort(), [...STATUSES].sort());
  });
});
