import { strict as assert } from 'node:assert';
import { seenIn, type Finding } from '../../../src/engine/audit/finding';
import type { AuditScope } from '../../../src/engine/audit/run';
import { discrepancies } from '../../../src/engine/audit/run';
import { Cancel } from '../../../src/engine/cancel';
import { canonical } from '../../../src/engine/canonical';
import type { Seen } from '../../../src/engine/seen';
import type { ResourceSettings } from '../../../src/engine/settings';
import { hash } from '../../../src/node/ports';
import { answer, failure, settingsWith, Simulation, type Reply } from '../../support/simulated';

const audit = async (s: Simulation, scope: AuditScope = {}) => {
  const running = s.engine.perform({ type: 'audit', scope, by: 'person' });
  await s.clock.advance(600_000);
  return running;
};
const audits = (s: Simulation) => s.engine.ledger.model.audits;
const found = (s: Simulation): string[] => audits(s).findings.map(({ key, kind }: Finding) => `${kind} ${key}`).sort();
const newest = (s: Simulation) => audits(s).runs[0] ?? assert.fail('no run');

/** A master whose list cannot be read: every record is read by itself. */
async function withoutList(n: number, accounts: Partial<ResourceSettings> = {}): Promise<Simulation> {
  const s = await new Simulation(settingsWith({}, accounts)).filled(n);
  s.master.intercept = (request) => (request.url.endsWith('/accounts') ? answer(405) : undefined);
  return s;
}

/** A run that stops after its first batches, because nothing can be logged any more. */
async function brokenOff(s: Simulation): Promise<void> {
  const { journal } = s;
  s.engine.ledger.onDidChange((changes) => {
    if (changes.some(({ entry }) => entry.fact.kind === 'audited')) journal.error = new Error('dead');
  });
  void s.engine.perform({ type: 'audit', scope: {}, by: 'person' }).catch(() => null);
  await s.clock.advance(30_000);
}

/** Changes content at the master under the version that it has. */
const tamper = (s: Simulation, id: string): void => {
  const row = s.master.rows.get(id);
  if (row) row.content = { ...row.content, name: 'tampered' };
};

for (const way of ['its list', 'single reads'] as const) {
  describe(`D6, reconciliation by ${way}`, () => {
    const filled = (n: number): Promise<Simulation> => (way === 'its list' ? new Simulation().filled(n) : withoutList(n));

    it('finds exactly what differs, and says whether a person must act', async () => {
      const s = await filled(10);
      s.master.put('1', { name: 'Newer', credit: 100 });
      tamper(s, '2');
      s.master.rows.delete('3');
      if (way === 'its list') s.master.put('11', { name: 'Only there' });
      const result = await audit(s);
      assert.deepEqual(found(s), [...(way === 'its list' ? ['missing accounts/11'] : []), 'drift accounts/1', 'orphaned accounts/3', 'unversioned accounts/2'].sort());
      const { figures, end } = newest(s);
      assert.equal(end?.how, 'complete');
      assert.deepEqual([figures.checked, figures.matched, figures.left, figures.needsPerson], way === 'its list' ? [11, 7, 0, 2] : [10, 7, 0, 2]);
      assert.match(result.message, /^Complete: 1[01] checked, [34] discrepancies, 2 actions needed\.$/);
      const { mark, ...drift } = audits(s).findings.find(({ kind }) => kind === 'drift') ?? assert.fail();
      assert.match(mark ?? '', /^[0-9a-f]{16}$/);
      assert.deepEqual(drift, {
        key: 'accounts/1', kind: 'drift', remote: 'there', here: '1', there: '2', fields: ['name'], needsPerson: false, reason: 'The master has version 2, 1 is here: name.',
      });
    });

    it('changes nothing', async () => {
      const s = await filled(3);
      s.master.put('1', { name: 'Newer', credit: 100 });
      const before = s.record();
      await audit(s);
      assert.deepEqual(s.record(), before);
      assert.equal(s.master.writes.size, 0);
    });

    it('leaves out and counts what is edited here, in flight, or was never sent', async () => {
      const s = await filled(3);
      await s.engine.perform({ type: 'mode', mode: 'manual' });
      await s.edit({ name: 'Mine' });
      await s.engine.perform({ type: 'edit', key: 'accounts/new', content: { id: 'new' } });
      await audit(s);
      assert.equal(newest(s).figures.checked, 2);
      assert.equal(newest(s).figures.left, 2);
      assert.deepEqual(found(s), []);
    });

    it('stops in an outage, which is no drift', async () => {
      const s = await filled(50);
      const { intercept } = s.master;
      s.master.intercept = (request, apply) => (way === 'its list' || !request.url.endsWith('/accounts') ? failure('refused', false) : intercept(request, apply));
      const result = await audit(s);
      assert.equal(result.ok, false);
      assert.equal(newest(s).end?.how, 'stopped');
      assert.equal(newest(s).figures.kinds.orphaned, 0);
      assert.equal(discrepancies(newest(s).figures), 0);
    });

    it('goes on after a crash where it was, and reports the same', async () => {
      const s = await filled(1_450);
      tamper(s, '1449');
      tamper(s, '3');
      await brokenOff(s);
      assert.ok(newest(s).figures.checked > 0 && newest(s).figures.checked < 1_450);
      s.master.requests.length = 0;
      await s.crash();
      s.engine.runSchedules();
      await s.clock.advance(600_000);
      assert.equal(newest(s).end?.how, 'complete');
      assert.equal(newest(s).figures.checked, 1_450);
      assert.deepEqual(found(s), ['unversioned accounts/1449', 'unversioned accounts/3']);
    });
  });
}

