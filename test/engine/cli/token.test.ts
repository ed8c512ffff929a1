import { strict as assert } from 'node:assert';
import { ended, start, useWorld, type Ran } from './reconcile';

const TOKEN = 'a-token-of-some-length-9f3a';

describe('reconcile: token', () => {
  const world = useWorld({ auth: 'bearer' }, { token: TOKEN });
  const variable = (): string => `RECONCILE_TOKEN_HTTP_127_0_0_1_${new URL(world().sample.url).port}`;
  const withToken = (token: string, ...args: string[]): Promise<Ran> => ended(start([...args, '--store', world().store], world().folder, { [variable()]: token }));

  it('is taken from the variable of the origin, and is never stored or shown', async () => {
    const ran: Ran[] = [];
    for (const args of [['pull'], ['edit', 'accounts/1', '--set', 'name="Signed"'], ['sync'], ['status', '--json'], ['log', '--json'], ['log']]) ran.push(await withToken(TOKEN, ...args));
    assert.deepEqual(ran.map(({ code }) => code), [0, 0, 0, 0, 0, 0], JSON.stringify(ran));
    assert.equal((await world().record('1')).status, 'SYNCED');
    assert.ok(!(await world().stored()).includes(TOKEN));
    assert.ok(!JSON.stringify(ran).includes(TOKEN));
  });

  it('that is wrong ends with 1 and says so, and is not shown', async () => {
    const { code, stdout, stderr } = await withToken('another-token-entirely', 'pull');
    assert.equal(code, 1);
    assert.match(stdout, /^The master refused the sign-in \(401\)\. Set the token/);
    assert.ok(!(stdout + stderr + (await world().stored())).includes('another-token-entirely'));
  });

  it('that is missing ends with 1 and names its variable', async () => {
    const { code, stdout, stderr } = await world().run('pull');
    assert.equal(code, 1);
    assert.match(stdout, /^No token for http:\/\/127\.0\.0\.1:\d+/);
    assert.ok(stderr.includes(`environment variable ${variable()}, which is not set`), stderr);
  });

  it('that is refused in the middle pauses the queue, and the next sync goes on', async () => {
    await withToken(TOKEN, 'pull');
    await withToken(TOKEN, 'edit', 'accounts/1', '--set', 'name="Signed"');
    const refused = await withToken('another-token-entirely', 'sync');
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /^Paused: The master refused the sign-in \(401\)/m);
    assert.equal((await withToken(TOKEN, 'sync')).code, 0);
    assert.equal((await world().record('1')).status, 'SYNCED');
  });
});
