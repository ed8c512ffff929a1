import { strict as assert } from 'node:assert';
import type { RecordFact } from '../../../src/engine/entry';
import type { ResourceSettings } from '../../../src/engine/settings';
import { conflictOf, inConflict as conflict, resolve } from '../../support/conflicting';
import { answer, failure, settingsWith, Simulation } from '../../support/simulated';

const KEY = 'accounts/1';
const autoMerge = (accounts: Partial<ResourceSettings> = {}) => new Simulation(settingsWith({ conflicts: { concurrentEdit: 'rebase', autoMerge: 'disjoint' } }, accounts));

/** A conflict, and nothing is sent any more. */
async function inConflict(s?: Simulation): Promise<Simulation> {
  const conflicting = await conflict(s);
  conflicting.mayConnect = false;
  return conflicting;
}

const undo = (s: Simulation) => s.engine.perform({ type: 'undo', key: KEY });

async function connect(s: Simulation): Promise<void> {
  s.mayConnect = true;
  s.engine.nudge();
  await s.clock.advance(0);
}

const resolvedFacts = (s: Simulation) => s.journal.entries.flatMap(({ fact }) => (fact.kind === 'resolved' ? [fact] : []));

describe('undo of a resolution', () => {
  for (const choice of ['remote', 'local', 'merge'] as const) {
    it(`brings both sides back after "${choice}", and the queued pass finds the conflict again`, async () => {
      const s = await inConflict();
      const before = s.record();
      await resolve(s, choice, { id: '1', name: 'Both', credit: 1, version: 2 });
      assert.deepEqual(await undo(s), { ok: true, message: 'The resolution of accounts/1 is undone: both sides are back.' });
      assert.deepEqual([s.record().local, s.record().base], [before.local, before.base]);
      assert.equal(s.record().ahead?.remote?.version, '2');
      await connect(s);
      assert.equal(conflictOf(s.record()).remote?.content['credit'], 999);
      assert.equal(s.record().local['name'], 'Mine');
      assert.equal(s.record().ahead, null);
      assert.equal(s.master.writes.size, 0);
    });
  }

  it('keeps what was typed since the resolution', async () => {
    const s = await inConflict();
    await resolve(s, 'local');
    await s.edit({ name: 'Mine, better' });
    await undo(s);
    await connect(s);
    assert.equal(s.record().local['name'], 'Mine, better');
    assert.equal(conflictOf(s.record()).remote?.content['credit'], 999);
  });

  it('survives a crash, and so does the undone resolution', async () => {
    const s = await inConflict();
    await resolve(s, 'merge', { id: '1', name: 'Both', credit: 1, version: 2 });
    await s.crash();
    await undo(s);
    await s.crash();
    await connect(s);
    assert.equal(conflictOf(s.record()).remote?.content['credit'], 999);
    assert.equal(s.record().local['name'], 'Mine');
  });

  it('brings a deleted record back into its conflict', async () => {
    const s = await new Simulation().filled();
    s.master.rows.delete('1');
    await s.editAndSync({ name: 'Mine' });
    s.mayConnect = false;
    await resolve(s, 'remote');
    await undo(s);
    await connect(s);
    assert.equal(conflictOf(s.record()).remote, null);
    assert.equal(s.record().local['name'], 'Mine');
  });

  it('finds a conflict, and writes nothing, where the undone merge had reached the master after all', async () => {
    const s = await inConflict();
    await resolve(s, 'merge', { id: '1', name: 'Both', credit: 1, version: 2 });
    s.master.intercept = (request, apply) => (request.method === 'PUT' ? (apply(), failure('reset')) : undefined);
    await connect(s);
    assert.equal(s.status(), 'RETRY_PENDING');
    await undo(s);
    s.master.intercept = () => undefined;
    await s.clock.advance(0);
    assert.equal(conflictOf(s.record()).remote?.content['name'], 'Both');
    assert.equal(s.record().local['name'], 'Mine');
    assert.equal(s.master.writes.get('1'), 1);
  });

  it('is refused when it is applied, under way, or was never made', async () => {
    const s = await inConflict();
    assert.equal((await undo(s)).ok, false);
    await resolve(s, 'local');
    s.master.intercept = async () => {
      assert.deepEqual(await undo(s), { ok: false, message: 'accounts/1 is being sent right now; wait for the answer.' });
      return undefined as never;
    };
    await connect(s);
    assert.equal(s.status(), 'SYNCED');
    assert.match((await undo(s)).message, /cannot be undone, but the log keeps both sides/);
  });
});

