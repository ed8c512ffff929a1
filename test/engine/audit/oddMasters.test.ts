import { strict as assert } from 'node:assert';
import type { AuditScope } from '../../../src/engine/audit/run';
import { canonical } from '../../../src/engine/canonical';
import type { ListRule, Settings } from '../../../src/engine/settings';
import { hash } from '../../../src/node/ports';
import { ACCOUNTS, answer, failure, settingsWith, Simulation, type Reply } from '../../support/simulated';

const audit = async (s: Simulation, scope: AuditScope = {}) => {
  const running = s.engine.perform({ type: 'audit', scope, by: 'person' });
  await s.clock.advance(600_000);
  return running;
};
const newest = (s: Simulation) => s.engine.ledger.model.audits.runs[0] ?? assert.fail('no run');
const isList = (url: string): boolean => /\/accounts(\?|$)/.test(url);

/** A master without a list: every record is read by itself. */
async function withoutList(n: number, settings?: Settings): Promise<Simulation> {
  const s = await new Simulation(settings).filled(n);
  s.master.intercept = (request) => (isList(request.url) ? answer(405) : undefined);
  return s;
}
/** The editor is opened again after a crash, and goes on with what was broken off. */
async function resumed(s: Simulation): Promise<void> {
  await s.crash();
  s.engine.runSchedules();
  await s.clock.advance(600_000);
}

describe('numbered pages', () => {
  const rule: ListRule = { style: 'page', items: '', parameter: 'page', size: 10, sizeParameter: 'limit' };

  /** A master with so many records, and what it shows of them for a page. */
  async function shown(n: number, show: (ids: readonly string[], page: number) => Reply | readonly string[], headers: Record<string, string> = {}) {
    const s = await new Simulation(settingsWith({}, { shape: { list: rule } })).filled(0);
    for (let id = 1; id <= n; id++) s.master.put(String(id), { name: `Name ${id}` });
    const asked: number[] = [];
    s.master.intercept = (request) => {
      if (!isList(request.url)) return undefined;
      const page = Number(/[?&]page=(\d+)/.exec(request.url)?.[1] ?? 1);
      asked.push(page);
      const some = show([...s.master.rows.keys()], page);
      return 'kind' in some ? some : answer(200, some.map((id) => s.master.view(id)), headers);
    };
    const pulled = await s.engine.perform({ type: 'pull' });
    return { s, asked, pulled };
  }
  const part = (ids: readonly string[], page: number, size: number): readonly string[] => ids.slice((page - 1) * size, page * size);

  it('are read to the end where the master shows fewer at once than it is asked for', async () => {
    for (const headers of [{}, { 'x-total-count': '45' }]) {
      const { s, pulled } = await shown(45, (ids, page) => part(ids, page, 5), headers);
      assert.deepEqual([pulled.ok, s.engine.ledger.model.records.size], [true, 45]);
    }
  });

  for (const status of [400, 404]) {
    it(`end where a master answers ${status} behind the last one`, async () => {
      const { s, pulled } = await shown(45, (ids, page) => (page > 5 ? answer(status) : part(ids, page, 10)));
      assert.deepEqual([pulled.ok, s.engine.ledger.model.records.size], [true, 45]);
    });
  }

  it('are one where the master shows all at once, whatever it is asked for', async () => {
    for (const n of [7, 45]) {
      const { s, pulled, asked } = await shown(n, (ids) => ids);
      assert.deepEqual([pulled.ok, s.engine.ledger.model.records.size], [true, n]);
      assert.ok(asked.length <= 10, String(asked.length));
    }
  });

  it('say what is wrong where the master does not know the name of the page', async () => {
    const { s, pulled, asked } = await shown(45, (ids) => part(ids, 1, 10));
    assert.deepEqual(pulled, { ok: false, message: 'A page of the list is the same as the one before it: the master does not take "page" for the number of a page.', pulled: { ...pulled.pulled, isComplete: false } });
    assert.equal(s.engine.ledger.model.records.size, 10);
    assert.ok(asked.length <= 10, String(asked.length));
    assert.equal((await audit(s)).ok, false);
    assert.match(newest(s).end?.reason ?? '', /does not take "page"/);
  });

  for (const headers of [{}, { 'x-total-count': '40' }]) {
    it(`end behind a full last page where a master refuses the next one${'x-total-count' in headers ? ', and names the total' : ''}`, async () => {
      const { s, pulled } = await shown(40, (ids, page) => (page > 4 ? answer(404) : part(ids, page, 10)), headers);
      assert.deepEqual([pulled.ok, (await audit(s)).ok], [true, true]);
    });
  }

  it('end where a master shows its last page again for each number behind it', async () => {
    const { s, pulled } = await shown(40, (ids, page) => part(ids, Math.min(page, 4), 10));
    assert.deepEqual([pulled.ok, (await audit(s)).ok, newest(s).figures.matched], [true, true, 40]);
  });

  it('are one where the total says that the first has all', async () => {
    const { s, pulled } = await shown(10, (ids) => ids, { 'x-total-count': '10' });
    assert.deepEqual([pulled.ok, (await audit(s)).ok], [true, true]);
  });

  it('end where a run is gone on with behind a short last page', async () => {
    const { s } = await shown(45, (ids, page) => (page > 5 ? answer(404) : part(ids, page, 10)));
    const { intercept } = s.master;
    s.master.intercept = (request, apply) => (/page=6/.test(request.url) ? new Promise<Reply>(() => undefined) : intercept(request, apply));
    void s.engine.perform({ type: 'audit', scope: {}, by: 'person' }).catch(() => null);
    await s.clock.advance(10_000);
    s.master.intercept = intercept;
    await resumed(s);
    assert.deepEqual([newest(s).end?.how, newest(s).figures.checked], ['complete', 45]);
  });

  for (const [what, show] of [
    ['shows a part of it, whatever page it is asked for', (ids, _page) => part(ids, 1, 5)],
    ['refuses a page in the middle', (ids, page) => (page > 2 ? answer(403) : part(ids, page, 5))],
    ['shows an empty page in the middle', (ids, page) => (page === 2 ? [] : part(ids, page, 10))],
  ] satisfies [string, (ids: readonly string[], page: number) => Reply | readonly string[]][]) {
    it(`never pass for the whole list where the master names a total and ${what}`, async () => {
      const { s, pulled } = await shown(45, show, { 'x-total-count': '45' });
      assert.deepEqual([pulled.ok, (await audit(s)).ok, newest(s).end?.how], [false, false, 'stopped']);
    });
  }

  it('that were asked for ahead are given up where the list is over, and pause nothing', async () => {
    const { s } = await shown(45, (ids, page) => (page > 6 ? answer(429, '', { 'retry-after': '60' }) : part(ids, page, 10)));
    void s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    for (let n = 0; n < 60 && !(n > 0 && newest(s).end); n++) await s.clock.advance(5_000);
    assert.equal(newest(s).end?.how, 'complete');
    const asked = s.master.requests.length;
    await s.clock.advance(600_000);
    assert.equal(s.master.requests.length, asked);
  });
});

