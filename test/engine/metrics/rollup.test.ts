import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { DAYS, Rollup, SPANS } from '../../../src/engine/metrics/rollup';
import { Model, type ModelHead } from '../../../src/engine/model';
import { decodeHead } from '../../../src/node/store/decodeRecord';
import { decodeRow } from '../../../src/node/store/decodeRollup';
import { DAY, HOUR, Log, MINUTE, NOON, OUTCOMES } from './entries';

/** As a snapshot writes and reads it. */
function reread(head: ModelHead): ModelHead {
  const { rows, ...rollup } = head.rollup;
  const read = rows.map((row) => decodeRow(JSON.parse(JSON.stringify(row))) ?? assert.fail('a row does not decode'));
  return decodeHead(JSON.parse(JSON.stringify({ ...head, rollup })), read) ?? assert.fail('the head does not decode');
}

const step = fc.record({
  gap: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 * MINUTE }) },
    { weight: 2, arbitrary: fc.integer({ min: HOUR, max: 3 * DAY }) },
    { weight: 1, arbitrary: fc.integer({ min: 20 * DAY, max: 200 * DAY }) },
    { weight: 2, arbitrary: fc.integer({ min: -40 * DAY, max: -1 }) }, // the clock is put right, or wrong
  ),
  key: fc.constantFrom('accounts/1', 'accounts/2', 'contacts/1'),
  outcome: fc.constantFrom(...Object.values(OUTCOMES)),
  http: fc.double({ min: 0, max: 60_000, noNaN: true }),
});

