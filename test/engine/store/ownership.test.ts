import { strict as assert } from 'node:assert';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalError } from '../../../src/engine/ports';
import { nodeFiles, type Files } from '../../../src/node/store/files';
import { headerJson } from '../../../src/node/store/header';
import { lineOf } from '../../../src/node/store/line';
import { decodeHeartbeat, isAlive, THIS_PROCESS } from '../../../src/node/store/lease';
import { withFaults } from '../../support/storeFiles';
import { edited, IDENTITY, logOf, pulled, save, stateOf, Stores, TINY, until } from '../../support/store';

/** A file system whose calls wait while it is frozen: what SIGSTOP does, for one of two stores in one process. */
function freezable(): { files: Files; freeze: (only?: RegExp) => void; thaw: () => void } {
  let frozen: Promise<void> | undefined;
  let which = /./;
  let thaw = (): void => undefined;
  return {
    files: withFaults(nodeFiles, (_, path) => (which.test(path) ? frozen : undefined)),
    freeze(only = /./) {
      which = only;
      frozen = new Promise((resolve) => (thaw = resolve));
    },
    thaw() {
      frozen = undefined;
      thaw();
    },
  };
}

describe('store: ownership', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  it('71: has one owner among three windows, and the others see what it saves', async () => {
    const dir = await stores.dir();
    const [a, b, c] = [await stores.open(dir), await stores.open(dir), await stores.open(dir)];
    assert.deepEqual([a.role, b.role, c.role], ['owner', 'follower', 'follower']);
    assert.equal(b.owner?.pid, process.pid);
    await assert.rejects(b.journal.append([pulled('1', 1)]), (error) => error instanceof JournalError && error.reason === 'lost-ownership');
    const heard: string[] = [];
    b.onDidFollow((changes) => heard.push(...changes.map(({ entry, after }) => `${entry.key} ${JSON.stringify(after?.local)}`)));
    await save(a, pulled('1', 1), edited('1', 2));
    await until(() => b.model.seq === 2 && c.model.seq === 2, 'following');
    assert.deepEqual(heard, ['accounts/1 {"id":"1","n":1}', 'accounts/1 {"id":"1","n":2}']);
    assert.deepEqual(stateOf(b.model), stateOf(a.model));
  });

  it('71: hands over at once when the owner closes, to exactly one', async () => {
    const dir = await stores.dir();
    const lease = { ...TINY, staleMs: 60_000, staleAliveMs: 60_000 };
    const a = await stores.open(dir, { lease });
    const [b, c] = [await stores.open(dir, { lease }), await stores.open(dir, { lease })];
    await save(a, pulled('1', 1));
    const roles: string[] = [];
    b.onDidChangeRole((role) => roles.push(`b ${role} at ${b.model.seq}`));
    c.onDidChangeRole((role) => roles.push(`c ${role} at ${c.model.seq}`));
    await a.close();
    await until(() => roles.length > 0, 'takeover', 1000);
    await until(() => [b, c].some((store) => store.role === 'follower' && store.owner !== null), 'the other one follows');
    const [owner, follower] = b.role === 'owner' ? [b, c] : [c, b];
    assert.deepEqual([owner.role, follower.role, roles.length], ['owner', 'follower', 1]);
    await save(owner, pulled('2', 2));
    await until(() => follower.model.seq === 2, 'following the new owner');
    assert.deepEqual((await logOf(owner)).map(({ seq }) => seq), [1, 2]);
  });

  it('78: refuses a sleeper that was overtaken, which then follows, and loses and doubles nothing', async () => {
    const dir = await stores.dir();
    const sleeper = freezable();
    const a = await stores.open(dir, { files: sleeper.files });
    const b = await stores.open(dir);
    await save(a, pulled('1', 1));
    sleeper.freeze();
    const late = a.journal.append([pulled('late', 2)]);
    late.catch(() => undefined);
    await until(() => b.role === 'owner', 'takeover');
    await save(b, pulled('3', 3));
    sleeper.thaw();
    await assert.rejects(late, (error) => error instanceof JournalError && error.reason === 'lost-ownership' && /took over/.test(error.message));
    await until(() => a.role === 'follower' && a.model.seq === b.model.seq, 'following');
    assert.deepEqual(stateOf(a.model), stateOf(b.model));
    await b.close();
    await until(() => a.role === 'owner', 'taking over again');
    assert.deepEqual((await logOf(a)).map(({ seq, entry }) => [seq, entry.key]), [[1, 'accounts/1'], [2, 'accounts/3']]);
  });

  it('78: hides what a sleeper wrote behind its seal from every later reader', async () => {
    const dir = await stores.dir();
    const sleeper = freezable();
    const a = await stores.open(dir, { files: sleeper.files });
    const follower = await stores.open(dir, { readOnly: true });
    await save(a, pulled('1', 1));
    sleeper.freeze();
    const late = a.journal.append([pulled('late', 2)]);
    late.catch(() => undefined);
    const b = await stores.open(dir);
    await until(() => b.role === 'owner', 'takeover');
    sleeper.thaw(); // its line reaches j-1.log now, complete and with the right checksum
    await assert.rejects(late);
    await save(b, pulled('2', 2));
    await until(() => follower.model.seq === 2, 'following');
    const fresh = await stores.open(dir, { readOnly: true });
    for (const store of [b, follower, fresh]) assert.deepEqual([...store.model.records.keys()], ['accounts/1', 'accounts/2']);
    assert.equal(fresh.recovery.kind, 'clean');
  });

  it('71: notices while it is idle that another took over', async () => {
    const dir = await stores.dir();
    const sleeper = freezable();
    const a = await stores.open(dir, { files: sleeper.files });
    const b = await stores.open(dir);
    sleeper.freeze();
    await until(() => b.role === 'owner', 'takeover');
    const roles: string[] = [];
    a.onDidChangeRole((role) => roles.push(role));
    sleeper.thaw();
    await until(() => roles.length > 0, 'the change of role');
    assert.deepEqual(roles, ['follower']);
  });

  it('79: leaves an owner alone that is silent for a while and whose process lives', async () => {
    const dir = await stores.dir();
    const blocked = freezable();
    const lease = { ...TINY, staleMs: 10, staleAliveMs: 60_000, pollMs: 5 };
    const a = await stores.open(dir, { files: blocked.files, lease });
    let looks = 0;
    const counting = withFaults(nodeFiles, (operation) => void (operation === 'list' && (looks += 1)));
    const b = await stores.open(dir, { files: counting, lease });
    blocked.freeze(/owner-/);
    const from = looks;
    await until(() => looks > from + 60, 'looking at the owner sixty times');
    assert.deepEqual([a.role, b.role], ['owner', 'follower']);
    blocked.thaw();
    await save(a, pulled('1', 1));
  });

  it('71: takes over at once from a process that is gone, and waits for one on another host', async () => {
    const lease = { ...TINY, staleMs: 60_000, staleAliveMs: 60_000 };
    const heartbeat = (by: object): string => JSON.stringify({ by: { ...THIS_PROCESS, ...by }, beat: 7, isReleased: false }).padEnd(512);
    const gone = await stores.dir();
    await writeFile(join(gone, 'owner-4'), heartbeat({ run: 'an earlier process with this pid' }));
    const first = await stores.open(gone, { lease });
    assert.equal(first.role, 'owner');
    const elsewhere = await stores.dir();
    await writeFile(join(elsewhere, 'owner-4'), heartbeat({ host: 'laptop', pid: 1 }));
    const second = await stores.open(elsewhere, { lease });
    assert.equal(second.role, 'follower');
    assert.deepEqual([second.owner?.host, second.owner?.pid], ['laptop', 1]);
  });

  it('76: does not count its own sleep as the silence of the owner', async () => {
    const dir = await stores.dir();
    const lease = { ...TINY, staleMs: 400, staleAliveMs: 400, pollMs: 10 };
    const sleeper = freezable();
    const a = await stores.open(dir, { lease, files: sleeper.files });
    let looks = 0;
    const b = await stores.open(dir, { lease, files: withFaults(nodeFiles, (operation) => void (operation === 'list' && (looks += 1))) });
    await until(() => b.owner !== null, 'following');
    sleeper.freeze(/owner-/);
    for (const end = performance.now() + 600; performance.now() < end; ); // the whole machine stands still for longer than the lease
    const from = looks;
    await until(() => looks >= from + 4, 'looking at the owner again');
    assert.deepEqual([a.role, b.role], ['owner', 'follower']);
    sleeper.thaw();
    await save(a, pulled('1', 1));
  });

  it('leaves out an owner that was overtaken before it wrote its header, and bytes behind a seal', async () => {
    const dir = await stores.dir();
    const a = await stores.open(dir);
    await save(a, pulled('1', 1), pulled('2', 2));
    await a.close();
    const c = await stores.open(dir);
    assert.equal(c.role, 'owner');
    await save(c, pulled('3', 3));
    await c.close();
    await rename(join(dir, 'j-2.log'), join(dir, 'j-3.log')); // as if there had been another between the two, who saw one entry of the first
    const json = (await readFile(join(dir, 'j-3.log'), 'utf8')).split('\n').map((line) => line.slice(9));
    await writeFile(join(dir, 'j-3.log'), [json[0]?.replace('"g":2', '"g":3') ?? '', json[1] ?? ''].map((text) => Buffer.from(lineOf(text)).toString()).join(''));
    const header = { generation: 2, from: 2, seals: new Map([[1, 100]]), base: 0, identity: IDENTITY };
    await writeFile(join(dir, 'j-2.log'), Buffer.concat([lineOf(headerJson(header)), lineOf(JSON.stringify({ s: 2, t: 1, k: 'accounts/late', f: { kind: 'edited', local: {} } }))]));
    await appendFile(join(dir, 'j-1.log'), 'deadbeef {"s":');
    const reader = await stores.open(dir, { readOnly: true });
    assert.deepEqual([...reader.model.records.keys()], ['accounts/1', 'accounts/2', 'accounts/3']);
    assert.equal(reader.recovery.kind, 'clean');
  });

  it('never owns a store that is opened to be read, and makes nothing', async () => {
    const dir = join(await stores.dir(), 'missing');
    const reader = await stores.open(dir, { readOnly: true });
    assert.deepEqual([reader.role, reader.owner, reader.recovery.kind, nodeFiles.has(dir)], ['follower', null, 'empty', false]);
    const writer = await stores.open(dir);
    assert.equal(writer.role, 'owner');
    await save(writer, pulled('1', 1));
    await until(() => reader.model.seq === 1, 'following');
  });

  it('tells processes apart', () => {
    assert.equal(isAlive(THIS_PROCESS), true);
    assert.equal(isAlive({ ...THIS_PROCESS, pid: 2 ** 22 + 1 }), false);
    assert.equal(isAlive({ ...THIS_PROCESS, space: 'pid:[1]' }), null);
    assert.equal(decodeHeartbeat('{"by":{},"beat":1,"isReleased":false}'), null);
    assert.equal(decodeHeartbeat('{"by":'), null);
  });
});
