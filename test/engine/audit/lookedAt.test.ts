import { strict as assert } from 'node:assert';
import type { Finding } from '../../../src/engine/audit/finding';
import { discrepancies, type AuditScope } from '../../../src/engine/audit/run';
import { Cancel } from '../../../src/engine/cancel';
import { canonical } from '../../../src/engine/canonical';
import type { Settings } from '../../../src/engine/settings';
import { hash } from '../../../src/node/ports';
import { ACCOUNTS, answer, failure, settingsWith, Simulation, type Reply } from '../../support/simulated';

const audit = async (s: Simulation, scope: AuditScope = {}, cancel?: Cancel) => {
  const running = s.engine.perform({ type: 'audit', scope, by: 'person' }, cancel ? { cancel } : {});
  await s.clock.advance(600_000);
  return running;
};
const audits = (s: Simulation) => s.engine.ledger.model.audits;
const newest = (s: Simulation) => audits(s).runs[0] ?? assert.fail('no run');
const found = (s: Simulation): string[] => audits(s).findings.map(({ key, kind, needsPerson }: Finding) => `${kind} ${key}${needsPerson ? ' !' : ''}`).sort();
const figures = (s: Simulation): readonly number[] => {
  const { figures: all } = newest(s);
  return [all.checked, all.matched, discrepancies(all), all.kinds.unchecked, all.left];
};
const isList = (url: string): boolean => /\/accounts(\?|$)/.test(url);
const html = (): Reply => answer(200, '<html>Sign in</html>', { 'content-type': 'text/html' });

/** A master without a list: every record is read by itself. */
async function withoutList(n: number, settings?: Settings): Promise<Simulation> {
  const s = await new Simulation(settings).filled(n);
  s.master.intercept = (request) => (isList(request.url) ? answer(405) : undefined);
  return s;
}

describe('a reconciliation never passes for complete', () => {
  it('where a list cannot be used, and looks at the other resources nevertheless', async () => {
    const s = new Simulation(settingsWith({ resources: new Map([['orders', { ...ACCOUNTS, name: 'orders', path: '/orders' }], ['accounts', ACCOUNTS]]) }));
    s.master.intercept = (request) => (request.url.endsWith('/orders') ? html() : undefined);
    await s.filled(3).catch(() => null);
    const result = await audit(s);
    assert.deepEqual([result.ok, newest(s).end?.how, newest(s).figures.matched], [false, 'stopped', 3]);
    assert.match(newest(s).end?.reason ?? '', /^orders: The master answered the list with an HTML page/);
  });

  it('where there is neither a list nor a record here', async () => {
    const s = new Simulation();
    s.master.intercept = (request) => (isList(request.url) ? answer(404) : undefined);
    assert.equal((await audit(s)).ok, false);
    assert.match(newest(s).end?.reason ?? '', /^accounts: The master answered 404/);
    await s.engine.perform({ type: 'edit', key: 'accounts/1', content: { id: '1' } });
    await s.clock.advance(0);
    assert.deepEqual([(await audit(s)).ok, figures(s)], [true, [1, 1, 0, 0, 0]]);
  });

  it('where a record is not known: nothing is begun', async () => {
    const s = await new Simulation().filled(2);
    assert.deepEqual(await audit(s, { keys: ['accounts/1', 'accounts/nosuch'] }), { ok: false, message: 'There is no record accounts/nosuch in the store.' });
    assert.equal(audits(s).runs.length, 0);
  });

  for (const [what, spoil] of [
    ['every record is answered with a login page', (s: Simulation) => (s.master.intercept = (request) => (isList(request.url) ? answer(405) : html()))],
    ['no record can be reached', (s: Simulation) => (s.master.intercept = (request) => (isList(request.url) ? answer(405) : failure('timeout')))],
    ['no checksum of a list holds', (s: Simulation) => s.master.rows.forEach((row) => (row.content['sum'] = 'f'.repeat(64)))],
  ] as const) {
    it(`where ${what}: an outage is no drift`, async () => {
      const s = new Simulation(settingsWith({}, { shape: { checksum: { field: 'sum', encoding: 'hex', prefix: '' } } }));
      for (let id = 1; id <= 500; id++) s.master.put(String(id), { name: 'A', sum: hash(canonical({ id: String(id), name: 'A', version: 1 })) });
      await s.filled(0);
      spoil(s);
      assert.equal((await audit(s)).ok, false);
      const { end, figures: all } = newest(s);
      assert.equal(end?.how, 'stopped');
      assert.match(end.reason ?? '', /^Too many records could not be checked: /);
      assert.deepEqual([all.checked, discrepancies(all)], [0, 0]);
      assert.ok(all.kinds.unchecked > 0 && all.kinds.unchecked <= 220, String(all.kinds.unchecked));
    });
  }

  it('where a part could not be checked, which it counts by itself', async () => {
    const s = await withoutList(30);
    const { intercept } = s.master;
    s.master.intercept = (request, apply) => (/\/(7|17|27)$/.test(request.url) ? answer(500) : intercept(request, apply));
    const result = await audit(s);
    assert.deepEqual([figures(s), found(s)], [[27, 27, 0, 3, 0], ['unchecked accounts/17', 'unchecked accounts/27', 'unchecked accounts/7']]);
    assert.equal(result.message, 'Complete: 27 checked, 0 discrepancies, 0 actions needed, 3 not checked.');
  });
});

