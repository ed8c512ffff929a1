import { strict as assert } from 'node:assert';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalError } from '../../../src/engine/ports';
import type { Entry } from '../../../src/engine/entry';
import { nodeFiles } from '../../../src/node/store/files';
import { putInPlace, replace, writeTemp } from '../../../src/node/store/replace';
import { openStore, type Store } from '../../../src/node/store/store';
import { MemoryFiles, withFaults, type Fault, type Operation } from '../../support/storeFiles';
import { IDENTITY, logOf, pulled, save, stateOf, Stores, TINY, until } from '../../support/store';

const refused = (reason: JournalError['reason']) => (error: unknown): boolean => error instanceof JournalError && error.reason === reason;

/** A store of 4.5 MB of log, so that a checkpoint is worth it. */
async function fill(store: Store): Promise<void> {
  for (let n = 0; n < 5; n += 1) await save(store, ...Array.from({ length: 100 }, (_, i) => pulled(`r${i}`, n, { text: 'x'.repeat(9000) })));
}

describe('store: disk faults', () => {
  const stores = new Stores();
  let fault: (operation: Operation, path: string) => Fault = () => undefined;
  const files = withFaults(nodeFiles, (operation, path) => fault(operation, path));
  beforeEach(() => (fault = () => undefined));
  afterEach(() => {
    fault = () => undefined;
    return stores.clean();
  });

  it('61: refuses an edit when the disk is full, and takes the next when there is room again', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir, { files });
    await save(store, pulled('1', 1));
    fault = (operation, path) => (operation === 'write' && path.endsWith('.log') ? { code: 'ENOSPC' } : undefined);
    await assert.rejects(store.journal.append([pulled('2', 2)]), refused('full'));
    assert.equal(store.role, 'owner');
    fault = () => undefined;
    await save(store, pulled('3', 3));
    await store.close();
    const again = await stores.open(dir);
    assert.equal(again.recovery.kind, 'clean');
    assert.deepEqual(stateOf(again.model), stateOf(store.model));
    assert.deepEqual((await logOf(again)).map(({ seq }) => seq), [1, 2]);
  });

  it('61: cuts off what a write left behind that ended short', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir, { files });
    await save(store, pulled('1', 1));
    let writes = 0;
    fault = (operation, path) => (operation === 'write' && path.endsWith('.log') ? ((writes += 1) === 1 ? { short: 20 } : { code: 'ENOSPC' }) : undefined);
    await assert.rejects(store.journal.append([pulled('2', 2)]), refused('full'));
    fault = () => undefined;
    const text = await readFile(join(dir, 'j-1.log'), 'utf8');
    assert.ok(text.endsWith('}}\n') && !text.includes('"n":2'), text);
    await save(store, pulled('3', 3));
  });

  it('61: goes on after short writes without an error', async () => {
    const dir = await stores.dir();
    fault = (operation) => (operation === 'write' ? { short: 7 } : undefined);
    const store = await stores.open(dir, { files });
    await save(store, pulled('1', 1), pulled('2', 2));
    await store.close();
    assert.equal((await stores.open(dir)).model.seq, 2);
  });

  it('61: keeps the last snapshot and the log when there is no room for the next', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir, { files });
    await fill(store);
    await store.journal.checkpoint(store.model);
    for (let n = 0; n < 4; n += 1) await fill(store);
    fault = (operation, path) => (operation === 'write' && path.includes('snap-') ? { code: 'ENOSPC' } : undefined);
    await assert.rejects(store.journal.checkpoint(store.model), refused('full'));
    assert.equal(store.role, 'owner');
    assert.equal((await readdir(dir)).some((name) => name.endsWith('.tmp')), false);
    await save(store, pulled('more', 1));
    await store.close();
    assert.deepEqual(stateOf((await stores.open(dir)).model), stateOf(store.model));
  });

  it('62: reads a folder that cannot be written to, says why nothing is saved, and owns it when it can be', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    await save(first, pulled('1', 1));
    await first.close();
    fault = (operation, path) => (operation === 'open' && path.includes('owner-2') ? { code: 'EACCES' } : undefined);
    const store = await stores.open(dir, { files });
    assert.equal(store.role, 'follower');
    assert.equal(store.model.seq, 1);
    assert.match(store.problem ?? '', /EACCES/);
    await assert.rejects(store.journal.append([pulled('2', 2)]), refused('disk'));
    assert.deepEqual(await store.request({ type: 'idle', retries: false }), { ok: false, message: store.problem }, 'nobody is waited for');
    fault = () => undefined;
    await until(() => store.role === 'owner', 'ownership');
    assert.equal(store.problem, null);
    await save(store, pulled('2', 2));
  });

  it('63: tries a rename again while something holds the file, and gives up with the old one in place', async () => {
    const dir = await stores.dir();
    const path = join(dir, 'snap-1.json');
    await replace(nodeFiles, path, 'old');
    let held = 3;
    fault = (operation) => (operation === 'rename' && (held -= 1) >= 0 ? { code: 'EBUSY' } : undefined);
    await replace(files, path, 'new');
    assert.equal(await readFile(path, 'utf8'), 'new');
    fault = (operation) => (operation === 'rename' ? { code: 'EPERM' } : undefined);
    const temp = await writeTemp(files, path, async () => 0);
    await assert.rejects(putInPlace(files, temp, path, 30), /EPERM/);
    assert.deepEqual([await readFile(path, 'utf8'), await readdir(dir)], ['new', ['snap-1.json']]);
  });

  it('63: never puts a short file in place of a good one', async () => {
    const path = join(await stores.dir(), 'snap-1.json');
    await replace(nodeFiles, path, 'old');
    await assert.rejects(writeTemp(files, path, async (file) => (await file.write(Buffer.from('ne'), 0), 3)), /2 of 3 bytes/);
    assert.equal(await readFile(path, 'utf8'), 'old');
  });

  it('64: goes on in a new generation when a sync fails, and never syncs that file again', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir, { files });
    await save(store, pulled('1', 1));
    const synced: string[] = [];
    let fails = true;
    fault = (operation, path) => {
      if (operation !== 'sync') return undefined;
      synced.push(path.slice(dir.length + 1));
      if (!fails) return undefined;
      fails = false;
      return { code: 'EIO' };
    };
    await save(store, pulled('2', 2));
    await save(store, pulled('3', 3));
    assert.deepEqual(synced, ['j-1.log', 'j-2.log', 'j-2.log', 'j-2.log']);
    assert.equal(store.role, 'owner');
    await store.close();
    const again = await stores.open(dir);
    assert.deepEqual(stateOf(again.model), stateOf(store.model));
    assert.deepEqual((await logOf(again)).map(({ seq }) => seq), [1, 2, 3]);
  });

  for (const [name, pattern] of [['before its header', /j-2\.log$/], ['with its header', /never$/]] as const) it(`64: confirms nothing when the new generation fails too, ${name}, forgets the batch, and comes back by itself`, async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir, { files });
    await save(store, pulled('1', 1));
    fault = (operation, path) => ((operation === 'sync' && path.endsWith('.log')) || (operation === 'open' && pattern.test(path)) ? { code: 'EIO' } : undefined);
    await assert.rejects(store.journal.append([pulled('lost', 2)]), refused('disk'));
    await assert.rejects(store.journal.append([pulled('lost', 3)]), refused('disk'));
    assert.equal(store.role, 'follower');
    fault = () => undefined;
    await until(() => store.role === 'owner', 'ownership');
    await save(store, pulled('4', 4));
    assert.deepEqual((await logOf(store)).map(({ seq, entry }) => [seq, entry.key]), [[1, 'accounts/1'], [2, 'accounts/4']]);
  });

  it('66: writes everything anew when the journal is deleted while it is open', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir, { files });
    await save(store, pulled('1', 1), pulled('2', 2));
    let failures = 0;
    fault = (operation) => (operation === 'rename' && (failures += 1) <= 2 ? { code: 'EIO' } : undefined);
    await rm(join(dir, 'j-1.log'));
    await until(() => nodeFiles.has(join(dir, 'j-2.log')), 'a new journal');
    await save(store, pulled('3', 3));
    await store.close();
    const again = await stores.open(dir);
    assert.equal(again.recovery.kind, 'clean');
    assert.deepEqual(stateOf(again.model), stateOf(store.model));
  });

  it('67: writes everything anew when an older copy is written over the journal while it is open', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    await save(store, pulled('1', 1));
    const backup = await readFile(join(dir, 'j-1.log'));
    await save(store, pulled('2', 2));
    await writeFile(join(dir, 'j-1.log'), backup); // the same file, with less in it
    await until(() => nodeFiles.has(join(dir, 'j-2.log')), 'a new journal');
    await save(store, pulled('3', 3));
    await store.close();
    const again = await stores.open(dir);
    assert.equal(again.recovery.kind, 'clean');
    assert.deepEqual(stateOf(again.model), stateOf(store.model));
  });

  it('62: writes everything anew when the folder is deleted or moved while it is open', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir, { lease: { ...TINY, heartbeatMs: 60_000 } });
    await save(store, pulled('1', 1), pulled('2', 2));
    await rename(dir, `${dir}-moved`);
    await save(store, pulled('3', 3)); // the commit notices it by itself
    assert.equal(store.role, 'owner');
    await store.close();
    const again = await stores.open(dir);
    assert.deepEqual(stateOf(again.model), stateOf(store.model));
    await rm(`${dir}-moved`, { recursive: true });
  });

  const faults: readonly [string, RegExp, { code: string } | { short: number }][] = [
    ['operation N fails with ENOSPC', /./, { code: 'ENOSPC' }],
    ['sync N fails with EIO', /sync|syncDir|truncate/, { code: 'EIO' }],
    ['write N is short', /write/, { short: 3 }],
  ];
  for (const [name, operations, fault] of faults) {
    it(`loses nothing acknowledged when ${name}, for every N`, async () => {
      let n = 1;
      while (await scenario(n, operations, fault)) n += 1;
      assert.ok(n > 10, `${n} operations`);
    });
  }
});

