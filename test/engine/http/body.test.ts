import { strict as assert } from 'node:assert';
import { PassThrough } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { read } from '../../../src/node/http/exchange';
import { Sending } from '../../../src/node/http/sending';
import { assertAnswer, assertFailure, client, closeServers, GET, LONG, PUT, reply, serve, serveReply } from './servers';

const RECORD = '{"name":"Zoë 🦊"}';

/** Says these bytes and closes the connection. */
const serveBytes = (...parts: readonly (string | Buffer)[]) =>
  serve((socket) => {
    for (const part of parts) socket.write(part);
    socket.end();
  });

describe('Http: completeness of a body (row 23)', () => {
  after(closeServers);

  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['a Content-Length longer than the body', ['HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\n{"a":1}']],
    ['a Content-Length shorter than the body', ['HTTP/1.1 200 X\r\nContent-Length: 3\r\n\r\n{"a":1}']],
    ['a missing last chunk', ['HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n']],
    ['bytes after the last chunk', ['HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\nmore']],
    ['a write answered by half a JSON text that ends with the connection', ['HTTP/1.1 200 X\r\n\r\n{"a":']],
    ['a write answered by nothing that ends with the connection', ['HTTP/1.1 200 X\r\n\r\n']],
    ['a connection that closes before an answer', []],
    ['half a header', ['HTTP/1.1 200 X\r\nContent-Le']],
    ['an answer that is not HTTP', ['220 mail ready\r\n']],
  ];
  for (const [name, parts] of cases) {
    it(`${name} is an unknown outcome`, async () => {
      const server = await serveBytes(...parts);
      assertFailure(await client(server.origin).send(PUT(server.origin)), 'reset', true);
    });
  }

  it('a reset in the middle of the body is an unknown outcome', async () => {
    const server = await serve((socket) => socket.write('HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\n{"a"', () => socket.resetAndDestroy()));
    assertFailure(await client(server.origin).send(PUT(server.origin)), 'reset', true);
  });

  it('a whole JSON text that ends with the connection is an answer, to a write too', async () => {
    const server = await serveBytes(`HTTP/1.0 200 X\r\n\r\n${RECORD}`);
    for (const request of [GET, PUT]) {
      const answer = await client(server.origin).send(request(server.origin));
      assertAnswer(answer);
      assert.equal(answer.body, RECORD);
    }
  });

  it('a last chunk in odd pieces, and one with a trailer, are complete', async () => {
    for (const end of [['0', '\r\n\r\n'], ['0\r', '\n\r\n'], ['0\r\nX-Sum: 1\r\n\r\n']]) {
      const server = await serve((socket) => {
        socket.setNoDelay();
        const parts = ['HTTP/1.1 200 X\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n', ...end];
        const next = () => {
          const part = parts.shift();
          if (part === undefined) socket.end();
          else socket.write(part, () => setImmediate(next));
        };
        next();
      });
      const answer = await client(server.origin).send(PUT(server.origin));
      assertAnswer(answer);
      assert.equal(answer.body, '{"a":1}');
    }
  });

  for (const isComplete of [true, false]) {
    it(`F11: an error of the stream after a ${isComplete ? 'verified body is a success' : 'body that is not verified is an error'}`, async () => {
      const body = new PassThrough();
      const sending = new Sending('http://master', LONG, undefined);
      const bytes = read(body, sending, 100, (size) => isComplete && size === 7);
      body.once('data', () => body.destroy(new Error('Premature close')));
      body.write('{"a":1}');
      if (isComplete) assert.equal((await bytes).toString(), '{"a":1}');
      else await assert.rejects(bytes, /Premature close/);
      sending.end();
    });
  }
});

