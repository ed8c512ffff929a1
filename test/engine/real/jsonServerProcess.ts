import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '../../../src/sample/host/project';
import { until } from '../../support/until';

/** A json-server that runs. */
export interface JsonServer {
  readonly url: string;
  /** Ends it at once. */
  end(): Promise<void>;
}

const program = join(projectRoot, 'node_modules', 'json-server', 'lib', 'cli', 'bin.js');

/** No suite that uses it takes longer, in ms: then it ends by itself. */
const LIMIT = 300_000;

/** A port of this machine that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('The server has no address');
  return address.port;
}

/** Serves a `db.json`, as a person would. */
export async function startJsonServer(database: string, port: number): Promise<JsonServer> {
  const server = spawn(process.execPath, [program, '--host', '127.0.0.1', '--port', String(port), '--quiet', database], { stdio: 'ignore', timeout: LIMIT });
  const closed = once(server, 'close');
  const url = `http://127.0.0.1:${port}`;
  const answers = async (): Promise<true | undefined> => {
    if (server.exitCode !== null) throw new Error(`json-server ended with ${server.exitCode}.`);
    return (await fetch(url).catch(() => null))?.ok === true ? true : undefined; // refused until it listens
  };
  const end = async (): Promise<void> => {
    server.kill('SIGKILL');
    await closed;
  };
  try {
    await until('json-server', answers, 30_000);
  } catch (error) {
    await end();
    throw error;
  }
  return { url, end };
}
