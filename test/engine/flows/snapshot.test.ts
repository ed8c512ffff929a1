import { strict as assert } from 'node:assert';
import { snapshotOf, type Shown } from '../../../src/editor/stateMachine/snapshot';
import { Model } from '../../../src/engine/model';
import type { Pause, RecordFact } from '../../../src/engine/entry';
import { STANDARD_ALERTS } from '../../../src/engine/alerts/settings';
import type { Settings } from '../../../src/engine/settings';
import { decodeToPage, type Snapshot } from '../../../src/protocol/stateMachine';

const NOW = 1_000;
const settings: Settings = {
  master: { baseUrl: 'http://127.0.0.1:1', origin: 'http://127.0.0.1:1', headers: {}, auth: { kind: 'none' } },
  resources: new Map(),
  sync: { mode: 'auto', readOnly: false, concurrency: 4 },
  timeouts: { connect: 1, headers: 1, body: 1, total: 1 },
  retry: { retries: 3, baseMs: 1_000, factor: 5, capMs: 1, jitter: 'none' },
  conflicts: { concurrentEdit: 'rebase', autoMerge: 'never' },
  audit: { rate: 20 },
  log: { bodyLimit: 65_536 },
  schedules: { sweep: null, anomalies: null, reconciliation: null },
  alerts: STANDARD_ALERTS,
};
const facts: readonly RecordFact[] = [
  { kind: 'pulled', base: { content: { name: 'Adatum' }, version: '7', etag: null } },
  { kind: 'queued', job: 'j', cause: 'edit', local: { name: 'Adatum' } },
  { kind: 'started', attempt: 1 },
];
function session(more: Partial<Shown> = {}, to = facts.length): Shown & { model: Model } {
  const model = new Model();
  for (const fact of facts.slice(0, to)) model.apply({ at: NOW, key: 'accounts/42', fact });
  return { role: 'owner', settings, ...more, model };
}
const shown = (from: Shown | null, key: string | null = null, obstacle: string | null = null): Snapshot => snapshotOf(from, key, NOW, obstacle, () => 'Adatum');

describe('The snapshot of the state machine page', () => {
  it('counts the records of each state and the traversals of each edge', () => {
    const { states, edges } = shown(session());
    assert.deepEqual(states.filter(({ count }) => count > 0).map(({ status, count }) => [status, count]), [['PROCESSING', 1]]);
    assert.deepEqual(edges.flatMap(({ count }, index) => (count > 0 ? [[index, count]] : [])), [[0, 1], [1, 1]]);
  });

  it('shows where the followed record stands and how it came there', () => {
    assert.deepEqual(shown(session(), 'accounts/42').selected, {
      key: 'accounts/42', name: 'Adatum', status: 'PROCESSING', sentence: 'PROCESSING: attempt 1, for 0 s.', path: [0, 1],
    });
  });

  it('follows nothing when the record is not in the store', () => {
    assert.equal(shown(session(), 'accounts/__proto__').selected, null);
  });

  it('is what the page understands, with a session and without', () => {
    for (const snapshot of [shown(session(), 'accounts/42'), shown(null, 'accounts/42', 'Nothing is open.')]) assert.deepEqual(decodeToPage(structuredClone(snapshot)), snapshot);
  });

  it('offers to pull into an empty store, and only where that can be done', () => {
    assert.equal(shown(session({}, 0)).canPull, true);
    assert.equal(shown(session()).canPull, false);
    assert.equal(shown(session({}, 0), null, 'The master is not approved.').canPull, false);
    assert.equal(shown(null).canPull, false);
  });

  it('says why nothing moves', () => {
    const paused = (pause: Pause): Shown => {
      const it = session();
      it.model.apply({ at: NOW, fact: { kind: 'paused', pause } });
      return it;
    };
    assert.equal(shown(session()).notice, null);
    assert.equal(shown(session(), null, 'Not approved.').notice, 'Not approved.');
    assert.match(shown(session({ role: 'follower' })).notice ?? '', /^Another window/);
    assert.match(shown(session({ settings: { ...settings, sync: { ...settings.sync, readOnly: true } } })).notice ?? '', /read-only/);
    assert.match(shown(session({ settings: { ...settings, sync: { ...settings.sync, mode: 'manual' } } })).notice ?? '', /^Manual mode/);
    assert.equal(shown(paused({ cause: 'throttled', reason: 'Slow down.', until: NOW + 12_000 })).notice, 'Paused: Slow down. It goes on in 12 s.');
    assert.equal(shown(paused({ cause: 'user', reason: 'By hand.', until: null })).notice, 'Paused: By hand.');
  });
});
