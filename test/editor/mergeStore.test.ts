import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { MergeStore, type Merge } from '../../src/editor/conflicts/mergeStore';

const MERGE: Merge = {
  id: 'a', key: 'accounts/42', form: 'editor', edit: { id: '42' }, seen: { remote: 'there', version: '9' },
  sides: { base: null, remote: { id: '42', name: 'There' }, local: { id: '42', name: 'Here' } },
  texts: { base: '{}', remote: '{ "name": "There" }', local: '{ "name": "Here" }', result: 'half' },
};

describe('the merges under way', () => {
  let folder: string;
  const open = async (): Promise<MergeStore> => {
    const store = new MergeStore(vscode.Uri.file(join(folder, 'merges')));
    await store.ready;
    return store;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'merges-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are there after a restart, as they were last', async () => {
    const store = await open();
    await store.put({ ...MERGE, texts: { ...MERGE.texts, result: 'begun' } });
    await store.put(MERGE);
    const next = await open();
    assert.deepEqual(next.get('accounts/42'), MERGE);
    assert.deepEqual(next.byId('a'), MERGE);
  });

  it('are gone for good when they are done, but the documents that are still open keep their text', async () => {
    const store = await open();
    await store.put(MERGE);
    await store.drop(MERGE);
    assert.equal(store.get('accounts/42'), undefined);
    assert.deepEqual(store.byId('a'), MERGE);
    assert.deepEqual(await readdir(join(folder, 'merges')), []);
  });

  it('leave out what a crash tore', async () => {
    const store = await open();
    await store.put(MERGE);
    await writeFile(join(folder, 'merges', 'torn.json'), JSON.stringify(MERGE).slice(0, 40));
    await writeFile(join(folder, 'merges', 'other.json'), '{"id":"x","key":"accounts/1"}');
    assert.deepEqual((await open()).list(), [MERGE]);
  });
});
