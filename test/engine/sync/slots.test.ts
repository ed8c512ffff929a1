import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/engine/json';
import { JournalError } from '../../../src/engine/ports';
import { Queue } from '../../../src/engine/queue';
import type { SyncRecord } from '../../../src/engine/record';
import type { Settings } from '../../../src/engine/settings';
import type { Status } from '../../../src/engine/status';
import { ACCOUNTS, answer, failure, settingsWith, settled, Simulation, type Reply } from '../../support/simulated';

const RECORDS = 7;
const CONCURRENCY = 2;
const settingsOf = (sync: Partial<Settings['sync']> = {}): Settings => settingsWith({ sync: { mode: 'auto', readOnly: false, concurrency: CONCURRENCY, ...sync } });

interface Held {
  readonly s: Simulation;
  /** Answers the oldest write, or lets the master do it; then everything settles. */
  readonly answerOne: (reply?: Reply) => Promise<void>;
  /** Writes that the master has not answered. */
  readonly waiting: () => number;
}

/** A simulation whose master answers a write only when it is told to. */
async function held(): Promise<Held> {
  const s = await new Simulation(settingsOf()).filled(RECORDS);
  const open: ((reply: Reply | undefined) => void)[] = [];
  s.master.intercept = (request, apply) => (request.method === 'PUT' ? new Promise<Reply>((resolve) => open.push((reply) => resolve(reply ?? apply()))) : undefined);
  for (let id = 1; id <= RECORDS; id++) await s.edit({ name: 'Edited' }, `accounts/${id}`);
  await s.clock.advance(0);
  return {
    s,
    waiting: () => open.length,
    answerOne: async (reply) => {
      open.shift()?.(reply);
      await s.clock.advance(0);
    },
  };
}

describe('Requests at a time', () => {
  it('are as many as configured, each answer letting the next record go', async () => {
    const { s, answerOne, waiting } = await held();
    for (let left = RECORDS; left > 0; left--) {
      assert.equal(waiting(), Math.min(CONCURRENCY, left));
      await answerOne();
    }
    for (let id = 1; id <= RECORDS; id++) assert.equal(s.status(`accounts/${id}`), 'SYNCED');
  });

  it('become none after the master asks to slow down: no record slips in between', async () => {
    const { s, answerOne, waiting } = await held();
    await answerOne(answer(429, '', { 'retry-after': '30' }));
    assert.equal(waiting(), CONCURRENCY - 1);
    assert.equal(s.engine.ledger.model.count('PENDING'), RECORDS - CONCURRENCY);
  });
});

describe('The moment of sending', () => {
  for (const [name, n] of [['known', 1], ['not known yet, and so looked at first', 0]] as const) {
    it(`comes after the gate was asked once more; the resource is ${name}`, async () => {
      const s = new Simulation(settingsOf());
      if (n > 0) await s.filled(n);
      const append = s.journal.append.bind(s.journal);
      s.journal.append = async (entries) => {
        await append(entries);
        if (entries.some(({ fact }) => fact.kind === 'started')) s.mayConnect = false;
      };
      await s.engine.perform({ type: 'edit', key: 'accounts/new', content: { id: 'new' } });
      await s.clock.advance(0);
      assert.equal(s.status('accounts/new'), 'RETRY_PENDING');
      assert.deepEqual(s.master.requests.filter(({ method }) => method === 'PUT'), []);
    });
  }

  it('waits for a slot as well where a resource is looked at', async () => {
    const s = await new Simulation(settingsOf()).filled(1);
    await s.editAndSync({ name: 'Edited' });
    s.engine.configure({ ...settingsOf(), resources: new Map([['things', { ...ACCOUNTS, name: 'things', path: '/things' }]]) });
    let [inFlight, most] = [0, 0];
    s.master.intercept = async () => {
      most = Math.max(most, ++inFlight);
      await settled();
      inFlight -= 1;
      return answer(404);
    };
    for (let id = 1; id <= RECORDS; id++) await s.engine.perform({ type: 'edit', key: `things/${id}`, content: { id: `${id}` } });
    while (s.engine.ledger.model.count('ERROR') < RECORDS) await s.clock.advance(0);
    assert.equal(most, CONCURRENCY);
  });
});

