import { strict as assert } from 'node:assert';
import { Queue } from '../../../src/engine/queue';
import type { SyncRecord } from '../../../src/engine/record';
import { answer, settingsWith, Simulation, type Reply } from '../../support/simulated';

const RECORDS = 7;
const CONCURRENCY = 2;

/** A simulation whose master answers a write only when it is told to. */
async function held(): Promise<{ s: Simulation; answerOne: (reply?: Reply) => Promise<void>; waiting: () => number }> {
  const s = await new Simulation(settingsWith({ sync: { mode: 'auto', readOnly: false, concurrency: CONCURRENCY } })).filled(RECORDS);
  const open: ((reply: Reply | undefined) => void)[] = [];
  s.master.intercept = (request, apply) => (request.method === 'PUT' ? new Promise<Reply>((resolve) => open.push((reply) => resolve(reply ?? apply()))) : undefined);
  for (let id = 1; id <= RECORDS; id++) await s.edit({ name: 'Edited' }, `accounts/${id}`);
  await s.clock.advance(0);
  return {
    s,
    waiting: () => open.length,
    answerOne: async (reply) => {
      open.shift()?.(reply);
      await s.clock.advance(0);
    },
  };
}

describe('Requests at a time', () => {
  it('are as many as configured, each answer letting the next record go', async () => {
    const { s, answerOne, waiting } = await held();
    for (let left = RECORDS; left > 0; left--) {
      assert.equal(waiting(), Math.min(CONCURRENCY, left));
      await answerOne();
    }
    for (let id = 1; id <= RECORDS; id++) assert.equal(s.status(`accounts/${id}`), 'SYNCED');
  });

  it('become none after the master asks to slow down: no record slips in between', async () => {
    const { s, answerOne, waiting } = await held();
    await answerOne(answer(429, '', { 'retry-after': '30' }));
    assert.equal(waiting(), CONCURRENCY - 1);
    assert.equal(s.engine.ledger.model.count('PENDING'), RECORDS - CONCURRENCY);
  });
});

describe('Queue', () => {
  const pending = (key: string): SyncRecord => ({ key, job: { status: 'PENDING' } }) as SyncRecord;

  it('gives records in the order of their arrival, and those that could not go before in the next round', () => {
    const queue = new Queue();
    for (const key of ['a', 'b', 'c']) queue.update(key, pending(key));
    assert.equal(queue.take((key) => key !== 'a'), 'b');
    queue.update('d', pending('d'));
    assert.deepEqual([1, 2, 3, 4].map(() => queue.take(() => true)), ['c', 'd', 'a', undefined]);
    queue.update('e', pending('e'));
    assert.equal(queue.take(() => true), 'e');
  });
});
