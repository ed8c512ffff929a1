import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/engine/json';
import { useWorld } from './reconcile';

const account = (id: string): JsonObject => ({ id, name: `Account ${id}`, email: 'ops@example', status: 'active', tier: 'gold', creditLimit: 1 });

describe('reconcile: ids', () => {
  const world = useWorld();

  for (const id of ['a/b', '🚀', '__proto__', 'ä ö', '%2e%2e', '?x=1#y', '-1']) {
    it(`creates, shows and changes the record ${JSON.stringify(id)}`, async () => {
      const file = await world().file('new.json', JSON.stringify(account(id)));
      await world().ok('edit', `accounts/${id}`, '--file', file);
      await world().ok('sync');
      const { status, externalVersion } = await world().record(id);
      assert.deepEqual({ status, externalVersion }, { status: 'SYNCED', externalVersion: 1 });
      assert.equal((await world().remote(id))['name'], `Account ${id}`);
      await world().ok('edit', `accounts/${id}`, '--set', 'name="Changed"');
      await world().ok('sync');
      assert.equal((await world().remote(id))['name'], 'Changed');
    });
  }

  it('never lets an id or a name steer the terminal, and keeps it whole', async () => {
    const id = 'a\u202eb\u009b2Jc';
    const file = await world().file('new.json', JSON.stringify(account(id)));
    await world().ok('edit', `accounts/${id}`, '--file', file);
    await world().ok('sync');
    for (const args of [['status'], ['status', '--json'], ['log'], ['why', `accounts/${id}`], ['har', `accounts/${id}`]]) {
      const printed = await world().ok(...args);
      assert.doesNotMatch(printed, /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u, args.join(' '));
      assert.ok(printed.includes('a\\u202eb\\u009b2Jc'), args.join(' '));
    }
    assert.equal((await world().record(id)).status, 'SYNCED');
    const { stderr } = await world().run('why', 'accounts/x\u202ey');
    assert.match(stderr, /accounts\/x\\u202ey/);
  });

  for (const id of ['..', '.']) {
    it(`refuses the id ${JSON.stringify(id)}, which has no address`, async () => {
      const file = await world().file('new.json', JSON.stringify(account(id)));
      const { code, stdout } = await world().run('edit', `accounts/${id}`, '--file', file);
      assert.deepEqual([code, stdout], [1, `The id "${id}" has no address of its own: in a URL it names another place.\n`]);
      assert.deepEqual((JSON.parse(await world().ok('status', '--json')) as { records: unknown[] }).records, []);
    });
  }

  it('refuses content that names another record', async () => {
    const file = await world().file('new.json', JSON.stringify(account('7')));
    const { code, stdout } = await world().run('edit', 'accounts/8', '--file', file);
    assert.deepEqual([code, stdout], [1, 'The field "id" must stay "8": it says which record this is.\n']);
  });
});
