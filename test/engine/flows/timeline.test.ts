import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { RecordLog } from '../../../src/editor/page/recordLog';
import { snapshotOf, type Shown } from '../../../src/editor/timeline/snapshot';
import { curlText, entryText } from '../../../src/editor/timeline/texts';
import type { Change } from '../../../src/engine/model';
import { stepsOf } from '../../../src/flows/history';
import { FIRST_CHOICE, type Choice, type RecordView, type Snapshot, type ToEditor } from '../../../src/protocol/timeline';
import { decodeToEditor, decodeToPage } from '../../../src/protocol/timelineDecode';
import { answer, failure, settingsWith, Simulation } from '../../support/simulated';

const KEY = 'accounts/1';
const choice: Choice = { ...FIRST_CHOICE, key: KEY };
const numbered = (s: Simulation) => s.journal.entries.map((entry, i) => ({ seq: i + 1, entry }));
const session = (s: Simulation): Shown => ({ role: 'owner', settings: s.settings, model: s.engine.ledger.model, headersOf: ({ requestHeaders }) => ({ ...requestHeaders, authorization: '[redacted]' }) });
const shown = (s: Simulation, wanted: Choice = choice): Snapshot => snapshotOf(session(s), wanted, stepsOf(KEY, numbered(s)), s.clock.time, null);

function view(s: Simulation, wanted: Choice = choice): RecordView {
  const { record } = shown(s, wanted);
  assert.ok(record);
  return record;
}

/** A success, then a timeout, a look and a 500: as picture 4 of the look has it. */
async function retrying(): Promise<Simulation> {
  const s = await new Simulation().filled();
  await s.editAndSync({ credit: 200 });
  await s.clock.advance(60_000);
  s.master.intercept = () => {
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(500, { title: 'lock wait exceeded' }) : undefined);
    return { ...failure('timeout'), ms: 10_000 };
  };
  await s.editAndSync({ credit: 300, name: 'Adatum' });
  await s.clock.advance(5_000);
  return s;
}

describe("The record's page", () => {
  it('says where the record stands, what it waits for, and what to do first', async () => {
    const s = await retrying();
    const { status, facts, bar, primary, canDiscard } = view(s);
    assert.deepEqual([status, primary, canDiscard], ['RETRY_PENDING', 'retry', true]);
    assert.deepEqual(facts, ['version 2', 'revision 2', 'job 2, attempt 2 of 4', 'If-Match']);
    assert.deepEqual([bar.lead, bar.dueAt, bar.from], [', retry 2 of 3 in', s.clock.time + 25_000, s.clock.time]);
    assert.deepEqual(bar.rest, ['at ', { at: s.clock.time + 25_000 }, ', after ', '500 from PUT /accounts/1', '. ', 'It asks the master first, then sends ', 'revision 2', ' with If-Match "2"', '.']);
  });

  it('lists jobs, newest first, with the parts of their time and what is planned', async () => {
    const s = await retrying();
    const { jobs, olderJobs } = view(s, { ...choice, jobs: 1 });
    assert.deepEqual([jobs.map(({ number, status }) => [number, status]), olderJobs], [[[2, 'RETRY_PENDING']], 1]);
    assert.deepEqual(jobs[0]?.attempts.map(({ number, words, total }) => [number, words, total]), [[1, 'timeout', '0 ms, then 5 s'], [2, '500', '0 ms, then 25 s']]);
    assert.deepEqual(jobs[0]?.attempts[1]?.segments.map(({ phase, from, to }) => [phase, to - from]), [['http', 1], ['http', 1], ['waiting', 25_000]]);
    assert.deepEqual(jobs[0]?.planned, { number: 3, at: s.clock.time + 25_000 });
    assert.equal(view(s).jobs[1]?.words, '0 ms, 1 attempt, version 2');
  });

  it('shows the exchange that decided, or the one that is chosen', async () => {
    const s = await retrying();
    const { attempt, earlier } = view(s);
    assert.deepEqual([attempt?.number, attempt?.chosen, attempt?.request?.start, attempt?.response?.start], [2, 1, 'PUT /accounts/1', 'HTTP/1.1 500 Internal Server Error']);
    assert.deepEqual(attempt?.stages.slice(0, 2).map(({ result, words }) => [result, words]), [['failed', '500, not 2xx'], ['not reached', 'not reached']]);
    assert.deepEqual(earlier, [{ job: 1, words: '5 of 7', results: ['passed', 'passed', 'passed', 'passed', 'not configured', 'passed', 'not configured'] }]);
    const first = view(s).jobs[0]?.attempts[0]?.seq ?? -1;
    assert.deepEqual([view(s, { ...choice, attempt: first }).attempt?.response?.start, view(s, { ...choice, exchange: 0 }).attempt?.request?.start], ['', 'GET /accounts/1']);
  });

  it('tells the decisions of the job that is looked at', async () => {
    const s = await retrying();
    const old = view(s).jobs[1]?.attempts[0]?.seq ?? -1;
    assert.deepEqual([view(s).why.job, view(s).why.isNewest, view(s, { ...choice, attempt: old }).why.job, view(s, { ...choice, attempt: old }).why.isNewest], [2, true, 1, false]);
    assert.deepEqual(view(s, { ...choice, attempt: old }).why.decisions.map(({ title }) => title), ['Saved: credit', 'Attempt 1: PUT', 'Valid? Yes', 'Applied as version 2']);
  });

  it('says that there is nothing yet for a record that was never edited, and nothing for one that is not here', async () => {
    const s = await new Simulation().filled();
    const { jobs, attempt, canExport, primary } = view(s);
    assert.deepEqual([jobs, attempt, canExport, primary], [[], null, false, 'sync']);
    assert.deepEqual([shown(s, { ...choice, key: 'accounts/2' }).record, shown(s, { ...choice, key: 'accounts/2' }).notice], [null, 'There is no accounts/2 in this store.']);
    assert.equal(snapshotOf(null, choice, null, 1, 'Not trusted.').notice, 'Not trusted.');
  });

  it('hides sensitive fields, whenever they were called so', async () => {
    const s = await new Simulation().filled();
    await s.editAndSync({ ssn: '078-05-1120' });
    const late = { ...session(s), settings: settingsWith({}, { sensitive: ['ssn'] }) };
    const steps = stepsOf(KEY, numbered(s));
    const told = [JSON.stringify(snapshotOf(late, choice, steps, s.clock.time, null)), curlText(late, KEY, steps, choice), ...steps.map(({ seq }) => entryText(late, KEY, steps, seq))];
    for (const text of told) assert.ok(text !== null && !text.includes('078-05-1120'));
    assert.match(told[1] ?? '', /"ssn":"\[redacted\]"/);
  });
});

