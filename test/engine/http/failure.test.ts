import { strict as assert } from 'node:assert';

import { classify, provesUnsent } from '../../../src/node/http/failure';
import { assertAnswer, assertFailure, client, closeServers, GET, PUT, reply, serve } from './servers';

/** An error as node-fetch throws it. */
const fetchError = (code: string, erroredSysCall?: string) => Object.assign(new Error('request to https://user:word@m/accounts?q=private failed'), { code, erroredSysCall });

describe('Http: failures of the network (rows 51, 54)', () => {
  after(closeServers);

  for (const keepAlive of [true, false]) {
    const how = keepAlive ? 'own agent' : 'no agent';

    it(`a refused connection was not sent (${how})`, async () => {
      const server = await serve(() => undefined);
      await server.close();
      assertFailure(await client(server.origin, { keepAlive }).send(PUT(server.origin)), 'refused', false);
    });

    it(`a name that does not exist was not sent (${how})`, async () => {
      const origin = 'https://master.invalid';
      assertFailure(await client(origin, { keepAlive }).send(PUT(origin)), 'dns', false);
    });

    it(`a certificate that nobody vouches for was not sent to (${how})`, async () => {
      const server = await serve(() => undefined, { tls: true });
      assertFailure(await client(server.origin, { keepAlive }).send(PUT(server.origin)), 'tls', false);
      assert.deepEqual(server.requests, []);
    });

    it(`a reset after the request is an unknown outcome (${how})`, async () => {
      const server = await serve((socket) => socket.resetAndDestroy());
      assertFailure(await client(server.origin, { keepAlive }).send(PUT(server.origin)), 'reset', true);
    });
  }

  it('a server that does not speak TLS was not sent to', async () => {
    const server = await serve(() => undefined);
    const origin = server.origin.replace('http:', 'https:');
    const pending = client(origin).send(PUT(origin));
    const connected = setInterval(() => server.sockets[0]?.write('HTTP/1.1 400 X\r\n\r\n'), 5);
    assertFailure(await pending, 'tls', false);
    clearInterval(connected);
  });

  it('a connection that breaks in the handshake was not sent to', async () => {
    const server = await serve(() => undefined);
    const origin = server.origin.replace('http:', 'https:');
    const pending = client(origin).send(PUT(origin));
    const connected = setInterval(() => server.sockets[0]?.destroy(), 5);
    assertFailure(await pending, 'reset', false);
    clearInterval(connected);
  });

  it('a redirected write stays sent when its second connection fails', async () => {
    const server = await serve((socket) => {
      socket.end(reply(307, '', { Location: '/again', Connection: 'close' }));
      void server.close();
    });
    assertFailure(await client(server.origin, { keepAlive: false }).send(PUT(server.origin)), 'refused', true);
  });

  it('the next request succeeds after one that failed', async () => {
    const server = await serve((socket, _request, count) => (count === 1 ? socket.destroy() : socket.write(reply(200, '{}'))));
    const http = client(server.origin);
    assertFailure(await http.send(GET(server.origin)), 'reset', true);
    assertAnswer(await http.send(GET(server.origin)));
  });

  const codes = {
    dns: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'],
    refused: ['ECONNREFUSED'],
    unreachable: ['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN'],
    tls: ['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'EPROTO'],
    timeout: ['ETIMEDOUT'],
    reset: ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'HPE_INVALID_CONSTANT', 'SOMETHING_NEW', ''],
  } as const;
  for (const [cause, list] of Object.entries(codes)) {
    it(`${list.map((code) => code || 'no code').join(', ')}: ${cause}, told without the address`, () => {
      for (const code of list) {
        const { reason, message } = classify(fetchError(code), 'https://m');
        assert.equal(reason, cause);
        assert.ok(message.includes('https://m') && message.includes(code) && !/user|word|accounts|private/.test(message), message);
      }
    });
  }

  it('only what fails before a connection proves that nothing was sent', () => {
    for (const error of [fetchError('ECONNREFUSED'), fetchError('ENOTFOUND', 'getaddrinfo'), fetchError('ETIMEDOUT', 'connect'), fetchError('EHOSTUNREACH', 'connect'), fetchError('CERT_HAS_EXPIRED')]) assert.ok(provesUnsent(error), error.code);
    for (const error of [fetchError('ECONNRESET', 'read'), fetchError('EPIPE', 'write'), fetchError('ETIMEDOUT', 'read'), fetchError('EHOSTUNREACH', 'read'), fetchError('EPROTO', 'write')]) assert.ok(!provesUnsent(error), error.code);
  });
});
