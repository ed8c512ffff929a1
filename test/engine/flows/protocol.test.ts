import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { decodeToEditor, decodeToPage, type Snapshot, type ToEditor } from '../../../src/protocol/flows';
import { Gate } from '../../../src/protocol/gate';
import { flows, snapshotOf, viewOf } from '../../support/flowViews';

const [first] = flows;
if (!first) throw new Error('There are no flows.');
const view = viewOf(first);
const snapshot: Snapshot = snapshotOf(
  { ...view, nodes: view.nodes.slice(0, 1).map((node) => ({ ...node, status: 'ERROR', figure: '4', hint: 'x' })), edges: view.edges.slice(0, 1).map((one) => ({ ...one, basis: 'logged', value: '<script>', ms: 0.5, budget: 50 })), branches: [['full']], differences: ['x'] },
  {
    rail: [{ name: 'timeline', number: 10, title: 'Timeline', figure: '348 ms', mark: 'warning' }], reading: 0.5, notice: 'Paused.', action: 'Resume', canPull: true,
    selected: { key: 'accounts/__proto__', name: '<script>', status: 'SYNCED', sentence: 'SYNCED.', jobs: [{ number: 1, label: 'Job 1' }], job: 1 },
    moment: { position: 1, total: 2, first: 0, entry: { seq: 0, at: 5, text: 'x', status: 'SYNCED' }, isLive: false, from: 0, to: 9, bars: [2], stops: [{ position: 1, status: 'PENDING' }] },
  },
);
const requests: readonly ToEditor[] = [
  { type: 'ready', choice: null }, { type: 'ready', choice: { flow: 'backoff', window: 'day', key: 'accounts/42' } }, { type: 'flow', name: 'timeline' }, { type: 'window', window: 'all' }, { type: 'job', number: 3 },
  { type: 'moment', position: 48_213 }, { type: 'moment', position: null }, { type: 'openNode', id: 'status' }, { type: 'openEdge', id: 'ok' }, { type: 'save', format: 'svg', data: '<svg/>' }, { type: 'why' }, { type: 'failed', message: 'no' },
];

/** Each way to put a wrong value in the place of one field, at any depth. */
function* spoiled(value: object, wrong: unknown): Generator<unknown> {
  for (const [key, field] of Object.entries(value)) {
    const put = (other: unknown): unknown => (Array.isArray(value) ? (value as unknown[]).with(Number(key), other) : { ...value, [key]: other });
    yield put(wrong);
    if (typeof field === 'object' && field !== null) for (const inner of spoiled(field as object, wrong)) yield put(inner);
  }
}

describe('Messages of the Flows page', () => {
  it('come through as they were sent', () => {
    for (const request of requests) assert.deepEqual(decodeToEditor(structuredClone(request)), request);
    for (const each of flows) assert.deepEqual(decodeToPage(structuredClone(snapshotOf(viewOf(each)))), snapshotOf(viewOf(each)));
    for (const sent of [snapshot, { ...snapshot, selected: null, notice: null, action: null, reading: null }]) assert.deepEqual(decodeToPage(structuredClone(sent)), sent);
  });

  it('are dropped when any field of any message is of another kind', () => {
    for (const wrong of [undefined, -1, NaN, Infinity, {}, [null], Symbol('x')]) {
      for (const request of requests) for (const message of spoiled(request, wrong)) assert.equal(decodeToEditor(message), null);
      for (const message of spoiled(snapshot, wrong)) assert.equal(decodeToPage(message), null);
    }
  });

  it('name only what there is: ten flows, three windows, nine states', () => {
    for (const name of ['Timeline', '__proto__', 'constructor', '']) assert.equal(decodeToEditor({ type: 'flow', name }), null);
    assert.equal(decodeToEditor({ type: 'window', window: 'week' }), null);
    assert.equal(decodeToEditor({ type: 'save', format: 'html', data: '' }), null);
    assert.equal(decodeToPage({ ...snapshot, selected: snapshot.selected && { ...snapshot.selected, status: 'synced' } }), null);
  });

  it('are bounded: a picture by 8 MiB, lists by 1,000, a diagram by what Mermaid takes', () => {
    assert.notEqual(decodeToEditor({ type: 'save', format: 'png', data: 'x'.repeat(8 * 1024 * 1024) }), null);
    assert.equal(decodeToEditor({ type: 'save', format: 'png', data: 'x'.repeat(8 * 1024 * 1024 + 1) }), null);
    assert.equal(decodeToPage({ ...snapshot, moment: { ...snapshot.moment, bars: Array.from({ length: 1_001 }, () => 0) } }), null);
    assert.equal(decodeToPage({ ...snapshot, flow: { ...snapshot.flow, diagram: 'x'.repeat(50_001) } }), null);
  });

  it('bring nothing along that the protocol does not know', () => {
    assert.deepEqual(decodeToEditor({ type: 'openRecord', key: '../../x', command: 'workbench.action.quit' }), { type: 'openRecord' });
  });

  it('are judged without an exception, whatever they are', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(decodeToEditor(value), null);
        assert.equal(decodeToPage(value), null);
      }),
    );
  });
});

describe('A gate', () => {
  it('counts what it does not let in', () => {
    const gate = new Gate(decodeToEditor, 10);
    assert.equal(gate.take({ type: 'format' }, 0), null);
    assert.deepEqual(gate.take({ type: 'pull' }, 0), { type: 'pull' });
    assert.equal(gate.dropped, 1);
  });

  it('lets a flood in no further than its measure, and opens again after a second', () => {
    const gate = new Gate(decodeToEditor, 20);
    const taken = Array.from({ length: 1_000 }, (_, i) => gate.take({ type: 'pull' }, i * 0.9)).filter((message) => message !== null);
    assert.equal(taken.length, 20);
    assert.equal(gate.dropped, 980);
    assert.notEqual(gate.take({ type: 'pull' }, 1_000), null);
  });
});
