import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../../src/engine/json';
import type { Status } from '../../../src/engine/status';
import { loadConfig } from '../../../src/node/config/load';
import { openSession } from '../../../src/node/openSession';
import type { Session, SessionOptions } from '../../../src/node/session';
import { projectRoot } from '../../../src/sample/host/project';
import { startSample, type Sample, type SampleOptions } from '../../../src/sample/master';

/** How a run of the command ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A record as `status --json` shows it. */
export interface RecordView {
  readonly resource: string;
  readonly id: string;
  readonly status: Status;
  readonly externalVersion: number | string | null;
  readonly aheadVersion?: number | string | null;
  readonly localRevision: number;
  readonly attempts: number;
  readonly dueAt: string | null;
  readonly reason: string | null;
}

/** A request as the sample's own log shows it. */
interface Requested {
  readonly method: string;
  readonly id: string | null;
}

const program = join(projectRoot, 'dist', 'reconcile.mjs');
/** No run takes longer, in ms. */
const LIMIT = 30_000;

/** Starts the built command in a folder. */
export const start = (args: readonly string[], folder: string, env: NodeJS.ProcessEnv = {}): ChildProcess =>
  spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...process.env, ...env }, timeout: LIMIT });

/** Waits for the end of a command. */
export async function ended(child: ChildProcess): Promise<Ran> {
  const code = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const all = async (stream: Readable | null): Promise<string> => (stream ? text(stream) : '');
  const [stdout, stderr] = await Promise.all([all(child.stdout), all(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** The built command in a folder that has a configuration, with a store of its own. */
export class Reconcile {
  readonly store: string;

  constructor(readonly folder: string) {
    this.store = join(folder, 'store');
  }

  /** Writes a file into the folder; answers with its name. */
  async file(name: string, content: string): Promise<string> {
    await writeFile(join(this.folder, name), content);
    return name;
  }

  /** Begins a command and does not wait for it. */
  begin = (...args: string[]): ChildProcess => start(args.includes('--store') ? args : [...args, '--store', this.store], this.folder);

  run = (...args: string[]): Promise<Ran> => ended(this.begin(...args));

  /** Runs a command that must end with 0. */
  async ok(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code !== 0) throw new Error(`reconcile ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  }

  /** One record as the command line shows it. */
  async record(id: string): Promise<RecordView> {
    const { records } = JSON.parse(await this.ok('status', `accounts/${id}`, '--json')) as { records: RecordView[] };
    if (records.length !== 1 || !records[0]) throw new Error(`${records.length} records instead of one`);
    return records[0];
  }
}

/** A sample master, the smallest configuration for it in a folder of its own, and an empty store. */
export class World extends Reconcile {
  private constructor(
    readonly sample: Sample,
    folder: string,
  ) {
    super(folder);
  }

  static async open(options: SampleOptions, more: JsonObject): Promise<World> {
    const sample = await startSample({ port: 0, records: 5, ...options });
    const world = new World(sample, await mkdtemp(join(tmpdir(), 'reconcile-')));
    await world.configure(more);
    return world;
  }

  async close(): Promise<void> {
    await this.sample.close();
    await rm(this.folder, { recursive: true });
  }

  /** Writes `reconciliation.json`. `more` goes beside what is needed. */
  configure({ auth, ...more }: JsonObject = {}): Promise<string> {
    const master = { baseUrl: this.sample.url, ...(auth !== undefined && { auth }) };
    return this.file('reconciliation.json', JSON.stringify({ master, resources: { accounts: { path: '/accounts' } }, ...more }));
  }

  /** Switches a fault of the sample on. */
  async fault(fault: JsonObject): Promise<void> {
    const { status } = await this.#ask('/_control/faults', 'POST', fault);
    if (status !== 201) throw new Error(`The sample answered ${status}`);
  }

  /** Writes a record at the master behind the back of the store. */
  async writeBehind(id: string, change: JsonObject): Promise<void> {
    const { status } = await this.#ask(`/accounts/${encodeURIComponent(id)}`, 'PUT', { ...(await this.remote(id)), ...change });
    if (status !== 200) throw new Error(`The sample answered ${status}`);
  }

  /** Deletes a record at the master behind the back of the store. */
  async remove(id: string): Promise<void> {
    await this.#ask(`/accounts/${encodeURIComponent(id)}`, 'DELETE');
  }

  /** Somebody else creates a record, like account 1 but for the change. */
  async create(change: JsonObject): Promise<void> {
    const { status } = await this.#ask('/accounts', 'POST', { ...(await this.remote('1')), ...change });
    if (status !== 201) throw new Error(`The sample answered ${status}`);
  }

  /** The record as the master has it. */
  async remote(id: string): Promise<JsonObject> {
    return (await (await this.#ask(`/accounts/${encodeURIComponent(id)}`, 'GET')).json()) as JsonObject;
  }

  /** What was sent about a record so far; null: about the list. */
  async methods(id: string | null): Promise<string[]> {
    const { requests } = (await (await this.#ask('/_control/log', 'GET')).json()) as { requests: Requested[] };
    return requests.filter((request) => request.id === id).map(({ method }) => method);
  }

  /** Everything that is in the store's files. */
  async stored(): Promise<string> {
    const files = (await readdir(this.store, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))).join('\n');
  }

  #ask(path: string, method: string, body?: JsonObject): Promise<Response> {
    return fetch(this.sample.url + path, { method, ...(body && { body: JSON.stringify(body) }) });
  }
}

/** Opens the store of a world in this process, as a window of the editor does. */
export async function own({ folder, store }: World, more: Partial<SessionOptions> = {}): Promise<Session> {
  const session = await beside({ folder, store }, more);
  if (session.role !== 'owner') throw new Error('Another process owns the store');
  return session;
}

/** The same where it may be owned already. */
export async function beside({ folder, store }: Pick<World, 'folder' | 'store'>, more: Partial<SessionOptions> = {}): Promise<Session> {
  const configPath = await realpath(join(folder, 'reconciliation.json'));
  const { settings } = await loadConfig(await readFile(configPath, 'utf8'), folder);
  if (!settings) throw new Error('The configuration is not valid');
  return openSession({ settings, configPath, storeDir: store, credentials: () => Promise.resolve(undefined), keepAlive: false, mayConnect: () => true, ...more });
}

/** Retries that need no waiting: four failures are over in 0.03 s. */
export const QUICK = { retry: { base: 0.01, factor: 1 } };

/** A world of its own for each test of a suite. */
export function useWorld(more: JsonObject = {}, options: SampleOptions = {}): () => World {
  let world: World | undefined;
  beforeEach(async () => {
    world = await World.open(options, more);
  });
  afterEach(() => world?.close());
  return () => {
    if (!world) throw new Error('Only inside a test');
    return world;
  };
}
