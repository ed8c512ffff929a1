import { strict as assert } from 'node:assert';
import { stat } from 'node:fs/promises';
import { JournalError } from '../../../src/engine/ports';
import { nodeFiles } from '../../../src/node/store/files';
import { storeDirFor } from '../../../src/node/store/store';
import { withFaults } from '../../support/storeFiles';
import { IDENTITY, logOf, pulled, edited, save, stateOf, Stores } from '../../support/store';

describe('store: appending', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  it('gives back after reopening what was acknowledged, in order and without a gap', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    assert.equal(first.role, 'owner');
    assert.equal(first.recovery.kind, 'empty');
    for (let n = 1; n <= 20; n += 1) await save(first, pulled(`a${n}`, n), edited(`a${n}`, n + 100));
    await first.close();

    const second = await stores.open(dir);
    assert.equal(second.recovery.kind, 'clean');
    assert.deepEqual(stateOf(second.model), stateOf(first.model));
    assert.deepEqual((await logOf(second)).map(({ seq }) => seq), Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('29: keeps ids like __proto__, emoji and quotes apart, in key and content', async () => {
    const dir = await stores.dir();
    const ids = ['__proto__', 'constructor', '👩‍🚀', 'a/b', 'a\nb', '"quoted"', 'é', 'e\u0301', '\ud800'];
    const first = await stores.open(dir);
    for (const [n, id] of ids.entries()) await save(first, pulled(id, n, { ['__proto__']: { polluted: n } }));
    await first.close();
    const second = await stores.open(dir);
    assert.deepEqual([...second.model.records.keys()].sort(), ids.map((id) => `accounts/${id}`).sort());
    for (const [n, id] of ids.entries()) {
      const content = second.model.records.get(`accounts/${id}`)?.local ?? {};
      assert.deepEqual(Object.getOwnPropertyDescriptor(content, '__proto__')?.value, { polluted: n });
    }
    assert.equal('polluted' in {}, false);
  });

  it('lets everyone who comes while a write is in flight share the next one', async () => {
    let syncs = 0;
    const files = withFaults(nodeFiles, (operation, path) => {
      if (operation === 'sync' && path.endsWith('.log')) syncs += 1;
      return undefined;
    });
    const store = await stores.open(await stores.dir(), { files });
    syncs = 0;
    await Promise.all(Array.from({ length: 200 }, (_, n) => store.journal.append([pulled(`r${n}`, n)])));
    assert.equal(syncs, 1, 'for 200 appends made at once');
    syncs = 0;
    await Promise.all(Array.from({ length: 32 }, async (_, lane) => {
      for (let n = 0; n < 10; n += 1) await store.journal.append([pulled(`r${lane}`, n)]);
    }));
    assert.equal(syncs, 10, 'for 32 lanes of 10 appends each');
  });

  it('77: orders by sequence number and not by time', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    await save(first, pulled('x', 1));
    await save(first, { ...edited('x', 2), at: 5 });
    await first.close();
    const second = await stores.open(dir);
    assert.deepEqual(second.model.records.get('accounts/x')?.local, { id: 'x', n: 2 });
    assert.deepEqual((await logOf(second)).map(({ entry }) => entry.at), [1_700_000_000_001, 5]);
  });

  it('69: refuses an entry of more than 1 MiB with a sentence, and takes the next', async () => {
    const store = await stores.open(await stores.dir());
    await assert.rejects(store.journal.append([pulled('big', 1, { text: 'x'.repeat(1 << 20) })]), /about accounts\/big is too large for the sync log/);
    await save(store, pulled('big', 1, { text: 'é'.repeat(500_000) }));
    assert.equal(store.model.seq, 1);
  });

  it('refuses to write what it could not read back', async () => {
    const store = await stores.open(await stores.dir());
    await assert.rejects(store.journal.append([{ at: Number.NaN, key: 'accounts/1', fact: { kind: 'edited', local: {} } }]), TypeError);
    await assert.rejects(store.journal.append([{ at: 1, key: 'no-slash', fact: { kind: 'edited', local: {} } }]), TypeError);
    await store.journal.append([]);
    assert.deepEqual(await logOf(store), []);
  });

  it('waits for the last append when it closes, and refuses every later one', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    const last = store.journal.append([pulled('1', 1)]);
    await store.close();
    await last;
    await assert.rejects(store.journal.append([pulled('2', 2)]), (error) => error instanceof JournalError && error.reason === 'closed');
    assert.equal((await stores.open(dir)).model.seq, 1);
  });

  it('is readable by its user alone, and found by configuration and origin', async () => {
    const dir = storeDirFor(await stores.dir(), IDENTITY);
    assert.match(dir, /[/\\]stores[/\\][0-9a-f]{32}$/);
    assert.notEqual(dir, storeDirFor(dir, { ...IDENTITY, origin: 'https://other.example' }));
    await stores.open(dir);
    if (process.platform === 'win32') return;
    assert.equal((await stat(dir)).mode & 0o777, 0o700);
    assert.equal((await stat(`${dir}/j-1.log`)).mode & 0o777, 0o600);
  });
});
