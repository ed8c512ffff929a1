import fetch from 'node-fetch';

import type { HttpRequest } from '../../engine/ports';
import { Connection, writeBody, type Fetcher } from './connection';
import { classify, provesUnsent, Refusal } from './failure';
import type { Sending } from './sending';

/** An answer as it came, not yet decoded. */
export interface Reply {
  readonly status: number;
  /** Names in lower case, several fields of one name joined with ", ". */
  readonly headers: Record<string, string>;
  readonly bytes: Buffer;
  /** The master said where the body ends; else it ended with the connection, and may have been cut. */
  readonly isFramed: boolean;
}

/** What is sent: as the engine asks for it, with all headers. */
export type Outgoing = Pick<HttpRequest, 'method' | 'headers' | 'body' | 'maxBytes'>;

/** One request and its answer, no redirect followed. Throws `Refusal`. */
export async function exchange(fetcher: Fetcher, url: URL, { method, headers, body, maxBytes }: Outgoing, sending: Sending): Promise<Reply> {
  const connection = new Connection();
  const wasSent = sending.isSent; // by an earlier hop
  try {
    sending.enter('connect');
    const onOpen = () => {
      sending.markSent();
      sending.enter('headers');
    };
    const beneath = fetcher.isShowing ? body : undefined;
    const pending = fetcher.start(
      (request) => {
        connection.watch(request, onOpen);
        if (beneath !== undefined) writeBody(request, beneath);
      },
      () => fetch(url.href, { method, headers, body: beneath === undefined ? (body ?? null) : null, redirect: 'manual', compress: false, signal: sending.signal, agent: fetcher.agent }),
    );
    if (!connection.isWatched) {
      // A request gets its connection in the next turn at the earliest: one without its body never does.
      if (beneath !== undefined) sending.stop(new Refusal('reset', `The request to ${url.origin} was stopped before it was sent.`));
      sending.markSent(); // perhaps: nothing tells
      sending.enter('headers');
    }
    const response = await pending;
    sending.enter('body');
    const { status } = response;
    const fields: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const [name, values = []] of Object.entries(connection.fields ?? response.headers.raw())) fields[name] = values.join(', ');
    const isChunked = fields['transfer-encoding'] !== undefined;
    const length = isChunked || fields['content-length'] === undefined ? undefined : Number(fields['content-length']);

    const isComplete = (size: number) => size === length || connection.isComplete(size);
    const bytes = response.body === null ? Buffer.alloc(0) : await read(response.body, sending, maxBytes, isComplete);
    const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
    // Surplus bytes make node-fetch report an empty body as success.
    if (connection.hasSurplus || (hasBody && length !== undefined && length !== bytes.length)) {
      throw new Refusal('reset', `The answer of ${url.origin} is not as long as it says.`);
    }
    return { status, headers: fields, bytes, isFramed: !hasBody || isChunked || length !== undefined };
  } catch (error) {
    if (sending.stopped) throw sending.stopped;
    if (error instanceof Refusal) throw error;
    if (!connection.isWatched && provesUnsent(error)) sending.isSent = wasSent;
    throw classify(error, url.origin);
  }
}

/** The whole body. An error of the stream counts for nothing when `isComplete` says that everything is here (F11). */
export async function read(body: NodeJS.ReadableStream, sending: Sending, maxBytes: number, isComplete: (size: number) => boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  await new Promise<void>((resolve, reject) => {
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return sending.stop(tooLarge(maxBytes));
      chunks.push(chunk);
      sending.progress();
    });
    body.once('end', resolve);
    body.once('error', (error: Error) => (isComplete(size) ? resolve() : reject(error)));
  });
  const [first] = chunks;
  return first?.length === size ? first : Buffer.concat(chunks, size);
}

/** The answer is larger than anyone wants to read. */
export const tooLarge = (bytes: number): Refusal => new Refusal('too-large', `The answer is larger than ${bytes} bytes.`);
