import { strict as assert } from 'node:assert';
import { STANDARD, type Task } from '../../../src/engine/schedule/tasks';
import { complainAboutPattern, cron } from '../../../src/node/cron';
import { answer, failure, settingsWith, Simulation, type Reply } from '../../support/simulated';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday at noon, local time. */
const MONDAY = new Date(2026, 0, 5, 12).getTime();

const starts = (s: Simulation, task: Task) => s.journal.entries.flatMap(({ at, fact }) => (fact.kind === 'ran' && fact.task === task ? [{ at, isLate: fact.isLate }] : []));
const runs = (s: Simulation) => s.engine.ledger.model.audits.runs;

async function begun(at = MONDAY): Promise<Simulation> {
  const s = new Simulation(settingsWith({ schedules: STANDARD }));
  s.clock.time = at;
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

  describe('where summer time begins and ends', () => {
    const { TZ } = process.env;
    before(() => void (process.env['TZ'] = 'Europe/Berlin'));
    after(() => {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    });

    /** Weeks with the machine asleep for each Wednesday and the editor closed for each Friday. */
    async function weeks(s: Simulation, n: number): Promise<void> {
      for (let week = 0; week < n; week++) {
        await s.clock.advance(2 * DAY);
        s.clock.time += DAY;
        await s.clock.advance(DAY);
        await closedFor(s, DAY);
        await s.clock.advance(2 * DAY);
      }
    }
    const sundays = (s: Simulation): string[] => runs(s).toReversed().map(({ startedAt }) => new Date(startedAt).toISOString().slice(0, 16));

    it('run each week once, in spring an hour later where there is no two o’clock', async () => {
      assert.equal(new Date(2026, 2, 29, 3).toISOString(), '2026-03-29T01:00:00.000Z', 'the zone has summer time');
      const s = await begun(Date.UTC(2026, 2, 16, 11));
      await weeks(s, 4);
      assert.deepEqual(sundays(s), ['2026-03-22T01:00', '2026-03-29T01:00', '2026-04-05T00:00', '2026-04-12T00:00']);
      assert.ok(starts(s, 'reconciliation').every(({ isLate }) => !isLate));
      const hourly = starts(s, 'anomalies').map(({ at }) => at);
      const night = hourly.filter((at) => at >= Date.UTC(2026, 2, 28, 23) && at < Date.UTC(2026, 2, 29, 22));
      assert.equal(night.length, 23, 'that day has 23 hours');
    });

    it('run each week once, in autumn where two o’clock comes twice', async () => {
      const s = await begun(Date.UTC(2026, 9, 12, 10));
      await weeks(s, 2);
      assert.deepEqual(sundays(s), ['2026-10-18T00:00', '2026-10-25T00:00']);
      const day = starts(s, 'anomalies').filter(({ at }) => at >= Date.UTC(2026, 9, 24, 22) && at < Date.UTC(2026, 9, 25, 23));
      assert.equal(day.length, 25, 'that day has 25 hours');
    });
  });

  it('take up a pattern that is changed while they run, and stop when it is switched off', async () => {
    const s = await begun();
    await s.clock.advance(HOUR);
    const before = starts(s, 'sweep').length;
    s.engine.configure({ ...s.settings, schedules: { ...STANDARD, sweep: '30 * * * *' } });
    assert.equal(s.engine.plan()[0]?.next, MONDAY + 90 * MINUTE);
    await s.clock.advance(2 * HOUR);
    assert.equal(starts(s, 'sweep').length - before, 2);
    s.engine.configure({ ...s.settings, schedules: { ...STANDARD, sweep: null } });
    await s.clock.advance(2 * HOUR);
    assert.equal(starts(s, 'sweep').length - before, 2);
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

  describe('that cannot run when they are due', () => {
    const SUNDAY = 5 * DAY + 14 * HOUR;
    const texts = (s: Simulation): string[] => s.engine.ledger.model.alerts.filter(({ rule }) => rule === 'missedSchedule').map(({ text }) => text);

    it('run after a person’s own reconciliation has ended', async () => {
      const s = await begun();
      await s.clock.advance(SUNDAY - MINUTE);
      let go = (): void => undefined;
      const held = new Promise<Reply>((resolve) => (go = () => resolve(answer(304))));
      s.master.intercept = () => held;
      void s.engine.perform({ type: 'audit', scope: { keys: ['accounts/1'] }, by: 'person' });
      await s.clock.advance(2 * MINUTE);
      assert.equal(starts(s, 'reconciliation').length, 0);
      s.master.intercept = () => undefined;
      go();
      await s.clock.advance(MINUTE);
      assert.deepEqual(runs(s).map(({ by, end }) => [by, end?.how]), [['schedule', 'complete'], ['person', 'complete']]);
    });

    it('run when the connection is approved, and say after an hour that they wait, and why', async () => {
      const s = await begun();
      await s.clock.advance(SUNDAY - MINUTE);
      s.mayConnect = false;
      await s.clock.advance(30 * MINUTE);
      assert.deepEqual([runs(s).length, texts(s)], [0, []]);
      await s.clock.advance(DAY);
      assert.deepEqual(texts(s), ['The reconciliation is due and waits: The connection is not approved: nothing was asked.']);
      s.mayConnect = true;
      await s.clock.advance(MINUTE);
      assert.equal(runs(s)[0]?.end?.how, 'complete');
      await s.clock.advance(6 * DAY);
      assert.equal(runs(s).length, 2, 'and as ever on the next Sunday');
    });

    it('run while the master asks to slow down, in its own time', async () => {
      const s = await begun();
      await s.clock.advance(SUNDAY - 2 * MINUTE);
      s.master.intercept = () => answer(429, '', { 'retry-after': '600' });
      await s.editAndSync({ name: 'Throttled' });
      s.master.intercept = () => undefined;
      await s.clock.advance(3 * HOUR);
      assert.deepEqual(runs(s).map(({ end }) => end?.how), ['complete']);
    });

    it('run again where nothing could be reached, also after a restart, and not for ever', async () => {
      const s = await begun();
      s.master.intercept = () => failure('dns', false);
      await closedFor(s, 8 * DAY);
      assert.deepEqual(runs(s).map(({ end }) => end?.how), ['stopped']);
      await s.clock.advance(9 * MINUTE);
      assert.equal(runs(s).length, 1);
      await closedFor(s, MINUTE);
      assert.equal(runs(s).length, 2);
      s.master.intercept = () => undefined;
      await s.clock.advance(HOUR);
      assert.deepEqual(runs(s).map(({ end }) => end?.how), ['complete', 'stopped', 'stopped']);
      s.master.intercept = () => failure('dns', false);
      await s.clock.advance(6 * DAY);
      assert.equal(runs(s).length, 12, 'eight times more');
    });
  });

  it('count from when they are switched on, or changed: nothing was missed before', async () => {
    const s = await begun();
    await s.clock.advance(7 * DAY);
    s.engine.configure({ ...s.settings, schedules: { ...STANDARD, reconciliation: null } });
    await s.clock.advance(MINUTE);
    await closedFor(s, 21 * DAY);
    assert.equal(runs(s).length, 1);
    s.engine.configure({ ...s.settings, schedules: STANDARD });
    await s.clock.advance(HOUR);
    assert.equal(runs(s).length, 1);
    s.engine.configure({ ...s.settings, schedules: { ...STANDARD, reconciliation: '0 3 * * *' } });
    await s.clock.advance(HOUR);
    assert.equal(runs(s).length, 1);
    const next = new Date(s.engine.plan()[2]?.next ?? 0);
    assert.deepEqual([next.getHours(), next.getTime() - s.clock.time < DAY], [3, true]);
    await s.clock.advance(DAY);
    assert.equal(runs(s).length, 2);
    assert.ok(starts(s, 'reconciliation').every(({ isLate }) => !isLate));
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