describe('what the log and the model keep of a resolution', () => {
  it('holds base, both sides and the result for ever', async () => {
    const s = await inConflict();
    const { local, base } = s.record();
    await resolve(s, 'merge', { id: '1', name: 'Both', credit: 1, version: 2 });
    const [fact] = resolvedFacts(s);
    assert.deepEqual(fact?.sides, JSON.parse(JSON.stringify({ base, remote: conflictRemote(s), local })));
    assert.deepEqual([fact?.choice, fact?.by, fact?.local['name'], fact?.fields], ['merge', 'person', 'Both', ['name', 'credit']]);
  });

  it('lists what was settled lately, newest first, and what was taken back', async () => {
    const s = await inConflict();
    await resolve(s, 'remote');
    await undo(s);
    await connect(s);
    await resolve(s, 'local');
    await s.crash();
    assert.deepEqual(s.engine.ledger.model.settled.map(({ choice, isUndone, fields }) => ({ choice, isUndone, fields })), [
      { choice: 'local', isUndone: false, fields: ['name', 'credit'] },
      { choice: 'remote', isUndone: true, fields: ['name', 'credit'] },
    ]);
  });

  const conflictRemote = (s: Simulation) => s.record().base; // after the resolution the remote that was seen is the base
});

describe('conflicts.autoMerge "disjoint"', () => {
  it('merges fields that one side changed, through PENDING, and logs base, both sides and result', async () => {
    const s = await autoMerge().filled();
    s.master.put('1', { name: 'Name 1', credit: 999 });
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'SYNCED');
    assert.deepEqual(s.master.rows.get('1')?.content, { id: '1', name: 'Mine', credit: 999, version: 2 });
    assert.ok(s.way().join(' ').includes('PROCESSING>VERSION_CONFLICT VERSION_CONFLICT>PENDING PENDING>PROCESSING'));
    const [fact] = resolvedFacts(s);
    assert.deepEqual([fact?.by, fact?.choice, fact?.fields, fact?.local['credit'], fact?.sides.local['credit'], fact?.sides.base?.version], ['rule', 'merge', ['name', 'credit'], 999, 100, '1']);
  });

  it('leaves a field that both changed, and a deleted record, to the person', async () => {
    const s = await autoMerge().filled(2);
    s.master.put('1', { name: 'Theirs', credit: 999 });
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'VERSION_CONFLICT');
    s.master.rows.delete('2');
    await s.editAndSync({ name: 'Mine' }, 'accounts/2');
    assert.equal(s.status('accounts/2'), 'VERSION_CONFLICT');
  });

  it('is off unless asked for', async () => {
    assert.equal((await inConflict()).status(), 'VERSION_CONFLICT');
  });

  it('merges lists of objects by their declared key', async () => {
    const s = autoMerge({ listKeys: new Map([['/contacts', 'id']]) });
    const contacts = [{ id: 1, tel: 'a' }, { id: 2, tel: 'b' }];
    s.master.put('1', { name: 'n', contacts });
    await s.engine.perform({ type: 'pull' });
    s.master.put('1', { name: 'n', contacts: [{ id: 1, tel: 'theirs' }, { id: 2, tel: 'b' }] });
    await s.editAndSync({ contacts: [{ id: 1, tel: 'a' }, { id: 2, tel: 'mine' }] });
    assert.deepEqual(s.master.rows.get('1')?.content['contacts'], [{ id: 1, tel: 'theirs' }, { id: 2, tel: 'mine' }]);
  });

  it('does not merge what the resource\'s rules would refuse', async () => {
    const s = await autoMerge({ rules: [{ field: 'credit', max: 500 }] }).filled();
    s.master.put('1', { name: 'Name 1', credit: 400 });
    s.engine.configure(settingsWith({ conflicts: { concurrentEdit: 'rebase', autoMerge: 'disjoint' } }, { rules: [{ field: 'name', oneOf: ['Name 1'] }] }));
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'VERSION_CONFLICT');
  });

  it('can be undone while it waits; then the conflict is the person\'s', async () => {
    const s = await autoMerge().filled();
    s.master.put('1', { name: 'Name 1', credit: 999 });
    // the merged write does not get through
    s.master.intercept = (request) => (request.method === 'PUT' && request.body?.includes('999') ? answer(500) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'RETRY_PENDING');
    assert.equal((await undo(s)).ok, true);
    s.master.intercept = () => undefined;
    await s.clock.advance(0);
    assert.equal(s.status(), 'VERSION_CONFLICT');
    assert.equal(s.record().local['credit'], 100);
    await resolve(s, 'local');
    await s.clock.advance(0);
    assert.equal(s.status(), 'SYNCED');
  });

  it('never merges over a choice that a person made', async () => {
    const s = await autoMerge().filled();
    s.master.put('1', { name: 'Theirs', credit: 100 });
    await s.editAndSync({ name: 'Mine' });
    s.mayConnect = false;
    await resolve(s, 'local');
    s.master.put('1', { name: 'Theirs', credit: 1 });
    await connect(s);
    assert.equal(conflictOf(s.record()).remote?.version, '3');
    assert.equal(s.record().local['name'], 'Mine');
  });
});

