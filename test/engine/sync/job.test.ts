import { strict as assert } from 'node:assert';
import { JournalError } from '../../../src/engine/ports';
import { answer, failure, settingsWith, Simulation } from '../../support/simulated';

describe('D1, the background job', () => {
  it('returns from a save before anything is sent, then ends SYNCED with the new version', async () => {
    const s = await new Simulation().filled();
    await s.edit({ credit: 200 });
    assert.equal(s.status(), 'PENDING');
    assert.equal(s.master.requests.length, 0);
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.record().base?.version, '2');
    assert.equal(s.record().local['credit'], 200);
    assert.deepEqual(s.way(), ['[*]>PENDING', 'PENDING>PROCESSING', 'PROCESSING>SYNCED', 'SYNCED>[*]']);
    assert.deepEqual(s.facts(), ['pulled', 'queued', 'started', 'finished']);
  });

  it('needs one request for a record from a list: the ETag is known to be the version', async () => {
    const s = await new Simulation().filled();
    await s.editAndSync({ credit: 200 });
    assert.deepEqual(s.master.requests.map((r) => `${r.method} ${r.headers['if-match']}`), ['PUT "1"']);
  });

  it('writes its intent down before it sends', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => {
      assert.equal(s.facts().at(-1), 'started');
      return undefined;
    };
    await s.editAndSync({ credit: 200 });
    assert.equal(s.status(), 'SYNCED');
  });

  it('refuses a save that the disk does not take, and changes nothing', async () => {
    const s = await new Simulation().filled();
    s.journal.error = new JournalError('full', 'The disk is full.');
    const result = await s.engine.perform({ type: 'edit', key: 'accounts/1', content: { ...s.record().local, credit: 5 } });
    assert.deepEqual(result, { ok: false, message: 'Not saved: The disk is full.' });
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.record().local['credit'], 100);
  });

  it('refuses a record that is too large for an entry of the log (row 69)', async () => {
    const s = await new Simulation().filled();
    const result = await s.engine.perform({ type: 'edit', key: 'accounts/1', content: { ...s.record().local, name: 'x'.repeat(600_000) } });
    assert.deepEqual(result, { ok: false, message: 'A record must not be larger than 200 KiB.' });
  });

  it('keeps an answer that the disk does not take, and writes it when there is room', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (_request, apply) => {
      s.journal.error = new JournalError('full', 'The disk is full.');
      return apply();
    };
    await s.editAndSync({ credit: 200 });
    assert.equal(s.status(), 'PROCESSING');
    s.journal.error = null;
    await s.clock.advance(5_000);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.writes.get('1'), 1);
  });

  it('skips an edit that was undone before it was sent, without a request', async () => {
    const s = await new Simulation().filled();
    s.mayConnect = false;
    await s.edit({ credit: 200 });
    await s.edit({ credit: 100 });
    s.mayConnect = true;
    s.engine.nudge();
    await s.clock.advance(0);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.master.requests.length, 0);
  });

  it('runs four records side by side and one record in order', async () => {
    const s = await new Simulation().filled(6);
    let [inFlight, most] = [0, 0];
    const release: (() => void)[] = [];
    s.master.intercept = async (_request, apply) => {
      most = Math.max(most, ++inFlight);
      await new Promise<void>((resolve) => release.push(resolve));
      inFlight -= 1;
      return apply();
    };
    for (let id = 1; id <= 6; id++) await s.edit({ credit: 7 }, `accounts/${id}`);
    while (s.status('accounts/6') !== 'SYNCED') {
      await s.clock.advance(0);
      release.splice(0).forEach((go) => go());
      await s.clock.advance(0);
    }
    assert.equal(most, 4);
  });

  it('ends what is in flight before it stops, and starts nothing more', async () => {
    const s = await new Simulation(settingsWith({ sync: { mode: 'auto', readOnly: false, concurrency: 1 } })).filled(2);
    let answerNow = (): void => undefined;
    s.master.intercept = (_request, apply) => new Promise((resolve) => (answerNow = () => resolve(apply())));
    await s.editAndSync({ credit: 1 }, 'accounts/1');
    await s.editAndSync({ credit: 1 }, 'accounts/2');
    let isOver = false;
    const stopped = s.engine.stop(1_000).then(() => (isOver = true));
    await s.clock.advance(0);
    assert.equal(isOver, false);
    answerNow();
    await stopped;
    assert.deepEqual([s.status('accounts/1'), s.status('accounts/2'), s.master.requests.length], ['SYNCED', 'PENDING', 1]);
  });

  it('stops within the grace it is given, also while a 202 is read back', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(202) : undefined);
    await s.editAndSync({ credit: 1 });
    let isOver = false;
    void s.engine.stop(1_500).then(() => (isOver = true));
    await s.clock.advance(1_500);
    assert.equal(isOver, true);
    assert.equal(s.status(), 'RETRY_PENDING');
  });

  it('sends nothing where it may not connect, and nothing when the configuration is read-only', async () => {
    const s = await new Simulation(settingsWith({ sync: { mode: 'auto', readOnly: true, concurrency: 4 } })).filled();
    await s.editAndSync({ credit: 1 });
    assert.equal(s.status(), 'PENDING');
    assert.equal(s.master.requests.length, 0);
  });

  it('sends in manual mode only what is sent by hand', async () => {
    const s = await new Simulation(settingsWith({ sync: { mode: 'manual', readOnly: false, concurrency: 4 } })).filled(2);
    await s.editAndSync({ credit: 1 }, 'accounts/1');
    await s.editAndSync({ credit: 1 }, 'accounts/2');
    assert.equal(s.master.requests.length, 0);
    const preview = s.engine.preview('accounts/2');
    assert.ok('request' in preview && preview.request.method === 'PUT' && preview.request.url.endsWith('/accounts/2'));
    await s.engine.perform({ type: 'sync', keys: ['accounts/2'] });
    await s.clock.advance(0);
    assert.equal(s.status('accounts/1'), 'PENDING');
    assert.equal(s.status('accounts/2'), 'SYNCED');
  });

  it('ends ERROR when a resource is gone from the configuration', async () => {
    const s = await new Simulation().filled();
    s.mayConnect = false;
    await s.edit({ credit: 200 });
    s.engine.configure(settingsWith({ resources: new Map() }));
    s.mayConnect = true;
    s.engine.nudge();
    await s.clock.advance(0);
    assert.equal(s.status(), 'ERROR');
    assert.deepEqual(s.way().slice(-1), ['PENDING>ERROR']);
  });

  it('creates a record that the master does not have', async () => {
    const s = await new Simulation().filled();
    await s.engine.perform({ type: 'edit', key: 'accounts/new', content: { id: 'new', name: 'New' } });
    await s.clock.advance(0);
    assert.equal(s.status('accounts/new'), 'SYNCED');
    assert.equal(s.master.rows.get('new')?.content['name'], 'New');
  });
});

