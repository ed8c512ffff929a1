import { strict as assert } from 'node:assert';
import { readdir } from 'node:fs/promises';
import type { Store } from '../../../src/node/store/store';
import { logOf, pulled, edited, save, stateOf, Stores, until } from '../../support/store';

describe('store: snapshots', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  /** Grows the log by 4.5 MB. */
  async function grow(store: Store, from: number): Promise<void> {
    for (let n = 0; n < 5; n += 1) await save(store, ...Array.from({ length: 100 }, (_, i) => pulled(`${'__proto__'.repeat(i % 2)}r${i}`, from + n, { text: 'x'.repeat(9000) })));
  }
  const snapshots = async (dir: string): Promise<string[]> => (await readdir(dir)).filter((name) => /^snap-/.test(name)).sort();

  it('writes none while the log is small', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    await save(store, pulled('1', 1));
    await store.journal.checkpoint(store.model);
    assert.deepEqual(await snapshots(dir), []);
  });

  it('opens to the same model with a snapshot, and reads the log behind it only', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    await grow(store, 1);
    await store.journal.append([{ at: 1, fact: { kind: 'paused', pause: { cause: 'user', reason: 'Paused.', until: null } } }]);
    store.model.apply({ at: 1, fact: { kind: 'paused', pause: { cause: 'user', reason: 'Paused.', until: null } } });
    await save(store, { at: 1, fact: { kind: 'listed', resource: 'accounts', records: 100, isComplete: true } });
    await store.journal.checkpoint(store.model);
    assert.deepEqual(await snapshots(dir), ['snap-2.json']);
    await save(store, edited('r2', 7), pulled('new', 8));
    await store.close();
    const again = await stores.open(dir);
    assert.equal(again.recovery.kind, 'clean');
    assert.deepEqual(stateOf(again.model), stateOf(store.model));
    assert.deepEqual([...again.model.listed], ['accounts']);
    assert.equal((await logOf(again)).length, 504);
  });

  it('takes entries while it is written, and these are not in it but in the log', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    await grow(store, 1);
    let isDone = false;
    const checkpoint = store.journal.checkpoint(store.model).then(() => (isDone = true));
    let saved = 0;
    while (!isDone) await save(store, edited('r2', (saved += 1)));
    await checkpoint;
    assert.ok(saved > 1, `${saved} saved meanwhile`);
    await store.close();
    const again = await stores.open(dir);
    assert.deepEqual(stateOf(again.model), stateOf(store.model));
    assert.deepEqual((await logOf(again)).map(({ seq }) => seq), Array.from({ length: 500 + saved }, (_, i) => i + 1));
  });

  it('keeps two snapshots and every journal', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    const follower = await stores.open(dir, { readOnly: true });
    for (let n = 0; n < 5; n += 1) {
      await grow(store, n);
      await store.journal.checkpoint(store.model);
    }
    assert.equal((await snapshots(dir)).length, 2);
    assert.equal((await logOf(store)).length, 5 * 500);
    await until(() => follower.model.seq === store.model.seq, 'following through all generations');
    assert.deepEqual(stateOf(follower.model), stateOf(store.model));
  });

  it('writes one by itself when the store was opened many times since the last', async () => {
    const dir = await stores.dir();
    for (let n = 1; n <= 36; n += 1) {
      const store = await stores.open(dir);
      await save(store, pulled(`r${n}`, n));
      await store.close();
    }
    assert.equal((await snapshots(dir)).length, 1);
    const store = await stores.open(dir);
    assert.equal(store.model.records.size, 36);
    assert.deepEqual((await logOf(store)).map(({ seq }) => seq), Array.from({ length: 36 }, (_, i) => i + 1));
    assert.ok((await readdir(dir)).filter((name) => name.startsWith('owner-')).length < 12);
  });
});