describe('a remote that is newer than the base of an edit', () => {
  it('is noted by a pull, with the base where it was, and forgotten when the base has moved', async () => {
    const s = await new Simulation().filled();
    s.mayConnect = false;
    await s.edit({ name: 'Mine' });
    s.master.put('1', { name: 'Name 1', credit: 999 });
    s.mayConnect = true;
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(403) : undefined);
    await s.engine.perform({ type: 'pull', key: KEY });
    assert.equal(s.record().base?.version, '1');
    assert.equal(s.record().ahead?.remote?.version, '2');
    const sighted = s.facts().filter((kind: RecordFact['kind']) => kind === 'sighted').length;
    await s.engine.perform({ type: 'pull' });
    assert.equal(s.facts().filter((kind) => kind === 'sighted').length, sighted, 'the same is noted once');
    await s.crash();
    assert.equal(s.record().ahead?.remote?.content['credit'], 999);
  });

  it('is noted when it was deleted there', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(403) : undefined);
    await s.editAndSync({ name: 'Mine' });
    s.master.rows.delete('1');
    await s.engine.perform({ type: 'pull', key: KEY });
    assert.deepEqual(s.record().ahead, { remote: null, at: s.clock.time });
    assert.equal(s.record().local['name'], 'Mine');
  });

  it('replaces the remote of an open conflict, so that a choice is made on what is there', async () => {
    const s = await inConflict();
    s.mayConnect = true;
    s.master.put('1', { name: 'Theirs again', credit: 5 });
    await s.engine.perform({ type: 'pull', key: KEY });
    assert.equal(conflictOf(s.record()).remote?.content['credit'], 5);
    assert.equal(s.record().base?.version, '1');
    assert.equal((await s.engine.perform({ type: 'resolve', key: KEY, choice: 'local', seen: { remote: 'there', version: '2' } })).ok, false);
  });

  it('is not our own write whose answer was lost', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request, apply) => (request.method === 'PUT' ? (apply(), failure('reset')) : undefined);
    await s.editAndSync({ name: 'Mine' });
    assert.equal(s.status(), 'RETRY_PENDING');
    await s.engine.perform({ type: 'pull', key: KEY });
    assert.equal(s.record().ahead, null);
  });
});

describe('a merge', () => {
  it('is validated like an answer before it is queued, each issue at its field', async () => {
    const s = await inConflict(new Simulation(settingsWith({}, { rules: [{ field: 'credit', min: 0 }] })));
    const result = await resolve(s, 'merge', { id: '1', name: 'Both', credit: -5, version: 2 });
    assert.deepEqual(result, { ok: false, message: 'The merged record is not valid: /credit: "credit" is not a number from 0 on.', issues: [{ pointer: '/credit', message: '"credit" is not a number from 0 on.' }] });
    assert.equal(s.status(), 'VERSION_CONFLICT');
  });
});
