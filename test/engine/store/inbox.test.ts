import { strict as assert } from 'node:assert';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Action, ActionResult } from '../../../src/engine/actions';
import { decodeAction } from '../../../src/node/store/decodeAction';
import { THIS_PROCESS } from '../../../src/node/store/lease';
import { pulled, save, Stores, TINY, until } from '../../support/store';

const EDIT: Action = { type: 'edit', key: 'accounts/__proto__', content: { id: '__proto__', name: 'Zoë' } };

describe('store: inbox', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  it('71: hands an action to the owner, and its answer back, in the order of asking', async () => {
    const dir = await stores.dir();
    const owner = await stores.open(dir);
    const follower = await stores.open(dir);
    const seen: Action[] = [];
    owner.onRequest(async (action): Promise<ActionResult> => {
      seen.push(action);
      if (action.type === 'pause') throw new Error('It is paused already.');
      return { ok: true, message: 'Saved.' };
    });
    assert.deepEqual(await follower.request(EDIT), { ok: true, message: 'Saved.' });
    assert.deepEqual(await follower.request({ type: 'pause' }), { ok: false, message: 'It is paused already.' });
    assert.deepEqual(seen, [EDIT, { type: 'pause' }]);
    await owner.close();
    assert.deepEqual(await readdir(join(dir, 'inbox')), []);
  });

  it('answers when the model shows what was done', async () => {
    const dir = await stores.dir();
    const owner = await stores.open(dir);
    const follower = await stores.open(dir, { lease: { ...TINY, pollMs: 60_000 } }); // by itself it would read on much later
    owner.onRequest(async (): Promise<ActionResult> => {
      await save(owner, pulled('1', 1));
      return { ok: true, message: 'Saved.' };
    });
    await follower.request(EDIT);
    assert.deepEqual([...follower.model.records.keys()], ['accounts/1']);
  });

  it('refuses when nobody answers, and takes the request back', async () => {
    const dir = await stores.dir();
    await stores.open(dir); // an owner that performs nothing
    const follower = await stores.open(dir);
    const result = await follower.request(EDIT);
    assert.equal(result.ok, false);
    assert.match(result.message, /Nothing was done.*does not answer/);
    assert.deepEqual(await readdir(join(dir, 'inbox')), []);
  });

  it('waits for an action that takes longer than the lease', async () => {
    const dir = await stores.dir();
    const owner = await stores.open(dir);
    const follower = await stores.open(dir);
    let finish: (result: ActionResult) => void = () => assert.fail('not asked');
    let isAsked = false;
    owner.onRequest(() => {
      isAsked = true;
      return new Promise((resolve) => (finish = resolve));
    });
    const since = performance.now();
    const answer = follower.request({ type: 'pull' });
    await until(() => isAsked && performance.now() - since > 3 * TINY.staleMs, 'three leases');
    finish({ ok: true, message: 'Pulled.' });
    assert.equal((await answer).message, 'Pulled.');
  });

  it('performs nothing twice: an action that was taken by an owner that ended is answered with "look"', async () => {
    const dir = await stores.dir();
    const owner = await stores.open(dir);
    const follower = await stores.open(dir);
    let performed = 0;
    owner.onRequest(() => new Promise(() => (performed += 1)));
    follower.onRequest(async () => ({ ok: true, message: `${(performed += 1)}` }));
    const answer = follower.request(EDIT);
    await until(() => performed === 1, 'asking');
    const closing = owner.close();
    const result = await answer;
    await closing;
    assert.equal(result.ok, false);
    assert.match(result.message, /may have been done or not/);
    assert.equal(performed, 1);
  });

  it('lets the next owner answer what the last one did not take', async () => {
    const dir = await stores.dir();
    const lease = { ...TINY, staleMs: 5000, staleAliveMs: 5000 };
    const owner = await stores.open(dir, { lease });
    const follower = await stores.open(dir, { lease });
    follower.onRequest(async () => ({ ok: true, message: 'by the new owner' }));
    const answer = follower.request(EDIT);
    await owner.close();
    assert.deepEqual(await answer, { ok: true, message: 'by the new owner' });
  });

  it('drops requests of processes that are gone, refuses what is no action, and removes old answers', async () => {
    const dir = await stores.dir();
    const inbox = join(dir, 'inbox');
    await mkdir(inbox);
    const put = async (value: unknown): Promise<string> => {
      const id = randomUUID();
      await writeFile(join(inbox, `${id}.json`), JSON.stringify(value));
      return id;
    };
    await put({ by: { ...THIS_PROCESS, pid: 2 ** 22 + 1 }, action: { type: 'clear' } });
    const bad = await put({ by: THIS_PROCESS, action: { type: 'erase' } });
    const old = join(inbox, `${randomUUID()}.result.json`);
    await writeFile(old, '{}');
    await utimes(old, 1000, 1000);
    const owner = await stores.open(dir);
    const performed: Action[] = [];
    owner.onRequest(async (action) => (performed.push(action), { ok: true, message: '' }));
    let names: string[] = [];
    await until(() => {
      void readdir(inbox).then((all) => (names = all));
      return names.join() === `${bad}.result.json`;
    }, 'cleaning');
    assert.deepEqual(performed, []);
  });

  it('decodes every kind of action and nothing else', () => {
    const actions: Action[] = [
      EDIT, { type: 'discard', key: 'a/1' }, { type: 'retry', keys: ['a/1', 'a/b/c'] }, { type: 'resolve', key: 'a/1', choice: 'merge', seen: { remote: 'gone' }, content: {} },
      { type: 'sync' }, { type: 'sync', keys: [] }, { type: 'idle', retries: true }, { type: 'pause' }, { type: 'resume' }, { type: 'mode', mode: 'manual' }, { type: 'pull', resource: 'a' }, { type: 'clear' },
    ];
    for (const action of actions) assert.deepEqual(decodeAction(JSON.parse(JSON.stringify(action))), action);
    for (const bad of [null, 'edit', {}, { type: 'toString' }, { type: 'edit', key: 'a', content: {} }, { type: 'edit', key: 'a/1', content: [] }, { type: 'retry', keys: 'a/1' }, { type: 'mode', mode: 'x' }])
      assert.equal(typeof decodeAction(bad), 'string', JSON.stringify(bad));
  });
});
