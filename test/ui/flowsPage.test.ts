import { strict as assert } from 'node:assert';
import type { FlowName, Snapshot } from '../../src/protocol/flows';
import { flows, snapshotOf, viewOf } from '../support/flowViews';
import { openFlowsPage, type FlowsPage } from '../support/flowsPage';
import { until } from '../support/until';

const snapshotOfFlow = (name: FlowName, change: Partial<Snapshot> = {}): Snapshot => {
  const flow = flows.find((each) => each.name === name);
  if (!flow) throw new Error(`There is no flow ${name}.`);
  return snapshotOf(viewOf(flow), change);
};
const selected: Snapshot['selected'] = { key: 'accounts/117', name: 'Northwind', status: 'RETRY_PENDING', sentence: 'RETRY_PENDING: retry 2 of 3 in 25 s.', jobs: [{ number: 5, label: 'Job 5' }, { number: 4, label: 'Job 4' }], job: 5 };

/** A snapshot with some of its arrows taken, and where it stands. */
function taken(snapshot: Snapshot, basis: Readonly<Record<string, 'logged' | 'implied'>>, here: string): Snapshot {
  const { flow } = snapshot;
  return {
    ...snapshot, selected,
    flow: { ...flow, edges: flow.edges.map((one) => ({ ...one, count: null, basis: basis[one.id] ?? null, value: one.id === 'serverError' ? '500' : '' })), nodes: flow.nodes.map((node) => ({ ...node, isHere: node.id === here })) },
  };
}

