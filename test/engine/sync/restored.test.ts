import { strict as assert } from 'node:assert';
import { type MemoryJournal, Simulation } from '../../support/simulated';

/** Puts back a log as a backup has it, and opens the store again. */
async function restore(s: Simulation, entries: MemoryJournal['entries']): Promise<void> {
  s.journal.entries.splice(0, Infinity, ...entries);
  await s.crash();
  await s.clock.advance(0);
}

for (const [how, hasEtag] of [['with a precondition', true], ['by reading first', false]] as const) {
  describe(`row 67: a store that was put back from an old backup, ${how}`, () => {
    /** The backup holds one edit that waits; the master has gone on since, last with "Newest". */
    async function goneOn(): Promise<{ s: Simulation; backup: MemoryJournal['entries'] }> {
      const s = new Simulation();
      s.master.hasEtag = hasEtag;
      await s.filled(2);
      s.mayConnect = false;
      await s.edit({ name: 'In the backup' });
      const backup = [...s.journal.entries];
      s.mayConnect = true;
      s.engine.nudge();
      await s.clock.advance(0);
      assert.equal(s.master.rows.get('1')?.content['name'], 'In the backup');
      return { s, backup };
    }

    it('overwrites nothing that was written since: the old edit is a conflict, and says how old it is', async () => {
      const { s, backup } = await goneOn();
      await s.editAndSync({ name: 'Newest' });
      await restore(s, backup);
      const { job } = s.record();
      assert.ok(job?.status === 'VERSION_CONFLICT');
      assert.match(job.reason, hasEtag ? /the edit was made on version 1, the master has 3/ : /^Both sides changed/);
      assert.equal(job.remote?.content['name'], 'Newest');
      assert.equal(s.master.rows.get('1')?.content['name'], 'Newest');
      assert.equal(s.record().local['name'], 'In the backup');
    });

    it('finds an old edit that the master has, and does not write it again', async () => {
      const { s, backup } = await goneOn();
      await restore(s, backup);
      assert.equal(s.status(), 'SKIPPED');
      assert.equal(s.master.writes.get('1'), 1);
      assert.equal(s.record().base?.content['name'], 'In the backup');
    });

    it('overwrites nothing with an edit that is typed on a record as old as the backup', async () => {
      const { s, backup } = await goneOn();
      await s.editAndSync({ name: 'Newest of 2' }, 'accounts/2');
      await restore(s, backup);
      await s.editAndSync({ credit: 1 }, 'accounts/2');
      assert.equal(s.status('accounts/2'), 'VERSION_CONFLICT');
      assert.equal(s.master.rows.get('2')?.content['name'], 'Newest of 2');
    });

    it('overwrites no record that was created since', async () => {
      const { s } = await goneOn();
      s.mayConnect = false;
      await s.engine.perform({ type: 'edit', key: 'accounts/new', content: { id: 'new', name: 'First' } });
      const backup = [...s.journal.entries];
      s.mayConnect = true;
      s.engine.nudge();
      await s.clock.advance(0);
      await s.editAndSync({ name: 'Second' }, 'accounts/new');
      await restore(s, backup);
      assert.equal(s.status('accounts/new'), 'VERSION_CONFLICT');
      assert.equal(s.master.rows.get('new')?.content['name'], 'Second');
    });

    it('is brought up to date by a pull where nothing waits', async () => {
      const { s, backup } = await goneOn();
      await s.editAndSync({ name: 'Newest of 2' }, 'accounts/2');
      await restore(s, backup);
      assert.ok((await s.engine.perform({ type: 'pull' })).ok);
      assert.equal(s.record('accounts/2').local['name'], 'Newest of 2');
      assert.equal(s.status('accounts/2'), 'SYNCED');
    });
  });
}
