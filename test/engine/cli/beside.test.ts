import { strict as assert } from 'node:assert';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../../src/node/config/load';
import type { Session, SessionOptions } from '../../../src/node/session';
import { until } from '../../support/until';
import { beside, ended, own, useWorld, type World } from './reconcile';

const PATIENCE = 20_000;

const status = (session: Session, id: string): string | undefined => session.model.records.get(`accounts/${id}`)?.job?.status;

/** Until the owner has the question whether it is done, and cannot answer it yet. */
const untilAsked = ({ store }: World): Promise<true> =>
  until('the question to the owner', async () => ((await readdir(join(store, 'inbox'))).some((name) => name.endsWith('.taken.json')) ? true : undefined), PATIENCE);

describe('reconcile: sync beside an owner', () => {
  const world = useWorld({ retry: { base: 300, factor: 1 } });
  let owner: Session | undefined;
  beforeEach(async () => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="Waits"');
  });
  afterEach(() => owner?.close());

  /** A retry that is due in five minutes, and a sync that follows it. */
  async function following(more: Partial<SessionOptions> = {}) {
    await world().fault({ fault: '500', method: 'PUT' });
    owner = await own(world(), more);
    await until('the retry to wait', () => (owner && status(owner, '1') === 'RETRY_PENDING') || undefined, PATIENCE);
    const child = world().begin('sync');
    await untilAsked(world());
    return { owner, child, end: ended(child) };
  }

  it('that is not approved ends with 1, and says why', async () => {
    owner = await own(world(), { mayConnect: () => false });
    const { code, stdout, stderr } = await world().run('sync');
    assert.equal(code, 1);
    assert.match(stdout, /1 {2}PENDING/);
    assert.equal(stderr, '1 record waits: The connection is not approved.\n');
  });

  it('that is read-only ends with 1, and says why', async () => {
    const { settings } = await loadConfig(await readFile(join(world().folder, 'reconciliation.json'), 'utf8'), world().folder);
    assert.ok(settings);
    owner = await own(world(), { settings: { ...settings, sync: { ...settings.sync, readOnly: true } } });
    const { code, stderr } = await world().run('sync');
    assert.equal(code, 1);
    assert.equal(stderr, '1 record waits: The configuration is read-only.\n');
  });

  it('in manual mode sends what waits, and ends with 1 for what was typed meanwhile', async () => {
    owner = await own(world(), { mayConnect: () => false });
    await owner.perform({ type: 'mode', mode: 'manual' });
    await owner.close();
    owner = await own(world());
    await world().fault({ fault: 'delay', delayMs: 2_000, method: 'PUT' });
    const end = ended(world().begin('sync'));
    await until('the first to be sent', () => (owner && status(owner, '1') === 'PROCESSING') || undefined, PATIENCE);
    await owner.perform({ type: 'edit', key: 'accounts/2', content: { ...owner.model.records.get('accounts/2')?.local, name: 'Typed meanwhile' } });
    const { code, stderr } = await end;
    assert.equal(code, 1);
    assert.equal(stderr, '1 record waits: Manual mode: edits wait until they are sent by hand.\n');
    assert.deepEqual([status(owner, '1'), status(owner, '2')], ['SYNCED', 'PENDING']);
  });

  it('ends with 1 when the approval is taken back while it follows', async () => {
    let isApproved = true;
    const { owner, end } = await following({ mayConnect: () => isApproved });
    isApproved = false;
    owner.nudge();
    const { code, stderr } = await end;
    assert.equal(code, 1);
    assert.equal(stderr, '1 record waits: The connection is not approved.\n');
  });

  it('shows what the owner sent', async () => {
    const { owner, end } = await following();
    await owner.perform({ type: 'retry', keys: ['accounts/1'] });
    const { code, stdout, stderr } = await end;
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /5 {2}SYNCED[^]*accounts\/1/);
    assert.doesNotMatch(stdout, /PENDING/);
  });

  it('takes over what an owner leaves that ends', async () => {
    const { owner, child, end } = await following();
    await owner.close();
    assert.equal(await world().ok('retry', 'accounts/1'), 'accounts/1 is retried now.\n');
    assert.equal((await end).code, 0);
    assert.equal(child.signalCode, null);
    assert.equal((await world().record('1')).status, 'SYNCED');
  });

  it('waits for a command that only reads or edits, and then sends itself', async () => {
    owner = await own(world(), { mayConnect: () => false, isPassing: true });
    const end = ended(world().begin('sync'));
    await untilAsked(world());
    await owner.close();
    assert.equal((await end).code, 0);
    assert.equal((await world().record('1')).status, 'SYNCED');
  });
});

describe('a window that follows', () => {
  const world = useWorld();
  let sessions: Session[] = [];
  afterEach(() => Promise.all(sessions.splice(0).map((session) => session.close())));

  it('has the owner look at a record, and shows what is there, that it is gone, or why nobody can tell', async () => {
    await world().ok('pull');
    let isApproved = true;
    const owner = await own(world(), { mayConnect: () => isApproved });
    const follower = await beside(world());
    sessions = [follower, owner];
    assert.equal(follower.role, 'follower');
    await world().writeBehind('1', { name: 'Newer' });
    await world().remove('2');
    const seen = await follower.look('accounts/1');
    assert.ok(typeof seen !== 'string' && seen.remote?.content['name'] === 'Newer');
    assert.deepEqual(seen, await owner.look('accounts/1'));
    assert.deepEqual(await follower.look('accounts/2'), { remote: null });
    isApproved = false;
    assert.equal(await follower.look('accounts/1'), 'The connection is not approved: nothing was asked.');
    assert.notEqual(owner.model.records.get('accounts/1')?.local['name'], 'Newer', 'nothing is changed');
  });
});