describe('a reconciliation', () => {
  it('reads nothing but pages where the API can list and nothing differs', async () => {
    const s = await new Simulation().filled(300);
    await audit(s);
    assert.equal(s.master.requests.length, 1);
    assert.equal(newest(s).figures.matched, 300);
  });

  it('reads one by one no faster than audit.rate, and conditionally where there is an ETag', async () => {
    const s = await withoutList(0);
    s.master.put('1', { name: 'a' });
    await s.engine.perform({ type: 'pull', key: 'accounts/1' });
    for (let n = 2; n <= 40; n++) {
      s.master.put(String(n), { name: 'a' });
      await s.engine.perform({ type: 'pull', key: `accounts/${n}` });
    }
    s.master.requests.length = 0;
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(1_000);
    const reads = s.master.requests.filter(({ url }) => !url.endsWith('/accounts'));
    assert.ok(reads.length >= 15 && reads.length <= 22, String(reads.length));
    assert.equal(reads[0]?.headers['if-none-match'], '"1"');
    await s.clock.advance(60_000);
    assert.equal((await running).ok, true);
  });

  it('covers one resource, one status, or chosen records', async () => {
    const s = await new Simulation().filled(5);
    tamper(s, '2');
    await audit(s, { keys: ['accounts/1', 'accounts/2'] });
    assert.equal(newest(s).figures.checked, 2);
    assert.deepEqual(found(s), ['unversioned accounts/2']);
    await s.editAndSync({ name: 'x' }, 'accounts/3');
    await audit(s, { status: 'SYNCED' });
    assert.equal(newest(s).figures.checked, 5);
    assert.equal((await audit(s, { resource: 'nowhere' })).ok, false);
  });

  it('runs one at a time, can be cancelled, and keeps a partial report', async () => {
    const s = await withoutList(400);
    const cancel = new Cancel();
    const first = s.engine.perform({ type: 'audit', scope: {}, by: 'person' }, { cancel });
    await s.clock.advance(11_000);
    assert.deepEqual(await s.engine.perform({ type: 'audit', scope: {}, by: 'person' }), { ok: false, message: 'A reconciliation is running already.' });
    cancel.abort();
    await s.clock.advance(1_000);
    assert.equal((await first).ok, false);
    assert.equal(newest(s).end?.how, 'cancelled');
    assert.ok(newest(s).figures.checked >= 200 && newest(s).figures.checked < 400);
    assert.equal(audits(s).running, null);
  });

  it('compares the fields of `compare` alone, and not those that a person left out', async () => {
    const s = await new Simulation(settingsWith({}, { compare: ['credit'] })).filled(2);
    tamper(s, '1');
    await audit(s);
    assert.deepEqual(found(s), []);
    const all = await new Simulation().filled(2);
    tamper(all, '1');
    await all.engine.perform({ type: 'ignore', resource: 'accounts', field: 'name', isIgnored: true });
    await all.crash();
    await audit(all);
    assert.deepEqual(found(all), []);
    await all.engine.perform({ type: 'ignore', resource: 'accounts', field: 'name', isIgnored: false });
    await audit(all);
    assert.deepEqual(found(all), ['unversioned accounts/1']);
  });

  it('reads a record by itself where the list shows less of it', async () => {
    const s = await new Simulation().filled(2);
    s.master.intercept = (request) => (request.url.endsWith('/accounts') ? answer(200, [...s.master.rows.keys()].map((id) => ({ id, version: 1 }))) : undefined);
    await audit(s);
    assert.deepEqual(found(s), []);
    assert.equal(newest(s).figures.matched, 2);
  });

  for (const [scope, checked] of [[{}, 400], [{ keys: ['accounts/3', 'accounts/4'] }, 2]] as const) {
    it(`that was broken off ${checked === 400 ? 'goes on where a command asks for the same' : 'is over where a command asks for another'}, and not by itself`, async () => {
      const s = await withoutList(400);
      await brokenOff(s);
      await s.crash();
      await s.clock.advance(30_000);
      const { id, figures } = newest(s);
      assert.ok(audits(s).running && figures.checked < 400);
      const running = s.engine.perform({ type: 'audit', scope, by: 'person' });
      await s.clock.advance(600_000);
      assert.deepEqual([(await running).ok, newest(s).end?.how, newest(s).figures.checked, newest(s).id === id], [true, 'complete', checked, checked === 400]);
      const before = audits(s).runs.find((run) => run.id === id);
      if (checked === 2) assert.deepEqual([before?.end?.how, before?.end?.reason], ['cancelled', 'It was broken off, and another one was started.']);
    });
  }

  it('waits with its rest while the connection is not approved, and can be ended then', async () => {
    const s = await withoutList(400);
    await brokenOff(s);
    s.mayConnect = false;
    await s.crash();
    s.engine.runSchedules();
    await s.clock.advance(30_000);
    assert.equal(newest(s).figures.checked, 200);
    s.mayConnect = true;
    s.engine.nudge();
    await s.clock.advance(1_000);
    assert.equal((await s.engine.perform({ type: 'cancelAudit' })).ok, true);
    await s.clock.advance(1_000);
    assert.equal(newest(s).end?.how, 'cancelled');
  });

  it('asks for a person where a record could not be checked and that will not heal', async () => {
    const s = await new Simulation(settingsWith({}, { shape: { version: { from: 'header', header: 'etag' } } })).filled(5);
    const answers = new Map<string, Reply>([['1', failure('timeout')], ['2', answer(503)], ['3', answer(403)], ['4', answer(200, 'no JSON')]]);
    s.master.intercept = (request) => answers.get(request.url.split('/').at(-1) ?? '');
    await audit(s, { keys: [1, 2, 3, 4, 5].map((id) => `accounts/${id}`) });
    assert.deepEqual(audits(s).findings.map(({ key, kind, needsPerson }) => `${key} ${kind} ${needsPerson}`).sort(), ['accounts/1 unchecked false', 'accounts/2 unchecked false', 'accounts/3 unchecked true', 'accounts/4 unchecked true']);
    assert.equal(newest(s).figures.needsPerson, 2);
  });

  it('asks for one where the checksum in its list is wrong', async () => {
    const s = await new Simulation(settingsWith({}, { shape: { checksum: { field: 'sum', encoding: 'hex', prefix: '' } } })).filled(0);
    s.master.put('1', { name: 'A', sum: hash(canonical({ id: '1', name: 'A', version: 1 })) });
    await s.engine.perform({ type: 'pull' });
    assert.equal(s.status(), 'SYNCED');
    tamper(s, '1');
    await audit(s);
    assert.deepEqual(audits(s).findings.map(({ kind, needsPerson }) => [kind, needsPerson]), [['unchecked', true]]);
  });

  it('asks nothing before the connection is approved', async () => {
    const s = await new Simulation().filled(2);
    s.mayConnect = false;
    assert.deepEqual(await audit(s), { ok: false, message: 'The connection is not approved: nothing was asked.' });
  });
});

