import { strict as assert } from 'node:assert';
import { readPages } from '../../../src/engine/pages';
import { canonical } from '../../../src/engine/canonical';
import { Catalog } from '../../../src/engine/catalog';
import type { JsonObject } from '../../../src/engine/json';
import type { HttpAnswer, HttpRequest } from '../../../src/engine/ports';
import { hash } from '../../../src/node/ports';
import { answer, BASE, settingsWith, Simulation, type Reply } from '../../support/simulated';

const SIZE = 10;
const numbered = settingsWith({}, { shape: { list: { style: 'page', items: '', parameter: 'page', size: SIZE, sizeParameter: 'limit' } } });

/** A master that shows its list in numbered pages; each may be held back. */
async function inPages(n: number, headers: Record<string, string> = {}) {
  const s = await new Simulation(numbered).filled(0);
  const asked: number[] = [];
  const held: (() => void)[] = [];
  const control = { isHeld: false };
  s.master.intercept = (request): Reply | Promise<Reply> | undefined => {
    const page = Number(/[?&]page=(\d+)/.exec(request.url)?.[1] ?? 0);
    if (page === 0) return undefined;
    asked.push(page);
    const shown = (): Reply => answer(200, [...s.master.rows.keys()].slice((page - 1) * SIZE, page * SIZE).map((id) => s.master.view(id)), headers);
    return control.isHeld ? new Promise<Reply>((resolve) => held.push(() => resolve(shown()))) : shown();
  };
  for (let i = 1; i <= n; i++) s.master.put(String(i), { name: `Name ${i}` });
  await s.engine.perform({ type: 'pull' });
  asked.length = 0;
  return { s, asked, held, control };
}
const newest = (s: Simulation) => s.engine.ledger.model.audits.runs[0] ?? assert.fail('no run');

describe('a reconciliation by pages', () => {
  it('asks for four numbered pages at once, and compares each record once', async () => {
    const { s, asked, held, control } = await inPages(95);
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(0);
    assert.deepEqual(asked, Array.from({ length: 15 }, (_, i) => i + 1), 'nothing says that the tenth, which is short, is the last');
    await running;
    asked.length = 0;
    control.isHeld = true;
    const again = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(0);
    held.splice(0).forEach((go) => go());
    await s.clock.advance(0);
    assert.deepEqual(asked, [1, 2, 3, 4, 5], 'no more than four are on their way');
    control.isHeld = false;
    held.splice(0).forEach((go) => go());
    await again;
    assert.deepEqual([newest(s).figures.checked, newest(s).figures.matched], [95, 95]);
  });

  it('asks for nothing beyond the end where the master says how many there are', async () => {
    const { s, asked } = await inPages(95, { 'x-total-count': '95' });
    await s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    assert.deepEqual(asked, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('reads on where there are more than the master says', async () => {
    const { s, asked } = await inPages(45, { 'x-total-count': '12' });
    await s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    assert.deepEqual(asked, [1, 2, 3, 4, 5]);
    assert.equal(newest(s).figures.matched, 45);
  });

  it('follows the Links of a list up to four pages ahead while one page is compared, and no further when it is left', async () => {
    const asked: string[] = [];
    let hold = Promise.resolve();
    const send = async ({ url }: HttpRequest): Promise<HttpAnswer> => {
      const count = asked.push(url.slice(BASE.length));
      await hold;
      return answer(200, [], { link: `</accounts?at=${count}>; rel="next"` });
    };
    const { clock, engine, settings } = await new Simulation().filled(1);
    const catalog = new Catalog(settings, engine.ledger.model, { compile: () => () => [] });
    const pages = readPages({ http: { send }, clock, baseUrl: BASE }, catalog.get('accounts') ?? assert.fail(), null);
    await pages.next();
    await clock.advance(0);
    assert.deepEqual(asked, ['/accounts', ...[1, 2, 3, 4].map((at) => `/accounts?at=${at}`)]);
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    await pages.next();
    await pages.next();
    await pages.return();
    const before = asked.length;
    release();
    await clock.advance(0);
    assert.equal(asked.length, before);
  });

  it('takes no record for an orphan that moved to a page before, and counts none twice that moved to one behind', async () => {
    const { s } = await inPages(40);
    const { intercept } = s.master;
    s.master.intercept = (request, apply) => {
      if (request.url.includes('page=2')) s.master.rows.delete('1'); // 11 is on page 1 by now, and page 1 was read
      return intercept(request, apply);
    };
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(10_000);
    await running;
    assert.deepEqual([newest(s).figures.checked, newest(s).figures.matched, newest(s).figures.kinds.orphaned], [40, 40, 0]);
  });

  it('keeps what it had compared when it is cancelled, and begins anew then', async () => {
    const { s, held, control } = await inPages(95, { 'x-total-count': '95' });
    control.isHeld = true;
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(0);
    for (let i = 0; i < 3; i++) {
      held.shift()?.();
      await s.clock.advance(0);
    }
    await s.engine.perform({ type: 'cancelAudit' });
    held.splice(0).forEach((go) => go());
    assert.equal((await running).message, 'Cancelled: 30 checked, 0 discrepancies, 0 actions needed.');
    control.isHeld = false;
    await s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    assert.equal(newest(s).figures.checked, 95);
  });

  it('row 44: stops where the pages lead in a circle', async () => {
    const s = await new Simulation().filled(3);
    s.master.intercept = (request) => (request.url.includes('/accounts/') ? undefined : answer(200, ['1', '2'].map((id) => s.master.view(id)), { link: '</accounts?again>; rel="next"' }));
    const running = s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(0);
    assert.equal((await running).message, 'Stopped: 2 checked, 0 discrepancies, 0 actions needed. The pages of the list lead in a circle.');
  });

  it('verifies the checksum of what the list shows, in the first run and in those that follow', async () => {
    const s = new Simulation(settingsWith({}, { shape: { checksum: { field: 'checksum', encoding: 'hex', prefix: '' } } }));
    const seal = (id: string): void => {
      s.master.put(id, { name: `Name ${id}` });
      const row = s.master.rows.get(id) ?? assert.fail();
      row.content['checksum'] = hash(canonical(s.master.view(id) as JsonObject));
    };
    for (const id of ['1', '2', '3']) seal(id);
    await s.engine.perform({ type: 'pull' });
    const found = async () => {
      await s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
      return s.engine.ledger.model.audits.findings.map(({ key, kind, reason }) => `${kind} ${key}: ${reason}`);
    };
    assert.deepEqual(await found(), []);
    assert.deepEqual(await found(), []);
    for (const [id, change] of [['1', { name: 'tampered' }], ['2', { checksum: '0' }]] as const) Object.assign(s.master.rows.get(id)?.content ?? {}, change);
    const wrong = ['1', '2'].map((id) => `unchecked accounts/${id}: The checksum "checksum" does not match the content.`);
    assert.deepEqual(await found(), wrong);
    assert.deepEqual(await found(), wrong);
  });
});
