import { strict as assert } from 'node:assert';
import type { ConnectionView, Snapshot, ToEditor } from '../../src/protocol/dashboard';
import { failed, HOUR, Log, OUTCOMES } from '../engine/metrics/entries';
import { dashboardOf } from '../support/dashboardViews';
import { openPageAlone, type PageAlone } from '../support/pageAlone';
import { until } from '../support/until';

const NOW = Date.UTC(2026, 0, 5, 12, 10);
const REFUSED = 'The master answered 403 Forbidden to PUT /accounts/117: the scope accounts.write is missing for this client, whose owner has to be asked for it.';

/** 9 in SYNCED, 7 failed, one each of the rest, and many that were only pulled. */
function log(): Log {
  const it = new Log();
  for (let id = 101; id < 160; id++) it.pull(NOW - 2 * HOUR, `accounts/${id}`);
  for (let id = 101; id <= 109; id++) it.job(NOW - 60_000 * (id - 100), `accounts/${id}`, OUTCOMES.SYNCED);
  for (let id = 117; id <= 120; id++) it.job(NOW - 60_000, `accounts/${id}`, failed('ERROR', REFUSED.replace('117', String(id)), 'HTTP 403'));
  it.job(NOW - 50_000, 'accounts/121', OUTCOMES.DEAD_LETTER).job(NOW - 50_000, 'accounts/122', OUTCOMES.DEAD_LETTER).job(NOW - 40_000, 'accounts/123', OUTCOMES.VALIDATION_FAILED);
  it.job(NOW - 30_000, 'accounts/124', OUTCOMES.SKIPPED).job(NOW - 30_000, 'accounts/125', OUTCOMES.VERSION_CONFLICT).job(NOW - 30_000, 'accounts/126', OUTCOMES.RETRY_PENDING);
  return it.queue(NOW - 20_000, 'accounts/127');
}

