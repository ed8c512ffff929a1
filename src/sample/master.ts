import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIPv4 } from 'node:net';
import { Accounts } from './accounts';
import { problem, type Answer } from './answer';
import { control } from './control';
import { Faults } from './faults';
import { handle } from './handle';
import { misbehave } from './misbehave';
import { RequestLog } from './requestLog';

/** How the sample is started. */
export interface SampleOptions {
  /** 4010 by default; 0 takes a free one. */
  readonly port?: number;
  /** A loopback address; 127.0.0.1 by default. */
  readonly host?: string;
  /** How many accounts there are; 25 by default. */
  readonly records?: number;
  /** Milliseconds that each request takes at least. */
  readonly latencyMs?: number;
  /** Wanted as `Authorization: Bearer` with every request to the accounts. */
  readonly token?: string;
}

/** The running sample. */
export interface Sample {
  /** Without a trailing slash. */
  readonly url: string;
  /** Drops the connections that are open. */
  close(): Promise<void>;
}

const MAX_BODY = 1024 * 1024;
const KEEP_ALIVE_MS = 65_000;

/** Starts the sample master API. Rejects with Node's error (`EADDRINUSE`) when the port is taken, and with a sentence when the host is not this machine's own. */
export async function startSample({ port = 4010, host = '127.0.0.1', records = 25, latencyMs = 0, token }: SampleOptions = {}): Promise<Sample> {
  if (!isLoopback(host)) throw new Error(`The sample master API listens on this machine only; ${host} is not a loopback address.`);
  const master = { accounts: new Accounts(records), faults: new Faults(), log: new RequestLog() };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const [path = '', query = ''] = url.split('?', 2);
    const body = await readBody(request);
    if (body === null) return send(response, problem(413, `The body is larger than ${MAX_BODY} bytes.`));
    if (path === '/_control' || path.startsWith('/_control/')) return send(response, control(method, path, body, master));

    const id = idOf(path);
    if (id === undefined) return send(response, problem(404, 'There is nothing here; the accounts are at /accounts.'));
    const asked = { method, id, query, headers, body };
    const isKnown = token === undefined || headers.authorization === `Bearer ${token}`;
    const fault = isKnown ? master.faults.take(asked) : undefined;
    const entry = master.log.add({ time: Date.now(), method, path: url, id, ifMatch: headers['if-match'] ?? null, fault: fault?.fault ?? null, status: null });
    const wait = latencyMs + (fault?.delayMs ?? 0);
    if (wait > 0) await delay(wait);

    const from = performance.now();
    const answer = !isKnown
      ? problem(401, 'A token is needed.', { headers: { 'WWW-Authenticate': 'Bearer realm="sample"' } })
      : fault === undefined ? handle(master.accounts, asked) : misbehave(fault, asked, master.accounts);
    if (answer === 'silence') return;
    if (answer === 'reset') return void request.socket.destroy();
    entry.status = answer.status;
    send(response, answer, { 'Server-Timing': timing(answer, performance.now() - from, wait) });
  };

  const server = createServer((request, response) => void serve(request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await once(server.listen(port, host), 'listening');
  const address = server.address();
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${typeof address === 'object' ? address?.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

/** The account's id, null for the collection, undefined for anything else. */
function idOf(path: string): string | null | undefined {
  if (path === '/accounts') return null;
  const [, encoded] = /^\/accounts\/([^/]+)$/.exec(path) ?? [];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined; // No percent-encoded UTF-8, so no id.
  }
}

/** The body as text; null when it is too large. Waits for ever when the client goes away. */
function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY) chunks.push(chunk);
    });
    request.on('end', () => resolve(length > MAX_BODY ? null : Buffer.concat(chunks).toString()));
  });
}

function send(response: ServerResponse, { status, headers, body }: Answer, more?: Record<string, string>): void {
  const length = status === 204 || status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...more, ...length }).end(body);
}

/** `Server-Timing`: of the simulated part a write spends a quarter on the update, as D10 draws it (300 and 100 ms). */
function timing({ updateMs }: Answer, ms: number, waited: number): string {
  if (updateMs === undefined) return `query;dur=${(waited + ms).toFixed(3)}`;
  return `query;dur=${(waited * 0.75 + ms - updateMs).toFixed(3)}, update;dur=${(waited * 0.25 + updateMs).toFixed(3)}`;
}

/** Does not keep the process alive. */
const delay = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());
