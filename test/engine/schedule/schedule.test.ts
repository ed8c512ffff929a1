import { strict as assert } from 'node:assert';
import { STANDARD, type Task } from '../../../src/engine/schedule/tasks';
import { complainAboutPattern, cron } from '../../../src/node/cron';
import { settingsWith, Simulation } from '../../support/simulated';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday at noon, local time. */
const MONDAY = new Date(2026, 0, 5, 12).getTime();

const starts = (s: Simulation, task: Task) => s.journal.entries.flatMap(({ at, fact }) => (fact.kind === 'ran' && fact.task === task ? [{ at, isLate: fact.isLate }] : []));
const runs = (s: Simulation) => s.engine.ledger.model.audits.runs;

async function begun(): Promise<Simulation> {
  const s = new Simulation(settingsWith({ schedules: STANDARD }));
  s.clock.time = MONDAY;
  await s.filled(3);
  s.engine.runSchedules();
  return s;
}

/** The editor is closed, and opened again after a while. */
async function closedFor(s: Simulation, ms: number): Promise<void> {
  await s.engine.stop(0);
  s.clock.time += ms;
  await s.crash();
  s.engine.runSchedules();
  await s.clock.advance(0);
}

describe('the background jobs of D4', () => {
  it('run at their times through four weeks of nights, sleeps and restarts; what was missed runs once and says so', async () => {
    const s = await begun();
    await s.clock.advance(DAY);
    assert.equal(starts(s, 'sweep').length, 288);
    assert.equal(starts(s, 'anomalies').length, 24);
    assert.equal(runs(s).length, 0);
    await s.clock.advance(5 * DAY); // over Sunday at two
    assert.equal(runs(s).length, 1);
    assert.equal(new Date(runs(s)[0]?.startedAt ?? 0).getHours(), 2);
    assert.deepEqual(starts(s, 'reconciliation').map(({ isLate }) => isLate), [false]);
    await closedFor(s, 15 * DAY); // two Sundays
    assert.deepEqual(starts(s, 'reconciliation').map(({ isLate }) => isLate), [false, true]);
    assert.equal(runs(s)[0]?.end?.how, 'complete');
    s.clock.time += 8 * HOUR; // the machine sleeps: no timer fires, then all at once
    await s.clock.advance(30_000);
    assert.equal(starts(s, 'anomalies').filter(({ isLate }) => isLate).length, 2);
    await s.clock.advance(7 * DAY);
    assert.deepEqual(starts(s, 'reconciliation').map(({ isLate }) => isLate), [false, true, false]);
  });

  it('go on when the clock is set back or forward a year, without a storm', async () => {
    const s = await begun();
    await s.clock.advance(HOUR);
    const before = starts(s, 'sweep').length;
    s.clock.time -= 365 * DAY;
    await closedFor(s, 0);
    await s.clock.advance(HOUR);
    assert.ok(starts(s, 'sweep').length - before >= 11 && starts(s, 'sweep').length - before <= 14);
    s.clock.time += 730 * DAY;
    await s.clock.advance(HOUR);
    assert.ok(starts(s, 'sweep').length - before <= 28);
  });

  it('are off where the configuration says so, and say when they come next', async () => {
    const s = new Simulation(settingsWith({ schedules: { ...STANDARD, sweep: null } }));
    s.clock.time = MONDAY;
    await s.filled(1);
    s.engine.runSchedules();
    await s.clock.advance(HOUR);
    assert.equal(starts(s, 'sweep').length, 0);
    assert.deepEqual(s.engine.plan().map(({ task, next }) => [task, next]), [['sweep', null], ['anomalies', MONDAY + 2 * HOUR], ['reconciliation', new Date(2026, 0, 11, 2).getTime()]]);
  });

  it('do not hammer a log that cannot be written', async () => {
    const s = await begun();
    let appends = 0;
    const append = s.journal.append.bind(s.journal);
    s.journal.append = (entries) => {
      appends += 1;
      return append(entries);
    };
    s.journal.error = new Error('full');
    await s.clock.advance(10 * MINUTE);
    assert.ok(appends > 0 && appends <= 42, String(appends));
  });
});

describe('cron patterns', () => {
  it('row 10: a pattern that is none, has no time, or has seconds is refused', () => {
    for (const bad of ['', 'weekly', '61 * * * *', '* * * * * *']) assert.match(complainAboutPattern(bad) ?? '', /no cron pattern/, bad);
    assert.equal(complainAboutPattern('0 0 31 2 *'), 'This pattern has no time in the calendar.');
    assert.equal(complainAboutPattern('*/5 * * * *'), null);
  });

  it('reckon in local time', () => {
    assert.equal(cron.next('0 2 * * 0', MONDAY), new Date(2026, 0, 11, 2).getTime());
  });
});
