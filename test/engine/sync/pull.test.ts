import { strict as assert } from 'node:assert';
import { findId, findList, findShape } from '../../../src/engine/discover';
import { Cancel } from '../../../src/engine/cancel';
import { hash } from '../../../src/node/ports';
import { ACCOUNTS, answer, failure, settingsWith, Simulation } from '../../support/simulated';

describe('pull', () => {
  it('fills an empty store; a pulled record shows SYNCED and has no job', async () => {
    const s = await new Simulation().filled(3);
    assert.equal(s.engine.ledger.model.count('SYNCED'), 3);
    assert.equal(s.record().job, null);
    assert.deepEqual(s.engine.ledger.model.edges, Array(16).fill(0));
  });

  it('takes what changed at the master and says how much', async () => {
    const s = await new Simulation().filled(3);
    s.master.put('2', { name: 'Renamed', credit: 100 });
    s.master.put('4', { name: 'New', credit: 100 });
    const result = await s.engine.perform({ type: 'pull' });
    assert.deepEqual(result, { ok: true, message: '4 records read: 1 new, 1 changed.', pulled: { read: 4, added: 1, changed: 1, kept: 0, removed: 0, isComplete: true } });
    assert.equal(s.record('accounts/2').local['name'], 'Renamed');
  });

  it('never moves base under an open job, a conflict or an edit that was not written', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(403) : undefined);
    await s.editAndSync({ name: 'Mine' });
    s.master.put('1', { name: 'Theirs', credit: 100 });
    const listed = await s.engine.perform({ type: 'pull' });
    const single = await s.engine.perform({ type: 'pull', key: 'accounts/1' });
    assert.equal(listed.pulled?.kept, 1);
    assert.equal(single.pulled?.kept, 1);
    assert.equal(s.record().base?.version, '1');
    assert.equal(s.record().local['name'], 'Mine');
  });

  it('calls a record unchanged of which only the ETag is new', async () => {
    const s = await new Simulation().filled();
    const { message } = await s.engine.perform({ type: 'pull', key: 'accounts/1' });
    assert.deepEqual([message, s.record().base?.etag], ['1 record read: 0 new, 0 changed.', '"1"']);
  });

  it('sees nothing newer in the version that an edit was made on, whose ETag it learns', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(403) : undefined);
    await s.editAndSync({ name: 'Mine' });
    await s.engine.perform({ type: 'pull', key: 'accounts/1' });
    assert.equal(s.record().ahead, null);
    s.master.put('1', { name: 'Theirs', credit: 100 });
    await s.engine.perform({ type: 'pull', key: 'accounts/1' });
    assert.equal(s.record().ahead?.remote?.version, '2');
  });

  it('does not take stale data', async () => {
    const s = await new Simulation().filled();
    s.master.put('1', { name: 'Newer', credit: 100 });
    await s.engine.perform({ type: 'pull' });
    s.master.intercept = () => answer(200, [{ id: '1', name: 'Old', credit: 100, version: 1 }]);
    await s.engine.perform({ type: 'pull' });
    assert.equal(s.record().local['name'], 'Newer');
  });

  for (const key of [undefined, 'accounts/1'] as const) {
    it(`takes nothing that ${key ?? 'a list'} showed before our own write, though nothing but the order of requests tells`, async () => {
      const s = await new Simulation(settingsWith({}, { shape: { version: { from: 'hash' }, precondition: { kind: 'read-first' } } })).filled();
      let show = (): void => undefined;
      s.master.intercept = ({ url }, apply) => {
        if (url.includes('/accounts/') !== (key !== undefined)) return undefined;
        s.master.intercept = () => undefined;
        const before = apply();
        return new Promise((resolve) => (show = () => resolve(before)));
      };
      const pulling = s.engine.perform({ type: 'pull', ...(key && { key }) });
      await s.clock.advance(1);
      await s.editAndSync({ name: 'Mine' });
      show();
      await s.clock.advance(1);
      await pulling;
      assert.deepEqual([s.record().local['name'], s.record().base?.content['name']], ['Mine', 'Mine']);
    });
  }

  it('removes a record that is read by itself and gone at the master', async () => {
    const s = await new Simulation().filled();
    s.master.rows.delete('1');
    await s.engine.perform({ type: 'pull', key: 'accounts/1' });
    assert.equal(s.engine.ledger.model.records.size, 0);
  });

  it('follows pages, and ends where they lead in a circle or to another origin', async () => {
    const s = new Simulation();
    const page = (id: string, next: string) => answer(200, [{ id, version: 1 }], { link: `<${next}>; rel="next"` });
    s.master.intercept = ({ url }) => (url.includes('page=2') ? page('2', '/accounts') : url.includes('/accounts/') ? answer(404) : page('1', '/accounts?page=2'));
    const circle = await s.engine.perform({ type: 'pull' });
    assert.deepEqual([circle.ok, circle.message, circle.pulled?.read], [false, 'The pages of the list lead in a circle.', 2]);
    s.master.intercept = () => page('1', 'http://elsewhere.test/accounts');
    const elsewhere = await s.engine.perform({ type: 'pull' });
    assert.equal(elsewhere.message, 'The next page of the list is at another origin; it was not followed.');
  });

  it('can be cancelled and says so', async () => {
    const s = await new Simulation().filled();
    const cancel = new Cancel();
    s.master.intercept = () => {
      cancel.abort();
      return failure('cancelled');
    };
    const result = await s.engine.perform({ type: 'pull' }, { cancel });
    assert.equal(result.ok, false);
    assert.equal(result.message, 'Cancelled.');
  });

  it('says what an HTML page instead of a list probably is', async () => {
    const s = new Simulation();
    s.master.intercept = () => answer(200, '<html>', { 'content-type': 'text/html' });
    const result = await s.engine.perform({ type: 'pull' });
    assert.match(result.message, /HTML page: a login page, a proxy or a wrong address/);
  });

  it('goes on with the other resources when one has no list, and pauses nothing', async () => {
    const s = new Simulation(settingsWith({ resources: new Map([['bad', { ...ACCOUNTS, name: 'bad', path: '/nope' }], ['accounts', ACCOUNTS]]) }));
    s.master.put('1', { name: 'One' });
    s.master.intercept = ({ url }) => (url.endsWith('/nope') ? answer(404) : undefined);
    const result = await s.engine.perform({ type: 'pull' });
    assert.deepEqual([result.ok, result.message], [false, 'bad: There is no list at /nope.']);
    assert.equal(s.engine.ledger.model.records.size, 1);
    assert.equal(s.engine.ledger.model.pause, null);
  });

  it('sends nothing for an id that has no address of its own', async () => {
    const s = await new Simulation().filled();
    const result = await s.engine.perform({ type: 'pull', key: 'accounts/..' });
    assert.match(result.message, /no address of its own/);
    assert.equal(s.master.requests.length, 0);
  });

  it('sends nothing before the connection is approved', async () => {
    const s = new Simulation();
    s.mayConnect = false;
    assert.equal((await s.engine.perform({ type: 'pull' })).ok, false);
    assert.equal(s.master.requests.length, 0);
  });

  it('keeps ids that are dangerous elsewhere apart, and refuses those without an address', async () => {
    const s = new Simulation();
    const ids = ['__proto__', 'constructor', 'a/b', 'a%2Fb', '😀', 'é', 'e\u0301'];
    for (const id of [...ids, '..', '.', '']) s.master.put(id, { name: id });
    await s.engine.perform({ type: 'pull' });
    assert.deepEqual([...s.engine.ledger.model.records.keys()].sort(), ids.map((id) => `accounts/${id}`).sort());
    for (const id of ids) {
      await s.editAndSync({ name: 'edited' }, `accounts/${id}`);
      assert.equal(s.status(`accounts/${id}`), 'SYNCED', id);
    }
    const refused = await s.engine.perform({ type: 'edit', key: 'accounts/..', content: { id: '..' } });
    assert.match(refused.message, /no address of its own/);
  });
});

