import { strict as assert } from 'node:assert';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useWorld, type World } from './reconcile';

/** Copies a store. */
const copy = async (from: string, to: string): Promise<void> => {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
};

/** Makes a store look as if another machine had used it last. */
async function fromAnotherMachine(store: string): Promise<void> {
  for (const name of (await readdir(store)).filter((each) => each.startsWith('owner-'))) {
    const heartbeat = JSON.parse(await readFile(join(store, name), 'utf8')) as { by: object };
    await writeFile(join(store, name), JSON.stringify({ ...heartbeat, by: { ...heartbeat.by, host: 'laptop' } }).padEnd(512));
  }
}

describe('reconcile: a store that was put back or copied', () => {
  const world = useWorld();

  it('row 67: does not overwrite what was sent after the backup was made', async () => {
    const { store } = world();
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="In the backup"');
    await copy(store, `${store}-backup`);
    await world().ok('sync');
    await world().ok('edit', 'accounts/1', '--set', 'name="Newest"');
    await world().ok('sync');
    await copy(`${store}-backup`, store);
    const { code, stdout } = await world().run('sync');
    assert.equal(code, 1);
    assert.match(stdout, /1 {2}VERSION_CONFLICT/);
    assert.match((await world().record('1')).reason ?? '', /the edit was made on version 1, the master has 3/);
    assert.equal((await world().remote('1'))['name'], 'Newest');
  });

  describe('row 68: on another machine', () => {
    /** Runs a command on the copy. */
    const there = (...args: string[]): ReturnType<World['run']> => world().run(...args, '--store', `${world().store}-copy`);
    const MOVED = 'The store was last used on the machine "laptop". If it was copied and not moved, both machines send its 1 unsent edit: discard it on one of them. Neither overwrites anything unseen.\n';

    beforeEach(async () => {
      await world().ok('pull');
      await world().ok('edit', 'accounts/1', '--set', 'name="Typed once"');
      await copy(world().store, `${world().store}-copy`);
      await fromAnotherMachine(`${world().store}-copy`);
    });

    it('says once where it comes from, and what that means for the edits that wait', async () => {
      assert.deepEqual(await there('edit', 'accounts/1', '--set', 'tier="platinum"'), { code: 0, stdout: 'accounts/1 is saved.\n', stderr: MOVED });
      assert.equal((await there('edit', 'accounts/1', '--set', 'tier="silver"')).stderr, '');
    });

    it('says nothing where no edit waits', async () => {
      await world().ok('discard', 'accounts/1');
      await world().ok('sync');
      await copy(world().store, `${world().store}-copy`);
      await fromAnotherMachine(`${world().store}-copy`);
      assert.deepEqual(await there('sync', '--once'), { code: 0, stdout: (await world().run('status')).stdout, stderr: '' });
    });

    it('does not write again what the first one has sent', async () => {
      await world().ok('sync');
      const { code, stdout } = await there('sync');
      assert.equal(code, 0);
      assert.match(stdout, /accounts\/1 {2}SKIPPED/);
      const { name, version } = await world().remote('1');
      assert.deepEqual({ name, version }, { name: 'Typed once', version: 2 });
    });

    it('is in conflict where the first one has gone on', async () => {
      await world().ok('edit', 'accounts/1', '--set', 'name="Typed there"');
      await world().ok('sync');
      const { code, stdout } = await there('sync');
      assert.equal(code, 1);
      assert.match(stdout, /1 {2}VERSION_CONFLICT/);
      assert.equal((await world().remote('1'))['name'], 'Typed there');
    });
  });
});
