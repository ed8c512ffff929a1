import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Gate } from '../../../src/protocol/gate';
import { decodeToEditor, decodeToPage, type Snapshot, type ToEditor } from '../../../src/protocol/stateMachine';
import { EDGES } from '../../../src/engine/machine';
import { STATUSES } from '../../../src/engine/status';

const snapshot: Snapshot = {
  type: 'snapshot',
  states: STATUSES.map((status, count) => ({ status, count, note: '' })),
  edges: EDGES.map((edge, count) => ({ ...edge, count })),
  selected: { key: 'accounts/__proto__', name: '<script>', status: 'SYNCED', sentence: 'SYNCED.', path: [0, 1, 3, 13] },
  diagram: 'stateDiagram-v2',
  notice: null,
  canPull: false,
};
const requests: readonly ToEditor[] = [
  { type: 'ready', key: null }, { type: 'ready', key: 'accounts/42' }, { type: 'openState', status: 'ERROR' }, { type: 'openEdge', edge: 15 }, { type: 'pickRecord' },
  { type: 'clearRecord' }, { type: 'openRecord' }, { type: 'copyMermaid' }, { type: 'pull' }, { type: 'failed', message: 'no' },
];

/** Each way to put a wrong value in the place of one field, at any depth. */
function* spoiled(value: object, wrong: unknown): Generator<unknown> {
  for (const [key, field] of Object.entries(value)) {
    const put = (other: unknown): unknown => (Array.isArray(value) ? (value as unknown[]).with(Number(key), other) : { ...value, [key]: other });
    yield put(wrong);
    if (typeof field === 'object' && field !== null) for (const inner of spoiled(field as object, wrong)) yield put(inner);
  }
}

describe('Messages of the state machine page', () => {
  it('come through as they were sent', () => {
    for (const request of requests) assert.deepEqual(decodeToEditor(structuredClone(request)), request);
    for (const sent of [snapshot, { ...snapshot, selected: null, notice: 'Paused.' }]) assert.deepEqual(decodeToPage(structuredClone(sent)), sent);
  });

  it('are dropped when any field of any message is of another kind', () => {
    for (const wrong of [undefined, -1, 1.5, NaN, {}, ['x'], Symbol('x')]) {
      for (const request of requests) for (const message of spoiled(request, wrong)) assert.equal(decodeToEditor(message), null);
      for (const message of spoiled(snapshot, wrong)) assert.equal(decodeToPage(message), null);
    }
  });

  it('name only states and edges that D2 has', () => {
    for (const status of ['synced', '__proto__', 'constructor', '[*]']) assert.equal(decodeToEditor({ type: 'openState', status }), null);
    for (const edge of [16, -1, '3']) assert.equal(decodeToEditor({ type: 'openEdge', edge }), null);
    assert.equal(decodeToPage({ ...snapshot, states: snapshot.states.slice(1) }), null);
    assert.equal(decodeToPage({ ...snapshot, edges: [...snapshot.edges, ...snapshot.edges] }), null);
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
