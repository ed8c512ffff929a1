import { strict as assert } from 'node:assert';
import { connection } from '../../src/editor/statusBar';
import { configure, live, type Live } from './support/live';
import { access, smallest, until } from './workspace';

describe('the session of the workspace', () => {
  const requests = async ({ sample }: Live): Promise<unknown[]> => ((await (await fetch(`${sample.url}/_control/log`)).json()) as { requests: unknown[] }).requests;

  it('sends nothing before the approval, and queues what is saved', async () => {
    const at = await live({ approve: false });
    try {
      assert.equal(at.source.state, 'owner');
      assert.equal(connection(at.session, at.source.isApproved).words, `${new URL(at.sample.url).host} · not approved`);
      await at.session.perform({ type: 'edit', key: 'accounts/1', content: { id: '1', name: 'Typed before' } });
      await at.session.perform({ type: 'pull' });
      await at.session.perform({ type: 'sync' });
      await at.session.idle();
      assert.equal(at.session.model.records.get('accounts/1')?.job?.status, 'PENDING');
      assert.deepEqual(await requests(at), []);
      assert.ok(at.config.settings && (await at.approval.give(at.config.settings)));
      await at.when('accounts/1', 'has left PENDING', ({ job }) => job?.status !== 'PENDING');
      assert.ok((await requests(at)).length > 0);
    } finally {
      await at.sample.close();
    }
  });

  it('reads every record where only one is there: what was never listed is read as soon as it may be', async () => {
    const at = await live({ approve: false });
    try {
      await at.session.perform({ type: 'edit', key: 'accounts/1', content: { id: '1', name: 'Typed before' } });
      assert.equal(at.session.model.records.size, 1);
      assert.ok(at.config.settings && (await at.approval.give(at.config.settings)));
      await until('the first fill', () => at.session.model.records.size === 25 || undefined);
      assert.deepEqual([...at.session.model.listed], ['accounts']);
    } finally {
      await at.sample.close();
    }
  });

  it('takes a changed configuration of the same master without another session, and another master with one', async () => {
    const first = await live();
    const second = await live();
    try {
      assert.notEqual(first.session, second.session);
      await configure(second, smallest(second.sample.url).replace('{', '{ "sync": { "mode": "manual" },'));
      assert.equal(second.source.session, second.session);
      assert.equal(second.session.settings.sync.mode, 'manual');
      assert.equal(second.session.model.records.size, 25);
      await configure(second, '{ broken');
      assert.equal(second.source.session, second.session, 'row 14: the last good configuration stays');
      assert.equal(second.session.settings.sync.mode, 'manual');
    } finally {
      await first.sample.close();
      await second.sample.close();
    }
  });

  it('finds its store again when the master comes back', async () => {
    const first = await live();
    const second = await live();
    try {
      await configure(first, smallest(first.sample.url));
      assert.equal(first.source.session?.model.records.size, 25);
      assert.equal(first.source.isApproved, false, 'the approval is for the newest proposal alone');
    } finally {
      await first.sample.close();
      await second.sample.close();
    }
  });

  it('hands its parts to tests only', async () => {
    assert.deepEqual(Object.keys(await access()).sort(), ['alerts', 'api', 'approval', 'config', 'conflicts', 'conflictsTree', 'log', 'mergeEditor', 'runs', 'sending', 'source', 'tree']);
  });
});
