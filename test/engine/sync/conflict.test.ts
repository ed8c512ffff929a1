import { strict as assert } from 'node:assert';
import { conflictOf, inConflict, resolve } from '../../support/conflicting';
import { answer, failure, settingsWith, Simulation } from '../../support/simulated';

describe('D9, version conflicts', () => {
  it('keeps both versions and the base when both sides changed', async () => {
    const s = await inConflict();
    const { remote } = conflictOf(s.record());
    assert.equal(remote?.content['credit'], 999);
    assert.equal(remote?.version, '2');
    assert.equal(s.record().local['name'], 'Mine');
    assert.equal(s.record().base?.version, '1');
    assert.equal(s.master.writes.size, 0);
  });

  it('Use Remote: remote becomes local and base, the check pass ends SKIPPED', async () => {
    const s = await inConflict();
    await resolve(s, 'remote');
    assert.equal(s.record().localRevision, 2);
    await s.clock.advance(0);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.record().local['credit'], 999);
    assert.equal(s.record().base?.version, '2');
    assert.equal(s.master.writes.size, 0);
    assert.ok(s.way().includes('VERSION_CONFLICT>PENDING'));
  });

  it('Use Local: writes over the version that the person saw', async () => {
    const s = await inConflict();
    await resolve(s, 'local');
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
    assert.deepEqual(s.master.rows.get('1')?.content, { id: '1', name: 'Mine', credit: 100, version: 1 });
    assert.equal(s.record().base?.version, '3');
  });

  it('Merge: writes what was merged', async () => {
    const s = await inConflict();
    await resolve(s, 'merge', { id: '1', name: 'Mine', credit: 999 });
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.rows.get('1')?.content['credit'], 999);
    assert.equal(s.master.rows.get('1')?.content['name'], 'Mine');
  });

  for (const choice of ['remote', 'local', 'merge'] as const) {
    it(`opens again when the remote moves before "${choice}" is applied, and overwrites nothing`, async () => {
      const s = await inConflict();
      s.mayConnect = false;
      await resolve(s, choice, { id: '1', name: 'Mine', credit: 999 });
      s.master.put('1', { name: 'Theirs again', credit: 1 });
      s.mayConnect = true;
      s.engine.nudge();
      await s.clock.advance(0);
      assert.equal(conflictOf(s.record()).remote?.version, '3');
      assert.equal(s.record().local['name'], 'Mine');
      assert.equal(s.master.rows.get('1')?.content['name'], 'Theirs again');
      assert.equal(s.master.writes.size, 0);
    });
  }

  it('refuses a choice made on a version that is no longer the remote', async () => {
    const s = await inConflict();
    const result = await s.engine.perform({ type: 'resolve', key: 'accounts/1', choice: 'local', seen: { remote: 'there', version: '1' } });
    assert.equal(result.ok, false);
    assert.equal(s.status(), 'VERSION_CONFLICT');
  });

  it('takes an edit of the local side without leaving the conflict', async () => {
    const s = await inConflict();
    await s.editAndSync({ name: 'Mine, better' });
    assert.equal(s.status(), 'VERSION_CONFLICT');
    await resolve(s, 'local');
    await s.clock.advance(0);
    assert.equal(s.master.rows.get('1')?.content['name'], 'Mine, better');
  });

  it('is a conflict when the record was deleted there and edited here; Use Local creates it again', async () => {
    const s = await new Simulation().filled();
    s.master.rows.delete('1');
    await s.editAndSync({ name: 'Mine' });
    assert.equal(conflictOf(s.record()).remote, null);
    await resolve(s, 'local');
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.rows.get('1')?.content['name'], 'Mine');
  });

  it('Use Remote on a deleted record removes it here too', async () => {
    const s = await new Simulation().filled();
    s.master.rows.delete('1');
    await s.editAndSync({ name: 'Mine' });
    await resolve(s, 'remote');
    await s.clock.advance(0);
    assert.equal(s.engine.ledger.model.records.has('accounts/1'), false);
    assert.ok(s.way().includes('PROCESSING>SKIPPED'));
  });

  it('keeps what is typed after Use Remote: on a deleted record it is created again', async () => {
    const s = await new Simulation().filled();
    s.master.rows.delete('1');
    await s.editAndSync({ name: 'Mine' });
    s.mayConnect = false;
    await resolve(s, 'remote');
    await s.edit({ name: 'After all' });
    s.mayConnect = true;
    s.engine.nudge();
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.rows.get('1')?.content['name'], 'After all');
  });

  it('keeps what is typed after Use Remote when the remote moves again', async () => {
    const s = await inConflict();
    s.mayConnect = false;
    await resolve(s, 'remote');
    await s.edit({ name: 'After all' });
    s.master.put('1', { name: 'Theirs again', credit: 1 });
    s.mayConnect = true;
    s.engine.nudge();
    await s.clock.advance(0);
    assert.equal(conflictOf(s.record()).remote?.version, '3');
    assert.equal(s.record().local['name'], 'After all');
  });

  it('keeps what is typed after Use Remote whose check was not valid, when the remote moves again', async () => {
    const s = await inConflict();
    s.master.intercept = (_request, apply) => ({ ...apply(), body: '{"id": ' });
    await resolve(s, 'remote');
    await s.clock.advance(0);
    assert.equal(s.status(), 'VALIDATION_FAILED');
    s.master.intercept = () => undefined;
    s.master.put('1', { name: 'Theirs again', credit: 1 });
    await s.editAndSync({ name: 'After all' });
    assert.equal(conflictOf(s.record()).remote?.version, '3');
    assert.equal(s.record().local['name'], 'After all');
  });

  it('keeps an edit made while the check after Use Remote is in flight', async () => {
    const s = await new Simulation().filled();
    s.master.rows.delete('1');
    await s.editAndSync({ name: 'Mine' });
    s.master.intercept = async (request, apply) => {
      const reply = apply();
      if (request.method === 'GET') await s.edit({ name: 'In flight' });
      return reply;
    };
    await resolve(s, 'remote');
    await s.clock.advance(0);
    assert.equal(s.master.rows.get('1')?.content['name'], 'In flight');
  });

  it('is a conflict when an edit is made while a newer remote is being taken', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => failure('timeout');
    await s.editAndSync({ name: 'Mine' });
    s.master.put('1', { name: 'Somebody else', credit: 100 });
    s.master.intercept = async (request, apply) => {
      const reply = apply();
      if (request.method === 'GET') await s.edit({ credit: 5 });
      return reply;
    };
    await s.engine.perform({ type: 'discard', key: 'accounts/1' });
    await s.clock.advance(0);
    assert.equal(conflictOf(s.record()).remote?.content['name'], 'Somebody else');
    assert.equal(s.master.rows.get('1')?.content['name'], 'Somebody else');
    assert.equal(s.record().local['credit'], 5);
  });

  it('is no conflict when the other side made the same change', async () => {
    const s = await new Simulation().filled();
    s.master.put('1', { name: 'Mine', credit: 100 });
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.record().base?.version, '2');
  });

  it('knows the API\'s own sign of a conflict, where it is configured', async () => {
    const s = await new Simulation(settingsWith({}, { conflictSigns: [{ status: 400, pointer: '/error/code', equals: 'STALE' }] })).filled();
    s.master.put('1', { name: 'Theirs', credit: 100 });
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(400, { error: { code: 'STALE' } }) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(conflictOf(s.record()).remote?.content['name'], 'Theirs');
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(400, { error: { code: 'OTHER' } }) : undefined);
    await resolve(s, 'local');
    await s.clock.advance(0);
    assert.equal(s.status(), 'ERROR');
  });

  it('reads first where the master has no precondition, and sees the conflict', async () => {
    const s = new Simulation();
    s.master.hasEtag = false;
    await inConflict(s);
    assert.equal(s.engine.ledger.model.found.get('accounts')?.precondition.kind, 'read-first');
    assert.equal(conflictOf(s.record()).remote?.content['credit'], 999);
    await resolve(s, 'local');
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
  });
});

