import { channel } from 'node:diagnostics_channel';
import { Agent, ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { Response } from 'node-fetch';

declare module 'node:http' {
  interface Agent {
    /** How `ClientRequest` hands itself to its agent, in its constructor; undocumented, and what every proxy agent stands on. */
    addRequest(request: ClientRequest, options: object): void;
  }
}

/** Runs one node-fetch, and shows the `ClientRequest` beneath it to `onRequest` before it returns, where that can be had. */
export interface Fetcher {
  readonly agent: Agent | undefined;
  /** The requests so far were shown, so the next one will be. */
  readonly isShowing: boolean;
  start(onRequest: (request: ClientRequest) => void, run: () => Promise<Response>): Promise<Response>;
}

/** With an own keep-alive agent. Not for the extension host: VS Code's proxy support wants `agent` undefined (F7, F8). */
export function fetcherWithAgent(isSecure: boolean): Fetcher {
  const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  let listener: ((request: ClientRequest) => void) | undefined;
  const addRequest = agent.addRequest.bind(agent);
  agent.addRequest = (request, options) => {
    listener?.(request);
    addRequest(request, options);
  };
  return {
    agent,
    isShowing: true,
    start(onRequest, run) {
      listener = onRequest;
      const response = run();
      listener = undefined;
      return response;
    },
  };
}

/** With `agent` undefined. Node 22.12 and newer tell of the request on a diagnostics channel; older ones show nothing. */
export function plainFetcher(): Fetcher {
  const created = channel('http.client.request.created');
  let isShowing = false;
  return {
    agent: undefined,
    get isShowing() {
      return isShowing;
    },
    start(onRequest, run) {
      isShowing = false;
      const listener = (message: unknown) => {
        if (typeof message !== 'object' || message === null || !('request' in message) || !(message.request instanceof ClientRequest)) return;
        isShowing = true;
        onRequest(message.request);
      };
      created.subscribe(listener);
      const response = run();
      created.unsubscribe(listener);
      return response;
    },
  };
}

/** Gives a request its body before node-fetch, which was given none, ends it. node-fetch's own way, through two streams, takes a fifth of the whole request's CPU time. */
export function writeBody(request: ClientRequest, body: string): void {
  request.setHeader('Content-Length', Buffer.byteLength(body));
  request.write(body);
}

/** What goes on beneath one fetch: whether there is a connection, and whether Node's parser saw the whole answer. */
export class Connection {
  /** False where the runtime shows no request: then nothing below is known. */
  isWatched = false;
  /** Bytes came that belong to no HTTP answer. */
  hasSurplus = false;
  private response: IncomingMessage | undefined;
  private received = 0;

  /** `onOpen` is called when the socket, with TLS where there is TLS, can carry the request. */
  watch(request: ClientRequest, onOpen: () => void): void {
    this.isWatched = true;
    request.on('socket', (socket: Socket) => {
      if (request.reusedSocket || isOpen(socket)) onOpen();
      else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onOpen);
    });
    request.on('error', (error: NodeJS.ErrnoException) => (this.hasSurplus = error.code?.startsWith('HPE_') === true));
    request.on('response', (response: IncomingMessage) => {
      this.response = response;
      if (response.headers['content-length'] === undefined) response.on('data', (chunk: Buffer) => (this.received += chunk.length));
    });
  }

  /** The answer's fields by name in lower case; undefined where nothing is watched. node-fetch's own take ten times as long to read. */
  get fields(): NodeJS.Dict<string[]> | undefined {
    return this.response?.headersDistinct;
  }

  /** True when an answer without Content-Length ended as HTTP says it ends and `size` is all of it, whatever node-fetch says of a premature close (F11). */
  isComplete(size: number): boolean {
    return this.response?.complete === true && this.received === size && !this.hasSurplus;
  }
}

/** A TLS socket has no `alpnProtocol`, not even `false`, until the handshake is done. */
const isOpen = (socket: Socket) => (socket instanceof TLSSocket ? socket.alpnProtocol !== null : !socket.connecting);
