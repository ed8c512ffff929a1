import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { equalExcept } from '../../../src/engine/canonical';
import { isClean } from '../../../src/engine/decide';
import { FAULTS } from '../../support/faults';
import { settingsWith, Simulation } from '../../support/simulated';

const id = fc.constantFrom('1', '2', '3');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), id, value: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('other' as const), id, value: fc.integer({ min: 10, max: 19 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fault' as const), fault: fc.constantFrom(...Object.keys(FAULTS)) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1_000, 6_000, 40_000, 200_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resolve' as const), id, choice: fc.constantFrom('remote' as const, 'local' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash' as const, 'stop' as const, 'pull' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('retry' as const, 'discard' as const), id }) },
);
type Step = (typeof step) extends fc.Arbitrary<infer T> ? T : never;

const OWNED = new Set(['id', 'version']);

/** Three records; with one request at a time, others stand written down behind it. */
const simulation = (concurrency: number): Promise<Simulation> => new Simulation(settingsWith({ sync: { mode: 'auto', readOnly: false, concurrency } })).filled(3);

/** Performs one step of a history. */
async function perform(s: Simulation, now: Step): Promise<void> {
  const key = 'id' in now ? `accounts/${now.id}` : '';
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
    case 'resolve': {
      const { job } = s.record(key);
      if (job?.status === 'VERSION_CONFLICT') await s.engine.perform({ type: 'resolve', key, choice: now.choice, seen: job.remote?.version ?? null });
      return;
    }
    case 'retry':
      await s.engine.perform({ type: 'retry', keys: [key] });
      return;
    case 'discard':
      await s.engine.perform({ type: 'discard', key });
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
    case 'pull':
      await s.engine.perform({ type: 'pull' });
  }
}

describe('any history of edits, remote changes, faults and crashes', () => {
  it('loses no change that nobody saw, agrees with the master where it says so, and comes to rest when the faults stop', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 4), fc.array(step, { maxLength: 25 }), async (concurrency, history) => {
        const s = await simulation(concurrency);
        const replaced: string[] = [];
        s.master.write = (at, content) => {
          // C1: what a write of ours replaces was seen here, or it was a person's choice
          const present = s.master.rows.get(at);
          const isSeen = content['theirs'] === present?.content['theirs'] || s.record(`accounts/${at}`).job?.resolution;
          if (!isSeen) replaced.push(`${at}@${present?.version}`);
          s.master.put(at, content);
        };
        for (const now of history) await perform(s, now);
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
      fc.asyncProperty(fc.constantFrom(1, 4), fc.array(step, { maxLength: 15 }), async (concurrency, history) => {
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