describe('edits in flight', () => {
  /** Holds the write until the newer edit is saved. */
  async function duringWrite(s: Simulation, meanwhile: () => Promise<void>): Promise<void> {
    let isFirst = true;
    s.master.intercept = async (request, apply) => {
      if (request.method !== 'PUT' || !isFirst) return apply();
      isFirst = false;
      const reply = apply();
      await meanwhile();
      return reply;
    };
    await s.editAndSync({ name: 'First' });
    await s.clock.advance(0);
  }

  it('are rebased onto the answer and go on as a new job', async () => {
    const s = await new Simulation().filled();
    await duringWrite(s, () => s.edit({ credit: 555 }));
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.rows.get('1')?.content['name'], 'First');
    assert.equal(s.master.rows.get('1')?.content['credit'], 555);
    assert.deepEqual(s.way(), ['[*]>PENDING', 'PENDING>PROCESSING', 'PROCESSING>SYNCED', 'SYNCED>[*]', '[*]>PENDING', 'PENDING>PROCESSING', 'PROCESSING>SYNCED', 'SYNCED>[*]']);
  });

  it('are a conflict when D9 is wanted to the letter', async () => {
    const s = await new Simulation(settingsWith({ conflicts: { concurrentEdit: 'conflict', autoMerge: 'never' } })).filled();
    await duringWrite(s, () => s.edit({ credit: 555 }));
    assert.equal(s.status(), 'VERSION_CONFLICT');
    assert.equal(s.record().local['credit'], 555);
  });

  it('are a conflict when the answer carries someone else\'s change', async () => {
    const s = await new Simulation().filled();
    let isFirst = true;
    s.master.intercept = async (request, apply) => {
      if (request.method !== 'PUT' || !isFirst) return apply();
      isFirst = false;
      await s.edit({ credit: 555 });
      s.master.put('1', { name: 'First', credit: 7 });
      return answer(200, s.master.view('1'), { etag: '"2"' });
    };
    await s.editAndSync({ name: 'First' });
    assert.equal(conflictOf(s.record()).remote?.content['credit'], 7);
    assert.equal(s.record().local['credit'], 555);
  });

  it('fold into a retry, which sends the newest content', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(500);
    await s.editAndSync({ name: 'First' });
    await s.edit({ name: 'Second' });
    assert.equal(s.status(), 'RETRY_PENDING');
    s.master.intercept = () => undefined;
    await s.clock.advance(5_000);
    assert.equal(s.master.rows.get('1')?.content['name'], 'Second');
    assert.equal(s.record().job?.attempt, 2);
  });

  it('start a job of their own when the write in flight is rejected for good', async () => {
    const s = await new Simulation().filled();
    let isFirst = true;
    s.master.intercept = async (_request, apply) => {
      if (!isFirst) return apply();
      isFirst = false;
      await s.edit({ name: 'Better' });
      return answer(422, { errors: [{ pointer: '/name', detail: 'bad' }] });
    };
    await s.editAndSync({ name: 'Bad' });
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.rows.get('1')?.content['name'], 'Better');
    assert.ok(s.way().includes('VALIDATION_FAILED>PENDING'));
  });
});

