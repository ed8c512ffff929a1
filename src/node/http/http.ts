import type { Http, HttpAnswer, HttpRequest } from '../../engine/ports';
import type { Auth, Settings } from '../../engine/settings';
import { fetcherWithAgent, plainFetcher } from './connection';
import { credentialSource } from './credential';
import { decode } from './decode';
import { exchange, type Reply } from './exchange';
import { Refusal } from './failure';
import { headersOf, shownHeaders, type Common } from './headers';
import { redirection } from './redirect';
import { Sending } from './sending';

type Hide = (text: string) => string;

/** What the transport is bound to. */
export interface HttpOptions extends Common {
  /** As `URL.origin` writes it; nothing is ever sent anywhere else. */
  readonly origin: string;
  readonly timeouts: Settings['timeouts'];
  readonly auth: Auth;
  /** The secret that is bound to `origin`; asked before each request unless `auth` is none, so the owner caches it. */
  readonly credentials: () => Promise<string | undefined>;
  /** Allows `http:` to a host that is not this machine. */
  readonly allowInsecure?: boolean;
  /** An own keep-alive agent: true outside VS Code, never inside it (F7, F8). */
  readonly keepAlive?: boolean;
}

/** The `Http` port, and what a person may see of it. */
export interface Transport extends Http {
  /** A request with the headers that it is sent with, secrets redacted. */
  preview(request: HttpRequest): HttpRequest;
  /** The headers that a request is sent with, secrets redacted. */
  headersOf(request: Pick<HttpRequest, 'headers' | 'body'>): Readonly<Record<string, string>>;
}

/** The `Http` port on node-fetch 3 (reliability 4.8). Another origin, in the request or in a redirect, is a failure 'redirect'. */
export function createHttp(options: HttpOptions): Transport {
  const { origin, timeouts } = options;
  const credential = credentialSource(options.auth, origin, options.credentials);
  const fetcher = options.keepAlive === true ? fetcherWithAgent(origin.startsWith('https:')) : plainFetcher();

  return {
    preview: (request) => ({ ...request, headers: shownHeaders(request, options, options.auth) }),
    headersOf: (request) => shownHeaders(request, options, options.auth),
    async send(request, cancel) {
      const sending = new Sending(origin, timeouts, cancel);
      let hide: Hide | undefined;
      try {
        let url = target(request.url, options);
        const proof = await credential();
        hide = proof?.hide;
        if (sending.stopped) throw sending.stopped;
        const headers = headersOf(request, options);
        if (proof) headers[proof.header] = proof.value;
        const outgoing = { ...request, headers };
        for (let followed = 0; ; followed++) {
          const reply = await exchange(fetcher, url, outgoing, sending);
          const next = redirection(request.method, url, reply, followed);
          if (!next) return await answer(request, reply, sending, hide);
          url = next;
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { kind: 'failure', cause: error.reason, isSent: sending.isSent, detail: hide?.(error.message) ?? error.message, ms: sending.ms };
      } finally {
        sending.end();
      }
    },
  };
}

/** The address, if it lies at the one origin that this transport serves. */
function target(address: string, { origin, allowInsecure }: HttpOptions): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new Refusal('redirect', `The request for ${origin} has no valid address.`);
  }
  if (url.origin !== origin || url.username !== '' || url.password !== '') {
    throw new Refusal('redirect', `An address at ${url.origin === 'null' ? url.protocol : url.origin} is not asked: only ${origin} is.`);
  }
  if (url.protocol !== 'https:' && !isLoopback(url.hostname) && allowInsecure !== true) {
    throw new Refusal('tls', `${origin} is not encrypted; http: is for this machine only, unless the settings allow more.`);
  }
  return url;
}

const isLoopback = (host: string) => /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

async function answer(request: HttpRequest, reply: Reply, sending: Sending, hide: Hide | undefined): Promise<HttpAnswer> {
  const { ms } = sending;
  const body = await decode(reply, request.maxBytes).catch((error: unknown) => {
    // An error page in another charset is still this error: its status decides, its text only explains.
    if (error instanceof Refusal && error.reason === 'encoding' && reply.status >= 400) return '';
    throw error;
  });
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && !reply.isFramed && reply.status < 300 && !isWholeJson(body)) {
    throw new Refusal('reset', 'The answer has no length and is no whole JSON text, so it may have been cut short.');
  }
  const { status, headers } = reply;
  if (!hide) return { kind: 'answer', status, headers, body, ms };
  for (const [name, value] of Object.entries(headers)) headers[name] = hide(value);
  return { kind: 'answer', status, headers, body: hide(body), ms };
}

/** An object or array that parses was not cut short: what ends with the connection proves itself. */
function isWholeJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