describe('Http: decoding of a body (rows 22, 24 to 26)', () => {
  after(closeServers);

  for (const [coding, bytes] of [['gzip', gzipSync(RECORD)], ['X-GZip', gzipSync(RECORD)], ['deflate', deflateSync(RECORD)], ['br', brotliCompressSync(RECORD)], ['identity', Buffer.from(RECORD)]] as const) {
    it(`reads ${coding}`, async () => {
      const server = await serveReply(200, bytes, { 'Content-Encoding': coding });
      const answer = await client(server.origin).send(PUT(server.origin));
      assertAnswer(answer);
      assert.equal(answer.body, RECORD);
    });
  }

  for (const [coding, bytes] of [['gzip', gzipSync(RECORD)], ['deflate', deflateSync(RECORD)], ['br', brotliCompressSync(RECORD)]] as const) {
    it(`a ${coding} body that is cut short is an unknown outcome`, async () => {
      const server = await serveReply(200, bytes.subarray(0, -3), { 'Content-Encoding': coding });
      assertFailure(await client(server.origin).send(PUT(server.origin)), 'reset', true);
    });
  }

  for (const coding of ['gzip, gzip', 'identity, gzip', 'zstd', 'compress', '__proto__']) {
    it(`refuses the content coding "${coding}"`, async () => {
      const server = await serveReply(200, gzipSync(RECORD), { 'Content-Encoding': coding });
      assertFailure(await client(server.origin).send(PUT(server.origin)), 'encoding', true);
    });
  }

  it('refuses plain text that says it is gzip', async () => {
    const server = await serveReply(200, RECORD, { 'Content-Encoding': 'gzip' });
    assertFailure(await client(server.origin).send(PUT(server.origin)), 'encoding', true);
  });

  it('counts decoded bytes against the limit', async () => {
    const server = await serveReply(200, gzipSync('x'.repeat(5000)), { 'Content-Encoding': 'gzip' });
    assertFailure(await client(server.origin).send({ ...GET(server.origin), maxBytes: 4999 }), 'too-large', true);
    assertAnswer(await client(server.origin).send({ ...GET(server.origin), maxBytes: 5000 }));
  });

  it('stops a bomb at 200 times its size, once it is over a MiB', async () => {
    const bomb = gzipSync('0'.repeat(8 * 2 ** 20)); // a thousand to one
    const server = await serveReply(200, bomb, { 'Content-Encoding': 'gzip' });
    const result = await client(server.origin).send({ ...GET(server.origin), maxBytes: 2 ** 26 });
    assertFailure(result, 'too-large', true);
    assert.ok(result.detail.includes(`${200 * bomb.length} bytes`), result.detail);
    const small = await serveReply(200, gzipSync('0'.repeat(2 ** 20)), { 'Content-Encoding': 'gzip' });
    assertAnswer(await client(small.origin).send({ ...GET(small.origin), maxBytes: 2 ** 26 }));
  });

  it('drops a BOM', async () => {
    const server = await serveReply(200, `\ufeff${RECORD}`);
    const answer = await client(server.origin).send(GET(server.origin));
    assertAnswer(answer);
    assert.equal(answer.body, RECORD);
  });

  for (const [name, type, bytes] of [
    ['invalid UTF-8', 'application/json', Buffer.from('{"name":"\xe9"}', 'latin1')],
    ['an encoded surrogate', 'application/json', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['Latin-1 by name', 'application/json; charset=ISO-8859-1', Buffer.from('{}')],
    ['UTF-16 by name', 'application/json;Charset="utf-16"', Buffer.from('{}', 'utf16le')],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const server = await serveReply(200, bytes, { 'Content-Type': type });
      assertFailure(await client(server.origin).send(PUT(server.origin)), 'encoding', true);
    });
  }

  it('takes UTF-8 by any of its names', async () => {
    for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8']) {
      const server = await serveReply(200, RECORD, { 'Content-Type': `application/json; charset=${charset}` });
      assertAnswer(await client(server.origin).send(GET(server.origin)));
    }
  });

  it('keeps the status of an error whose page cannot be read', async () => {
    for (const [status, type] of [[500, 'text/html;charset=ISO-8859-1'], [404, 'text/html']] as const) {
      const server = await serve((socket) => socket.write(reply(status, Buffer.from('<p>\xe9</p>', 'latin1'), { 'Content-Type': type })));
      const answer = await client(server.origin).send(PUT(server.origin));
      assertAnswer(answer);
      assert.deepEqual([answer.status, answer.body], [status, '']);
    }
  });
});
