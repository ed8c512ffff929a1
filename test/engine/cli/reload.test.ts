import { strict as assert } from 'node:assert';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Status } from '../../../src/engine/status';
import { until } from '../../support/until';
import { ended, own, useWorld } from './reconcile';

/** Stands before a master: the next PUT gets no answer, and reaches the master or not. */
async function swallowing(master: string, reaches: boolean): Promise<{ url: string; server: Server }> {
  let isSwallowed = false;
  const server = createServer((request, response) => {
    void (async () => {
      const isLost = request.method === 'PUT' && !isSwallowed;
      isSwallowed ||= isLost;
      if (isLost && !reaches) return;
      const { method = 'GET', url = '/', headers } = request;
      const body = method === 'GET' ? undefined : await buffer(request);
      const own = Object.entries(headers).filter(([name]) => name.startsWith('if-') || name === 'content-type');
      const answer = await fetch(master + url, { method, headers: Object.fromEntries(own) as Record<string, string>, ...(body && { body: new Uint8Array(body) }) });
      if (isLost) return;
      const [etag, type] = [answer.headers.get('etag'), answer.headers.get('content-type')];
      response.writeHead(answer.status, { ...(etag !== null && { etag }), ...(type !== null && { 'content-type': type }) }).end(await answer.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

for (const reaches of [true, false]) {
  describe(`row 74: an attempt that was cut off after its write ${reaches ? 'had' : 'had not'} reached the master`, () => {
    const world = useWorld();
    let server: Server | undefined;
    beforeEach(async () => {
      const before = await swallowing(world().sample.url, reaches);
      server = before.server;
      await world().configure({ master: { baseUrl: before.url } });
      await world().ok('pull');
      await world().ok('edit', 'accounts/1', '--set', 'name="Once"');
    });
    afterEach(() => {
      server?.closeAllConnections();
      server?.close();
    });

    const processing = async (): Promise<true | undefined> => ((await world().record('1')).status === 'PROCESSING' && (!reaches || (await world().remote('1'))['name'] === 'Once') ? true : undefined);

    /** What the next start makes of it: it looks before it writes. */
    async function resolved(): Promise<void> {
      await world().ok('sync');
      const { status } = await world().record('1');
      assert.equal(status, (reaches ? 'SKIPPED' : 'SYNCED') satisfies Status);
      const { name, version } = await world().remote('1');
      assert.deepEqual({ name, version }, { name: 'Once', version: 2 });
      assert.deepEqual(await written(), ['PUT']);
    }

    /** The writes that the master has seen. */
    const written = async (): Promise<string[]> => (await world().methods('1')).filter((method) => method === 'PUT');

    it('by a window that was closed is resolved at the next start', async () => {
      const session = await own(world());
      try {
        await until('the attempt', processing, 20_000);
      } finally {
        await session.close();
      }
      assert.equal((await world().record('1')).status, 'RETRY_PENDING');
      await world().ok('retry', 'accounts/1');
      await resolved();
    });

    it('by a process that was killed is resolved at the next start', async () => {
      const child = world().begin('sync');
      const end = ended(child);
      await until('the attempt', processing, 20_000);
      child.kill('SIGKILL');
      await end;
      assert.equal((await world().record('1')).status, 'PROCESSING');
      await resolved();
    });
  });
}
