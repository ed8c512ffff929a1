import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchServed } from './fetch';
import { startGroup, type Group } from './group';
import { calmSettings } from './settings';

export interface ServerOptions {
  /** Its data folder: settings, extensions, log. */
  data: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** User settings, which take the place of what is there. */
  settings?: Readonly<Record<string, unknown>>;
  /** Lets `address` carry a development or test path. */
  payload?: boolean;
  /** Asks whether the folder is trusted; otherwise every folder is. */
  asksForTrust?: boolean;
  env?: NodeJS.ProcessEnv;
}

/** A VS Code that answers on the loopback interface. It has no password. */
export interface Server {
  readonly port: number;
  /** The address that opens a folder. */
  address(folder: string, paths?: { extensionDevelopmentPath?: string; extensionTestsPath?: string }): string;
  /** Resolves when it ended, by itself or not. */
  readonly ended: Promise<void>;
  end(): Promise<void>;
}

const startLimit = 60_000;

/** Starts the served VS Code and resolves when it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { node, server } = await fetchServed(console.log);
  await writeSettings(options.data, 'Machine', calmSettings);
  if (options.settings) await writeSettings(options.data, 'User', options.settings);
  const group = startGroup(node, [server, ...serverArguments(options)], { env: serverEnvironment(options.env) });
  const port = await listening(group, join(options.data, 'server.log')).catch(async (error: unknown) => {
    await group.end();
    throw error;
  });
  return {
    port,
    address(folder, paths = {}) {
      const url = new URL(`http://127.0.0.1:${port}/`);
      url.searchParams.set('folder', folder);
      const payload = Object.entries(paths).map(([name, path]) => [name, `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`]);
      if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
      return url.href.replaceAll('%2F', '/');
    },
    ended: group.exited.then(() => undefined),
    end: () => group.end(),
  };
}

async function writeSettings(data: string, scope: 'Machine' | 'User', settings: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = join(data, 'data', scope);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

function serverArguments({ data, port = 0, payload, asksForTrust }: ServerOptions): string[] {
  const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', '--disable-telemetry', '--server-data-dir', data];
  return [...args, ...(asksForTrust ? [] : ['--disable-workspace-trust']), ...(payload ? ['--enable-smoke-test-driver'] : [])];
}

/** The caller's environment without what an outer VS Code left in it. */
function serverEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
  return { ...own, EXTENSIONS_GALLERY: '{}' };
}

/** The port that the server says it listens on; all it says goes to `log`. */
async function listening({ child, exited }: Group, log: string): Promise<number> {
  const file = createWriteStream(log);
  let words = '';
  const port = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        file.write(data);
        words = (words + data.toString()).slice(-10_000);
        const match = /agent listening on (\d+)/.exec(words);
        if (match) resolve(Number(match[1]));
        if (words.includes('EADDRINUSE')) reject(new Error('The port for the served VS Code is in use; name another with --port.'));
      });
    }
  });
  const ended = exited.then(() => {
    throw new Error(`The served VS Code ended before it answered.\n${words.trim()}`);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The served VS Code did not answer within ${startLimit / 1000} s; its log is ${log}.`)), startLimit);
  });
  return Promise.race([port, ended, late]).finally(() => clearTimeout(timer));
}
