import { strict as assert } from 'node:assert';
import { before } from '../../../src/engine/metrics/before';
import { DAY, HOUR, Log, MINUTE, NOON, OUTCOMES } from './entries';

const of = (log: Log, length: number, resource?: string) => before(log.model, { from: NOON - length, to: NOON, ...(resource !== undefined && { resource }) }, NOON);

describe('the window before', () => {
  it('of an hour is the same hour of yesterday, of a day the day before, of a week the week before', () => {
    const log = new Log();
    log.job(NOON - 10 * DAY, 'accounts/1', OUTCOMES.ERROR).job(NOON - 10 * DAY, 'accounts/2', OUTCOMES.SYNCED);
    for (const id of [3, 4, 5]) log.job(NOON - 40 * HOUR, `accounts/${id}`, OUTCOMES.SYNCED);
    log.job(NOON - 24.5 * HOUR, 'accounts/6', OUTCOMES.ERROR).job(NOON - 24.5 * HOUR, 'accounts/8', OUTCOMES.SKIPPED).job(NOON - MINUTE, 'accounts/7', OUTCOMES.SYNCED);
    assert.deepEqual(of(log, HOUR), { from: NOON - 25 * HOUR, to: NOON - 24 * HOUR, rate: 0, judged: 1 });
    assert.deepEqual(of(log, DAY), { from: NOON - 2 * DAY, to: NOON - DAY, rate: 0.75, judged: 4 });
    assert.deepEqual(of(log, 7 * DAY), { from: NOON - 14 * DAY, to: NOON - 7 * DAY, rate: 0.5, judged: 2 });
    assert.deepEqual([of(log, HOUR, 'contacts').rate, of(log, HOUR, 'accounts').rate], [null, 0]);
  });

  it('is told in whole hours, and beyond 30 days in whole days: so it is kept', () => {
    const log = new Log().job(NOON - 24.75 * HOUR, 'accounts/1', OUTCOMES.SYNCED).job(NOON, 'accounts/2', OUTCOMES.SYNCED);
    const late = before(log.model, { from: NOON - 30 * MINUTE, to: NOON + 30 * MINUTE }, NOON + 30 * MINUTE);
    assert.deepEqual(late, { from: NOON - 25 * HOUR, to: NOON - 23 * HOUR, rate: 1, judged: 1 });
    const { from, to } = of(log, 30 * DAY);
    assert.deepEqual([from % DAY, to % DAY, Math.round((to - from) / DAY)], [0, 0, 31]);
  });
});
