import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/engine/json';
import { useWorld, type World } from './reconcile';

/** What `conflicts --json` shows. */
interface Listed {
  readonly open: readonly { readonly since: string; readonly reason: string; readonly fields: readonly JsonObject[]; readonly isDeleted: boolean }[];
  readonly settled: readonly { readonly at: string }[];
}

const HIDDEN = '[redacted]';
const BASE = { name: 'Ann', address: { street: 'u', city: 'X' }, contacts: [{ id: 1, tel: 'a' }, { id: 2, tel: 'b' }] };
/** Changed there: name, address.city, ssn and the telephone of contact 2; here: name, tier and the telephone of contact 1. */
async function inConflict(world: World, id = '1'): Promise<void> {
  await world.writeBehind(id, { ...BASE, tier: 'gold', ssn: 'secret-0' });
  await world.ok('pull', `accounts/${id}`);
  await world.writeBehind(id, { name: 'Theirs', address: { street: 'u', city: 'Y' }, ssn: 'secret-1', contacts: [{ id: 1, tel: 'a' }, { id: 2, tel: 'their-b' }] });
  await world.ok('edit', `accounts/${id}`, '--set', 'name="Mine"', '--set', 'tier="silver"', '--set', 'contacts=[{"id":1,"tel":"my-a"},{"id":2,"tel":"b"}]');
  assert.equal((await world.run('sync')).code, 1);
}

const listed = async (world: World): Promise<Listed> => JSON.parse((await world.run('conflicts', '--json')).stdout) as Listed;
const ACCOUNTS = { path: '/accounts', listKeys: { '/contacts': 'id' }, sensitive: ['ssn'] };

describe('reconcile conflicts', () => {
  const world = useWorld({ resources: { accounts: ACCOUNTS, others: { path: '/others' } } });

  it('lists who changed what, field by field, and ends with 1 while one is open', async () => {
    await inConflict(world());
    const { code, stdout } = await world().run('conflicts');
    assert.equal(code, 1);
    const [first, ...fields] = stdout.trimEnd().split('\n');
    assert.match(first ?? '', /^accounts\/1 {2}VERSION_CONFLICT: edited on version 2, the master has version 3\. For \d+ s: /);
    assert.deepEqual(fields, [
      '  name  changed there and here: "Ann" → there "Theirs", here "Mine"',
      '  tier  changed here: "gold" → "silver"',
      '  /address/city  changed there: "X" → "Y"',
      '  /contacts/1/tel  changed here: "a" → "my-a"',
      '  /contacts/2/tel  changed there: "b" → "their-b"',
      `  ssn  changed there: "${HIDDEN}" → "${HIDDEN}"`,
    ]);
  });

  it('shows the same as JSON, sensitive values blanked', async () => {
    await inConflict(world());
    const { stdout } = await world().run('conflicts', 'accounts', '--json');
    const { open: [first], settled } = JSON.parse(stdout) as Listed;
    assert.ok(first);
    const { since, reason, fields, ...conflict } = first;
    assert.deepEqual(conflict, { resource: 'accounts', id: '1', baseVersion: '2', remoteVersion: '3', isDeleted: false });
    assert.ok(Math.abs(Date.parse(since) - Date.now()) < 60_000);
    assert.match(reason, /the master has 3/);
    assert.deepEqual(fields, [
      { path: 'name', by: 'collision', base: 'Ann', remote: 'Theirs', local: 'Mine' },
      { path: 'tier', by: 'local', base: 'gold', remote: 'gold', local: 'silver' },
      { path: '/address/city', by: 'remote', base: 'X', remote: 'Y', local: 'X' },
      { path: '/contacts/1/tel', by: 'local', base: 'a', remote: 'a', local: 'my-a' },
      { path: '/contacts/2/tel', by: 'remote', base: 'b', remote: 'their-b', local: 'b' },
      { path: 'ssn', by: 'remote', base: HIDDEN, remote: HIDDEN, local: HIDDEN },
    ]);
    assert.deepEqual(settled, []);
    assert.doesNotMatch(stdout, /secret/);
  });

  it('lists those of one resource, and refuses one that is not configured', async () => {
    await inConflict(world());
    assert.equal(await world().ok('conflicts', 'others'), 'No conflict is open.\n');
    const { code, stderr } = await world().run('conflicts', 'orders');
    assert.equal(code, 2);
    assert.match(stderr, /^reconcile: The configuration has no resource "orders"\.$/m);
  });

  it('says how conflicts were settled lately, and which of them were undone', async () => {
    await inConflict(world());
    await world().ok('resolve', 'accounts/1', '--use', 'local');
    await world().ok('undo', 'accounts/1');
    assert.match((await world().run('conflicts')).stdout, /^No conflict is open\.\n\nSettled lately\n {2}accounts\/1 {2}\d+ s ago with local, by a person, undone: name, tier, address\.city, contacts\[1\]\.tel, contacts\[2\]\.tel, ssn\n$/);
    const { settled: [newest] } = await listed(world());
    assert.ok(newest);
    const { at, ...settled } = newest;
    assert.deepEqual(settled, { resource: 'accounts', id: '1', choice: 'local', by: 'person', fields: ['name', 'tier', 'address.city', 'contacts[1].tel', 'contacts[2].tel', 'ssn'], isUndone: true });
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  });

  it('says what the rule merged', async () => {
    await world().configure({ resources: { accounts: ACCOUNTS }, conflicts: { autoMerge: 'disjoint' } });
    await world().ok('pull');
    await world().writeBehind('1', { name: 'Theirs' });
    await world().ok('edit', 'accounts/1', '--set', 'tier="silver"');
    await world().ok('sync');
    assert.match(await world().ok('conflicts'), /^No conflict is open\.\n\nSettled lately\n {2}accounts\/1 {2}\d+ s ago with merge, by rule: name, tier\n$/);
  });
});