describe('a fix', () => {
  const in1: Seen = { remote: 'there', version: '1' };
  const gone: Seen = { remote: 'gone' };
  const fix = (s: Simulation, how: 'accept' | 'push', seen: Seen, key = 'accounts/1') => s.engine.perform({ type: 'fix', fixes: [{ key, how, seen }] });

  it('accepts what the master changed without a new version', async () => {
    const s = await new Simulation().filled(1);
    tamper(s, '1');
    assert.deepEqual(await fix(s, 'accept', in1), { ok: true, message: '1 of 1 put right.' });
    assert.equal(s.record().local['name'], 'tampered');
  });

  it('pushes the local content through the queue, over the version that was seen', async () => {
    const s = await new Simulation().filled(1);
    s.master.put('1', { name: 'Newer', credit: 1 });
    await fix(s, 'push', { remote: 'there', version: '2' });
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
    assert.equal(s.master.rows.get('1')?.content['name'], 'Name 1');
    assert.ok(s.way().includes('PENDING>PROCESSING'));
  });

  it('creates an orphan again, or removes it here', async () => {
    const s = await new Simulation().filled(2);
    s.master.rows.clear();
    await fix(s, 'push', gone);
    await fix(s, 'accept', gone, 'accounts/2');
    await s.clock.advance(0);
    assert.equal(s.master.rows.get('1')?.content['name'], 'Name 1');
    assert.equal(s.engine.ledger.model.records.has('accounts/2'), false);
  });

  it('knows the version that was seen also where it is in a header, which no list shows', async () => {
    const s = await new Simulation(settingsWith({}, { shape: { version: { from: 'header', header: 'etag' } } })).filled(3);
    s.master.put('1', { name: 'Newer', credit: 1 });
    s.master.put('4', { name: 'Only there' });
    await audit(s);
    assert.deepEqual(audits(s).findings.map(({ key, kind, there }) => [key, kind, there]), [['accounts/4', 'missing', null], ['accounts/1', 'discrepancy', '"2"']]);
    assert.equal((await fix(s, 'accept', { remote: 'there', version: null }, 'accounts/4')).ok, true);
    assert.equal((await fix(s, 'push', { remote: 'there', version: null })).ok, false, 'nobody saw what would be overwritten');
    assert.equal((await fix(s, 'push', { remote: 'there', version: '"2"' })).ok, true);
  });

  it('tells gone from there without a version', async () => {
    const s = new Simulation(settingsWith({}, { shape: { version: { from: 'header', header: 'etag' } } }));
    s.master.hasEtag = false;
    await s.filled(2);
    const row = s.master.rows.get('1') ?? assert.fail();
    s.master.rows.delete('1');
    tamper(s, '2');
    await audit(s);
    assert.deepEqual(audits(s).findings.map(({ kind, remote, there }) => [kind, remote, there]), [['orphaned', 'gone', null], ['discrepancy', 'there', null]]);
    s.master.rows.set('1', row);
    s.master.rows.delete('2');
    const refused = [await fix(s, 'push', gone), await fix(s, 'accept', { remote: 'there', version: null }, 'accounts/2')];
    assert.deepEqual(refused.map(({ message }) => message), ['0 of 1 put right. The master shows a record accounts/1 by now.', '0 of 1 put right. The master shows no record accounts/2 by now.']);
    assert.equal(s.master.writes.size, 0);
    assert.ok(s.engine.ledger.model.records.has('accounts/2'));
  });

  it('does not push over another content than the one that was found, where neither has a version', async () => {
    const s = new Simulation(settingsWith({}, { shape: { version: { from: 'header', header: 'etag' } } }));
    s.master.hasEtag = false;
    await s.filled(1);
    tamper(s, '1');
    await audit(s);
    const seen = seenIn(audits(s).findings[0] ?? assert.fail());
    s.master.put('1', { name: 'Tampered again', credit: 1 });
    assert.deepEqual(await fix(s, 'push', seen), { ok: false, message: '0 of 1 put right. The master shows another content of accounts/1 by now.' });
    tamper(s, '1');
    assert.equal((await fix(s, 'push', seen)).ok, false, 'another credit');
    s.master.put('1', { name: 'tampered', credit: 100 });
    assert.equal((await fix(s, 'push', seen)).ok, true);
  });

  it('does not put right another content than the one that was found under the same version', async () => {
    const s = await new Simulation().filled(1);
    tamper(s, '1');
    await audit(s);
    const seen = seenIn(audits(s).findings[0] ?? assert.fail());
    const row = s.master.rows.get('1') ?? assert.fail();
    row.content = { ...row.content, credit: 999_999 };
    const before = s.record();
    for (const how of ['push', 'accept'] as const) assert.deepEqual(await fix(s, how, seen), { ok: false, message: '0 of 1 put right. The master shows another content of accounts/1 under version 1 by now.' });
    assert.deepEqual([s.master.writes.size, s.record()], [0, before]);
    row.content = { ...row.content, credit: 100 };
    assert.equal((await fix(s, 'push', seen)).ok, true);
  });

  it('does not put right another content than the one that was found under a newer version', async () => {
    const s = await new Simulation().filled(1);
    s.master.put('1', { name: 'Newer', credit: 1 });
    await audit(s);
    const seen = seenIn(audits(s).findings[0] ?? assert.fail());
    tamper(s, '1');
    assert.deepEqual(await fix(s, 'push', seen), { ok: false, message: '0 of 1 put right. The master shows another content of accounts/1 under version 2 by now.' });
    s.master.intercept = () => undefined;
    await audit(s);
    assert.equal((await fix(s, 'push', seenIn(audits(s).findings[0] ?? assert.fail()))).ok, true);
  });

  it('puts right what a list showed with fewer fields than the record has by itself', async () => {
    const s = new Simulation();
    s.master.intercept = (request) => (request.url.endsWith('/accounts') ? answer(200, [...s.master.rows.keys()].map((id) => ({ id, name: s.master.view(id)['name'], version: s.master.view(id)['version'] }))) : undefined);
    await s.filled(2);
    tamper(s, '1');
    s.master.put('2', { name: 'Newer', credit: 1 });
    await audit(s);
    for (const finding of audits(s).findings) assert.equal((await fix(s, 'push', seenIn(finding), finding.key)).ok, true, finding.kind);
  });

  it('leaves alone what has moved since, or is edited by now', async () => {
    const s = await new Simulation().filled(2);
    s.master.put('1', { name: 'Newer', credit: 1 });
    assert.deepEqual(await fix(s, 'push', in1), { ok: false, message: '0 of 1 put right. The master shows version 2 of accounts/1 by now.' });
    await s.engine.perform({ type: 'mode', mode: 'manual' });
    await s.edit({ name: 'Mine' }, 'accounts/2');
    assert.match((await fix(s, 'accept', in1, 'accounts/2')).message, /edited or under way/);
  });

  it('asks nothing of a master that is not approved, nor does a look', async () => {
    const s = await new Simulation().filled(1);
    tamper(s, '1');
    s.mayConnect = false;
    s.master.requests.length = 0;
    assert.equal((await fix(s, 'accept', in1)).ok, false);
    const look = () => s.engine.perform({ type: 'look', key: 'accounts/1' });
    assert.deepEqual(await look(), { ok: false, message: 'The connection is not approved: nothing was asked.' });
    assert.deepEqual(s.master.requests, []);
    s.mayConnect = true;
    const seen = await look();
    assert.ok(seen.ok && seen.remote?.content['name'] === 'tampered');
    assert.equal(s.record().local['name'], 'Name 1', 'it changes nothing here');
  });
});
