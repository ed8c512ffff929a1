import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { equalExcept } from '../../../src/engine/canonical';
import { isClean } from '../../../src/engine/decide';
import { seenOf } from '../../../src/engine/seen';
import { hash } from '../../../src/node/ports';
import { FAULTS } from '../../support/faults';
import { settled, settingsWith, Simulation } from '../../support/simulated';

const id = fc.constantFrom('1', '2', '3');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), id, value: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('other' as const), id, value: fc.integer({ min: 10, max: 19 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fault' as const), fault: fc.constantFrom(...Object.keys(FAULTS)) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1_000, 6_000, 40_000, 200_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resolve' as const), choice: fc.constantFrom('remote' as const, 'local' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash' as const, 'stop' as const, 'pull' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('retry' as const, 'discard' as const, 'deleted' as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }) },
);
type Step = (typeof step) extends fc.Arbitrary<infer T> ? T : never;

const OWNED = new Set(['id', 'version']);

/** Three records; with one request at a time, others stand written down behind it. */
const simulation = (concurrency: number): Promise<Simulation> => new Simulation(settingsWith({ sync: { mode: 'auto', readOnly: false, concurrency } })).filled(3);

/** Performs one step of a history. `chosen`: the remote versions that a person has decided about, by key. */
async function perform(s: Simulation, now: Step, chosen = new Map<string, string | undefined>()): Promise<void> {
  const key = 'id' in now ? `accounts/${now.id}` : '';
  if (key !== '' && !s.engine.ledger.model.records.has(key)) return; // it was let go
  switch (now.do) {
    case 'edit':
      return s.edit({ mine: now.value }, key);
    case 'other':
      return s.master.put(now.id, { ...s.master.rows.get(now.id)?.content, theirs: now.value });
    case 'fault':
      s.master.intercept = FAULTS[now.fault] ?? (() => undefined);
      return;
    case 'wait':
      return s.clock.advance(now.ms);
    case 'resolve':
      for (const each of [...s.engine.ledger.model.keys('VERSION_CONFLICT')]) {
        const { job } = s.record(each);
        if (job?.status !== 'VERSION_CONFLICT') continue;
        chosen.set(each, job.remote?.version ?? undefined);
        await s.engine.perform({ type: 'resolve', key: each, choice: now.choice, seen: seenOf(job.remote, hash) });
      }
      return;
    case 'retry':
      await s.engine.perform({ type: 'retry', keys: [key] });
      return;
    case 'discard':
      await s.engine.perform({ type: 'discard', key });
      return;
    case 'deleted':
      s.master.rows.delete(now.id);
      return;
    case 'pause':
    case 'resume':
      await s.engine.perform({ type: now.do });
      return;
    case 'stop':
      await s.engine.stop(0);
      return s.crash();
    case 'crash':
      return s.crash();
    case 'pull': // it may have to wait, and ends when the clock goes on
      void s.engine.perform({ type: 'pull' }).catch(() => null);
      await settled();
  }
}

describe('any history of edits, remote changes, faults and crashes', () => {
  it('loses no change that nobody saw, agrees with the master where it says so, and comes to rest when the faults stop', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 4), fc.array(step, { maxLength: 25, size: 'max' }), fc.boolean(), async (concurrency, history, createsByPost) => {
        const s = await simulation(concurrency);
        s.master.createsByPost = createsByPost;
        const replaced: string[] = [];
        const chosen = new Map<string, string | undefined>();
        s.master.write = (at, content) => {
          // C1: what a write of ours replaces was seen here, or it was a person's choice
          const present = s.master.rows.get(at);
          const isSeen = !present || content['theirs'] === present.content['theirs'] || chosen.get(`accounts/${at}`) === String(present.version);
          if (!isSeen) replaced.push(`${at}@${present.version}`);
          s.master.put(at, content);
        };
        for (const now of history) await perform(s, now, chosen);
        s.master.intercept = () => undefined;
        await s.engine.perform({ type: 'resume' });
        await s.clock.advance(1_300_000);
        const { model } = s.engine.ledger;
        assert.deepEqual(replaced, []);
        assert.equal(model.count('PENDING') + model.count('PROCESSING') + model.count('RETRY_PENDING'), 0);
        for (const record of model.records.values()) {
          const row = s.master.rows.get(record.id);
          if (isClean(record) && row && record.base?.version === String(row.version)) assert.ok(equalExcept(record.local, row.content as never, OWNED), record.key);
          if (record.job?.status === 'SYNCED') assert.ok(isClean(record));
        }
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  it('opens after a crash exactly as the log says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 4), fc.array(step, { maxLength: 15, size: 'max' }), async (concurrency, history) => {
        const s = await simulation(concurrency);
        for (const now of history) await perform(s, now);
        await s.clock.advance(0);
        s.mayConnect = false;
        const before = [...s.engine.ledger.model.records.values()].filter(({ job }) => job?.status !== 'PROCESSING');
        await s.crash();
        for (const record of before) assert.deepEqual(s.record(record.key), record);
      }),
      { numRuns: 200 },
    );
  }).timeout(60_000);
});