describe('the rollup', () => {
  it('is the same from a snapshot and the log behind it as from the whole log', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.nat(), (steps, cut) => {
        const whole = new Log();
        let at = NOON;
        for (const { gap, key, outcome, http } of steps) whole.job((at += gap), key, outcome, { queued: 1, commit: 0.1, http, validation: 0 });
        const split = cut % whole.entries.length;
        const before = new Model();
        for (const entry of whole.entries.slice(0, split)) before.apply(entry);
        const head = before.head();
        for (const entry of whole.entries.slice(split)) before.apply(entry); // the owner goes on while the snapshot is written
        const records = new Model();
        for (const entry of whole.entries.slice(0, split)) records.apply(entry);
        const after = Model.from(reread(head), records.records.values());
        for (const entry of whole.entries.slice(split)) after.apply(entry);
        assert.deepEqual(after.head().rollup, whole.model.head().rollup);
        assert.deepEqual(before.head().rollup, whole.model.head().rollup);
        const query = { from: at - 300 * DAY, to: at + DAY };
        assert.deepEqual(new Log(after).figures(query, at), whole.figures(query, at));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same figures whatever was asked before, and they are the sums of the cells that begin in the window', () => {
    const asked = fc.record({ step, length: fc.constantFrom(HOUR, DAY, 7 * DAY, 30 * DAY, 400 * DAY), back: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 * DAY })) });
    fc.assert(
      fc.property(fc.array(asked, { minLength: 1, maxLength: 40 }), (steps) => {
        const log = new Log();
        let at = NOON;
        for (const { step: { gap, key, outcome, http }, length, back } of steps) {
          log.job((at += gap), key, outcome, { queued: 1, commit: 0.1, http, validation: 0 });
          const now = at + 1;
          const query = { from: now - back - length, to: now - back };
          const found = log.figures(query, now);
          const { rollup } = log.model.head();
          const fresh = new Log(Model.from(log.model.head(), log.model.records.values()));
          assert.deepEqual(found, fresh.figures(query, now));
          const inside = rollup.rows.filter(({ start }) => start >= found.from && start < found.to);
          const endedIn = (rows: typeof inside): number => rows.reduce((sum, { cell }) => sum + Object.values(cell.ended).reduce((a, b) => a + b, 0), 0);
          const { ms } = SPANS[found.step];
          const inPoint = (point: number): typeof inside => inside.filter(({ start }) => Math.floor(start / ms) * ms === point);
          for (const { at: point, ended } of found.points) if (ended > 0) assert.equal(ended, endedIn(inPoint(point)));
          assert.equal(found.points.reduce((sum, { ended }) => sum + ended, 0), endedIn(inside));
          assert.equal(found.retries, inside.reduce((sum, { cell }) => sum + cell.retries, 0));
          assert.equal(found.durations.http?.count ?? 0, inside.reduce((sum, { cell }) => sum + cell.phases.http.count, 0));
          assert.equal(found.patterns.reduce((sum, { count }) => sum + count, found.otherErrors), inside.reduce((sum, { cell }) => sum + cell.patterns.reduce((n, { count }) => n + count, cell.others), 0));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('loses nothing when it becomes coarser', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const log = new Log();
        let at = NOON;
        for (const { gap, key, outcome } of steps) log.job((at += gap), key, outcome);
        let counted = 0;
        let timed = 0;
        for (const { cell } of log.model.rollup.state().rows) {
          counted += Object.values(cell.ended).reduce((sum, n) => sum + n, 0) + cell.retries;
          timed += cell.phases.http.count;
        }
        assert.equal(counted, steps.length);
        assert.equal(timed, steps.length);
      }),
    );
  });

  it('keeps a day by minute, 30 days by hour and 400 days by day, and nothing of what is older', () => {
    const log = new Log();
    for (let day = 0; day < 500; day++) log.job(NOON + day * DAY, 'accounts/1', OUTCOMES.SYNCED).job(NOON + day * DAY + 90 * MINUTE, 'accounts/1', OUTCOMES.SYNCED);
    const kept = log.kept();
    assert.equal(kept[MINUTE], 3); // the last two, and the one 24 hours before
    assert.ok((kept[HOUR] ?? 0) >= 57 && (kept[HOUR] ?? 0) <= 60, `${kept[HOUR]} hours`);
    assert.equal(kept[DAY], DAYS);
  });

  it('keeps no minute of an hour that is long ago, even where nothing ends any more', () => {
    const log = new Log().job(NOON, 'accounts/1', OUTCOMES.SYNCED);
    log.pull(NOON + 26 * HOUR, 'accounts/2');
    assert.deepEqual(log.kept(), { [HOUR]: 1 });
    log.model.apply({ at: NOON + 32 * DAY, fact: { kind: 'resumed', by: 'person' } });
    assert.deepEqual(log.kept(), { [DAY]: 1 });
  });

  it('survives a clock that was years off, in both directions', () => {
    const log = new Log();
    for (let n = 0; n < 10; n++) log.job(NOON + n * MINUTE, 'accounts/1', OUTCOMES.SYNCED);
    for (const wrong of [NOON + 4_000 * DAY, 0, -5 * DAY, 1e300]) log.job(wrong, 'accounts/1', OUTCOMES.SYNCED);
    for (let n = 10; n < 20; n++) log.job(NOON + n * MINUTE, 'accounts/1', OUTCOMES.SYNCED);
    const now = NOON + 20 * MINUTE;
    assert.equal(log.figures({ from: now - 2 * DAY, to: now }, now).ended.SYNCED, 20);
    assert.equal(log.kept()[MINUTE], 10); // the others are known by hour
  });

  it('does not grow with a clock that runs backwards', () => {
    const log = new Log().pull(0, 'accounts/1');
    for (let n = 0; n < 500; n++) log.job(NOON - n * DAY, 'accounts/1', OUTCOMES.SYNCED);
    assert.deepEqual(log.kept(), { [MINUTE]: 2, [HOUR]: 29, [DAY]: DAYS });
  });

  it('does not grow with a clock that jumps to and fro', () => {
    const log = new Log().pull(0, 'accounts/1');
    for (let n = 0; n < 3_000; n++) log.job(NOON + ((n * 7_919) % 2_000) * DAY + n * MINUTE, 'accounts/1', OUTCOMES.ERROR);
    const kept = log.kept();
    assert.ok((kept[MINUTE] ?? 0) <= 2_940 && (kept[HOUR] ?? 0) <= 1_441 && (kept[DAY] ?? 0) <= DAYS, JSON.stringify(kept));
    assert.ok(JSON.stringify(log.model.head()).length < 1_000_000);
    assert.ok(log.model.rollup.errors('accounts').length <= 20);
  });

  it('is not decoded from anything else', () => {
    const log = new Log().job(NOON, 'accounts/1', OUTCOMES.ERROR);
    const [row] = log.model.head().rollup.rows;
    assert.ok(decodeRow(row));
    assert.equal(decodeRow({ ...row, span: 'week' }), null);
    assert.equal(decodeRow({ ...row, cell: { ...row?.cell, retries: -1 } }), null);
    assert.equal(decodeRow({ ...row, cell: { ...row?.cell, phases: { ...row?.cell.phases, http: { count: 1, us: 1, from: 900, bins: [1] } } } }), null);
    assert.deepEqual(Rollup.from({ rows: [], errors: [] }).state(), { rows: [], errors: [] });
  });
});
