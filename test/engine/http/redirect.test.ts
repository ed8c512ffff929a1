import { strict as assert } from 'node:assert';

import { assertAnswer, assertFailure, CANARY, client, closeServers, GET, PUT, QUERY, reply, serve } from './servers';

const to = (status: number, location: string) => reply(status, '', { Location: location });

/** The first request is sent on, every other one is answered. */
const serveRedirect = (status: number, location: string) => serve((socket, _request, count) => socket.write(count === 1 ? to(status, location) : reply(200, '{"moved":true}')));

describe('Http: redirects (row 39, F9)', () => {
  after(closeServers);

  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows ${status} for a read on the same origin, with the credential`, async () => {
      const server = await serveRedirect(status, '/elsewhere?page=2');
      const answer = await client(server.origin).send(GET(server.origin));
      assertAnswer(answer);
      assert.equal(answer.body, '{"moved":true}');
      assert.match(server.requests[1] ?? '', /^GET \/elsewhere\?page=2 [^]*\r\nauthorization: Bearer canary/i);
    });
  }

  for (const status of [307, 308]) {
    it(`follows ${status} for a write on the same origin, method and body unchanged`, async () => {
      const server = await serveRedirect(status, '/elsewhere');
      assertAnswer(await client(server.origin).send({ ...PUT(server.origin), headers: { 'if-match': '"7"' } }));
      assert.match(server.requests[1] ?? '', /^PUT \/elsewhere [^]*\r\nif-match: "7"\r\n[^]*\{"name":"private-body"\}$/i);
    });
  }

  for (const status of [301, 302, 303]) {
    it(`does not follow ${status} for a write`, async () => {
      const server = await serveRedirect(status, `/elsewhere?${QUERY}`);
      const result = await client(server.origin).send(PUT(server.origin));
      assertFailure(result, 'redirect', true);
      assert.ok(result.detail.includes(`${status}`) && result.detail.includes(server.origin), result.detail);
      assert.equal(server.requests.length, 1);
    });
  }

  it('follows three times and no more, and so ends a loop', async () => {
    const three = await serve((socket, _request, count) => socket.write(count <= 3 ? to(307, `/${count}`) : reply(200, '{}')));
    assertAnswer(await client(three.origin).send(PUT(three.origin)));
    const loop = await serve((socket) => socket.write(to(307, '/again')));
    assertFailure(await client(loop.origin).send(PUT(loop.origin)), 'redirect', true);
    assert.equal(loop.requests.length, 4);
  });

  for (const [name, options] of [['another port', {}], ['another host', { host: '127.0.0.2' }]] as const) {
    it(`never goes to ${name}, and names it without its query`, async () => {
      const other = await serve((socket) => socket.write(reply(200, '{}')), options);
      for (const [status, request] of [[302, GET], [307, PUT], [308, PUT]] as const) {
        const master = await serveRedirect(status, `${other.origin}/accounts/1?${QUERY}&token=${CANARY}`);
        const result = await client(master.origin).send(request(master.origin));
        assertFailure(result, 'redirect', true);
        assert.ok(result.detail.includes(other.origin), result.detail);
      }
      assert.deepEqual([other.requests, other.sockets.length], [[], 0]);
    });
  }

  it('never changes the scheme, and never takes a user from a target', async () => {
    const server = await serveRedirect(307, '/x');
    for (const target of [server.origin.replace('http:', 'https:'), server.origin.replace('//', '//user:word@'), 'data:text/plain,hi', 'file:///etc/passwd']) {
      const master = await serve((socket, request) => socket.write(to(307, target.replace(server.origin.slice(7), /host: (\S+)/i.exec(request)?.[1] ?? ''))));
      assertFailure(await client(master.origin).send(GET(master.origin)), 'redirect', true);
      assert.equal(master.requests.length, 1);
    }
  });

  it('refuses a redirect that names no target, or none that is an address', async () => {
    for (const bytes of [reply(308, ''), reply(302, '', { Location: 'http://[' }), reply(300, '{}'), reply(300, '{}', { Location: '/choice' }), reply(305, '')]) {
      const server = await serve((socket) => socket.write(bytes));
      assertFailure(await client(server.origin).send(GET(server.origin)), 'redirect', true);
      assert.equal(server.requests.length, 1);
    }
  });
});
