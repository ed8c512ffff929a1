import { strict as assert } from 'node:assert';
import { STANDARD } from '../../../src/engine/schedule/tasks';
import { answer, settingsWith, Simulation } from '../../support/simulated';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday at five past noon, local time. */
const MONDAY = new Date(2026, 0, 5, 12, 5).getTime();

async function begun(n = 10, more: Parameters<typeof settingsWith>[0] = {}): Promise<Simulation> {
  const s = new Simulation(settingsWith(more));
  s.clock.time = MONDAY;
  return s.filled(n);
}
const failing = (s: Simulation, status = 403): void => {
  s.master.intercept = (request) => (request.method === 'PUT' ? answer(status) : undefined);
};
const found = (s: Simulation, ...left: string[]): string[] => s.engine.ledger.model.alerts.map(({ rule }) => rule).filter((rule) => !left.includes(rule)).sort();
const edits = async (s: Simulation, ids: readonly number[], name: string): Promise<void> => {
  for (const id of ids) await s.editAndSync({ name }, `accounts/${id}`);
};

describe('the anomaly detector', () => {
  it('finds nothing in a healthy store, and says so', async () => {
    const s = await begun();
    await edits(s, [1, 2, 3], 'Fine');
    assert.deepEqual(await s.engine.perform({ type: 'detect' }), { ok: true, message: 'Nothing unusual.' });
    assert.deepEqual(found(s), []);
  });

  it('runs each hour, and finds a success rate under the threshold', async () => {
    const s = await begun(10, { schedules: { ...STANDARD, sweep: null, reconciliation: null } });
    s.engine.runSchedules();
    await edits(s, [1, 2, 3, 5], 'Fine');
    failing(s);
    await edits(s, [4], 'Refused');
    await s.clock.advance(HOUR);
    assert.deepEqual(found(s, 'error'), ['successRate']);
    assert.match(s.engine.ledger.model.alerts[0]?.text ?? '', /^The success rate of the last hour is 80\.0 %, below 90\.0 %\.$/);
  });

  it('finds a spike of failures against the usual, and a resource that only fails', async () => {
    const s = await begun();
    failing(s);
    await edits(s, [1, 2, 3, 4], 'A');
    await s.engine.perform({ type: 'detect' });
    assert.deepEqual(found(s, 'error', 'successRate'), []);
    await edits(s, [5], 'A');
    const { message } = await s.engine.perform({ type: 'detect' });
    assert.deepEqual(found(s, 'error', 'successRate'), ['failingResource', 'failureSpike']);
    assert.match(message, /accounts only fails: 5 jobs in a day/);
  });

  it('takes no spike for what is usual', async () => {
    const s = await begun();
    failing(s);
    for (let hour = 0; hour < 6; hour++) {
      await edits(s, [1, 2, 3, 4, 5], `A${hour}`);
      await s.clock.advance(HOUR);
    }
    await edits(s, [1, 2, 3, 4, 5, 6], 'B');
    const { message } = await s.engine.perform({ type: 'detect' });
    assert.doesNotMatch(message, /is usual/);
  });

  it('finds what has been PENDING for too long, unless it is wanted so', async () => {
    const s = await begun(2, { sync: { mode: 'auto', readOnly: false, concurrency: 4 } });
    s.mayConnect = false; // not approved: nothing moves
    await s.edit({ name: 'Waits' });
    await s.clock.advance(61 * MINUTE);
    await s.engine.perform({ type: 'pause' });
    await s.engine.perform({ type: 'detect' });
    assert.deepEqual(found(s), []);
    await s.engine.perform({ type: 'resume' });
    assert.match((await s.engine.perform({ type: 'detect' })).message, /^accounts\/1 has been waiting to be sent for 61 min: The connection is not approved/);
  });

  for (const [what, status, edited] of [['a refused sign-in', 401, 2], ['an outage', 500, 7]] as const) {
    it(`tells of what has been waiting behind ${what}, and why`, async () => {
      const s = await begun(8, { schedules: { ...STANDARD, sweep: null, reconciliation: null } });
      s.engine.runSchedules();
      s.master.intercept = () => answer(status);
      await edits(s, [1, 2, 3, 4, 5, 6, 7].slice(0, edited), 'Waits');
      await s.clock.advance(3 * HOUR);
      const alert = s.engine.ledger.model.alerts.find(({ rule }) => rule === 'oldPending');
      assert.match(alert?.text ?? '', new RegExp(`^accounts/\\d has been waiting to be sent for \\d+ min: .*${status}`));
    });
  }

  it('finds a job that never ends', async () => {
    const s = await begun(1);
    s.master.intercept = () => new Promise(() => undefined);
    await s.editAndSync({ name: 'Hangs' });
    await s.clock.advance(16 * MINUTE);
    assert.match((await s.engine.perform({ type: 'detect' })).message, /^accounts\/1 has been PROCESSING for 16 min, and no attempt may take that long\.$/);
  });

  it('finds retries that eat themselves', async () => {
    const s = await begun(12);
    failing(s, 500);
    for (const id of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
      await s.edit({ name: 'A' }, `accounts/${id}`);
      await s.clock.advance(0);
      await s.engine.perform({ type: 'resume' }); // the breaker opens meanwhile
    }
    await s.clock.advance(0);
    assert.match((await s.engine.perform({ type: 'detect' })).message, /\d+ retries in the last hour brought 0 jobs to an end/);
  });

  it('finds what looks healthy and is stuck, before a sweep puts it right', async () => {
    const s = await begun(1, { schedules: { sweep: '*/20 * * * *', anomalies: null, reconciliation: null } });
    s.engine.runSchedules();
    const stick = async (name: string): Promise<void> => {
      s.mayConnect = false;
      await s.editAndSync({ name });
      s.mayConnect = true; // and nobody says so
    };
    await s.clock.advance(5 * MINUTE);
    await stick('For ten minutes, until the sweep');
    await s.clock.advance(10 * MINUTE);
    assert.deepEqual([s.status(), found(s)], ['SYNCED', []]);
    await stick('For longer');
    await s.clock.advance(14 * MINUTE);
    assert.deepEqual([s.status(), found(s)], ['PENDING', []]);
    await s.clock.advance(2 * MINUTE);
    assert.deepEqual([s.status(), found(s)], ['SYNCED', ['stall']]); // the entry alone sets it going
  });

  it('says that a reconciliation was missed', async () => {
    const s = await begun(1, { schedules: { ...STANDARD, sweep: null, anomalies: null } });
    s.engine.runSchedules();
    await s.clock.advance(0);
    await s.engine.stop(0);
    s.clock.time += 8 * 24 * HOUR;
    await s.crash();
    s.engine.runSchedules();
    await s.clock.advance(0);
    assert.deepEqual(found(s), ['missedSchedule', 'reconciliation']);
  });
});
