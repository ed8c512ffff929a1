import { strict as assert } from 'node:assert';
import { KEPT } from '../../../src/engine/alerts/alertLog';
import type { Entry } from '../../../src/engine/entry';
import { alertHistory } from '../../../src/flows/alertHistory';
import { edited, pulled, save, Stores } from '../../support/store';

const alerted = (n: number): Entry => ({
  at: n, fact: { kind: 'alerted', alert: { id: `a${n}`, at: n, level: 'warning', rule: 'error', subject: `accounts/${n}`, text: `"k":"accounts/${n}" failed.` }, isHeld: n === 2 },
});

describe('the alert log', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  it('has every alert since the store was emptied, with what became of it, also what is not at hand any more', async () => {
    const store = await stores.open(await stores.dir());
    await save(store, alerted(1), { at: 1, fact: { kind: 'cleared' } }, pulled('1', 1));
    const routed: Entry = { at: 3, fact: { kind: 'routed', alerts: ['a3'], route: 'email', attempts: 2, problem: null } };
    await save(store, alerted(2), alerted(3), routed, { at: 4, fact: { kind: 'muted', rule: 'error', until: 9 } }, edited('1', 2));
    await save(store, ...Array.from({ length: KEPT + 50 }, (_, i) => alerted(4 + i)));
    assert.equal(store.model.alerts.length, KEPT);
    const all = await alertHistory({ model: store.model, log: (filter) => store.entries(filter) });
    assert.deepEqual(all.map(({ id }) => id), Array.from({ length: KEPT + 52 }, (_, i) => `a${KEPT + 53 - i}`));
    assert.deepEqual(all.slice(0, KEPT), store.model.alerts);
    assert.deepEqual(all.slice(-2).map(({ isMuted = false, routed: ways }) => [isMuted, ways.length]), [[false, 1], [true, 0]]);
  });
});
