import { strict as assert } from 'node:assert';
import { EDGES, hasEnded, IllegalTransition, OUTSIDE, transition } from '../../../src/engine/machine';
import { Model } from '../../../src/engine/model';
import { STATUSES } from '../../../src/engine/status';

describe('D2, the state machine', () => {
  it('has nine states and sixteen transitions, no others', () => {
    assert.equal(STATUSES.length, 9);
    assert.equal(EDGES.length, 16);
    const drawn = new Set(EDGES.map((e) => `${e.from}>${e.to}`));
    for (const from of [...STATUSES, OUTSIDE] as const) {
      for (const to of [...STATUSES, OUTSIDE] as const) {
        if (drawn.has(`${from}>${to}`)) assert.equal(EDGES[transition(from, to)]?.to, to);
        else assert.throws(() => transition(from, to), IllegalTransition);
      }
    }
  });

  it('ends a job in SYNCED, DEAD_LETTER and SKIPPED only', () => {
    assert.deepEqual(STATUSES.filter(hasEnded), ['DEAD_LETTER', 'SKIPPED', 'SYNCED']);
  });

  it('refuses a log entry that D2 does not allow', () => {
    const model = new Model();
    const base = { content: { id: '1' }, version: '1', etag: null };
    model.apply({ at: 1, key: 'accounts/1', fact: { kind: 'pulled', base } });
    assert.throws(() => model.apply({ at: 2, key: 'accounts/1', fact: { kind: 'started', attempt: 1 } }), IllegalTransition);
  });
});