describe('The Flows page', () => {
  let flowsPage: FlowsPage;
  before(async () => {
    flowsPage = await openFlowsPage();
  });
  after(() => flowsPage?.close());
  beforeEach(() => flowsPage.sent());

  const button = (name: string | RegExp) => flowsPage.page.getByRole('button', { name, exact: true });
  const errors = snapshotOfFlow('error-handling');
  const path = taken(errors, { start: 'logged', call: 'logged', answered: 'logged', serverError: 'logged', endRetry: 'implied' }, 'retryPending');

  it('draws each of the ten in under a second, all of its parts, with three kinds of Mermaid loaded and no other', async () => {
    for (const flow of flows) {
      const start = Date.now();
      await flowsPage.show(snapshotOf(viewOf(flow)));
      assert.ok(Date.now() - start < 2_000, `${flow.name}: ${Date.now() - start} ms`);
      const [nodes, edges] = await Promise.all(['.node', '.edge-label'].map((name) => flowsPage.page.locator(`.stage > svg ${name}`).count()));
      assert.deepEqual([nodes, edges], [Object.keys(flow.nodes).filter((id) => id !== '[*]').length, Object.keys(flow.edges).length], flow.name);
    }
    const kinds = flowsPage.requests.filter((path) => /Diagram|elk|katex|cytoscape|treemap/i.test(path)).map((path) => path.replace(/.*\/(\w+).*/, '$1'));
    assert.deepEqual([...new Set(kinds)].sort(), ['flowDiagram', 'sequenceDiagram', 'stateDiagram']);
    assert.deepEqual(flowsPage.complaints, []);
  });

  it('lets no label stand on another one or on a box, with counts and with long values, and no text be under 11 px', async () => {
    for (const flow of flows) {
      for (const change of [{ count: 12_345 }, { count: null, basis: 'logged' as const, value: 'PUT /accounts/117 412, base 7, remote 9' }]) {
        const view = viewOf(flow);
        await flowsPage.show(snapshotOf({ ...view, edges: view.edges.map((one) => ({ ...one, ...change })) }));
        const found = await flowsPage.page.evaluate<{ overlaps: string[]; smallest: number }>(`(() => {
          const boxOf = (element) => { const { left, right, top, bottom } = element.getBoundingClientRect(); return { left, right, top, bottom, text: element.closest('[role=button]').getAttribute('aria-label') }; };
          const labels = [...document.querySelectorAll('.stage .edge-label')].map((label) => { const parts = [...label.querySelectorAll('.lines > *')].map(boxOf); return parts.length === 0 ? null : { text: parts[0].text, left: Math.min(...parts.map((p) => p.left)), right: Math.max(...parts.map((p) => p.right)), top: Math.min(...parts.map((p) => p.top)), bottom: Math.max(...parts.map((p) => p.bottom)) }; }).filter((label) => label !== null);
          const boxes = [...document.querySelectorAll('.stage .node .shape')].map(boxOf);
          const overlaps = labels.flatMap((a, i) => [...labels.slice(i + 1), ...boxes].filter((b) => a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2).map((b) => a.text + ' ON ' + b.text));
          const scale = document.querySelector('.stage > svg').getScreenCTM().a;
          const smallest = Math.min(...[...document.querySelectorAll('.stage .words, .stage .name')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale));
          return { overlaps, smallest }; })()`);
        assert.deepEqual(found.overlaps, [], flow.name);
        assert.ok(found.smallest >= 10.99, `${flow.name}: ${found.smallest} px`);
      }
    }
  });

  it('opens a sequence at its beginning, and keeps the participants in sight', async () => {
    const { page } = flowsPage;
    await page.setViewportSize({ width: 1000, height: 600 });
    await flowsPage.show(snapshotOfFlow('timeline'));
    const top = async (name: string): Promise<{ x: number; y: number }> => (await button(name).boundingBox()) ?? { x: NaN, y: NaN };
    const stage = await page.locator('.stage').boundingBox();
    const [person, first] = [await top('Person'), await top('Person to Record editor, Edit the record, 0 times')];
    assert.ok(stage && person.x >= stage.x && person.x < stage.x + 60 && first.y < stage.y + 140, JSON.stringify([stage, person, first]));
    await page.locator('.stage').hover({ position: { x: 300, y: 300 } });
    await page.mouse.wheel(0, 200);
    await until('the messages to move', async () => ((await top('Person to Record editor, Edit the record, 0 times')).y < first.y - 100 ? true : undefined), 5_000);
    assert.equal((await top('Person')).y, person.y);
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('writes a change into the drawing without drawing anew, within milliseconds', async () => {
    await flowsPage.show(errors);
    await flowsPage.page.evaluate('document.querySelector(".stage > svg").dataset.kept = "yes"');
    const times: number[] = [];
    for (let count = 1; count <= 20; count += 1) {
      await flowsPage.show({ ...errors, flow: { ...errors.flow, edges: errors.flow.edges.map((one) => ({ ...one, count })) } });
      await button(new RegExp(`^HTTP status\\? to Parse JSON response, 200 OK, ${count} times?$`)).waitFor();
      times.push(Number(await flowsPage.page.evaluate<string>('document.documentElement.dataset.updateMs')));
    }
    assert.equal(await flowsPage.page.locator('.stage > svg').getAttribute('data-kept'), 'yes');
    const median = times.sort((a, b) => a - b)[10] ?? 0;
    console.log(`      an update takes ${median} ms (the longest of 20: ${times.at(-1)} ms)`);
    assert.ok(median < 50, `${median} ms`);
  });

  it('marks the path, how it is known, what decided, and where it stands', async () => {
    await flowsPage.show(path);
    const { page } = flowsPage;
    await button('HTTP status? to Retries used < 3?, 5xx server error, 500, taken, logged').waitFor();
    assert.equal(await page.locator('.edge-label.is-path').count(), 5);
    assert.equal(await page.locator('.edge-label.is-implied').count(), 1);
    assert.equal(await page.locator('.node[aria-current=true]').getAttribute('aria-label'), 'RETRY_PENDING');
    await page.getByText('7 of 24 parts, 5 of 30 edges').waitFor();
  });

  it('opens what is behind a box or an arrow, with the mouse and with the keyboard', async () => {
    await flowsPage.show(path);
    await button('Parse JSON response').click();
    await button(/5xx server error/).focus();
    await flowsPage.page.keyboard.press('Enter');
    assert.deepEqual(await flowsPage.sent(), [{ type: 'openNode', id: 'parse' }, { type: 'openEdge', id: 'serverError' }]);
    await button('Job starts').focus();
    await flowsPage.page.keyboard.press('ArrowDown');
    assert.equal(await flowsPage.page.evaluate('document.activeElement.getAttribute("aria-label")'), 'PROCESSING');
  });

  it('chooses the flow, the window, the job and the record', async () => {
    const { page } = flowsPage;
    await flowsPage.show(errors);
    await page.getByRole('listbox', { name: 'Flows' }).press('ArrowDown');
    await button('Day').click();
    await button('Choose a record…').click();
    await flowsPage.show(path);
    await page.getByLabel('Job', { exact: true }).selectOption('Job 4');
    await button('Why?').click();
    await page.keyboard.press('w');
    await button('Follow no record').click();
    assert.deepEqual(await flowsPage.sent(), [{ type: 'flow', name: 'architecture' }, { type: 'window', window: 'day' }, { type: 'pickRecord' }, { type: 'job', number: 4 }, { type: 'why' }, { type: 'why' }, { type: 'clearRecord' }]);
  });

  it('finds words in boxes and on arrows, and goes from one to the next', async () => {
    const { page } = flowsPage;
    await flowsPage.show(errors);
    await page.locator('body').press('/');
    await page.keyboard.type('version');
    await page.getByText(/^1 of \d+$/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^2 of \d+$/).waitFor();
    assert.ok((await page.locator('[data-found]').count()) >= 2);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('[data-found]').count(), 0);
  });

  it('travels in time by entries and by the slider, at most ten times a second while it is dragged', async () => {
    const { page } = flowsPage;
    const past = (position: number): Snapshot => ({ ...path, moment: { ...path.moment, isLive: false, position } });
    await flowsPage.show(past(50));
    await page.getByText('Entry 50 of 100').waitFor();
    const slider = page.getByRole('slider', { name: 'Moment of the log' });
    await slider.press('ArrowLeft');
    await until('the step', async () => ((await page.evaluate('sent.length')) === 1 ? true : undefined), 5_000);
    assert.deepEqual(await flowsPage.sent(), [{ type: 'moment', position: 49 }]);
    await flowsPage.show(past(49));
    const start = Date.now();
    await page.evaluate('(() => { const slider = document.querySelector("input[type=range]"); for (let i = 1; i <= 50; i += 1) { slider.value = String(i / 100); slider.dispatchEvent(new Event("input")); } })()');
    await until('the last one', async () => ((await page.evaluate('sent.some(({ position }) => position === 50)')) ? true : undefined), 5_000);
    assert.ok((await flowsPage.sent()).length <= 2 + (Date.now() - start) / 100);
    await flowsPage.show(past(50));
    await button('Open this moment').click();
    await button('Back to live').click();
    assert.deepEqual(await flowsPage.sent(), [{ type: 'openMoment' }, { type: 'moment', position: null }]);
  });

  it('replays a job from stop to stop, and ends live', async () => {
    await flowsPage.show({ ...path, moment: { ...path.moment, stops: [{ position: 40, status: 'PENDING' }, { position: 60, status: 'PROCESSING' }] } });
    await button('Replay').click();
    await button('Replay').waitFor();
    await until('the present', async () => ((await flowsPage.page.evaluate('sent.some(({ position }) => position === null)')) ? true : undefined), 5_000);
    assert.deepEqual(await flowsPage.sent(), [40, 60, null].map((position) => ({ type: 'moment', position })));
  });

  it('marks what is failing, paused or moving with an icon and a word', async () => {
    const view = snapshotOfFlow('architecture');
    await flowsPage.show({ ...view, flow: { ...view.flow, nodes: view.flow.nodes.map((node) => ({ ...node, tone: node.id === 'master' ? 'failing' : node.id === 'sweep' ? 'paused' : 'plain', hint: node.id === 'master' ? 'Answered 503' : '' })) } });
    await button('Master API, failing').waitFor();
    await button('Retry sweep, paused').waitFor();
    assert.equal(await flowsPage.page.locator('.badge .codicon-warning').count(), 1);
  });

  it('has the same facts as tables', async () => {
    const { page } = flowsPage;
    await flowsPage.show(path);
    await button('Show as list').click();
    await page.getByRole('row', { name: 'HTTP status? Retries used < 3? 5xx server error 500 · taken, logged' }).waitFor();
    await page.getByRole('row', { name: /^RETRY_PENDING accounts\/117 is here/ }).waitFor();
    assert.equal(await page.getByRole('row').count(), 24 + 30 + 2);
    await button('Show as list').click();
  });

  it('saves the drawing as SVG that stands alone and as PNG at twice its size', async () => {
    const { page } = flowsPage;
    await flowsPage.show(path);
    for (const name of ['Save Drawing as SVG…', 'Save Drawing as PNG…']) {
      await button('More actions').click();
      await page.getByRole('menuitem', { name }).click();
    }
    const [vector, pixels] = await flowsPage.sent();
    if (vector?.type !== 'save' || pixels?.type !== 'save') throw new Error('Nothing was saved.');
    const inside = await page.evaluate<{ errors: number; names: string[]; texts: string[]; title: string }>(`(() => { const it = new DOMParser().parseFromString(${JSON.stringify(vector.data)}, 'image/svg+xml'); return {
      errors: it.querySelectorAll('parsererror').length, names: [...new Set([...it.querySelectorAll('*')].map((element) => element.localName))].sort(), texts: [...it.querySelectorAll('text')].map((text) => text.textContent), title: it.querySelector('title').textContent }; })()`);
    assert.deepEqual([inside.errors, inside.title, inside.names], [0, 'Error handling and retry', ['desc', 'path', 'rect', 'svg', 'text', 'title']]);
    for (const text of ['HTTP status?', '5xx server error', '500', 'RETRY_PENDING']) assert.ok(inside.texts.includes(text), text);
    assert.doesNotMatch(vector.data, /var\(|color\(/, 'its colours are plain');
    const png = Buffer.from(pixels.data, 'base64');
    const width = Number(/width="([\d.]+)"/.exec(vector.data)?.[1]);
    assert.deepEqual([png.subarray(1, 4).toString(), png.readUInt32BE(16)], ['PNG', Math.ceil(width * 2)]);
  });

  it('keeps flow, window, record, zoom and list over a reload, and nothing of a record but its key', async () => {
    const { page } = flowsPage;
    await flowsPage.show(path);
    await page.locator('body').press('+');
    const kept = await page.evaluate<string>('sessionStorage.getItem("state")');
    assert.ok(!kept.includes('Northwind'));
    await page.reload();
    await until('the page to be ready', async () => ((await page.evaluate<number>('sent.length')) > 0 ? true : undefined), 10_000);
    assert.deepEqual(await flowsPage.sent(), [{ type: 'ready', choice: { flow: 'error-handling', window: 'hour', key: 'accounts/117' } }]);
    const scale = page.locator('.scale');
    await flowsPage.show(path);
    assert.notEqual(await scale.textContent(), '92 %');
  });

  it('has a picker in the place of the rail where there is little room', async () => {
    const { page } = flowsPage;
    await page.setViewportSize({ width: 700, height: 700 });
    await page.getByLabel('Flow', { exact: true }).selectOption('10 Timeline');
    assert.deepEqual(await flowsPage.sent(), [{ type: 'flow', name: 'timeline' }]);
    assert.ok(await page.getByLabel('Differs from the drawing').isVisible());
  });

  it('has whole lines of the sentence, and nothing on top of another, where there is little room', async () => {
    const { page } = flowsPage;
    const long = `RETRY_PENDING: ${'the master answered 503 Service Unavailable to PUT /accounts/117, '.repeat(9)}retry 2 of 3 in 25 s.`;
    for (const width of [900, 600, 420, 340]) {
      await page.setViewportSize({ width, height: 700 });
      await flowsPage.post({ ...errors, selected: { ...selected, sentence: long } });
      await page.locator('.sentence p').waitFor();
      const { sentence, beside, moment } = await page.evaluate<{ sentence: number; beside: number; moment: number }>(`(() => {
        const box = (selector) => document.querySelector(selector).getBoundingClientRect();
        return { sentence: box('.sentence p').height / parseFloat(getComputedStyle(document.querySelector('.sentence p')).lineHeight), beside: box('.sentence p').width / innerWidth, moment: box('.moment-bar .secondary').left - Math.max(...[...document.querySelectorAll('.said > *')].map((each) => each.getBoundingClientRect().right)) }; })()`);
      assert.ok(Number.isInteger(sentence) && sentence <= 3, `${sentence} lines at ${width}`);
      assert.ok(beside > 0.6, `the sentence has ${beside} of ${width} px`);
      assert.ok(moment >= 0, `${moment} px beside what is said of the moment at ${width}`);
    }
  });
});