describe('The log of a record', () => {
  const follow = (s: Simulation): { log: RecordLog; times: () => number; store: { log: () => AsyncIterable<ReturnType<typeof numbered>[number]> } } => {
    let count = 0;
    return {
      log: new RecordLog(() => count++, assert.fail), times: () => count,
      store: { async *log() { yield* numbered(s).filter(({ entry }) => entry.key === KEY); } },
    };
  };
  const read = async (): Promise<void> => { for (let i = 0; i < 50; i++) await Promise.resolve(); };

  it('is read once, then carried on by what is committed, each entry once', async () => {
    const s = await new Simulation().filled(2);
    const { log, times, store } = follow(s);
    let last: readonly Change[] = [];
    s.engine.ledger.onDidChange((changes) => log.take((last = changes), s.engine.ledger.model.seq));
    assert.equal(log.stepsOf(store, KEY), null);
    await s.editAndSync({ credit: 1 }, 'accounts/2');
    await s.editAndSync({ credit: 1 });
    await read();
    assert.equal(times(), 1);
    await s.editAndSync({ credit: 2 });
    log.take(last, s.engine.ledger.model.seq); // told twice
    const all = stepsOf(KEY, numbered(s));
    assert.deepEqual(log.stepsOf(store, KEY)?.map(({ seq, fact }) => [seq, fact.kind]), all.map(({ seq, fact }) => [seq, fact.kind]));
  });

  it('is read anew when the store was', async () => {
    const s = await new Simulation().filled();
    const { log, store } = follow(s);
    log.stepsOf(store, KEY);
    await read();
    log.take([], 0);
    assert.equal(log.stepsOf(store, KEY), null);
    await read();
    assert.equal(log.stepsOf(store, KEY)?.length, 1);
  });
});

const requests: readonly ToEditor[] = [
  { type: 'ready', choice: null }, { type: 'ready', choice }, { type: 'choose', choice: { ...choice, attempt: 7, exchange: 0 } }, { type: 'openEntry', seq: 3 }, { type: 'pickRecord' },
  { type: 'openRecord' }, { type: 'compare' }, { type: 'exportHar' }, { type: 'copyCurl' }, { type: 'openRequest' }, { type: 'openResponse' }, { type: 'showInFlow' }, { type: 'discard' }, { type: 'primary' }, { type: 'failed', message: 'no' },
];

/** Each way to put a wrong value in the place of one field, at any depth. */
function* spoiled(value: object, wrong: unknown): Generator<unknown> {
  for (const [key, field] of Object.entries(value)) {
    const put = (other: unknown): unknown => (Array.isArray(value) ? (value as unknown[]).with(Number(key), other) : { ...value, [key]: other });
    yield put(wrong);
    if (typeof field === 'object' && field !== null) for (const inner of spoiled(field as object, wrong)) yield put(inner);
  }
}

describe("Messages of the record's page", () => {
  it('come through as they were sent', async () => {
    for (const request of requests) assert.deepEqual(decodeToEditor(structuredClone(request)), request);
    const s = await retrying();
    for (const sent of [shown(s), shown(s, FIRST_CHOICE), { type: 'reveal' } as const]) assert.deepEqual(decodeToPage(structuredClone(sent)), sent);
  });

  it('are dropped when any field of any message is of another kind', async () => {
    const snapshot = shown(await retrying());
    for (const wrong of [undefined, -2, NaN, {}, [7], Symbol('x')]) {
      for (const request of requests) for (const message of spoiled(request, wrong)) assert.equal(decodeToEditor(message), null);
      for (const message of spoiled(snapshot, wrong)) assert.equal(decodeToPage(message), null);
    }
  });

  it('name icons only, and bring nothing along', async () => {
    const snapshot = shown(await retrying());
    const [decision] = snapshot.record?.why.decisions ?? [];
    const forged = { ...snapshot, record: { ...snapshot.record, why: { ...snapshot.record?.why, decisions: [{ ...decision, icon: 'x" onclick="' }] } } };
    assert.equal(decodeToPage(forged), null);
    assert.deepEqual(decodeToEditor({ type: 'primary', command: 'workbench.action.quit' }), { type: 'primary' });
  });

  it('are judged without an exception, whatever they are', () => {
    fc.assert(fc.property(fc.anything(), (value) => {
      assert.equal(decodeToEditor(value), null);
      assert.equal(decodeToPage(value), null);
    }));
  });
});