describe('what a reconciliation has looked at', () => {
  it('is reported where it is cancelled between single reads', async () => {
    const s = await withoutList(100);
    s.master.rows.delete('3');
    const cancel = new Cancel();
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' }, { cancel });
    await s.clock.advance(1_000);
    cancel.abort();
    await s.clock.advance(1_000);
    assert.equal((await running).ok, false);
    const { checked, matched } = newest(s).figures;
    assert.ok(checked >= 15 && checked < 30, String(checked));
    assert.deepEqual([newest(s).end?.how, found(s), matched], ['cancelled', ['orphaned accounts/3 !'], checked - 1]);
    assert.equal(newest(s).figures.left, 0, 'never reached is not left out');
  });

  it('are not the records that it never came to', async () => {
    const s = await withoutList(100);
    s.master.intercept = (request) => (isList(request.url) ? answer(405) : failure('refused', false));
    await audit(s);
    assert.deepEqual(figures(s).slice(3), [5, 0], 'five in a row');
  });

  it('leaves out a record that moves while it is read', async () => {
    const s = await withoutList(2);
    const { intercept } = s.master;
    s.master.intercept = (request, apply) => {
      if (!request.url.endsWith('/2')) return intercept(request, apply);
      const shown = apply();
      s.master.intercept = intercept;
      return s.edit({ name: 'Mine' }, 'accounts/2').then(() => shown);
    };
    await audit(s);
    assert.equal(s.status('accounts/2'), 'SYNCED');
    assert.deepEqual([figures(s), found(s)], [[1, 1, 0, 0, 1], []]);
  });

  it('does not repeat a sensitive value that the master repeats', async () => {
    const s = new Simulation(settingsWith({}, { sensitive: ['name'] }));
    await s.filled(1);
    s.master.intercept = () => answer(403, { detail: 'NAME 1 may not be seen.' }, { 'content-type': 'application/problem+json' });
    await audit(s, { keys: ['accounts/1'] });
    const fixed = await s.engine.perform({ type: 'fix', fixes: [{ key: 'accounts/1', how: 'push', seen: { remote: 'there', version: '1' } }] });
    assert.deepEqual([audits(s).findings[0]?.reason, fixed.message].map((text) => /name 1/i.test(text ?? '')), [false, false]);
  });

  it('counts a record once, however often it was named', async () => {
    const s = await new Simulation().filled(3);
    await audit(s, { keys: ['accounts/1', 'accounts/1', 'accounts/2'] });
    assert.deepEqual(figures(s), [2, 2, 0, 0, 0]);
  });

  it('names what a list shows and nobody can use', async () => {
    const s = await new Simulation(settingsWith({}, { shape: { id: 'id', checksum: { field: 'sum', encoding: 'hex', prefix: '' } } })).filled(0);
    s.master.intercept = (request) => (isList(request.url) ? answer(200, [{ name: 'A' }, { name: 'B' }, { id: '..', name: 'C' }, { id: '9', name: 'D', sum: 'wrong' }]) : undefined);
    assert.equal((await audit(s)).ok, true);
    assert.deepEqual(found(s), ['unchecked accounts/ !', 'unchecked accounts/.. !', 'unchecked accounts/9 !']);
    assert.deepEqual(audits(s).findings.map(({ reason }) => reason.replace(/[:.].*/, '')), ['The list shows a record without an id, of which nothing can be told', 'The id "', 'The checksum "sum" does not match the content']);
  });

  it('fits into the log, however long the names of fields are', async () => {
    const s = new Simulation();
    const long = (value: string) => Object.fromEntries(Array.from({ length: 22 }, (_, i) => [`${i}-${'f'.repeat(400)}`, value]));
    for (let id = 1; id <= 200; id++) s.master.put(String(id), long('a'));
    await s.filled(0);
    for (let id = 1; id <= 200; id++) s.master.put(String(id), long('b'));
    await audit(s);
    assert.equal(discrepancies(newest(s).figures), 200);
    for (const entry of s.journal.entries) if (entry.fact.kind === 'audited') assert.ok(Buffer.byteLength(JSON.stringify(entry)) < 2 ** 20);
  });
});

