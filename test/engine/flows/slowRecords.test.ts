import { strict as assert } from 'node:assert';
import { slowRecords } from '../../../src/editor/dashboard/slow';
import { FIRST_CHOICE } from '../../../src/protocol/dashboard';
import { HOUR, Log, NOON, OUTCOMES, TIMES } from '../metrics/entries';

describe('Records behind a duration of the dashboard', () => {
  const log = new Log();
  for (const [key, at, http] of [['accounts/old', NOON - 2 * HOUR, 900], ['accounts/1', NOON - 5_000, 12], ['accounts/2', NOON - 4_000, 300], ['accounts/2', NOON - 3_000, 20], ['accounts/3', NOON - 2_000, 100], ['orders/1', NOON - 1_000, 500]] as const) {
    if (!log.model.records.has(key)) log.pull(at - 1, key);
    log.job(at, key, OUTCOMES.SYNCED, { ...TIMES, http });
  }
  const session = { log: async function* () { for (const [i, entry] of log.entries.entries()) yield await Promise.resolve({ seq: i + 1, entry }); } };
  const slow = (least: number, resource: string | null = null) => slowRecords(session, { ...FIRST_CHOICE, window: '1h', resource }, 'http', least, NOON);

  it('are those with an attempt in the window that took as long, the slowest first', async () => {
    assert.deepEqual(await slow(100), ['orders/1', 'accounts/2', 'accounts/3']);
    assert.deepEqual(await slow(100, 'accounts'), ['accounts/2', 'accounts/3']);
  });

  it('hold the one that a percentile stands for, which is exact to within 4.8 %', async () => {
    assert.deepEqual(await slow(520), ['orders/1']);
    assert.deepEqual(await slow(600), []);
  });
});
