import { strict as assert } from 'node:assert';
import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesOf } from '../../../src/node/store/entries';
import { Folder, idOf } from '../../../src/node/store/folder';
import { lineOf, parseLine } from '../../../src/node/store/line';
import { recover } from '../../../src/node/store/recover';
import { StoreError } from '../../../src/node/store/errors';
import { openStore } from '../../../src/node/store/store';
import { MemoryFiles } from '../../support/storeFiles';
import { IDENTITY, TINY, edited, logOf, pulled, save, stateOf, Stores, until } from '../../support/store';

/** What a store wrote: the journal's bytes, where each line ends, and the model after each entry. */
async function written(entries: number): Promise<{ files: MemoryFiles; journal: Buffer; ends: number[]; states: string[] }> {
  const files = new MemoryFiles();
  const store = await openStore({ dir: '/s', identity: IDENTITY, lease: TINY, files });
  const states = [JSON.stringify(stateOf(store.model))];
  for (let n = 1; n <= entries; n += 1) {
    await save(store, n % 3 === 0 ? edited(`a${n % 7}`, n) : pulled(`a${n % 7}`, n, { text: 'Grüße 👋 "x"' }));
    states.push(JSON.stringify(stateOf(store.model)));
  }
  await store.close();
  const journal = files.content.get('/s/j-1.log') ?? Buffer.alloc(0);
  const ends = [...journal.entries()].flatMap(([at, byte]) => (byte === 10 ? at + 1 : []));
  return { files, journal, ends, states };
}

/** Recovers from a journal in place of the written one. */
async function recovered(journal: Buffer): Promise<{ kind: string; state: string; sequence: number; torn: number; folder: Folder; files: MemoryFiles }> {
  const files = new MemoryFiles();
  files.content.set('/s/j-1.log', journal);
  const folder = new Folder(files, '/s');
  const { model, recovery, torn } = await recover(folder, idOf(IDENTITY), new Map());
  return { kind: recovery.kind, state: JSON.stringify(stateOf(model)), sequence: model.seq, torn, folder, files };
}

