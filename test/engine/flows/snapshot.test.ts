import { strict as assert } from 'node:assert';
import { answer, settingsWith, Simulation } from '../../support/simulated';
import { snapshotOf, type Choices } from '../../../src/editor/flows/snapshot';
import { notice } from '../../../src/editor/session/notice';
import type { Pause } from '../../../src/engine/entry';
import { Model } from '../../../src/engine/model';
import { FLOW_NAMES } from '../../../src/flows/flow';
import { flowsOf } from '../../../src/flows/flows';
import { stepsOf } from '../../../src/flows/history';
import { Replay } from '../../../src/flows/replay';
import { Traffic } from '../../../src/flows/traffic';
import { decodeToPage, type Snapshot } from '../../../src/protocol/flows';

const CHOICES: Choices = { flow: 'state-machine', window: 'all', job: null, position: null };

/** What the page shows of a simulation; with `key`, following that record; at a place of the log, or live. */
function shown({ engine, journal, clock, settings }: Simulation, choices: Partial<Choices> = {}, key: string | null = null): Snapshot {
  const traffic = new Traffic(flowsOf(settings.retry));
  const replay = new Replay(true);
  const log = journal.entries.map((entry, i) => ({ seq: i + 1, entry }));
  for (const { seq, entry } of log) traffic.take(seq, replay.take(entry));
  const { model } = engine.ledger;
  return snapshotOf(
    {
      world: { model, settings, plan: engine.plan(), now: clock.now() }, now: clock.now(), traffic, reading: null, momentText: '', notice: null, action: 'Test', canPull: model.records.size === 0,
      followed: key === null ? null : { key, name: 'Adatum', steps: stepsOf(key, log) },
    },
    { ...CHOICES, ...choices },
  );
}

