import { strict as assert } from 'node:assert';
import { seenOf } from '../../../src/engine/seen';
import { hash } from '../../../src/node/ports';
import { conflictOf } from '../../support/conflicting';
import { settingsWith, Simulation } from '../../support/simulated';

const KEY = 'accounts/1';

/** Versions are in a header that no list shows, and that the master does not send either where `hasEtag` is false. */
const unversioned = (hasEtag = false): Simulation => {
  const s = new Simulation(settingsWith({}, { shape: { version: { from: 'header', header: 'etag' } } }));
  s.master.hasEtag = hasEtag;
  return s;
};

/** What is shown now. */
const seenIn = (s: Simulation) => seenOf(conflictOf(s.record()).remote, hash);

/** Edited here, and changed by somebody else: a conflict in which nothing has a version. */
async function inConflict(): Promise<Simulation> {
  const s = await unversioned().filled();
  s.master.put('1', { name: 'Theirs', credit: 1 });
  await s.editAndSync({ name: 'Mine' });
  assert.equal(conflictOf(s.record()).remote?.version, null);
  return s;
}

const keepLocal = (s: Simulation, seen: ReturnType<typeof seenIn>) => s.engine.perform({ type: 'resolve', key: KEY, choice: 'local', seen });

describe('what a person saw of a record without versions', () => {
  it('that it was deleted does not overwrite one that has come back', async () => {
    const s = await unversioned().filled();
    s.master.rows.delete('1');
    await s.editAndSync({ name: 'Mine' });
    const seen = seenIn(s);
    s.master.put('1', { name: 'Back', credit: 1 });
    await s.engine.perform({ type: 'pull' });
    assert.equal(conflictOf(s.record()).remote?.content['name'], 'Back');
    assert.equal((await keepLocal(s, seen)).ok, false);
    await s.clock.advance(0);
    assert.equal(s.master.rows.get('1')?.content['name'], 'Back');
    assert.equal((await keepLocal(s, seenIn(s))).ok, true);
  });

  it('that it was there does not create again one that was deleted', async () => {
    const s = await inConflict();
    const seen = seenIn(s);
    s.master.rows.delete('1');
    await s.engine.perform({ type: 'pull', key: KEY });
    assert.equal(conflictOf(s.record()).remote, null);
    const refused = await keepLocal(s, seen);
    assert.deepEqual([refused.ok, refused.message], [false, `The master's side of ${KEY} is deleted by now; look at it before you choose.`]);
    assert.equal(s.master.rows.has('1'), false);
  });

  it('does not overwrite another content that was noticed before the choice', async () => {
    const s = await inConflict();
    const seen = seenIn(s);
    s.master.put('1', { name: 'Theirs again', credit: 2 });
    await s.engine.perform({ type: 'pull' });
    assert.equal(conflictOf(s.record()).remote?.content['name'], 'Theirs again');
    assert.equal((await keepLocal(s, seen)).ok, false);
    await s.clock.advance(0);
    assert.equal(s.master.rows.get('1')?.content['name'], 'Theirs again');
  });

  for (const hasEtag of [true, false]) {
    it(`does not overwrite another content that nobody has noticed yet, ${hasEtag ? 'where only lists show no version' : 'where nothing has a version'}`, async () => {
      const s = hasEtag ? await unversioned(true).filled() : await inConflict();
      if (hasEtag) {
        s.master.put('1', { name: 'Theirs', credit: 1 });
        await s.editAndSync({ name: 'Mine' });
      }
      s.mayConnect = false;
      assert.equal((await keepLocal(s, seenIn(s))).ok, true);
      s.master.put('1', { name: 'Theirs again', credit: 2 });
      s.mayConnect = true;
      s.engine.nudge();
      await s.clock.advance(0);
      assert.equal(conflictOf(s.record()).remote?.content['name'], 'Theirs again');
      assert.equal(s.record().local['name'], 'Mine');
      assert.equal(s.master.writes.size, 0);
    });
  }
});