describe('finding out by looking', () => {
  const items = [
    { id: 1, version: 3, name: 'a', updatedAt: '2026-01-01T00:00:00Z' },
    { id: 2, version: 1, name: 'b', updatedAt: '2026-01-01T00:00:00Z' },
  ];
  const rule = { style: 'link', items: '' } as const;

  it('finds id, ordered version, ETag that is the version, and what the master owns', () => {
    const shape = findShape(rule, items, findId(items) ?? '', answer(200, items[0], { etag: '"3"' }), hash);
    assert.deepEqual(shape, {
      id: 'id', version: { from: 'field', field: 'version', order: 'number' }, precondition: { kind: 'if-match' }, checksum: null, list: rule,
      serverOwned: ['id', 'version', 'updatedAt'], etagIsVersion: true,
    });
  });

  it('does not send a weak ETag as a precondition, and hashes what has no version', () => {
    const plain = [{ id: 1, name: 'a', updatedAt: '2026-01-01T00:00:00Z' }];
    const shape = findShape(rule, plain, 'id', answer(200, plain[0], { etag: 'W/"1"' }), hash);
    assert.deepEqual([shape.version, shape.precondition, shape.serverOwned], [{ from: 'hash' }, { kind: 'read-first' }, ['id']]);
  });

  it('believes in a checksum only when it holds for every record looked at', () => {
    const sum = (rest: object) => ({ ...rest, checksum: `sha256-${hash(JSON.stringify(rest))}` });
    const good = [sum({ id: 1 }), sum({ id: 2 })];
    assert.deepEqual(findShape(rule, good, 'id', null, hash).checksum, { field: 'checksum', encoding: 'hex', prefix: 'sha256-' });
    assert.equal(findShape(rule, [...good, { id: 3, checksum: 'sha256-no' }], 'id', null, hash).checksum, null);
  });

  it('finds records in an envelope, with the next page as a URL or a cursor', () => {
    const list = (body: unknown) => {
      const found = findList(answer(200, body));
      return 'rule' in found ? found.rule : found.issue;
    };
    assert.deepEqual(list({ data: [], links: { next: '/x' } }), { style: 'next', items: '/data', next: '/links/next' });
    assert.deepEqual(list({ results: [], next_cursor: 'c' }), { style: 'cursor', items: '/results', cursor: '/next_cursor', parameter: 'cursor' });
    assert.deepEqual(list({ accounts: [] }), { style: 'link', items: '/accounts' });
    assert.equal(list({ a: 1 }), 'The master answered the list with JSON that holds no list of records.');
  });

  it('lets the configuration win', async () => {
    const s = new Simulation(settingsWith({}, { shape: { version: { from: 'hash' } } }));
    await s.filled();
    assert.match(s.record().base?.version ?? '', /^[0-9a-f]{16}$/);
  });
});
