import { strict as assert } from 'node:assert';
import type { HttpAnswer } from '../../../src/engine/ports';
import { answer, failure, Simulation, type Reply } from '../../support/simulated';

type Answering = (s: Simulation, apply: () => HttpAnswer) => Reply | Promise<Reply>;

/** Deleted there, edited here, and Use Local chosen, at a master that creates by POST only. `answering`: what comes of the first POST. */
async function createdAgain(answering?: Answering): Promise<Simulation> {
  const s = await new Simulation().filled();
  s.master.createsByPost = true;
  s.master.rows.delete('1');
  await s.editAndSync({ name: 'Mine' });
  assert.equal(s.status(), 'VERSION_CONFLICT');
  s.master.requests.length = 0;
  s.master.intercept = (request, apply) => {
    if (request.method !== 'POST' || !answering) return undefined;
    s.master.intercept = () => undefined;
    return answering(s, apply);
  };
  await s.engine.perform({ type: 'resolve', key: 'accounts/1', choice: 'local', seen: { remote: 'gone' } });
  await s.clock.advance(0);
  return s;
}

const methods = (s: Simulation): string[] => s.master.requests.map(({ method }) => method);
const name = (s: Simulation): unknown => s.master.rows.get('1')?.content['name'];

describe('a record that is not at the master, which creates by POST only', () => {
  it('is sent to the collection, with its id and without a precondition', async () => {
    const s = await createdAgain();
    assert.equal(s.status(), 'SYNCED');
    assert.equal(name(s), 'Mine');
    assert.deepEqual(methods(s), ['PUT', 'POST']);
    const { url, headers, body } = s.master.requests[1] ?? {};
    assert.deepEqual([url, headers, JSON.parse(body ?? '')], ['http://master.test/accounts', {}, { id: '1', name: 'Mine', credit: 100, version: 1 }]);
  });

  for (const status of [405, 410, 501]) {
    it(`is sent there after a ${status} to the PUT, too`, async () => {
      const s = await new Simulation().filled();
      s.master.createsByPost = true;
      s.master.intercept = (request) => (request.method === 'PUT' ? answer(status) : undefined);
      await s.engine.perform({ type: 'edit', key: 'accounts/9', content: { id: '9', name: 'New' } });
      await s.clock.advance(0);
      assert.equal(s.status('accounts/9'), 'SYNCED');
    });
  }

  it('is an ERROR for good where no POST is taken either', async () => {
    for (const status of [404, 405, 501]) {
      const s = await createdAgain(() => answer(status));
      const { job } = s.record();
      assert.ok(job?.status === 'ERROR', job?.status);
      const message = 'The master does not let this record be created: neither with PUT at its own address nor with POST at /accounts.';
      assert.deepEqual(job.failure, { code: `HTTP ${status}`, message, isRetryable: false, request: 'POST /accounts' });
    }
  });

  it('is read back after a 201 without a body', async () => {
    const s = await createdAgain((_, apply) => ({ ...apply(), body: '' }));
    assert.equal(s.status(), 'SYNCED');
    assert.deepEqual(methods(s), ['PUT', 'POST', 'GET']);
  });

  it('is not taken for created under another id', async () => {
    const s = await createdAgain(() => answer(201, { id: '17', name: 'Mine', credit: 100, version: 1 }));
    const { job } = s.record();
    assert.ok(job?.status === 'VALIDATION_FAILED', job?.status);
    assert.deepEqual([job.stage, job.issues[0]?.message], ['V3', 'The answer is about another record: its id is "17", not "1".']);
  });

  it('marks the fields that the master rejects', async () => {
    const s = await createdAgain(() => answer(422, { errors: [{ pointer: '/name', detail: 'bad' }] }));
    const { job } = s.record();
    assert.ok(job?.status === 'VALIDATION_FAILED', job?.status);
    assert.equal(job.issues[0]?.pointer, '/name');
  });

  it('is looked at after a 409: the same by then is SKIPPED, another is a conflict, none is an ERROR', async () => {
    for (const [there, status] of [['Mine', 'SKIPPED'], ['Theirs', 'VERSION_CONFLICT'], [null, 'ERROR']] as const) {
      const s = await createdAgain(({ master }) => {
        if (there) master.put('1', { name: there, credit: 100 });
        return answer(409);
      });
      assert.equal(s.status(), status);
      assert.equal(s.master.writes.size, 0);
    }
  });
});

describe('a POST whose outcome is unknown', () => {
  const lost: Answering = (_, apply) => (apply(), failure('reset'));

  it('is looked for before anything is sent again, and created once', async () => {
    for (const reply of [lost, (_: Simulation, apply: () => HttpAnswer) => (apply(), answer(500))]) {
      const s = await createdAgain(reply);
      assert.equal(s.status(), 'RETRY_PENDING');
      await s.clock.advance(5_000);
      assert.equal(s.status(), 'SKIPPED');
      assert.deepEqual(methods(s), ['PUT', 'POST', 'GET']);
      assert.equal(s.master.writes.get('1'), 1);
    }
  });

  it('is sent again when it did not arrive', async () => {
    const s = await createdAgain(() => failure('timeout'));
    await s.clock.advance(5_000);
    assert.equal(s.status(), 'SYNCED');
    assert.deepEqual(methods(s), ['PUT', 'POST', 'GET', 'PUT', 'POST']);
  });

  it('is looked for after a crash, too', async () => {
    const s = await createdAgain((_, apply) => (apply(), new Promise(() => undefined)));
    assert.equal(s.status(), 'PROCESSING');
    await s.crash();
    await s.clock.advance(1);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.master.writes.get('1'), 1);
  });

  it('is no other record when it arrived and a newer edit folded in: that goes on over it', async () => {
    const s = await createdAgain(lost);
    await s.edit({ name: 'Newer' });
    await s.clock.advance(5_000);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(name(s), 'Newer');
    assert.deepEqual(methods(s), ['PUT', 'POST', 'GET', 'PUT']);
  });
});

describe('giving up a record that is not at the master', () => {
  const discard = async (s: Simulation): Promise<boolean> => {
    s.master.requests.length = 0;
    const { ok } = await s.engine.perform({ type: 'discard', key: 'accounts/1' });
    await s.clock.advance(0);
    return ok;
  };
  const isHere = (s: Simulation): boolean => s.engine.ledger.model.records.has('accounts/1');

  it('looks whether it is there, then lets it go', async () => {
    for (const status of [405, 422, 500]) {
      const s = await createdAgain(() => answer(status, { errors: [{ pointer: '/name', detail: 'bad' }] }));
      assert.ok(await discard(s));
      assert.deepEqual(methods(s), ['GET']);
      assert.equal(isHere(s), false, String(status));
    }
  });

  it('takes what the master has when the POST arrived after all', async () => {
    const s = await createdAgain((_, apply) => (apply(), answer(201, '{')));
    assert.equal(s.status(), 'VALIDATION_FAILED');
    s.mayConnect = false;
    await s.edit({ name: 'Newer' });
    assert.ok(await discard(s));
    s.mayConnect = true;
    s.engine.nudge();
    await s.clock.advance(0);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.record().local['name'], 'Mine');
    assert.equal(s.record().base?.version, '2');
  });

  it('keeps it when it is edited again before that', async () => {
    const s = await createdAgain(() => answer(405));
    s.mayConnect = false;
    assert.ok(await discard(s));
    await s.edit({ name: 'After all' });
    s.mayConnect = true;
    s.engine.nudge();
    await s.clock.advance(0);
    assert.equal(name(s), 'After all');
  });
});