describe('The snapshot of the Flows page', () => {
  let simulation: Simulation;
  before(async () => {
    simulation = await new Simulation().filled(3);
    let failures = 1;
    simulation.master.intercept = ({ method, url }) => (method === 'PUT' && url.endsWith('/1') && failures-- > 0 ? answer(500) : undefined);
    for (const id of [1, 2]) await simulation.editAndSync({ name: 'New' }, `accounts/${id}`);
  });

  it('is what the page understands, for each of the ten, with a record and without, now and then', () => {
    for (const flow of FLOW_NAMES) {
      for (const key of [null, 'accounts/1', 'accounts/3', 'accounts/__proto__']) {
        for (const position of [null, 0, 1, 5]) {
          const snapshot = shown(simulation, { flow, position }, key);
          assert.deepEqual(decodeToPage(structuredClone(snapshot)), snapshot, `${flow} ${key} ${position}`);
        }
      }
    }
  });

  it('is what the page understands where nothing is open', () => {
    const snapshot = snapshotOf({ world: null, now: 1, traffic: new Traffic([]), reading: null, momentText: '', notice: 'Nothing is open.', action: 'Open the configuration', canPull: false, followed: null }, CHOICES);
    assert.deepEqual(decodeToPage(structuredClone(snapshot)), snapshot);
    assert.deepEqual([snapshot.notice, snapshot.action], ['Nothing is open.', 'Open the configuration']);
    assert.equal(snapshot.rail.length, 10);
  });

  it('counts the records of each state and the traversals of each arrow as the engine does', () => {
    const { flow } = shown(simulation);
    const { model } = simulation.engine.ledger;
    assert.deepEqual(flow.edges.map(({ count }) => count), model.edges);
    assert.deepEqual(flow.nodes.flatMap(({ id, figure }) => (figure !== null && figure !== '0' ? [`${id} ${figure}`] : [])), ['RETRY_PENDING 1', 'SYNCED 2']);
  });

  it('shows the way of the record with what decided, and where it stands', () => {
    const { flow, selected, rail } = shown(simulation, { flow: 'error-handling' }, 'accounts/1');
    assert.deepEqual(flow.edges.filter(({ basis }) => basis !== null).map(({ id, value }) => `${id} ${value}`.trim()).slice(0, 5), ['start attempt 1', 'call PUT /accounts/1', 'answered PUT 500', 'serverError 500', 'mayRetry 0 used']);
    assert.deepEqual(flow.nodes.filter(({ isHere }) => isHere).map(({ id }) => id), ['retryPending']);
    assert.equal(selected?.sentence, 'RETRY_PENDING: retry 1 of 3 in 5 s, after 500 from PUT /accounts/1.');
    assert.equal(rail[2]?.figure, 'retry 1 of 3 in 5 s');
    assert.deepEqual(shown(simulation, {}, 'accounts/1').flow.nodes.filter(({ isHere }) => isHere).map(({ id }) => id), ['RETRY_PENDING']);
  });

  it('says in D2 how long the job was in each state, beside the counts of all', () => {
    const { flow } = shown(simulation, {}, 'accounts/1');
    assert.deepEqual(flow.nodes.flatMap(({ figure }) => (figure?.includes('·') ? [figure] : [])), ['1 · 0 ms', '0 · 0 ms', '0 · 0 ms']);
    assert.deepEqual(flow.edges.map(({ count }) => count), simulation.engine.ledger.model.edges);
  });

  it("says D2's notes where their states are, and keeps room for a figure of its own in each box", () => {
    const states = shown(simulation).flow;
    assert.match(states.nodes.find(({ id }) => id === 'ERROR')?.hint ?? '', /in ERROR\nTransient failures\nNetwork, timeout, 5xx$/);
    const parts = shown(simulation, { flow: 'architecture' }).flow;
    assert.ok(parts.diagram.includes('n_sweep["Retry sweep<br/>last Sun 00#58;00<br/>next Sun 00#58;00"]'));
    assert.deepEqual(parts.nodes.flatMap(({ figure }) => figure?.split('\n') ?? []).filter((line) => line.length > 20), []);
  });

  it('goes back over the log: counts, states and the way are those of the moment', () => {
    const entries = simulation.journal.entries;
    const started = entries.findIndex(({ key, fact }) => key === 'accounts/1' && fact.kind === 'started') + 1;
    const then = shown(simulation, { position: started }, 'accounts/1');
    assert.equal(then.selected?.status, 'PROCESSING');
    assert.deepEqual(then.flow.edges.filter(({ basis }) => basis !== null).map(({ id }) => id), ['[*]>PENDING', 'PENDING>PROCESSING']);
    assert.deepEqual(then.moment.stops.map(({ status }) => status), ['PENDING', 'PROCESSING', 'RETRY_PENDING']);
    assert.equal(then.moment.isLive, false);
    assert.equal(then.moment.entry?.status, 'PROCESSING');
    assert.equal(shown(simulation, { position: started }, 'accounts/2').moment.entry?.status, null, 'the entry is about another record');
    const counts = shown(simulation, { position: started }).flow;
    assert.deepEqual(counts.nodes.flatMap(({ id, figure }) => (figure !== null && figure !== '0' ? [`${id} ${figure}`] : [])), ['PROCESSING 1', 'SYNCED 2']);
    assert.equal(counts.edges.reduce((sum, { count }) => sum + (count ?? 0), 0), 2);
  });

  it('marks what takes longer than D10 draws', () => {
    const { flow } = shown(simulation, { flow: 'timeline' }, 'accounts/2');
    const full = flow.edges.find(({ id }) => id === 'full');
    assert.deepEqual([full?.budget, full?.isLate], [500, false]);
    assert.ok(flow.edges.every(({ budget, ms, isLate }) => isLate === (budget !== null && ms !== null && ms > budget)));
  });

  it('shows who waits on which rung, counting down', () => {
    const { flow } = shown(simulation, { flow: 'backoff' });
    assert.equal(flow.nodes.find(({ id }) => id === 'retry1')?.figure, '1 waiting\nnext in 5 s');
    assert.equal(flow.nodes.find(({ id }) => id === 'retry2')?.figure, '0 waiting');
  });

  it('has bars that add up to the entries that the slider reaches over', () => {
    for (const [choices, key] of [[{}, null], [{ window: 'hour' }, null], [{ position: 2 }, 'accounts/1']] as const) {
      const { moment } = shown(simulation, choices, key);
      assert.equal(moment.bars.reduce((sum, n) => sum + n, 0), moment.total - moment.first);
      assert.ok(moment.first <= moment.position && moment.position <= moment.total);
    }
  });
});

describe('Why nothing moves', () => {
  const settings = settingsWith();
  const said = (more: { role?: 'owner' | 'follower'; settings?: typeof settings; pause?: Pause; isApproved?: boolean } = {}): string | null => {
    const model = new Model();
    if (more.pause) model.apply({ at: 1_000, fact: { kind: 'paused', pause: more.pause } });
    const { role = 'owner', isApproved = true } = more;
    return notice({ state: role, isApproved, session: { role, settings, model, ...more } }, 1_000);
  };

  it('is a sentence', () => {
    assert.equal(said(), null);
    assert.equal(said({ isApproved: false }), 'Nothing is sent before you approve the connection.');
    assert.match(said({ role: 'follower' }) ?? '', /^Another window/);
    assert.match(said({ settings: { ...settings, sync: { ...settings.sync, readOnly: true } } }) ?? '', /read-only/);
    assert.match(said({ settings: { ...settings, sync: { ...settings.sync, mode: 'manual' } } }) ?? '', /^Manual mode/);
    assert.equal(said({ pause: { cause: 'throttled', reason: 'Slow down.', until: 13_000 } }), 'Paused: Slow down. It goes on in 12 s.');
    assert.equal(said({ pause: { cause: 'user', reason: 'By hand.', until: null } }), 'Paused: By hand.');
  });
});