describe('a reconciliation that is gone on with', () => {
  it('remembers that a list could not be used', async () => {
    const s = await new Simulation().filled(300);
    s.master.intercept = (request) => (isList(request.url) ? answer(200, '<html>', { 'content-type': 'text/html' }) : undefined);
    void s.engine.perform({ type: 'audit', scope: {}, by: 'person' }).catch(() => null);
    await s.clock.advance(12_000);
    await resumed(s);
    assert.deepEqual([newest(s).end?.how, newest(s).figures.matched], ['stopped', 300]);
    assert.match(newest(s).end?.reason ?? '', /^accounts: The master answered the list with an HTML page/);
  });

  it('says that its resource is not in the configuration any more', async () => {
    const s = await withoutList(300);
    void s.engine.perform({ type: 'audit', scope: { resource: 'accounts' }, by: 'person' }).catch(() => null);
    await s.clock.advance(12_000);
    await s.crash();
    s.engine.configure({ ...s.settings, resources: new Map([['orders', { ...ACCOUNTS, name: 'orders', path: '/orders' }]]) });
    s.engine.runSchedules();
    await s.clock.advance(60_000);
    assert.deepEqual([newest(s).end?.how, newest(s).end?.reason], ['stopped', 'accounts: It is not in the configuration any more.']);
  });

  it('does not take another address of the master for the one that it began with', async () => {
    const s = await withoutList(300);
    const { intercept } = s.master;
    s.master.intercept = (request, apply) => (request.url.includes('/v2/') ? answer(404) : intercept(request, apply));
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(5_000);
    s.engine.configure({ ...s.settings, master: { ...s.settings.master, baseUrl: `${s.settings.master.baseUrl}/v2` } });
    await s.clock.advance(60_000);
    assert.equal((await running).ok, false);
    assert.deepEqual([newest(s).figures.kinds.orphaned, newest(s).end?.reason], [0, 'The configuration names another address of the master since.']);
  });

  it('was left by the end of its engine, after which nothing is asked', async () => {
    const s = await withoutList(300);
    void s.engine.perform({ type: 'audit', scope: {}, by: 'person' }).catch(() => null);
    await s.clock.advance(1_000);
    await s.engine.stop(0);
    await s.clock.advance(1_000);
    const asked = s.master.requests.length;
    await s.clock.advance(60_000);
    assert.deepEqual([s.master.requests.length, newest(s).end], [asked, null]);
    await resumed(s);
    assert.deepEqual([newest(s).end?.how, newest(s).figures.checked], ['complete', 300]);
  });
});

