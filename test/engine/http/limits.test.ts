import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { request } from 'node:https';
import { connect } from 'node:tls';

import { Connection } from '../../../src/node/http/connection';
import { assertAnswer, assertFailure, client, closeServers, GET, LONG, PUT, reply, serve, trustingAll } from './servers';

describe('Http: limits of time and size (rows 24, 58)', () => {
  after(closeServers);

  it('connect: a handshake that hangs ends as not sent', async () => {
    const server = await serve(() => undefined); // takes the TCP connection, and never speaks TLS
    const origin = server.origin.replace('http:', 'https:');
    const result = await client(origin, { timeouts: { ...LONG, connect: 50 } }).send(PUT(origin));
    assertFailure(result, 'timeout', false);
    assert.ok(result.detail.includes('50 ms (timeouts.connect)'), result.detail);
  });

  for (const keepAlive of [true, false]) {
    const how = keepAlive ? 'own agent' : 'no agent';

    it(`headers: an answer that does not begin ends as an unknown outcome (${how})`, async () => {
      const server = await serve(() => undefined);
      const result = await client(server.origin, { keepAlive, timeouts: { ...LONG, headers: 50 } }).send(PUT(server.origin));
      assertFailure(result, 'timeout', true);
      assert.ok(result.detail.includes('50 ms (timeouts.headers)'), result.detail);
      assert.equal(server.requests.length, 1);
    });

    it(`body: an answer that stops in the middle ends as an unknown outcome (${how})`, async () => {
      const server = await serve((socket) => socket.write('HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n{"a"'));
      const result = await client(server.origin, { keepAlive, timeouts: { ...LONG, body: 50 } }).send(PUT(server.origin));
      assertFailure(result, 'timeout', true);
      assert.ok(result.detail.includes('50 ms (timeouts.body)'), result.detail);
    });
  }

  it('headers counts after the TLS handshake', async () => {
    const server = await serve(() => undefined, { tls: true });
    await trustingAll(async () => {
      const result = await client(server.origin, { timeouts: { ...LONG, headers: 50 } }).send(PUT(server.origin));
      assertFailure(result, 'timeout', true);
      assert.ok(result.detail.includes('timeouts.headers'), result.detail);
    });
  });

  it('connect does not wait for a socket that comes open, as a proxy gives it', async () => {
    const server = await serve(() => undefined, { tls: true });
    const socket = connect({ port: Number(new URL(server.origin).port), host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const outgoing = request(server.origin, { createConnection: () => socket }).on('error', () => undefined);
    await new Promise<void>((resolve) => new Connection().watch(outgoing, resolve));
    outgoing.destroy();
  });

  it('body counts anew with every chunk, total does not', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n');
      const drip = setInterval(() => socket.write('1\r\n \r\n'), 10);
      socket.on('close', () => clearInterval(drip));
    });
    const result = await client(server.origin, { timeouts: { ...LONG, body: 200, total: 400 } }).send(GET(server.origin));
    assertFailure(result, 'timeout', true);
    assert.ok(result.detail.includes('400 ms (timeouts.total)'), result.detail);
  });

  it('an answer that came while the event loop was blocked is not lost to a timer', async () => {
    const server = await serve((socket) => {
      socket.write(reply(200, '{}'), () => {
        const end = performance.now() + 150;
        while (performance.now() < end); // client and server share this loop: the bytes wait in the socket
      });
    });
    assertAnswer(await client(server.origin, { timeouts: { ...LONG, headers: 100 } }).send(GET(server.origin)));
  });

  it('a connection is closed when a limit ends its request', async () => {
    const server = await serve(() => undefined);
    const closed = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (server.sockets[0]?.destroyed !== true) return;
        clearInterval(look);
        resolve();
      }, 5);
    });
    assertFailure(await client(server.origin, { timeouts: { ...LONG, headers: 30 } }).send(GET(server.origin)), 'timeout', true);
    await closed;
  });

  it('a cancelled request is not sent, or ends as an unknown outcome', async () => {
    const server = await serve(() => cancel.abort());
    const cancel = new AbortController();
    assertFailure(await client(server.origin).send(PUT(server.origin), cancel.signal), 'cancelled', true);
    assertFailure(await client(server.origin).send(PUT(server.origin), cancel.signal), 'cancelled', false);
    assert.equal(server.requests.length, 1);
  });

  it('a request that is cancelled while its secret is read is not sent', async () => {
    const server = await serve((socket) => socket.write(reply(200, '{}')));
    const cancel = new AbortController();
    const credentials = () => {
      cancel.abort();
      return Promise.resolve('token-0123456789');
    };
    assertFailure(await client(server.origin, { credentials }).send(PUT(server.origin), cancel.signal), 'cancelled', false);
    assert.equal(server.sockets.length, 0);
  });

  it('stops reading at the size limit, also of an endless answer', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
      const pump = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', pump);
      pump();
    });
    const result = await client(server.origin).send({ ...GET(server.origin), maxBytes: 300_000 });
    assertFailure(result, 'too-large', true);
    assert.ok(result.detail.includes('300000 bytes'), result.detail);
  });

  it('takes an answer of exactly the limit', async () => {
    const server = await serve((socket) => socket.write(reply(200, 'x'.repeat(1000))));
    assertAnswer(await client(server.origin).send({ ...GET(server.origin), maxBytes: 1000 }));
    assertFailure(await client(server.origin).send({ ...GET(server.origin), maxBytes: 999 }), 'too-large', true);
  });
});