describe('unknown outcomes', () => {
  it('look before they send again: a write that did arrive ends SKIPPED and is applied once', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request, apply) => {
      if (request.method !== 'PUT') return undefined;
      apply();
      return failure('reset');
    };
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'RETRY_PENDING');
    await s.clock.advance(5_000);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.record().base?.version, '2');
    assert.equal(s.master.writes.get('1'), 1);
  });

  it('send the newer edit that folded in meanwhile, over our own earlier write', async () => {
    const s = await new Simulation().filled();
    let isLost = true;
    s.master.intercept = (request, apply) => {
      if (request.method !== 'PUT' || !isLost) return undefined;
      isLost = false;
      apply();
      return failure('timeout');
    };
    await s.editAndSync({ name: 'First' });
    await s.edit({ name: 'Second' });
    await s.clock.advance(5_000);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.rows.get('1')?.content['name'], 'Second');
    assert.equal(s.record().base?.version, '3');
  });

  it('send again when the write did not arrive', async () => {
    const s = await new Simulation().filled();
    let isLost = true;
    s.master.intercept = (request) => {
      if (request.method !== 'PUT' || !isLost) return undefined;
      isLost = false;
      return failure('timeout');
    };
    await s.editAndSync({ name: 'Mine' });
    await s.clock.advance(5_000);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.writes.get('1'), 1);
  });

  it('recognise a 412 that our own earlier write caused', async () => {
    const s = await new Simulation().filled();
    // bad JSON: the write was applied, its answer could not be read; the correction is the same edit again
    s.master.intercept = (request, apply) => (request.method === 'PUT' ? (apply(), answer(200, '{')) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'VALIDATION_FAILED');
    s.master.intercept = () => undefined;
    await s.engine.perform({ type: 'retry', keys: ['accounts/1'] });
    await s.clock.advance(0);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.master.writes.get('1'), 1);
  });

  it('survive a crash: PROCESSING goes through ERROR to RETRY_PENDING, looks first, and costs no attempt', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request, apply) => {
      if (request.method !== 'PUT') return undefined;
      apply();
      return new Promise(() => undefined);
    };
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'PROCESSING');
    s.master.intercept = () => undefined;
    await s.crash();
    await s.clock.advance(1);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.record().job?.counted, 0);
    assert.equal(s.master.writes.get('1'), 1);
    assert.ok(s.facts().includes('recovered'));
  });

  it('keep the due time of a retry across a restart', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(500);
    await s.editAndSync({ name: 'Mine' });
    await s.clock.advance(2_000);
    s.master.intercept = () => undefined;
    await s.crash();
    await s.clock.advance(2_999);
    assert.equal(s.status(), 'RETRY_PENDING');
    await s.clock.advance(1);
    assert.equal(s.status(), 'SYNCED');
  });
});