describe('A record whose start is written down ahead of its turn', () => {
  const inStatus = (s: Simulation, status: Status): string[] => [...s.engine.ledger.model.keys(status)].sort();
  const sent = (s: Simulation): string[] => s.master.requests.map(({ method, url }) => `${method} ${url.slice(url.lastIndexOf('/') + 1)}`);

  /** Record 1 is written, 2 and 3 are being sent, 4 and 5 stand in PROCESSING behind them. */
  async function ahead(): Promise<Held> {
    const it = await held();
    await it.answerOne();
    assert.deepEqual(sent(it.s), ['PUT 1', 'PUT 2', 'PUT 3']);
    return it;
  }

  /** What was ahead has gone back: uncharged, unsent, and not in doubt. */
  function assertBack(s: Simulation): void {
    assert.deepEqual(inStatus(s, 'RETRY_PENDING'), ['accounts/4', 'accounts/5']);
    assert.deepEqual(sent(s), ['PUT 1', 'PUT 2', 'PUT 3']);
    for (const key of inStatus(s, 'RETRY_PENDING')) {
      assert.equal(s.record(key).job?.counted, 0);
      assert.deepEqual(s.record(key).job?.sent, []);
      assert.deepEqual(s.way(key).slice(-3), ['PENDING>PROCESSING', 'PROCESSING>ERROR', 'ERROR>RETRY_PENDING']);
    }
  }

  /** Answers everything: each record is written once, and nothing was read first. */
  async function assertAllWritten({ s, answerOne, waiting }: Held): Promise<void> {
    while (waiting() > 0) await answerOne();
    assert.equal(s.engine.ledger.model.count('SYNCED'), RECORDS);
    assert.deepEqual(sent(s).sort(), Array.from({ length: RECORDS }, (_, i) => `PUT ${i + 1}`));
  }

  it('stands in PROCESSING when the slot is free, and no more of them than there are slots', async () => {
    const it = await ahead();
    assert.deepEqual(inStatus(it.s, 'PROCESSING'), ['accounts/2', 'accounts/3', 'accounts/4', 'accounts/5']);
    assert.deepEqual(inStatus(it.s, 'PENDING'), ['accounts/6', 'accounts/7']);
    await it.answerOne();
    assert.deepEqual(sent(it.s).slice(-1), ['PUT 4']);
    await assertAllWritten(it);
  });

  it('is not there while the master is slow: nobody waits in PROCESSING for long', async () => {
    const { s, answerOne, waiting } = await held();
    await answerOne({ ...answer(200, { id: '1', name: 'Edited', credit: 100, version: 2 }), ms: 3_000 });
    assert.equal(s.status('accounts/1'), 'SYNCED');
    assert.equal(s.engine.ledger.model.count('PROCESSING'), CONCURRENCY);
    assert.equal(waiting(), CONCURRENCY);
  });

  const CLOSED: Record<string, { close: (s: Simulation) => unknown; open: (s: Simulation) => unknown }> = {
    'a pause': { close: (s) => s.engine.perform({ type: 'pause' }), open: (s) => s.engine.perform({ type: 'resume' }) },
    'manual mode': { close: (s) => s.engine.perform({ type: 'mode', mode: 'manual' }), open: (s) => s.engine.perform({ type: 'sync' }) },
    'a configuration that is read-only': { close: (s) => s.engine.configure(settingsOf({ readOnly: true })), open: (s) => s.engine.configure(settingsOf()) },
    'an approval that is withdrawn': {
      close: (s) => {
        s.mayConnect = false;
        s.engine.nudge();
      },
      open: (s) => {
        s.mayConnect = true;
        s.engine.nudge();
      },
    },
  };
  for (const [name, { close, open }] of Object.entries(CLOSED)) {
    it(`goes back uncharged after ${name}, and is sent later without a look`, async () => {
      const it = await ahead();
      await close(it.s);
      await it.s.clock.advance(0);
      assertBack(it.s);
      await it.answerOne();
      await it.answerOne();
      assertBack(it.s);
      await open(it.s);
      await it.s.clock.advance(0);
      await assertAllWritten(it);
    });
  }

  it('is not sent when the gate has closed without a word', async () => {
    const it = await ahead();
    it.s.mayConnect = false;
    await it.answerOne();
    assertBack(it.s);
  });

  it('goes back when the master asks to slow down', async () => {
    const it = await ahead();
    await it.answerOne(answer(429, '', { 'retry-after': '30' }));
    assert.deepEqual(inStatus(it.s, 'RETRY_PENDING'), ['accounts/2', 'accounts/4', 'accounts/5']);
    assert.deepEqual(sent(it.s), ['PUT 1', 'PUT 2', 'PUT 3']);
    await it.s.clock.advance(30_000);
    while (it.waiting() > 0) await it.answerOne();
    assert.equal(it.s.engine.ledger.model.count('SYNCED'), RECORDS);
  });

  it('is not sent while the log cannot be written', async () => {
    const it = await ahead();
    it.s.journal.error = new JournalError('full', 'The disk is full.');
    await it.answerOne(answer(403));
    assert.deepEqual(sent(it.s), ['PUT 1', 'PUT 2', 'PUT 3']);
    it.s.journal.error = null;
    await it.s.clock.advance(5_000);
    while (it.waiting() > 0) await it.answerOne();
    assert.equal(it.s.status('accounts/2'), 'ERROR');
    assert.equal(it.s.engine.ledger.model.count('SYNCED'), RECORDS - 1);
  });

  it('sends what its start wrote down; an edit made since then is one in flight', async () => {
    const it = await ahead();
    await it.s.edit({ name: 'Newer' }, 'accounts/4');
    await it.answerOne();
    assert.equal((JSON.parse(it.s.master.requests.at(-1)?.body ?? '') as JsonObject)['name'], 'Edited');
    while (it.waiting() > 0) await it.answerOne();
    assert.equal(it.s.status('accounts/4'), 'SYNCED');
    assert.equal(it.s.master.rows.get('4')?.content['name'], 'Newer');
    assert.equal(it.s.master.writes.get('4'), 2);
  });

  it('keeps a newer edit on its way back, and sends that', async () => {
    const it = await ahead();
    await it.s.edit({ name: 'Newer' }, 'accounts/4');
    await it.s.engine.perform({ type: 'pause' });
    await it.s.clock.advance(0);
    assertBack(it.s);
    await it.s.engine.perform({ type: 'resume' });
    await it.s.clock.advance(0);
    await assertAllWritten(it);
    assert.equal(it.s.master.rows.get('4')?.content['name'], 'Newer');
  });

  it('goes back before the engine stops, which waits for what is in flight', async () => {
    const it = await ahead();
    let isOver = false;
    const stopped = it.s.engine.stop(1_000).then(() => (isOver = true));
    await it.s.clock.advance(0);
    assertBack(it.s);
    assert.equal(isOver, false);
    await it.answerOne();
    await it.answerOne();
    await stopped;
    await it.s.crash();
    await it.s.clock.advance(0);
    await assertAllWritten(it);
  });

  it('stays in doubt about earlier attempts', async () => {
    const it = await held();
    await it.answerOne({ ...failure('timeout'), ms: 30_000 }); // of record 1: it may have been written
    assert.equal(it.s.status('accounts/1'), 'RETRY_PENDING');
    for (let i = 0; i < 3; i++) await it.answerOne();
    await it.s.clock.advance(5_000); // behind 6 and 7
    assert.equal(it.s.status('accounts/1'), 'PROCESSING');
    await it.s.engine.perform({ type: 'pause' });
    await it.s.clock.advance(0);
    assert.equal(it.s.status('accounts/1'), 'RETRY_PENDING');
    await it.s.engine.perform({ type: 'resume' });
    await it.s.clock.advance(0);
    while (it.waiting() > 0) await it.answerOne();
    assert.deepEqual(sent(it.s).filter((request) => request.endsWith(' 1')), ['PUT 1', 'GET 1', 'PUT 1']);
  });
});

describe('Queue', () => {
  const pending = (key: string): SyncRecord => ({ key, job: { status: 'PENDING' } }) as SyncRecord;

  it('gives records in the order of their arrival, and those that could not go before in the next round', () => {
    const queue = new Queue();
    for (const key of ['a', 'b', 'c']) queue.update(key, pending(key));
    assert.equal(queue.take((key) => key !== 'a'), 'b');
    queue.update('d', pending('d'));
    assert.deepEqual([1, 2, 3, 4].map(() => queue.take(() => true)), ['c', 'd', 'a', undefined]);
    queue.update('e', pending('e'));
    assert.equal(queue.take(() => true), 'e');
  });
});
