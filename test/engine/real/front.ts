import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What becomes of a request: the answer has this status, and nothing is passed on; it is passed on and the answer is `cut` short or `lost`; or there is `silence`. */
export type Trouble = number | 'cut' | 'lost' | 'silence';

/** Which requests meet it. Once and with any headers, unless it says otherwise. */
interface Expected {
  readonly trouble: Trouble;
  readonly method: string;
  readonly path: string;
  readonly times?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Stands on this machine before a server that makes no mistakes, and passes on what meets no trouble. */
export interface Front {
  readonly url: string;
  /** The next requests of this kind meet it. */
  expect(expected: Expected): void;
  close(): Promise<void>;
}

/** Opens a front to a server. */
export async function openFront(target: string): Promise<Front> {
  let waiting: Expected[] = [];
  const take = ({ method, url }: IncomingMessage): Expected | undefined => {
    const found = waiting.find((each) => each.method === method && each.path === url);
    if (found) waiting = waiting.flatMap((each) => (each !== found ? [each] : (found.times ?? 1) > 1 ? [{ ...found, times: (found.times ?? 1) - 1 }] : []));
    return found;
  };
  const server = createServer((incoming, outgoing) => answer(incoming, outgoing, target, take(incoming)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The front has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    expect: (expected) => void waiting.push(expected),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(incoming: IncomingMessage, outgoing: ServerResponse, target: string, expected: Expected | undefined): void {
  const { trouble, headers = {} } = expected ?? {};
  if (trouble === 'silence') return void incoming.resume();
  if (typeof trouble === 'number') {
    incoming.resume();
    outgoing.writeHead(trouble, headers).end();
    return;
  }
  const options = { method: incoming.method, headers: { ...incoming.headers, 'accept-encoding': 'identity' } };
  const onward = request(new URL(incoming.url ?? '', target), options, (reply) => {
    if (trouble === 'lost') return void incoming.socket.destroy();
    if (trouble === 'cut') return void text(reply).then((body) => outgoing.setHeader('content-type', 'application/json').end(body.slice(0, -9)));
    outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(outgoing);
  });
  onward.on('error', () => incoming.socket.destroy());
  incoming.pipe(onward);
}