describe('The Dashboard page', () => {
  let alone: PageAlone<ToEditor>;
  before(async () => {
    alone = await openPageAlone<ToEditor>('dashboard');
  });
  after(() => alone?.close());
  beforeEach(() => alone.page.setViewportSize({ width: 1400, height: 900 }));

  /** Shows it, and forgets what was sent before. */
  async function show(snapshot: Snapshot): Promise<void> {
    await alone.post(snapshot);
    await alone.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await alone.sent();
  }
  const full = (): Snapshot => dashboardOf(log().model, NOW);
  const text = (selector: string): Promise<string> => alone.page.locator(selector).innerText();
  const press = (...keys: string[]): Promise<void> => keys.reduce((before, key) => before.then(() => alone.page.keyboard.press(key)), Promise.resolve());
  const focused = (): Promise<string> => alone.page.evaluate<string>(`document.activeElement?.ariaLabel ?? document.activeElement?.textContent.trim() ?? ''`);

  it('names the number that a rate is of: SYNCED and failed, without what was skipped or is in conflict', async () => {
    await show(full());
    assert.equal(await text('.gauge .window'), '56.3 % of 16 in the last hour');
    await alone.page.getByRole('button', { name: '56.3 % of 16' }).click();
    assert.deepEqual(await alone.sent(), [{ type: 'openList', list: 'judged' }]);
  });

  it('says the most frequent cause in words, whole at any width, with nothing that the Tab key reaches unseen', async () => {
    for (const width of [1400, 900, 600, 380]) {
      await alone.page.setViewportSize({ width, height: 900 });
      await show(full());
      const cause = alone.page.locator('.banner .cause');
      assert.equal(await cause.innerText(), 'Most in the last hour: 4 × HTTP 403 Forbidden to PUT /accounts/…: the scope accounts.write is missing for this client, whose owner has to be asked for it.');
      assert.ok(await alone.page.locator('.recent td.key').first().isVisible(), `the record of an error at ${width}`);
      assert.ok(await alone.page.evaluate<boolean>(`(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth <= clientWidth && scrollHeight <= clientHeight)(document.querySelector('.cause'))`), `whole at ${width}`);
      const unseen = await alone.page.evaluate<string[]>(`[...document.querySelectorAll('button, select, [tabindex="0"]')].filter((each) => each.tabIndex >= 0 && !(each.checkVisibility() && each.getBoundingClientRect().width > 1)).map((each) => each.outerHTML)`);
      assert.deepEqual(unseen, [], `at ${width}`);
    }
  });

  it('says on one line how to begin, where nothing was edited yet', async () => {
    await show(dashboardOf(new Log().pull(NOW, 'accounts/1').model, NOW));
    assert.equal(await text('.verdict'), 'Open a record, edit and save it');
  });

  it('has the icon of what leads on where there are no records', async () => {
    const connection: ConnectionView = { kind: 'notApproved', host: '127.0.0.1:1', state: 'Not approved', why: 'Nothing is sent before you approve it.', action: 'Approve' };
    await show({ ...dashboardOf(new Log().model, NOW), canPull: false, connection });
    await alone.page.locator('.empty .codicon-shield').waitFor();
    await show({ ...dashboardOf(new Log().model, NOW), canPull: true });
    await alone.page.locator('.empty .codicon-cloud-download').waitFor();
  });

  it('says that a route of alerts is not set up, not that nothing was sent over it', async () => {
    await show(dashboardOf(log().model, NOW, ['email']));
    assert.match(await text('.alerts dl'), /Webhook\s+not set up\s+E-mail\s+none sent/);
  });

  it('opens a list from how many attempts a phase had, and from each duration the records that took as long', async () => {
    await show(full());
    await alone.page.getByRole('button', { name: 'HTTP: 19 attempts, open the records whose newest job ended in this window' }).click();
    await alone.page.getByRole('button', { name: /^HTTP: p95 [\d.,]+ ms, open the records with an attempt that took as long or longer$/ }).click();
    const [count, slow] = await alone.sent();
    assert.deepEqual([count, slow], [{ type: 'openList', list: 'ended' }, { type: 'openSlow', phase: 'http', least: full().figures?.durations.http?.p95 }]);
    assert.equal(await alone.page.locator('.phases td button').count(), 20);
  });

  it('leaves room for the last label of the axis', async () => {
    await show(full());
    const room = await alone.page.evaluate<number>(`document.querySelector('.plot').getBoundingClientRect().right - document.querySelector('.plot .u-over').getBoundingClientRect().right`);
    assert.ok(room >= 20, `${room} px beside the last point`);
  });

  it('is one stop of the Tab key for each part, in which arrows, Home and End move and Enter opens', async () => {
    await show(full());
    const stops = await alone.page.evaluate<number>(`[...document.querySelectorAll('button:enabled, select, [tabindex]')].filter((each) => each.tabIndex >= 0).length`);
    assert.ok(stops <= 20, `${stops} stops`);
    const parts = alone.page.getByRole('region');
    assert.equal(await parts.count(), 9);
    const many = await alone.page.evaluate<string[]>(`[...document.querySelectorAll('section')].filter((part) => [...part.querySelectorAll('button:enabled, [tabindex]')].filter((each) => each.tabIndex >= 0).length > 1).map((part) => part.className)`);
    assert.deepEqual(many, [], 'parts with several stops');

    await alone.page.getByRole('button', { name: /^VERSION_CONFLICT: 1 record, / }).focus();
    await press('ArrowDown', 'ArrowDown');
    assert.equal(await focused(), 'VALIDATION_FAILED: 1 record, open the list');
    await press('End');
    assert.equal(await focused(), 'SYNCED: 9 records, open the list');
    await press('Enter');
    assert.deepEqual(await alone.sent(), [{ type: 'openStatus', status: 'SYNCED' }]);
    await press('ArrowDown');
    assert.equal(await focused(), 'SYNCED: 9 records, open the list', 'it ends there');
    await press('Home');
    assert.equal(await focused(), '20 with a job');
    await press('End', 'Tab', 'Shift+Tab');
    assert.equal(await focused(), 'SYNCED: 9 records, open the list', 'the part is entered where it was left');
    await show(dashboardOf(log().job(NOW - 1_000, 'accounts/130', OUTCOMES.SYNCED).model, NOW));
    assert.equal(await focused(), 'SYNCED: 10 records, open the list', 'other figures move no focus');
    await press('ArrowUp');
    assert.equal(await focused(), 'SKIPPED: 1 record, open the list');

    await alone.page.getByRole('button', { name: 'Queued', exact: true }).focus();
    await press('ArrowRight');
    assert.match(await focused(), /^Queued: Average [\d.]+ ms, open the records/);
    await press('ArrowDown', 'ArrowDown');
    assert.match(await focused(), /^HTTP: Average [\d.]+ ms, /);
  });

  it('names its parts, tables and figures', async () => {
    await show(full());
    for (const name of ['Success rate', 'Status', 'Connection', 'Next runs', 'Alerts', 'Duration, HTTP', 'By phase', 'Top five error patterns', 'Recent errors']) await alone.page.getByRole('region', { name, exact: true }).waitFor();
    for (const name of ['Status', 'By phase', 'Top five error patterns', 'Recent errors']) await alone.page.getByRole('table', { name, exact: true }).waitFor();
    const bare = await alone.page.evaluate<string[]>(`[...document.querySelectorAll('button')].filter((each) => /^[\\d.,% –]*$/.test(each.ariaLabel ?? each.textContent.trim())).map((each) => each.outerHTML)`);
    assert.deepEqual(bare, [], 'no button is a number alone');
    assert.deepEqual(alone.complaints, []);
  });

  it('cuts nothing without saying it, and is never wider than its editor', async () => {
    for (const width of [1400, 1100, 900, 600, 420]) {
      await alone.page.setViewportSize({ width, height: 900 });
      await show(full());
      const found = await alone.page.evaluate<string[]>(`[...document.querySelectorAll('body *')].filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== 'visible' && !each.closest('.visually-hidden, .plot, svg')).filter((each) => getComputedStyle(each).textOverflow !== 'ellipsis' || !each.closest('[title]')).map((each) => each.outerHTML)`);
      assert.deepEqual(found, [], `at ${width}`);
      await until('the plot to fit', async () => (await alone.page.evaluate<boolean>(`(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('main'))`)) || undefined, 5_000);
    }
  });
});