describe('D3 and D8, errors and retries', () => {
  it('waits 5, 25 and 125 seconds, then gives up', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(500);
    await s.editAndSync({ credit: 200 });
    for (const wait of [5_000, 25_000, 125_000]) {
      const { job } = s.record();
      assert.ok(job?.status === 'RETRY_PENDING');
      assert.equal(job.dueAt - s.clock.now(), wait);
      await s.clock.advance(wait - 1);
      assert.equal(s.status(), 'RETRY_PENDING');
      await s.clock.advance(1);
    }
    assert.equal(s.status(), 'DEAD_LETTER');
    assert.equal(s.record().job?.attempt, 4);
    assert.deepEqual(s.way().slice(-3), ['PROCESSING>ERROR', 'ERROR>DEAD_LETTER', 'DEAD_LETTER>[*]']);
  });

  it('starts a new job with no attempts when a dead letter is retried by hand', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(500);
    await s.editAndSync({ credit: 200 });
    await s.clock.advance(155_000);
    assert.equal(s.status(), 'DEAD_LETTER');
    s.master.intercept = () => undefined;
    await s.engine.perform({ type: 'retry', keys: ['accounts/1'] });
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.record().job?.attempt, 1);
  });

  it('waits longer than the backoff when Retry-After says so, and charges nothing for 429 and 503 with it', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(503, '', { 'retry-after': '40' });
    await s.editAndSync({ credit: 200 });
    assert.equal(s.engine.ledger.model.pause?.cause, 'throttled');
    assert.equal(s.record().job?.counted, 0);
    s.master.intercept = () => undefined;
    await s.clock.advance(39_999);
    assert.equal(s.status(), 'RETRY_PENDING');
    await s.clock.advance(1);
    assert.equal(s.status(), 'SYNCED');
  });

  it('caps a Retry-After that is out of all reason', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(429, '', { 'retry-after': '99999999' });
    await s.editAndSync({ credit: 200 });
    assert.equal((s.engine.ledger.model.pause?.until ?? 0) - s.clock.now(), 900_000);
  });

  it('keeps a permanent error and does not retry it', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(403);
    await s.editAndSync({ credit: 200 });
    assert.equal(s.status(), 'ERROR');
    await s.clock.advance(1_000_000);
    assert.equal(s.master.requests.length, 1);
  });

  it('puts the fields that the master names in 422 on the record', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(422, { errors: [{ pointer: '#/credit', detail: 'too much' }] }, { 'content-type': 'application/problem+json' });
    await s.editAndSync({ credit: 200 });
    const { job } = s.record();
    assert.ok(job?.status === 'VALIDATION_FAILED');
    assert.deepEqual(job.issues, [{ pointer: '/credit', message: 'too much' }]);
  });

  it('goes from VALIDATION_FAILED back to PENDING by a correction', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(200, '{"id": ');
    await s.editAndSync({ credit: 200 });
    assert.equal(s.status(), 'VALIDATION_FAILED');
    s.master.intercept = () => undefined;
    await s.editAndSync({ credit: 300 });
    assert.equal(s.status(), 'SYNCED');
    assert.ok(s.way().includes('VALIDATION_FAILED>PENDING'));
  });

  it('pauses on a refused sign-in after one repetition, and charges nothing', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(401);
    await s.editAndSync({ credit: 200 });
    assert.equal(s.master.requests.length, 2);
    assert.equal(s.engine.ledger.model.pause?.cause, 'credentials');
    assert.equal(s.status(), 'RETRY_PENDING');
    s.master.intercept = () => undefined;
    await s.engine.perform({ type: 'resume' });
    await s.clock.advance(5_000);
    assert.equal(s.status(), 'SYNCED');
  });

  it('opens the breaker on five failures over three records, and probes with a read', async () => {
    const s = await new Simulation().filled(8);
    s.master.intercept = () => answer(500);
    for (let id = 1; id <= 8; id++) await s.edit({ credit: 1 }, `accounts/${id}`);
    await s.clock.advance(0);
    assert.equal(s.engine.ledger.model.pause?.cause, 'breaker');
    const before = s.master.requests.length;
    await s.clock.advance(3 * 3_600_000);
    assert.ok(s.master.requests.slice(before).every((r) => r.method === 'GET'));
    assert.equal(s.engine.ledger.model.count('DEAD_LETTER'), 0);
    s.master.intercept = () => undefined;
    await s.clock.advance(700_000);
    assert.equal(s.engine.ledger.model.count('SYNCED'), 8);
  });

  it('says what the master is asked right now, and how near the breaker is to opening', async () => {
    const s = await new Simulation().filled(2);
    let letGo: () => void = () => undefined;
    s.master.intercept = () => new Promise((resolve) => (letGo = () => resolve(answer(500))));
    await s.editAndSync({ credit: 1 });
    assert.deepEqual(s.engine.traffic, { sending: 1, failures: 0, of: 5 });
    letGo();
    await s.clock.advance(0);
    assert.deepEqual(s.engine.traffic, { sending: 0, failures: 1, of: 5 });
    s.master.intercept = () => undefined;
    await s.editAndSync({ credit: 1 }, 'accounts/2');
    assert.equal(s.engine.traffic.failures, 0);
  });

  it('lets one bad record reach its dead letter while others pass', async () => {
    const s = await new Simulation().filled(3);
    s.master.intercept = (request) => (request.url.endsWith('/1') ? answer(500) : undefined);
    await s.editAndSync({ credit: 1 });
    await s.clock.advance(155_000);
    assert.equal(s.status(), 'DEAD_LETTER');
  });

  it('pauses when the master cannot be reached three times in a row, and charges nothing', async () => {
    const s = await new Simulation().filled(3);
    s.master.intercept = () => failure('refused', false);
    for (let id = 1; id <= 3; id++) await s.edit({ credit: 1 }, `accounts/${id}`);
    await s.clock.advance(0);
    assert.equal(s.engine.ledger.model.pause?.cause, 'offline');
    s.master.intercept = () => undefined;
    await s.clock.advance(60_000);
    assert.equal(s.engine.ledger.model.count('SYNCED'), 3);
  });
});