describe('a reconciliation that is interfered with', () => {
  for (const [what, ms] of [['at once', 0], ['while it waits', 1_000]] as const) {
    it(`asks for nothing more where a person pauses a throttled connection ${what}; nor does a pull`, async () => {
      for (const type of ['audit', 'pull'] as const) {
        const s = await new Simulation().filled(5);
        s.master.intercept = async () => {
          if (ms === 0) await s.engine.perform({ type: 'pause' });
          return answer(429, '', { 'retry-after': '60' });
        };
        const running = s.engine.perform(type === 'audit' ? { type, scope: {}, by: 'person' } : { type });
        await s.clock.advance(1_000);
        await s.engine.perform({ type: 'pause' });
        await s.clock.advance(600_000);
        assert.deepEqual([(await running).ok, s.master.requests.length], [false, 1]);
      }
    });
  }

  it('ends where it is cancelled right after it was asked for', async () => {
    const s = await withoutList(50);
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    assert.equal((await s.engine.perform({ type: 'cancelAudit' })).ok, true);
    await s.clock.advance(60_000);
    await running;
    assert.equal(newest(s).end?.how, 'cancelled');
  });

  it('ends once where it was broken off, is cancelled, and another one is asked for at the same time', async () => {
    const s = await withoutList(400);
    void s.engine.perform({ type: 'audit', scope: {}, by: 'person' }).catch(() => null);
    await s.clock.advance(12_000);
    await s.crash();
    const both = [s.engine.perform({ type: 'cancelAudit' }), s.engine.perform({ type: 'audit', scope: {}, by: 'person' })];
    await s.clock.advance(60_000);
    assert.deepEqual((await Promise.all(both)).map(({ ok }) => ok), [true, false]);
    assert.equal(s.journal.entries.filter(({ fact }) => fact.kind === 'auditEnded').length, 1);
  });

  it('keeps the store from being emptied', async () => {
    const s = await withoutList(50);
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(100);
    assert.deepEqual(await s.engine.perform({ type: 'clear' }), { ok: false, message: 'A reconciliation is running; cancel it first.' });
    await s.clock.advance(60_000);
    assert.equal((await running).ok, true);
    assert.equal((await s.engine.perform({ type: 'clear' })).ok, true);
  });
});

describe('a reconciliation against odd masters', () => {
  it('waits already with the first look at a resource, as long as it is told', async () => {
    const s = new Simulation();
    s.master.put('1', { name: 'A' });
    let left = 1;
    s.master.intercept = () => (left-- > 0 ? answer(429, '', { 'retry-after': '20' }) : undefined);
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(19_000);
    assert.deepEqual([s.engine.ledger.model.pause?.cause, s.master.requests.length], ['throttled', 1]);
    await s.clock.advance(60_000);
    assert.equal((await running).ok, true);
  });

  it('waits for the longest of what it was told', async () => {
    const s = await withoutList(5);
    const { intercept } = s.master;
    s.master.intercept = (request, apply) => (isList(request.url) ? intercept(request, apply) : new Promise((resolve) => void s.clock.after(500, () => resolve(answer(429, '', { 'retry-after': request.url.endsWith('/2') ? '100' : '5' })))));
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(1_000); // four at once, and each was told its own wait
    const asked = s.master.requests.length;
    await s.clock.advance(95_000);
    assert.equal(s.master.requests.length, asked);
    await s.clock.advance(3_600_000);
    assert.equal((await running).ok, false);
  });

  for (const [what, shape, view] of [
    ['its checksum', { checksum: { field: 'sum', encoding: 'hex', prefix: '' } }, { version: 1 }],
    ['its version', {}, { name: 'A' }],
  ] as const) {
    it(`reads a record by itself where the list leaves out ${what}`, async () => {
      const s = new Simulation(settingsWith({}, { shape }));
      for (let id = 1; id <= 30; id++) s.master.put(String(id), { name: 'A', sum: hash(canonical({ id: String(id), name: 'A', version: 1 })) });
      await s.filled(0);
      s.master.intercept = (request) => (isList(request.url) ? answer(200, [...s.master.rows.keys()].map((id) => ({ id, ...view }))) : undefined);
      assert.deepEqual([(await audit(s)).ok, newest(s).figures.matched], [true, 30]);
    });
  }

  it('takes no 304 for an answer where it set no condition', async () => {
    const s = await new Simulation().filled(5);
    s.master.intercept = (request) => (isList(request.url) ? answer(405) : answer(304));
    await audit(s);
    assert.deepEqual([newest(s).figures.matched, newest(s).figures.kinds.unchecked], [0, 5]);
  });

  it('stops at a list of records without an id', async () => {
    const s = await new Simulation().filled(0);
    s.master.intercept = (request) => (isList(request.url) ? answer(200, Array.from({ length: 500 }, () => ({ name: 'A' }))) : failure('timeout'));
    assert.equal((await audit(s)).ok, false);
    assert.deepEqual([newest(s).end?.how, newest(s).figures.kinds.unchecked], ['stopped', 1]);
  });
});
