import { strict as assert } from 'node:assert';
import { answer, settingsWith, Simulation } from '../../support/simulated';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday at five past noon, local time. */
const MONDAY = new Date(2026, 0, 5, 12, 5).getTime();

async function begun(n: number, more: Parameters<typeof settingsWith>[0] = {}): Promise<Simulation> {
  const s = new Simulation(settingsWith(more));
  s.clock.time = MONDAY;
  return s.filled(n);
}
const failing = (s: Simulation, status: number): void => {
  s.master.intercept = (request) => (request.method === 'PUT' ? answer(status) : undefined);
};
const edits = async (s: Simulation, ids: readonly number[], name: string): Promise<void> => {
  for (const id of ids) await s.editAndSync({ name }, `accounts/${id}`);
};
const detected = async (s: Simulation): Promise<string> => (await s.engine.perform({ type: 'detect' })).message;
const hanging = (s: Simulation): void => {
  s.master.intercept = () => new Promise(() => undefined);
};

describe('the anomaly detector tells apart', () => {
  it('a spike from what is usual in an hour, not in a day', async () => {
    const s = await begun(5);
    failing(s, 403);
    for (let hour = 0; hour < 6; hour++) {
      await edits(s, [1], `A${hour}`);
      await s.clock.advance(HOUR);
    }
    await edits(s, [1, 2, 3, 4, 5], 'B');
    assert.match(await detected(s), /^6 attempts failed in the last hour, where 1 is usual\.$/m);
  });

  it('retries that help from those that eat themselves', async () => {
    const s = await begun(12);
    for (let id = 1; id <= 12; id++) {
      failing(s, 500);
      await edits(s, [id], 'Later');
      s.master.intercept = () => undefined;
      await s.clock.advance(6_000);
      assert.equal(s.status(`accounts/${id}`), 'SYNCED');
    }
    assert.doesNotMatch(await detected(s), /retries in the last hour/);
  });

  it('a resource that only fails from one that fails often', async () => {
    const s = await begun(8);
    await edits(s, [8], 'Fine');
    failing(s, 403);
    await edits(s, [1, 2, 3, 4, 5, 6], 'A');
    assert.doesNotMatch(await detected(s), /only fails/);
  });

  it('what waits for long from what has not waited for long yet, or is meant to', async () => {
    for (const [sync, minutes] of [[{}, 59], [{ mode: 'manual' }, 180], [{ readOnly: true }, 180]] as const) {
      const s = await begun(1, { sync: { mode: 'auto', readOnly: false, concurrency: 4, ...sync } });
      if (minutes === 59) s.mayConnect = false;
      await s.edit({ name: 'Waits' });
      await s.clock.advance(minutes * MINUTE);
      assert.equal(await detected(s), 'Nothing unusual.');
    }
  });

  it('a job that takes its time from one that never ends', async () => {
    const s = await begun(1);
    hanging(s);
    await s.editAndSync({ name: 'Slow' });
    await s.clock.advance(14 * MINUTE);
    assert.equal(await detected(s), 'Nothing unusual.');
  });

  it('one that the master accepted and applies in its own time', async () => {
    const s = await begun(1, { timeouts: { connect: 2_000, headers: 5_000, body: 5_000, total: 10_000 } });
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(202, '', { 'retry-after': '60' }) : undefined);
    await s.editAndSync({ name: 'Slow' });
    await s.clock.advance(5 * MINUTE + 30_000);
    assert.equal(s.status(), 'PROCESSING');
    assert.equal(await detected(s), 'Nothing unusual.');
  });

  it('one failed job from a low success rate', async () => {
    const s = await begun(2);
    failing(s, 403);
    await edits(s, [1], 'Refused');
    assert.equal(await detected(s), 'Nothing unusual.');
  });

  it('a spike from the usual of the hours in which anything was done', async () => {
    const s = await begun(8);
    failing(s, 403);
    for (let hour = 0; hour < 4; hour++) {
      await edits(s, [1, 2, 3, 4, 5, 6], `A${hour}`);
      await s.clock.advance(HOUR);
    }
    await s.clock.advance(16 * HOUR);
    await edits(s, [1, 2, 3, 4, 5, 6, 7], 'Next morning');
    assert.doesNotMatch(await detected(s), /is usual/);
  });

  it('a resource that only fails from one that the configuration has no more', async () => {
    const s = await begun(6);
    failing(s, 403);
    await edits(s, [1, 2, 3, 4, 5, 6], 'A');
    assert.match(await detected(s), /accounts only fails/);
    s.engine.configure({ ...s.settings, resources: new Map() });
    assert.doesNotMatch(await detected(s), /only fails/);
  });
});

describe('the stall detector', () => {
  it('finds a retry that is overdue as well', async () => {
    const s = await begun(1);
    failing(s, 500);
    await s.editAndSync({ name: 'Again' });
    s.mayConnect = false;
    await s.clock.advance(20 * MINUTE);
    s.mayConnect = true; // and nobody says so
    assert.equal(s.status(), 'RETRY_PENDING');
    assert.match(await detected(s), /^Records are due and nothing holds them, and yet nothing was sent for 20 min\.$/m);
  });

  it('is not blind for as long as the clock was set back', async () => {
    const s = await begun(2);
    await edits(s, [2], 'Fine');
    s.mayConnect = false;
    await edits(s, [1], 'Stuck');
    s.mayConnect = true;
    s.clock.time -= 3 * HOUR;
    assert.equal(await detected(s), 'Nothing unusual.');
    s.clock.time += 20 * MINUTE;
    assert.match(await detected(s), /nothing was sent for 20 min/);
  });

  it('takes no slow request for one: something moves', async () => {
    const s = await begun(2, { sync: { mode: 'auto', readOnly: false, concurrency: 1 } });
    hanging(s);
    await edits(s, [1, 2], 'Slow');
    await s.clock.advance(20 * MINUTE);
    assert.equal(s.status('accounts/2'), 'PENDING');
    assert.doesNotMatch(await detected(s), /nothing was sent/);
  });

  it('gives an engine that has just started its time, and takes what is meant to wait for none', async () => {
    const s = await begun(1);
    s.mayConnect = false;
    await s.edit({ name: 'Waits' });
    s.clock.time += 50 * MINUTE;
    await s.crash();
    s.mayConnect = true;
    assert.equal(await detected(s), 'Nothing unusual.');
    await s.engine.perform({ type: 'mode', mode: 'manual' });
    await s.clock.advance(50 * MINUTE);
    assert.equal(await detected(s), 'Nothing unusual.');
  });
});
