import { strict as assert } from 'node:assert';
import { useWorld } from './reconcile';

describe('reconcile: usage', () => {
  const world = useWorld();

  it('shows every command in its help', async () => {
    const help = await world().ok('--help');
    for (const command of ['pull', 'status', 'edit', 'sync', 'conflicts', 'resolve', 'undo', 'retry', 'discard', 'why', 'har', 'log', 'flow', 'sample']) assert.match(help, new RegExp(`^  ${command} `, 'm'));
  });

  for (const [what, args, sentence] of [
    ['no command', [], /^reconcile: Name a command\.$/m],
    ['an unknown command', ['pul'], /^reconcile: There is no command "pul"\.$/m],
    ['an unknown option', ['pull', '--fast'], /^reconcile: Unknown option '--fast'/m],
    ['an option without its value', ['edit', 'accounts/1', '--set'], /^reconcile: Option '--set' argument is ambiguous\.$/m],
    ['an argument too many', ['sync', 'accounts/1'], /^reconcile: sync takes no "accounts\/1"\.$/m],
    ['an option of another command', ['pull', '--once'], /^reconcile: pull takes no --once\.$/m],
    ['a record that is none', ['edit', '42', '--set', 'name="A"'], /^reconcile: "42" is not of the form resource\/id, as in accounts\/42\.$/m],
    ['a record that is not in the store', ['edit', 'accounts/42', '--set', 'name="A"'], /^reconcile: There is no record accounts\/42 in the store\. reconcile pull accounts\/42 reads it/m],
    ['a resource that is not configured', ['pull', 'orders'], /^reconcile: The configuration has no resource "orders"\.$/m],
    ['an edit of nothing', ['edit', 'accounts/1'], /^reconcile: edit takes either --set FIELD=JSON or --file F\.$/m],
    ['a time that is none', ['flow', 'timeline', '--at', 'noon'], /--at takes a time, as in 2026-11-29T14:28:33, not "noon"/],
    ['an unknown flow', ['flow', 'overall'], /^reconcile: There is no flow "overall"/m],
    ['no flow', ['flow'], /^reconcile: Name a flow: overall-sync, /m],
  ] as const) {
    it(`ends with 2 and a sentence for ${what}`, async () => {
      const { code, stdout, stderr } = await world().run(...args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, sentence);
    });
  }

  it('takes --allow-insecure-http with every command', async () => {
    await world().file('reconciliation.json', JSON.stringify({ master: { baseUrl: 'http://api.example.com' }, resources: { accounts: { path: '/accounts' } } }));
    assert.equal((await world().run('status')).code, 2);
    assert.match(await world().ok('status', '--allow-insecure-http'), /^The store is empty/);
  });

  it('names the missing configuration', async () => {
    const { code, stderr } = await world().run('status', '--config', 'other.json');
    assert.equal(code, 2);
    assert.match(stderr, /^reconcile: other\.json: There is no such file\. Name the configuration with --config FILE\.$/m);
  });

  it('names line and column of each error in the configuration', async () => {
    await world().file('reconciliation.json', '{\n  "master": { "baseUrl": "ftp://127.0.0.1" },\n  "resources": { "accounts": { "paht": "/accounts" } }\n}\n');
    const { code, stderr } = await world().run('status');
    assert.equal(code, 2);
    assert.match(stderr, /^reconcile: reconciliation\.json:2:26: error: /m);
    assert.match(stderr, /^reconciliation\.json:3:32: error: Unknown key "paht"\./m);
  });

  it('names line and column of broken JSON in the configuration', async () => {
    await world().file('reconciliation.json', '{\n  "master": { "baseUrl": "http://127.0.0.1:1" }\n  "resources": {}\n}\n');
    const { code, stderr } = await world().run('status');
    assert.equal(code, 2);
    assert.match(stderr, /^(reconcile: )?reconciliation\.json:3:3: error: /m);
  });

  it('names the field and the place of broken JSON in --set, and changes nothing', async () => {
    await world().ok('pull');
    const { code, stderr } = await world().run('edit', 'accounts/1', '--set', 'name=Adatum');
    assert.equal(code, 2);
    assert.match(stderr, /^reconcile: --set name: not valid JSON at column 1: .*A text needs quotes/m);
    assert.equal((await world().record('1')).status, 'SYNCED');
  });

  it('names file, line and column of broken JSON in --file, and changes nothing', async () => {
    await world().ok('pull');
    const file = await world().file('edit.json', '{\n  "id": "1",\n  "name": "A",\n  "name": "B"\n}\n');
    const { code, stderr } = await world().run('edit', 'accounts/1', '--file', file);
    assert.equal(code, 2);
    assert.match(stderr, /^reconcile: edit\.json:4:3: The key "name" occurs twice in one object\.$/m);
    assert.equal((await world().record('1')).status, 'SYNCED');
  });
});
