import { strict as assert } from 'node:assert';
import type { Entry } from '../../../src/engine/entry';
import { entriesOf } from '../../../src/node/store/entries';
import { Folder, idOf } from '../../../src/node/store/folder';
import { Owner } from '../../../src/node/store/owner';
import { recover, type Recovered } from '../../../src/node/store/recover';
import { openStore } from '../../../src/node/store/store';
import type { MemoryFiles } from '../../support/storeFiles';
import { withFaults } from '../../support/storeFiles';
import { PowerFiles } from '../../support/powerFiles';
import { IDENTITY, pulled, save, stateOf, TINY } from '../../support/store';

/** A small generator of numbers in [0, 1) that a seed repeats (mulberry32). */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Image {
  readonly disk: MemoryFiles;
  readonly acknowledged: number;
}

/** Saves, checkpoints, closes and opens again, and takes images of the disk as power cuts at any operation would leave it. */
async function images(seed: number, size: number, rate: (path: string) => number): Promise<{ images: Image[]; entries: Entry[] }> {
  const random = seeded(seed);
  const disk = new PowerFiles();
  const entries: Entry[] = [];
  const found: Image[] = [];
  let acknowledged = 0;
  const files = withFaults(disk, (_, path) => {
    if (random() < rate(path)) found.push({ disk: disk.crash(random), acknowledged });
    return undefined;
  });
  for (let round = 0; round < 3; round += 1) {
    const store = await openStore({ dir: '/s', identity: IDENTITY, lease: { ...TINY, heartbeatMs: 60_000, pollMs: 60_000 }, files });
    for (let n = 0; n < 7; n += 1) {
      const batch = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => pulled(`r${n}${i}`, n, { round, text: 'x'.repeat(size) }));
      entries.push(...batch);
      await save(store, ...batch);
      acknowledged += batch.length;
      await store.journal.checkpoint(store.model);
    }
    await store.close();
  }
  return { images: found, entries };
}

async function check({ disk, acknowledged }: Image, entries: readonly Entry[], seed: number): Promise<void> {
  const folder = new Folder(disk, '/s');
  const read = async (): Promise<Recovered> => {
    const recovered = await recover(folder, idOf(IDENTITY), new Map());
    assert.notEqual(recovered.recovery.kind, 'damaged', `SEED=${seed}`);
    let next = 0;
    for await (const { seq, entry } of entriesOf(folder, new Map())) {
      assert.equal(seq, (next += 1), `SEED=${seed}`);
      assert.deepEqual(entry, entries[seq - 1], `SEED=${seed}`);
    }
    return recovered;
  };
  const { model } = await read();
  assert.ok(model.seq >= acknowledged, `SEED=${seed}: ${model.seq} of ${acknowledged} acknowledged entries are left`);
  const left = stateOf(model);
  assert.deepEqual(stateOf((await read()).model), left, `SEED=${seed}: reading twice`);

  const taken = await Owner.take({ folder, identity: IDENTITY, heartbeatMs: 60_000, onEnd: (error) => assert.fail(error) }, new Map());
  assert.deepEqual(stateOf(taken?.recovered.model ?? assert.fail()), left, `SEED=${seed}: taking over`);
  const next = entries[model.seq] ?? pulled('last', 1);
  await taken?.owner.commits.append([next]);
  await taken?.owner.close();
  model.apply(next);
  assert.deepEqual(stateOf((await recover(folder, idOf(IDENTITY), new Map())).model), stateOf(model), `SEED=${seed}: saving after it`);
}

describe('store: power cuts', () => {
  it('loses nothing acknowledged and doubles nothing, at a thousand moments', async () => {
    let cuts = 0;
    for (let seed = 1; cuts < 1000; seed += 1) {
      const { images: all, entries } = await images(seed, 20, () => 0.5);
      for (const image of all) await check(image, entries, seed);
      cuts += all.length;
    }
  });

  it('loses nothing while a snapshot is written and named', async () => {
    const { images: all, entries } = await images(1, 300_000, (path) => (/snap-|owner-|^.s$/.test(path) ? 0.05 : 0));
    assert.ok(all.some(({ disk }) => [...disk.content.keys()].some((path) => /snap-\d+\.json$/.test(path))), 'no image has a snapshot');
    assert.ok(all.some(({ disk }) => [...disk.content.keys()].some((path) => /snap-\d+\.json\..*tmp$/.test(path))), 'no image has half of one');
    for (const image of all) await check(image, entries, 1);
  });
});
