import { strict as assert } from 'node:assert';
import { STANDARD } from '../../../src/engine/schedule/tasks';
import { answer, failure, Simulation, type Reply } from '../../support/simulated';
import { alerting, die, Post, refusing } from './post';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday at noon, local time. */
const MONDAY = new Date(2026, 0, 5, 12).getTime();

async function scheduled(): Promise<Simulation> {
  const s = new Simulation(alerting({}, { schedules: { ...STANDARD, sweep: null } }));
  s.clock.time = MONDAY;
  await s.filled(3);
  s.engine.runSchedules();
  await s.clock.advance(0);
  return s;
}
const rules = (s: Simulation): string[] => s.engine.ledger.model.alerts.map(({ rule }) => rule);
const ran = (s: Simulation): number => s.journal.entries.filter(({ fact }) => fact.kind === 'ran' && fact.task === 'reconciliation').length;

describe('a clock that is set back', () => {
  it('by an hour repeats no weekly run, and nothing was missed', async () => {
    const s = await scheduled();
    await s.clock.advance(12 * DAY + 14 * HOUR + 30 * MINUTE);
    const before = ran(s);
    s.clock.now = () => s.clock.time - HOUR;
    await s.clock.advance(HOUR);
    assert.deepEqual([ran(s) - before, rules(s).filter((rule) => rule === 'missedSchedule')], [0, []]);
  });

  it('keeps back nothing of a storm for as long', async () => {
    const s = await new Simulation(alerting()).filled(10);
    s.mayConnect = false;
    const post = new Post(s);
    await die(s, 1, 2, 3, 4, 5, 6);
    await die(s, 7, 8);
    s.clock.now = () => s.clock.time - HOUR;
    await s.clock.advance(5 * MINUTE);
    assert.equal(post.subjects.length, 8);
  });
});

describe('a machine that slept', () => {
  it('takes what fell due in its sleep neither for a stall nor for waiting too long', async () => {
    const s = await scheduled();
    refusing(s, 500);
    await s.editAndSync({ name: 'A' });
    await s.clock.advance(40_000);
    s.master.intercept = () => undefined;
    s.clock.time += 8 * HOUR;
    await s.clock.advance(MINUTE);
    assert.deepEqual(rules(s), []);
  });
});

describe('a reconciliation that reaches nothing', () => {
  it('is not called missed each time that it is done again', async () => {
    const s = await scheduled();
    s.master.intercept = () => failure('dns', false);
    await s.clock.advance(6 * DAY);
    assert.deepEqual(rules(s).filter((rule) => rule === 'missedSchedule'), []);
  });

  it('is done again also where it was only gone on with', async () => {
    const s = await scheduled();
    let isHanging = true;
    s.master.intercept = () => (isHanging ? new Promise<Reply>(() => undefined) : failure('dns', false));
    await s.clock.advance(5 * DAY + 14 * HOUR + MINUTE);
    isHanging = false;
    await s.crash();
    s.engine.runSchedules();
    await s.clock.advance(MINUTE);
    assert.equal(s.engine.ledger.model.audits.runs[0]?.end?.how, 'stopped');
    s.master.intercept = () => undefined;
    await s.clock.advance(HOUR);
    assert.equal(s.engine.ledger.model.audits.runs[0]?.end?.how, 'complete');
  });

  it('does not wait with a changed pattern', async () => {
    const s = await scheduled();
    s.master.intercept = () => failure('dns', false);
    await s.clock.advance(6 * DAY);
    s.master.intercept = () => undefined;
    const before = ran(s);
    s.engine.configure({ ...s.settings, schedules: { ...s.settings.schedules, reconciliation: '*/10 * * * *' } });
    await s.clock.advance(15 * MINUTE);
    assert.ok(ran(s) > before);
  });
});

describe('the alerts at hand', () => {
  it('are the newest, whatever is still to be brought out of the older', async () => {
    const s = await new Simulation(alerting()).filled(260);
    s.deliver = async (route) => (route === 'email' ? 'no address' : 'delivered');
    refusing(s, 403);
    for (let id = 1; id <= 230; id++) {
      await s.editAndSync({ name: 'A' }, `accounts/${id}`);
      await s.clock.advance(61_000);
    }
    s.mayConnect = false;
    await die(s, 250);
    await die(s, 251);
    assert.deepEqual(s.engine.ledger.model.alerts.slice(0, 3).map(({ subject }) => subject), ['accounts/251', 'accounts/250', 'accounts/230']);
  });

  it('are not repeated for what could not be written at first', async () => {
    const s = new Simulation(alerting());
    s.clock.time = MONDAY;
    await s.filled(1);
    s.mayConnect = false;
    await s.edit({ name: 'Waits' });
    await s.clock.advance(2 * HOUR);
    const append = s.journal.append.bind(s.journal);
    s.journal.append = (entries) => (entries.some(({ fact }) => fact.kind === 'alerted') ? Promise.reject(new Error('full')) : append(entries));
    for (let n = 0; n < 5; n++) {
      await s.engine.perform({ type: 'detect' });
      await s.clock.advance(HOUR);
    }
    s.journal.append = append;
    await s.clock.advance(MINUTE);
    assert.deepEqual(rules(s), ['oldPending']);
  });

  it('go on to a route whose outcome could not be written down at first, once each', async () => {
    const s = await new Simulation(alerting()).filled(3);
    const post = new Post(s);
    const append = s.journal.append.bind(s.journal);
    s.journal.append = (entries) => (entries.some(({ fact }) => fact.kind === 'routed') ? Promise.reject(new Error('full')) : append(entries));
    s.mayConnect = false;
    await die(s, 1);
    await die(s, 2);
    s.journal.append = append;
    await die(s, 3);
    await s.clock.advance(HOUR);
    assert.deepEqual(post.subjects.sort(), ['accounts/1', 'accounts/2', 'accounts/3']);
    assert.ok(s.engine.ledger.model.alerts.every(({ routed }) => routed.length === 1));
  });

  it('are gone with the store, gathered ones too', async () => {
    const s = await new Simulation(alerting()).filled(10);
    s.master.intercept = () => answer(500);
    s.mayConnect = false;
    await die(s, 1, 2, 3, 4, 5, 6);
    await die(s, 7, 8);
    await s.engine.perform({ type: 'clear' });
    await s.clock.advance(HOUR);
    assert.deepEqual(rules(s), []);
  });
});

describe('a storm that lasts', () => {
  it('is told once a minute', async () => {
    const s = await new Simulation(alerting()).filled(300);
    s.mayConnect = false;
    for (let id = 1; id <= 300; id++) {
      await die(s, id);
      await s.clock.advance(2_000);
    }
    await s.clock.advance(2 * MINUTE);
    const logged = s.journal.entries.filter(({ fact }) => fact.kind === 'alerted').length;
    assert.ok(logged <= 17, `${logged} alerts in 10 minutes`);
  });
});