describe('discarding an edit', () => {
  it('ends SKIPPED with what the master has', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(500);
    await s.editAndSync({ name: 'Mine' });
    s.master.intercept = () => undefined;
    await s.engine.perform({ type: 'discard', key: 'accounts/1' });
    await s.clock.advance(0);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.record().local['name'], 'Name 1');
  });

  it('takes what the master has when the write may have arrived', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request, apply) => (request.method === 'PUT' ? (apply(), failure('reset')) : undefined);
    await s.editAndSync({ name: 'Mine' });
    await s.engine.perform({ type: 'discard', key: 'accounts/1' });
    await s.clock.advance(0);
    assert.equal(s.status(), 'SKIPPED');
    assert.equal(s.record().local['name'], 'Mine');
    assert.equal(s.record().base?.version, '2');
  });
});

describe('stale and wrong answers to a write', () => {
  const reply = (content: Record<string, unknown>) => answer(200, { id: '1', ...content }, { etag: `"${String(content['version'])}"` });

  it('an older version is read back once: what was sent is there, so it is applied', async () => {
    const s = await new Simulation().filled();
    s.master.put('1', { name: 'Name 1', credit: 100 });
    await s.engine.perform({ type: 'pull', key: 'accounts/1' });
    s.master.intercept = (request, apply) => (request.method === 'PUT' ? (apply(), reply({ name: 'Name 1', credit: 100, version: 1 })) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.record().base?.version, '3');
  });

  it('an older version without the edit is a conflict, never SKIPPED on faith', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? reply({ name: 'Name 1', credit: 100, version: 0 }) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'VERSION_CONFLICT');
  });

  it('200 with the old record is no success: the write was not applied', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? reply({ name: 'Name 1', credit: 100, version: 1 }) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'VERSION_CONFLICT');
  });

  it('the same version with other content fails validation', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => reply({ name: 'Whose?', credit: 100, version: 1 });
    await s.editAndSync({ name: 'Mine' });
    const { job } = s.record();
    assert.ok(job?.status === 'VALIDATION_FAILED');
    assert.equal(job.issues[0]?.message, 'The content changed without a new version.');
  });

  it('the same version with the same content is already synced', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => reply({ name: 'Mine', credit: 100, version: 1 });
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'SKIPPED');
  });

  it('204 is read back', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request, apply) => (request.method === 'PUT' ? (apply(), answer(204)) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'SYNCED');
    assert.deepEqual(s.master.requests.map((r) => r.method), ['PUT', 'GET']);
  });

  it('202 is read back until the version moves', async () => {
    const s = await new Simulation().filled();
    let reads = 0;
    s.master.intercept = (request, apply) => {
      if (request.method === 'PUT') return answer(202);
      if (++reads === 2) s.master.put('1', { name: 'Mine', credit: 100 });
      return apply();
    };
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'PROCESSING');
    await s.clock.advance(3_000);
    assert.equal(s.status(), 'SYNCED');
  });

  it('202 with somebody else\'s version is a conflict, not our success', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => {
      if (request.method !== 'PUT') return undefined;
      s.master.put('1', { name: 'Somebody else', credit: 100 });
      return answer(202);
    };
    await s.editAndSync({ name: 'Mine' });
    await s.clock.advance(3_000);
    assert.equal(s.status(), 'VERSION_CONFLICT');
    assert.equal(s.record().local['name'], 'Mine');
  });

  it('428 teaches the precondition', async () => {
    const s = new Simulation(settingsWith({}, { shape: { precondition: { kind: 'body', field: 'version' } } }));
    await s.filled();
    s.master.intercept = (request) => (request.method === 'PUT' && request.headers['if-match'] === undefined ? answer(428) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'SYNCED');
  });
});
