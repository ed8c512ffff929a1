import { strict as assert } from 'node:assert';
import type { Store } from '../../../src/node/store/store';
import { pulled, save, Stores } from '../../support/store';

describe('store: reading the log', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  async function opened(): Promise<Store> {
    const dir = await stores.dir();
    for (let n = 0; n < 30; n += 10) {
      const store = await stores.open(dir);
      for (let i = 1; i <= 10; i += 1) await save(store, pulled(`r${i % 2}`, n + i));
      await store.close();
    }
    return stores.open(dir);
  }
  const sequences = async (store: Store, filter?: { key?: string; last?: number }): Promise<number[]> => {
    const found: number[] = [];
    for await (const { seq } of store.entries(filter)) found.push(seq);
    return found;
  };

  it('gives the newest of all, of one record, and nothing of an unknown one', async () => {
    const store = await opened();
    assert.deepEqual(await sequences(store, { last: 3 }), [28, 29, 30]);
    assert.deepEqual(await sequences(store, { last: 12 }), Array.from({ length: 12 }, (_, i) => i + 19));
    assert.equal((await sequences(store, { last: 99 })).length, 30);
    assert.deepEqual(await sequences(store, { last: 0 }), []);
    assert.deepEqual(await sequences(store, { key: 'accounts/r1', last: 6 }), [19, 21, 23, 25, 27, 29]);
    assert.equal((await sequences(store, { key: 'accounts/r0' })).length, 15);
    assert.deepEqual(await sequences(store, { key: 'accounts/r' }), []);
  });

  it('can be left before the end', async () => {
    const store = await opened();
    for await (const { seq } of store.entries()) if (seq === 15) break;
    await save(store, pulled('r1', 31));
    assert.equal((await sequences(store)).length, 31);
  });
});