describe('reconcile undo', () => {
  const world = useWorld();

  it('brings both sides back, and the next sync the conflict', async () => {
    await inConflict(world());
    await world().ok('resolve', 'accounts/1', '--use', 'remote');
    assert.equal(await world().ok('undo', 'accounts/1'), 'The resolution of accounts/1 is undone: both sides are back.\n');
    assert.match(await world().ok('status', 'accounts/1'), /^accounts\/1 {2}PENDING: revision \d waits to be sent\. The master has version 3 by now, seen \d+ s ago\.\n$/);
    assert.equal((await world().record('1')).aheadVersion, 3);
    assert.equal((await world().run('sync')).code, 1);
    const { open: [conflict] } = await listed(world());
    assert.deepEqual(conflict?.fields[0], { path: 'name', by: 'collision', base: 'Ann', remote: 'Theirs', local: 'Mine' });
    assert.equal((await world().remote('1'))['name'], 'Theirs');
  });

  it('refuses what is not resolved', async () => {
    await world().ok('pull');
    const { code, stdout } = await world().run('undo', 'accounts/1');
    assert.equal(code, 1);
    assert.match(stdout, /^accounts\/1 has no resolution that waits/);
  });
});

describe('reconcile resolve', () => {
  const world = useWorld({ resources: { accounts: ACCOUNTS } });
  const usage = async (sentence: RegExp, ...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await world().run('resolve', ...args);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, sentence);
  };
  const synced = async (...fields: string[]): Promise<JsonObject> => {
    await world().ok('resolve', 'accounts/1', ...fields.flatMap((field) => ['--field', field]));
    await world().ok('sync');
    const { name, tier, address, contacts, ssn } = await world().remote('1');
    return { name, tier, address, contacts, ssn } as JsonObject;
  };
  const MERGED = { tier: 'silver', address: { street: 'u', city: 'Y' }, contacts: [{ id: 1, tel: 'my-a' }, { id: 2, tel: 'their-b' }], ssn: 'secret-1' };

  it('takes several records with --use, and says what became of each', async () => {
    await inConflict(world());
    await inConflict(world(), '2');
    await world().ok('pull', 'accounts/3');
    const { code, stdout } = await world().run('resolve', 'accounts/1', 'accounts/3', 'accounts/2', 'accounts/1', '--use', 'local');
    assert.deepEqual([code, stdout], [1, 'accounts/1 keeps the local version.\naccounts/3 is not in conflict.\naccounts/2 keeps the local version.\n']);
    await world().ok('undo', 'accounts/1');
    await world().ok('undo', 'accounts/2');
    await world().run('sync');
    const { ok, results } = JSON.parse(await world().ok('resolve', 'accounts/1', 'accounts/2', '--use', 'remote', '--json')) as { ok: boolean; results: unknown };
    assert.deepEqual([ok, results], [true, [{ key: 'accounts/1', ok: true, message: 'accounts/1 takes the remote version.' }, { key: 'accounts/2', ok: true, message: 'accounts/2 takes the remote version.' }]]);
  });

  it('changes nothing where one of several is not in the store', async () => {
    await inConflict(world());
    await usage(/There is no record accounts\/42 in the store/, 'accounts/1', 'accounts/42', '--use', 'local');
    assert.equal((await world().record('1')).status, 'VERSION_CONFLICT');
  });

  it('merges field by field: what changed on one side is taken from there', async () => {
    await inConflict(world());
    assert.deepEqual(await synced('name=remote'), { ...MERGED, name: 'Theirs' });
  });

  it('takes a value, and a side for a field that did not collide or for what is inside it', async () => {
    await inConflict(world());
    assert.deepEqual(await synced('name="Both"', '/address=local', '/contacts/2=local', 'tier=remote'), { ...MERGED, name: 'Both', address: BASE.address, tier: 'gold', contacts: [{ id: 1, tel: 'my-a' }, { id: 2, tel: 'b' }] });
  });

  it('takes a value for a whole field, and for one far inside', async () => {
    await inConflict(world());
    assert.deepEqual(await synced('name=local', 'address={"street":"v"}', '/contacts/1/tel=null'), { ...MERGED, name: 'Mine', address: { street: 'v' }, contacts: [{ id: 1, tel: null }, { id: 2, tel: 'their-b' }] });
  });

  it('names the collisions that no --field decides', async () => {
    await inConflict(world());
    await usage(/^reconcile: Changed on both sides of accounts\/1, so choose with --field NAME=remote\|local\|JSON: name\.$/m, 'accounts/1', '--field', 'tier=local');
    assert.equal((await world().record('1')).status, 'VERSION_CONFLICT');
  });

  it('refuses a --field that is none', async () => {
    await inConflict(world());
    await usage(/--field takes NAME=remote, NAME=local or NAME=JSON, not "name"\./, 'accounts/1', '--field', 'name');
    await usage(/--field name: not valid JSON at column 1: .* A text needs quotes, as in name='"Adatum"'\./, 'accounts/1', '--field', 'name=Both');
    for (const field of ['nmae', 'version', '/address/street', '/contacts/3', 'constructor']) {
      await usage(/: that is none of the fields that changed: name, tier, \/address\/city, \/contacts\/1\/tel, \/contacts\/2\/tel, ssn\./, 'accounts/1', '--field', 'name=local', '--field', `${field}=local`);
    }
    await usage(/--field \/contacts\/1: that is none of the fields/, 'accounts/1', '--field', 'name=local', '--field', '/contacts/1={"id":1}');
    await usage(/--field address and --field \/address\/city speak of one field\./, 'accounts/1', '--field', 'name=local', '--field', 'address=local', '--field', '/address/city=remote');
  });

  it('says what it takes', async () => {
    await world().ok('pull');
    const one = /^reconcile: resolve takes one of --use remote\|local, --field NAME=remote\|local\|JSON, --file F and --diff\.$/m;
    await usage(one, 'accounts/1');
    await usage(one, 'accounts/1', '--use', 'local', '--diff');
    await usage(/Several records can be resolved with --use only\./, 'accounts/1', 'accounts/2', '--diff');
    await usage(/Name a RECORD/, '--use', 'local');
    const { code, stdout } = await world().run('resolve', 'accounts/1', '--field', 'name=local');
    assert.deepEqual([code, stdout], [1, 'accounts/1 is not in conflict.\n']);
  });

  it('refuses a file in which a conflict marker is left, with its line', async () => {
    await inConflict(world());
    for (const [marker, line] of [['<<<<<<< base', 2], ['||||||| there', 3], ['=======', 3], ['>>>>>>>', 2]] as const) {
      const file = await world().file('merged.json', `${'{\n'.padEnd(line, '\n')}${marker}\n"id": "1" }\n`);
      await usage(new RegExp(`merged\\.json:${line}: A conflict marker is left; choose a side there\\.`), 'accounts/1', '--file', file);
    }
  });

  it('has no fields to choose from where the record was deleted at the master', async () => {
    await world().ok('pull');
    await fetch(`${world().sample.url}/accounts/1`, { method: 'DELETE' });
    await world().ok('edit', 'accounts/1', '--set', 'name="Mine"');
    await world().run('sync');
    await usage(/accounts\/1 was deleted at the master: --use local creates it again, --use remote removes it here\./, 'accounts/1', '--field', 'name=local');
    const { stdout } = await world().run('resolve', 'accounts/1', '--diff');
    assert.match(stdout, /^--- base\taccounts\/1, version 1\n\+\+\+ remote\taccounts\/1, deleted\n/);
    const { open: [conflict] } = await listed(world());
    assert.deepEqual([conflict?.isDeleted, conflict?.fields], [true, []]);
  });
});