function flip(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

describe('store: damage (65)', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  it('opens a journal that was cut off at any byte, with every entry that is whole', async () => {
    const { journal, ends, states } = await written(40);
    for (let cut = 0; cut <= journal.length; cut += 1) {
      const { kind, state } = await recovered(journal.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut).length;
      assert.equal(state, states[Math.max(0, whole - 1)], `cut at ${cut}`);
      assert.equal(kind, whole === 0 ? 'empty' : ends.includes(cut) ? 'clean' : 'torn-tail', `cut at ${cut}`);
    }
  });

  for (const [name, byte] of [['zeros', 0], ['0xFF', 255]] as const) {
    it(`opens a journal whose end was filled with ${name}`, async () => {
      const { journal, ends, states } = await written(30);
      const header = ends[0] ?? 0;
      for (let cut = header; cut < journal.length; cut += 1) {
        const { kind, state } = await recovered(Buffer.concat([journal.subarray(0, cut), Buffer.alloc(journal.length - cut + 64, byte)]));
        assert.equal(state, states[ends.filter((end) => end <= cut).length - 1], `from ${cut}`);
        assert.equal(kind, 'torn-tail');
      }
    });
  }

  it('notices every flipped bit of a 10 KB journal, and gives out no entry that was not written', async () => {
    const { journal, states, ends } = await written(66);
    assert.ok(journal.length > 9000 && journal.length < 14_000, `${journal.length} bytes`);
    const originals = new Map<number, string>();
    const { folder, files } = await recovered(journal);
    for await (const { seq, entry } of entriesOf(folder, new Map())) originals.set(seq, JSON.stringify(entry));
    let from = 0;
    for (const end of ends) {
      const line = journal.subarray(from, end - 1);
      for (let bit = 0; bit < line.length * 8; bit += 1) assert.equal(parseLine(flip(line, bit)), undefined, `bit ${bit} of the line at ${from}`);
      from = end;
    }
    let damaged = 0;
    for (let byte = 0; byte < journal.length; byte += 1) {
      const flipped = flip(journal, byte * 8 + (byte % 8));
      const { kind, state, sequence } = await recovered(flipped);
      if (kind === 'damaged') damaged += 1;
      assert.ok(kind === 'damaged' || (kind === 'torn-tail' && state === states[sequence]), `byte ${byte}: ${kind}`);
      if (byte % 4 !== 0) continue;
      files.content.set('/s/j-1.log', flipped);
      for await (const { seq, entry } of entriesOf(folder, new Map())) assert.equal(JSON.stringify(entry), originals.get(seq), `byte ${byte}`);
    }
    assert.ok(damaged > journal.length * 0.95, `${damaged} damaged`);
  });

  it('keeps a torn tail in quarantine, cuts it off, and is clean the next time', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    await save(first, pulled('1', 1));
    await first.close();
    await appendFile(join(dir, 'j-1.log'), 'deadbeef {"s":2,"t":17');
    const second = await stores.open(dir);
    assert.equal(second.recovery.kind, 'torn-tail');
    assert.match(second.recovery.message, /22 bytes .* never confirmed/);
    const [copy] = await readdir(join(dir, 'quarantine'));
    assert.equal(await readFile(join(dir, 'quarantine', copy ?? ''), 'utf8'), 'deadbeef {"s":2,"t":17');
    await save(second, pulled('2', 2));
    await second.close();
    const third = await stores.open(dir);
    assert.equal(third.recovery.kind, 'clean');
    assert.deepEqual((await logOf(third)).map(({ seq }) => seq), [1, 2]);
  });

  it('opens with a damaged middle, keeps the file, names the records near the gap, and reads the gap once', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    for (let n = 1; n <= 40; n += 1) await save(first, pulled(`r${n}`, n));
    await first.close();
    const path = join(dir, 'j-1.log');
    const text = await readFile(path, 'latin1');
    await writeFile(path, text.replace('"n":20', '"n":99'), 'latin1');

    const second = await stores.open(dir);
    assert.equal(second.role, 'owner');
    assert.equal(second.recovery.kind, 'damaged');
    assert.deepEqual(second.recovery.suspects, ['accounts/r19', 'accounts/r21']); // r20 itself never came to be
    assert.match(second.recovery.message, /1 entry.*accounts\/r19/);
    assert.equal(second.model.records.size, 39);
    assert.equal(second.model.seq, 40);
    assert.match((await readdir(join(dir, 'quarantine'))).join(), /j-1\.log/);
    await save(second, pulled('new', 41));
    await second.close();

    const third = await stores.open(dir);
    assert.equal(third.recovery.kind, 'clean');
    assert.deepEqual(stateOf(third.model), stateOf(second.model));
  });

  it('refuses a store of which more than a tenth is unreadable, and says what can be done', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    for (let n = 1; n <= 40; n += 1) await save(first, pulled(`r${n}`, n));
    await first.close();
    const before = (await readFile(join(dir, 'j-1.log'), 'latin1')).replaceAll(/"n":1\d/g, '"n":77');
    await writeFile(join(dir, 'j-1.log'), before, 'latin1');
    for (let again = 0; again < 2; again += 1) {
      await assert.rejects(stores.open(dir), (error) => error instanceof StoreError && error.reason === 'damaged' && /10 entries.*quarantine/.test(error.message));
    }
    assert.equal(await readFile(join(dir, 'j-1.log'), 'latin1'), before);
  });

  it('falls back to the log where the snapshot is empty, cut off, foreign or a folder', async () => {
    const dir = await stores.dir();
    const make = async (at: string): Promise<string> => {
      const store = await stores.open(at, at === dir ? {} : { identity: { ...IDENTITY, config: '/other' } });
      for (let n = 0; n < 5; n += 1) await save(store, ...Array.from({ length: 100 }, (_, i) => pulled(`r${i}`, n, { text: 'x'.repeat(9000) })));
      await store.journal.checkpoint(store.model);
      await store.close();
      return join(at, (await readdir(at)).find((name) => name.startsWith('snap-')) ?? '');
    };
    const snapshot = await make(dir);
    const expected = stateOf((await stores.open(dir)).model);
    const good = await readFile(snapshot);
    const foreign = await readFile(await make(await stores.dir()));
    for (const bad of [Buffer.alloc(0), good.subarray(0, good.length - 9), foreign, null]) {
      for (const store of [await stores.open(dir)]) await store.close();
      await rm(snapshot, { recursive: true, force: true });
      if (bad) await writeFile(snapshot, bad);
      else await mkdir(snapshot);
      const store = await stores.open(dir, { readOnly: true });
      assert.deepEqual(stateOf(store.model), expected);
      assert.equal(store.recovery.kind, 'damaged');
      assert.match(store.recovery.message, /nothing is missing/);
    }
  });

  it('names the journal where it is a folder', async () => {
    const dir = await stores.dir();
    await mkdir(join(dir, 'j-1.log'));
    await assert.rejects(stores.open(dir), (error) => error instanceof StoreError && error.reason === 'unreadable' && error.message.includes(dir));
  });

  it('does not start anew over a journal of which nothing can be read', async () => {
    const dir = await stores.dir();
    await writeFile(join(dir, 'j-1.log'), Buffer.alloc(100_000, 1));
    await assert.rejects(stores.open(dir), (error) => error instanceof StoreError && error.reason === 'damaged');
  });

  it('goes on where an owner ended before its header was whole', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    await save(first, pulled('1', 1));
    await first.close();
    await writeFile(join(dir, 'owner-2'), '');
    await writeFile(join(dir, 'j-2.log'), '0123');
    const second = await stores.open(dir);
    assert.deepEqual([second.role, second.owner, second.model.seq], ['follower', null, 1]);
    await until(() => second.role === 'owner', 'the takeover');
    await save(second, pulled('2', 2));
    assert.deepEqual((await logOf(second)).map(({ seq }) => seq), [1, 2]);
  });

  it('says so when the log behind the snapshot is gone', async () => {
    const dir = await stores.dir();
    const first = await stores.open(dir);
    for (let n = 0; n < 5; n += 1) await save(first, ...Array.from({ length: 100 }, (_, i) => pulled(`r${i}`, n, { text: 'x'.repeat(9000) })));
    await first.journal.checkpoint(first.model);
    await first.close();
    for (const name of await readdir(dir)) if (name.endsWith('.log')) await rm(join(dir, name));
    const second = await stores.open(dir);
    assert.equal(second.recovery.kind, 'damaged');
    assert.match(second.recovery.message, /log behind the snapshot .* is missing/);
    assert.deepEqual(stateOf(second.model), stateOf(first.model));
  });

  it('20: refuses a store of a newer version, and leaves it as it is', async () => {
    const dir = await stores.dir();
    const header = lineOf(JSON.stringify({ h: 1, fmt: 2, something: 'new' }));
    await writeFile(join(dir, 'j-1.log'), header);
    await assert.rejects(stores.open(dir), (error) => error instanceof StoreError && error.reason === 'newer-format' && /newer version.*format 2/.test(error.message));
    assert.deepEqual((await readdir(dir)).sort(), ['inbox', 'j-1.log']);
  });

  it('refuses the store of another configuration or master, naming both', async () => {
    const dir = await stores.dir();
    await (await stores.open(dir)).close();
    const other = { ...IDENTITY, origin: 'https://other.example' };
    await assert.rejects(stores.open(dir, { identity: other }), (error) => error instanceof StoreError && error.reason === 'identity' && error.message.includes(IDENTITY.origin) && error.message.includes(other.origin));
    await truncate(join(dir, 'j-1.log'), 10); // nothing can be told from this one
    assert.equal((await stores.open(dir, { identity: other })).role, 'owner');
  });
});
