import { strict as assert } from 'node:assert';
import { Model } from '../../../src/engine/model';
import { STATUSES } from '../../../src/engine/status';
import { settingsWith, Simulation, answer } from '../../support/simulated';
import { DAY, failed, HOUR, Log, MINUTE, NOON, OUTCOMES } from './entries';

describe('D7, figures', () => {
  it('D7’s example: 9500 SYNCED, 420 failed and 80 PENDING are a success rate of 95.8 %', () => {
    const log = new Log();
    const failures = [OUTCOMES.ERROR, OUTCOMES.DEAD_LETTER, OUTCOMES.VALIDATION_FAILED];
    for (let n = 0; n < 9_500; n++) log.job(NOON - MINUTE, `accounts/s${n}`, OUTCOMES.SYNCED);
    for (let n = 0; n < 420; n++) log.job(NOON - MINUTE, `accounts/f${n}`, failures[n % 3] ?? OUTCOMES.ERROR);
    for (let n = 0; n < 80; n++) log.queue(NOON - MINUTE, `accounts/p${n}`);
    const { successRate, endedRate, counts } = log.figures();
    assert.equal(((successRate ?? 0) * 100).toFixed(1), '95.8');
    assert.equal(endedRate, successRate);
    assert.deepEqual(counts, { SYNCED: 9_500, ERROR: 140, DEAD_LETTER: 140, VALIDATION_FAILED: 140, PENDING: 80, PROCESSING: 0, RETRY_PENDING: 0, SKIPPED: 0, VERSION_CONFLICT: 0 });
  });

  it('count a record that was pulled and never edited as SYNCED, and in no rate', () => {
    const log = new Log();
    for (let n = 0; n < 10; n++) log.pull(NOON, `accounts/${n}`);
    assert.deepEqual([log.figures().successRate, log.figures().endedRate, log.figures().counts.SYNCED, log.figures().withoutJob], [null, null, 10, 10]);
    log.job(NOON, 'accounts/1', OUTCOMES.SYNCED).job(NOON, 'accounts/2', OUTCOMES.ERROR);
    assert.deepEqual([log.figures().successRate, log.figures().counts.SYNCED, log.figures().withoutJob], [0.5, 9, 8]);
  });

  it('leave SKIPPED, conflicts and what is in flight out of both rates', () => {
    const log = new Log().job(NOON, 'accounts/1', OUTCOMES.SYNCED).job(NOON, 'accounts/2', OUTCOMES.SKIPPED).job(NOON, 'accounts/3', OUTCOMES.VERSION_CONFLICT);
    log.job(NOON, 'accounts/4', OUTCOMES.RETRY_PENDING).queue(NOON, 'accounts/5').queue(NOON, 'accounts/6').add(NOON, 'accounts/6', { kind: 'started', attempt: 1 });
    const { successRate, endedRate, ended, retries, counts } = log.figures();
    assert.deepEqual([successRate, endedRate, retries], [1, 1, 1]);
    assert.deepEqual(ended, { SYNCED: 1, SKIPPED: 1, VERSION_CONFLICT: 1, ERROR: 0, DEAD_LETTER: 0, VALIDATION_FAILED: 0 });
    assert.deepEqual(STATUSES.filter((status) => counts[status] !== log.model.count(status)), []);
  });

  it('count a job that cannot start as a permanent error, and an interrupted one as a retry', () => {
    const log = new Log().queue(NOON, 'accounts/1').add(NOON, 'accounts/1', { kind: 'unstarted', failure: { code: 'no resource', message: 'Gone.', isRetryable: false } });
    log.queue(NOON, 'accounts/2').add(NOON, 'accounts/2', { kind: 'started', attempt: 1 }).add(NOON, 'accounts/2', { kind: 'recovered', dueAt: NOON });
    const { ended, retries, recentErrors } = log.figures();
    assert.deepEqual([ended.ERROR, retries, recentErrors.map(({ code }) => code)], [1, 1, ['no resource']]);
  });

  it('tell the gauge, as records stand now, from the trend, as jobs ended', () => {
    const log = new Log().job(NOON - 30 * MINUTE, 'accounts/1', OUTCOMES.ERROR).job(NOON - 10 * MINUTE, 'accounts/1', OUTCOMES.SYNCED);
    const { successRate, endedRate, points } = log.figures();
    assert.deepEqual([successRate, endedRate], [1, 0.5]);
    assert.deepEqual(points.filter(({ ended }) => ended > 0).map(({ at, rate }) => [at - NOON, rate]), [[-30 * MINUTE, 0], [-10 * MINUTE, 1]]);
  });

  it('take their points per minute, hour or day, as the window is long and old, and never many', () => {
    const log = new Log().job(NOON - 100 * DAY, 'accounts/1', OUTCOMES.SYNCED).job(NOON - 10 * MINUTE, 'accounts/1', OUTCOMES.SYNCED);
    const of = (from: number, to = 0): [string, number, number] => {
      const { step, points, ended } = log.figures({ from: NOON + from, to: NOON + to });
      return [step, points.length, ended.SYNCED];
    };
    assert.deepEqual(of(-HOUR), ['minute', 60, 1]);
    assert.deepEqual(of(-DAY), ['hour', 24, 1]);
    assert.deepEqual(of(-7 * DAY), ['hour', 168, 1]);
    assert.deepEqual(of(-30 * DAY), ['day', 31, 1]);
    assert.deepEqual(of(-3 * DAY, -3 * DAY + HOUR), ['hour', 1, 0]);
    assert.deepEqual(of(-101 * DAY, -100 * DAY + HOUR), ['day', 2, 1]);
    assert.deepEqual(of(-1e15), ['day', 401, 2]);
    assert.deepEqual(of(0, -HOUR), ['minute', 0, 0]);
  });

  it('give durations by phase, and the points those of the phase that is asked for', () => {
    const log = new Log();
    for (const [n, http] of [100, 200, 300, 788].entries()) log.job(NOON - n * MINUTE, `accounts/${n}`, OUTCOMES.SYNCED, { queued: 10, commit: 3, http, validation: 0.25 });
    log.job(NOON, 'accounts/9', OUTCOMES.SKIPPED, { queued: 10, commit: 3, http: 0, validation: 0 });
    const { durations, points } = log.figures();
    assert.deepEqual([durations.http?.count, durations.http?.average], [4, 347]);
    assert.ok(Math.abs((durations.http?.p50 ?? 0) - 200) <= 10 && Math.abs((durations.http?.p99 ?? 0) - 788) <= 40);
    assert.deepEqual([durations.queued?.average, durations.commit?.average, durations.validation?.average], [10, 3, 0.25]);
    assert.deepEqual(points.flatMap(({ duration }) => duration?.average ?? []), [788, 300, 200, 100]);
    assert.equal(log.figures({ phase: 'commit' }).points.at(-1)?.duration?.average, 3);
    assert.equal(new Log().figures().durations.http, null);
  });

  it('give the jobs per minute of the time that has passed', () => {
    const log = new Log();
    for (let n = 0; n < 120; n++) log.job(NOON - n * 30_000, `accounts/${n}`, OUTCOMES.SYNCED);
    assert.equal(log.figures({ from: NOON - HOUR, to: NOON + 5 * HOUR }).throughput, 2);
  });

  it('give the jobs per minute of a young store since it began, at least of a minute', () => {
    const log = new Log().pull(NOON - 5 * MINUTE, 'accounts/1');
    for (let n = 0; n < 50; n++) log.job(NOON - MINUTE, 'accounts/1', OUTCOMES.SYNCED);
    assert.equal(log.figures({ from: NOON - DAY }).throughput, 10);
    assert.equal(log.figures({ from: NOON - MINUTE }).throughput, 50);
    assert.equal(new Log().pull(NOON - 9_000, 'accounts/1').job(NOON - 3_000, 'accounts/1', OUTCOMES.SYNCED).figures().throughput, 1);
    assert.equal(new Log().pull(NOON + DAY, 'accounts/1').job(NOON, 'accounts/1', OUTCOMES.SYNCED).figures().throughput, 1 / 60, 'the clock was a day ahead');
  });

  it('count what happened in one of two windows that meet, and nothing before its window', () => {
    const log = new Log();
    for (const at of [NOON, NOON + 20_000, NOON + 40_000, NOON + MINUTE]) log.job(at, 'accounts/1', OUTCOMES.SYNCED);
    for (const [kept, now] of [['minute', NOON + HOUR], ['hour', NOON + 2 * DAY], ['day', NOON + 40 * DAY]] as const) {
      log.pull(now, 'accounts/2'); // what is older becomes coarser
      for (const edge of [NOON - 1, NOON, NOON + 30_000, NOON + MINUTE]) {
        const [earlier, later] = [log.figures({ from: NOON - 2 * DAY, to: edge }, now), log.figures({ from: edge, to: now }, now)].map(({ ended, points }) => [ended.SYNCED, points.reduce((sum, point) => sum + point.ended, 0)]);
        assert.deepEqual([(earlier?.[0] ?? 0) + (later?.[0] ?? 0), (earlier?.[1] ?? 0) + (later?.[1] ?? 0)], [4, 4], `${kept}, ${edge - NOON}`);
      }
    }
    assert.equal(new Log().job(NOON + 1, 'accounts/1', OUTCOMES.SYNCED).figures({ from: NOON + 30_000 }, NOON + MINUTE).ended.SYNCED, 0);
  });

  it('name the record that has been PENDING for longest, after a restart too', () => {
    const log = new Log();
    assert.equal(log.figures().oldestPending, null);
    for (const n of [1, 2, 3]) log.pull(NOON - HOUR, `accounts/${n}`);
    log.queue(NOON - 9_000, 'accounts/3').queue(NOON - 8_000, 'accounts/1').queue(NOON - 7_000, 'contacts/1');
    log.add(NOON - 1_000, 'accounts/3', { kind: 'edited', local: { a: 1 } });
    const restarted = (): Log => new Log(Model.from(log.model.head(), log.model.records.values()));
    for (const each of [log, restarted()]) {
      assert.deepEqual(each.figures().oldestPending, { key: 'accounts/3', since: NOON - 9_000 });
      assert.deepEqual(each.figures({ resource: 'contacts' }).oldestPending, { key: 'contacts/1', since: NOON - 7_000 });
    }
    log.attempt(NOON, 'accounts/3', OUTCOMES.SYNCED);
    for (const each of [log, restarted()]) assert.equal(each.figures().oldestPending?.key, 'accounts/1');
  });

  it('name the same one after a restart, also where the clock was set back and where several came at once', () => {
    const log = new Log();
    for (const [key, at] of [['accounts/2', -5_000], ['accounts/3', -9_000], ['accounts/1', -7_000], ['contacts/b', -4_000], ['contacts/a', -4_000]] as const) log.pull(NOON - HOUR, key).queue(NOON + at, key);
    const said = (): unknown[] => [log, new Log(Model.from(log.model.head(), [...log.model.records.values()].reverse()))].map((each) => [each.figures().oldestPending, each.figures({ resource: 'contacts' }).oldestPending?.key]);
    assert.deepEqual(said(), Array(2).fill([{ key: 'accounts/3', since: NOON - 9_000 }, 'contacts/a']));
    log.attempt(NOON, 'accounts/3', OUTCOMES.SYNCED).attempt(NOON, 'contacts/a', OUTCOMES.SYNCED).queue(NOON - 8_000, 'accounts/3');
    assert.deepEqual(said(), Array(2).fill([{ key: 'accounts/3', since: NOON - 8_000 }, 'contacts/b']));
  });

  it('list the last twenty errors, newest first, with short messages', () => {
    const log = new Log();
    for (let n = 0; n < 30; n++) log.job(NOON + n, `accounts/${n}`, failed(n % 2 ? 'DEAD_LETTER' : 'ERROR', 'x'.repeat(5_000)));
    log.job(NOON + 99, 'contacts/1', OUTCOMES.VALIDATION_FAILED);
    const { recentErrors } = log.figures();
    assert.equal(recentErrors.length, 20);
    assert.deepEqual(recentErrors[0], { at: NOON + 99, key: 'contacts/1', status: 'VALIDATION_FAILED', code: 'invalid', message: '/age: must be number' });
    assert.deepEqual([recentErrors[1]?.key, recentErrors[1]?.status, recentErrors[1]?.message.length], ['accounts/29', 'DEAD_LETTER', 300]);
  });

  it('are of one resource where one is asked for, and name each otherwise', () => {
    const log = new Log().job(NOON, 'accounts/1', OUTCOMES.SYNCED).job(NOON, 'contacts/1', OUTCOMES.ERROR).pull(NOON, 'orders/1');
    assert.deepEqual(log.figures().resources.map(({ resource, successRate, ended }) => [resource, successRate, ended.ERROR]), [['accounts', 1, 0], ['contacts', 0, 1], ['orders', null, 0]]);
    const one = log.figures({ resource: 'contacts' });
    assert.deepEqual([one.successRate, one.counts.SYNCED, one.patterns.length, one.recentErrors.length, one.resources.length], [0, 0, 1, 1, 1]);
    assert.deepEqual(log.figures({ resource: 'nothing' }).counts.SYNCED, 0);
  });

  it('name the same resources after a restart, also where all records of one are gone', () => {
    const log = new Log().job(NOON, 'accounts/1', OUTCOMES.SYNCED).pull(NOON, 'orders/1').add(NOON, 'orders/1', { kind: 'removed', reason: 'Gone.' }).pull(NOON, 'contacts/1');
    for (const each of [log, new Log(Model.from(log.model.head(), log.model.records.values()))]) assert.deepEqual(each.figures().resources.map(({ resource }) => resource), ['accounts', 'contacts']);
  });

  it('are unchanged by records that go', () => {
    const log = new Log().job(NOON, 'accounts/1', OUTCOMES.SYNCED).queue(NOON, 'accounts/2');
    log.model.apply({ at: NOON, fact: { kind: 'cleared' } });
    const { successRate, counts, oldestPending, ended } = log.figures();
    assert.deepEqual([successRate, counts.SYNCED, counts.PENDING, oldestPending, ended.SYNCED], [null, 0, 0, null, 1]);
  });

  it('keep no content of a store that was cleared, and their counts; the same after a restart', () => {
    const log = new Log();
    const fill = (at: number): void => {
      for (let n = 0; n < 12; n++) log.job(at, `accounts/secret-${n}`, failed('ERROR', `Secret ${'abcdefghijkl'[n]}`));
    };
    for (const at of [NOON - 40 * DAY, NOON - 2 * DAY, NOON - MINUTE]) fill(at);
    const query = { from: NOON - 50 * DAY };
    assert.equal(log.figures(query).ended.ERROR, 36);
    const early = Model.from(log.model.head(), log.model.records.values());
    for (const model of [log.model, early]) model.apply({ at: NOON, fact: { kind: 'cleared' } });
    const late = Model.from(log.model.head(), log.model.records.values());
    const found = log.figures(query);
    for (const model of [early, late]) assert.deepEqual([model.head(), new Log(model).figures(query)], [log.model.head(), found]);
    assert.deepEqual([found.ended.ERROR, found.otherErrors, found.patterns, found.recentErrors], [36, 36, [], []]);
    assert.doesNotMatch(JSON.stringify([log.model.head(), found]), /secret/i);
  });

  it('have what an attempt really took: waiting from when it could have started, and the commit of its own start', async () => {
    const s = await new Simulation(settingsWith()).filled(1);
    const append = s.journal.append.bind(s.journal);
    s.journal.append = async (entries) => {
      s.clock.time += 7;
      await append(entries);
    };
    s.master.intercept = (request) => (request.method === 'PUT' && s.facts().filter((kind) => kind === 'finished').length === 0 ? answer(500) : undefined);
    await s.editAndSync({ name: 'New' });
    await s.clock.advance(6_000);
    assert.equal(s.status(), 'SYNCED');
    const times = s.journal.entries.flatMap(({ fact }) => (fact.kind === 'finished' ? [fact.times] : []));
    assert.deepEqual(times.map(({ commit }) => commit), [7, 7]);
    assert.ok(times.every(({ queued }) => queued < 100), JSON.stringify(times));
  });
});
