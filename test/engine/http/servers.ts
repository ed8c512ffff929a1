import { strict as assert } from 'node:assert';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';

import type { HttpAnswer, HttpFailure, HttpRequest } from '../../../src/engine/ports';
import { createHttp, type HttpOptions } from '../../../src/node/http/http';

/** A secret that no text, no other port and no other host may ever see. */
export const CANARY = 'canary-7f>>>a9c/51+e2=d8';

/** A query that no sentence may repeat. */
export const QUERY = 'q=private-query';

/** A server on loopback that says exactly the bytes it is told to say. */
export interface RawServer {
  readonly origin: string;
  /** Every request as it came. */
  readonly requests: string[];
  /** Every TCP connection. */
  readonly sockets: Socket[];
  close(): Promise<void>;
}

/** `answer` gets the socket, and the text and number (from 1) of a request, when its header and body are there. */
export type Answerer = (socket: Socket, request: string, count: number) => void;

const servers: RawServer[] = [];

/** Closes what `serve` opened. */
export const closeServers = () => Promise.all(servers.splice(0).map((server) => server.close()));

/** Listens on a free port. With `tls`, it speaks TLS with a certificate that nobody trusts. */
export async function serve(answer: Answerer, { host = '127.0.0.1', tls = false } = {}): Promise<RawServer> {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const onSocket = (socket: Socket) => {
    if (!tls) sockets.push(socket);
    socket.on('error', () => undefined); // the client may go at any moment
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\r\n\r\n');
      if (end < 0 || text.length < end + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)) return;
      requests.push(text);
      const request = text;
      text = '';
      answer(socket, request, requests.length);
    });
  };
  const server: Server = tls ? createSecureServer({ key: KEY, cert: CERTIFICATE }, onSocket) : createServer(onSocket);
  if (tls) server.on('connection', (socket: Socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const raw: RawServer = {
    origin: `${tls ? 'https' : 'http'}://${host}:${port}`,
    requests,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  servers.push(raw);
  return raw;
}

/** A whole answer with Content-Length. */
export function reply(status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'Content-Type': 'application/json', 'Content-Length': String(bytes.length), ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`, 'latin1'), bytes]);
}

/** A server that always gives one answer. */
export const serveReply = (...parts: Parameters<typeof reply>) => serve((socket) => socket.write(reply(...parts)));

/** Runs `work` while certificates are not looked at. */
export async function trustingAll(work: () => Promise<void>): Promise<void> {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    await work();
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  }
}

/** Long limits, so that only a test that shortens one meets it. */
export const LONG = { connect: 20_000, headers: 20_000, body: 20_000, total: 20_000 };

/** A transport for one origin, with the canary as bearer token. */
export const client = (origin: string, options: Partial<HttpOptions> = {}) =>
  createHttp({ origin, timeouts: LONG, auth: { kind: 'bearer' }, credentials: () => Promise.resolve(CANARY), headers: {}, userAgent: 'test/1', keepAlive: true, ...options });

export const GET = (origin: string, path = '/accounts/1'): HttpRequest => ({ method: 'GET', url: `${origin}${path}?${QUERY}`, headers: {}, maxBytes: 1_000_000 });

export const PUT = (origin: string, path = '/accounts/1'): HttpRequest => ({ ...GET(origin, path), method: 'PUT', body: '{"name":"private-body"}' });

export function assertAnswer(result: HttpAnswer | HttpFailure): asserts result is HttpAnswer {
  assert.equal(result.kind, 'answer', result.kind === 'failure' ? result.detail : '');
}

/** A failure of this kind, whose sentence gives nothing away. */
export function assertFailure(result: HttpAnswer | HttpFailure, cause: HttpFailure['cause'], isSent: boolean): asserts result is HttpFailure {
  if (result.kind === 'answer') assert.fail(`an answer ${result.status} in place of ${cause}`);
  assert.deepEqual({ cause: result.cause, isSent: result.isSent }, { cause, isSent }, result.detail);
  assert.match(result.detail, /^[^\n]+\.$/);
  for (const secret of [CANARY, encodeURIComponent(CANARY), Buffer.from(CANARY).toString('base64'), 'private', '/accounts']) assert.ok(!result.detail.includes(secret), result.detail);
}

/** For tests only: a certificate for localhost that signed itself. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUBWtJIVbo9lVXs8Ner33W1P7DR/EwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE4MzE0MFoYDzIxMjYxMDI5
MTgzMTQwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ1C6UuxOkA4MsYR+ILBHoUjnCe+ufInfFSLNumT0SrBgHMEW6e13fm
0BHvhF8vxxdgU5BFixM+2vChfWY6p1c2o28wbTAdBgNVHQ4EFgQUdTE6dhPVfbjM
nis2l70AGyQOFOEwHwYDVR0jBBgwFoAUdTE6dhPVfbjMnis2l70AGyQOFOEwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSAAwRQIhAPujUDreHyOYyyg7CpajHI375pAAhFSdn/gWsqSnGStJAiBD
cYJ4jCEA4+UdnsYFz9YYoGw9nw9l4y+10mTNDWjAGQ==
-----END CERTIFICATE-----`;

const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9EQelBThWEGTmKcV
BSNR/88tXm7D1MCioJQVqiKVln6hRANCAAQ1C6UuxOkA4MsYR+ILBHoUjnCe+ufI
nfFSLNumT0SrBgHMEW6e13fm0BHvhF8vxxdgU5BFixM+2vChfWY6p1c2
-----END PRIVATE KEY-----`;