/** Opens, saves, checkpoints, saves and closes twice, with one fault at operation `n`; then looks with a healthy disk. False when there were fewer operations. */
async function scenario(n: number, operations: RegExp, fault: { code: string } | { short: number }): Promise<boolean> {
  const disk = new MemoryFiles();
  let count = 0;
  const files = withFaults(disk, (operation) => (operations.test(operation) && (count += 1) === n ? fault : undefined));
  const options = { dir: '/s', identity: IDENTITY, lease: { ...TINY, heartbeatMs: 60_000, pollMs: 5, staleMs: 10, staleAliveMs: 20 } };
  const acknowledged: Entry[] = [];
  const refusedEntries: Entry[] = [];
  for (let round = 0; round < 2; round += 1) {
    let store: Store;
    try {
      store = await openStore({ ...options, files });
    } catch {
      continue; // refused with an error; what was there must still be there
    }
    for (let i = 0; i < 3; i += 1) {
      const entry = pulled(`r${round}${i}`, i, { text: 'x'.repeat(i === 1 && round === 0 ? 900_000 : 10) });
      const copies = Array.from({ length: i === 1 && round === 0 ? 6 : 1 }, () => entry);
      try {
        await save(store, ...copies);
        acknowledged.push(...copies);
      } catch (error) {
        assert.ok(error instanceof JournalError, String(error));
        refusedEntries.push(...copies);
      }
      await store.journal.checkpoint(store.model).catch((error: unknown) => assert.ok(error instanceof JournalError, String(error)));
    }
    await store.close().catch((error: unknown) => assert.match(String(error), /injected|wrote nothing/));
  }
  const last = await openStore({ ...options, files: disk });
  const log = await logOf(last);
  assert.deepEqual(log.map(({ seq }) => seq), log.map((_, i) => i + 1), `operation ${n}`);
  assert.deepEqual(log.map(({ entry }) => entry), acknowledged, `operation ${n}: ${refusedEntries.length} were refused`);
  for (const entry of acknowledged) assert.ok(last.model.records.has(entry.key ?? ''), `operation ${n}`);
  assert.notEqual(last.recovery.kind, 'damaged', `operation ${n}`);
  await last.close();
  return count >= n;
}