describe('a reconciliation that is asked to slow down', () => {
  for (const way of ['a page', 'a record'] as const) {
    it(`with ${way} waits as long as it was told, and the connection with it`, async () => {
      const s = way === 'a page' ? await new Simulation().filled(5) : await withoutList(5);
      const { intercept } = s.master;
      let left = 2;
      s.master.intercept = (request, apply) => ((way === 'a page') === isList(request.url) && left-- > 0 ? answer(429, '', { 'retry-after': '20' }) : intercept(request, apply));
      const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
      await s.clock.advance(5_000);
      assert.equal(s.engine.ledger.model.pause?.cause, 'throttled');
      const asked = s.master.requests.length;
      await s.clock.advance(14_000);
      assert.equal(s.master.requests.length, asked, 'nothing is asked meanwhile');
      await s.clock.advance(600_000);
      assert.equal((await running).ok, true);
      assert.deepEqual([figures(s), s.engine.ledger.model.pause], [[5, 5, 0, 0, 0], null]);
    });
  }

  it('can be cancelled while it waits', async () => {
    const s = await new Simulation().filled(5);
    s.master.intercept = () => answer(429, '', { 'retry-after': '600' });
    const cancel = new Cancel();
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' }, { cancel });
    await s.clock.advance(5_000);
    cancel.abort();
    await s.clock.advance(0);
    await running;
    assert.equal(newest(s).end?.how, 'cancelled');
  });

  it('asks for nothing more where the connection is not approved any more by then', async () => {
    const s = await new Simulation().filled(5);
    s.master.intercept = () => answer(429, '', { 'retry-after': '60' });
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(5_000);
    s.mayConnect = false;
    await s.clock.advance(600_000);
    assert.equal((await running).ok, false);
    assert.deepEqual([s.master.requests.length, newest(s).end?.reason], [1, 'The connection is not approved: nothing was asked.']);
  });

  it('gives up on a master that never stops to ask', async () => {
    const s = await new Simulation().filled(5);
    s.master.intercept = () => answer(429, '', { 'retry-after': '1' });
    assert.equal((await audit(s)).ok, false);
    assert.ok(s.master.requests.length <= 5, String(s.master.requests.length));
    assert.match(newest(s).end?.reason ?? '', /429/);
  });

  it('so does a pull', async () => {
    const s = await new Simulation().filled(5);
    let left = 1;
    s.master.intercept = () => (left-- > 0 ? answer(429, '', { 'retry-after': '20' }) : undefined);
    const running = s.engine.perform({ type: 'pull' });
    await s.clock.advance(19_000);
    assert.equal(s.master.requests.length, 1);
    await s.clock.advance(2_000);
    assert.equal((await running).ok, true);
  });
});

describe('a reconciliation of one store', () => {
  it('is one at a time, also where two are asked for at once', async () => {
    const s = await new Simulation().filled(5);
    const both = [1, 2].map(() => s.engine.perform({ type: 'audit', scope: {}, by: 'person' }));
    await s.clock.advance(1_000);
    assert.deepEqual((await Promise.all(both)).map(({ ok }) => ok), [true, false]);
    assert.equal(audits(s).runs.length, 1);
  });

  it('is cancelled also before anything is known of a resource', async () => {
    const s = new Simulation();
    let release = (): void => undefined;
    s.master.intercept = () => new Promise<Reply>((resolve) => (release = () => resolve(failure('cancelled', false))));
    const cancel = new Cancel();
    cancel.addEventListener('abort', () => release());
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' }, { cancel });
    await s.clock.advance(1_000);
    cancel.abort();
    await s.clock.advance(0);
    await running;
    assert.deepEqual([newest(s).end?.how, s.engine.ledger.model.pause], ['cancelled', null]);
  });

  it('begins anew where it was broken off more than an hour ago, and says so where it goes on', async () => {
    const s = await withoutList(400);
    const breakOff = async (): Promise<void> => {
      void s.engine.perform({ type: 'audit', scope: {}, by: 'person' }).catch(() => null);
      await s.clock.advance(12_000);
      await s.crash();
    };
    await breakOff();
    await s.clock.advance(600_000);
    const { id } = newest(s);
    const result = await audit(s);
    assert.match(result.message, /^Went on with the run that was broken off 10 min ago\. Complete: 400 checked/);
    assert.deepEqual([newest(s).id, result.run], [id, id]);

    await breakOff();
    const old = newest(s).id;
    await s.clock.advance(3_600_000);
    s.engine.runSchedules();
    await s.clock.advance(60_000);
    assert.equal(audits(s).runs.find((run) => run.id === old)?.end?.how, 'cancelled');
    assert.notEqual(newest(s).id, old);
    assert.deepEqual([newest(s).end?.how, newest(s).figures.checked], ['complete', 400]);
  });
});