describe('reconcile resolve --diff', () => {
  const world = useWorld({ resources: { accounts: { path: '/accounts', sensitive: ['ssn', 'email'] } } });

  it('shows both sides against the base, decides nothing and ends with 1', async () => {
    await inConflict(world());
    const { code, stdout } = await world().run('resolve', 'accounts/1', '--diff');
    assert.equal(code, 1);
    const [remote = '', local = ''] = stdout.split(/\n(?=--- )/);
    assert.match(remote, /^--- base\taccounts\/1, version 2\n\+\+\+ remote\taccounts\/1, version 3\n@@ /);
    assert.match(local, /^--- base\taccounts\/1, version 2\n\+\+\+ local\taccounts\/1, revision 1\n@@ /);
    const changed = (text: string): string[] => text.split('\n').filter((line) => /^[-+] /.test(line));
    assert.deepEqual(changed(remote), ['-    "city": "X",', '+    "city": "Y",', '-      "tel": "b"', '+      "tel": "their-b"', '-  "name": "Ann",', '+  "name": "Theirs",']);
    assert.deepEqual(changed(local), ['-      "tel": "a"', '+      "tel": "my-a"', '-  "name": "Ann",', '+  "name": "Mine",', '-  "tier": "gold"', '+  "tier": "silver"']);
    assert.doesNotMatch(stdout, /secret|checksum|updatedAt|\u001b/);
    assert.match(stdout, /^ {3}"email": "\[redacted\]",$/m);
    assert.match(stdout, /\nChanged, but not shown because it is sensitive: ssn\n$/);
    assert.equal((await world().record('1')).status, 'VERSION_CONFLICT');
  });

  it('goes into --json beside the fields, without sensitive values', async () => {
    await inConflict(world());
    const { code, stdout } = await world().run('resolve', 'accounts/1', '--diff', '--json');
    const { diff, fields } = JSON.parse(stdout) as { diff: { remote: string; local: string }; fields: JsonObject[] };
    assert.equal(code, 1);
    assert.match(diff.local, /^\+ {2}"name": "Mine",$/m);
    assert.equal(fields[0]?.['path'], 'name');
    assert.doesNotMatch(stdout, /secret/);
  });

  it('shows what a terminal would obey', async () => {
    await world().writeBehind('1', { name: 'A' });
    await world().ok('pull');
    await world().writeBehind('1', { name: 'a\u001b[31m\u202eb\u0085' });
    await world().ok('edit', 'accounts/1', '--set', 'name="B"');
    await world().run('sync');
    const { stdout } = await world().run('resolve', 'accounts/1', '--diff');
    assert.ok(stdout.includes('+  "name": "a\\u001b[31m\\u202eb\\u0085",'), stdout);
  });

  it('says that a record is not in conflict, and ends with 0', async () => {
    await world().ok('pull');
    assert.equal(await world().ok('resolve', 'accounts/1', '--diff'), 'accounts/1 is not in conflict.\n');
  });
});
