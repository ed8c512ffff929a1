import type { Alert, Route } from '../../src/engine/alerts/alert';
import { STANDARD_ALERTS } from '../../src/engine/alerts/settings';
import { Engine } from '../../src/engine/engine';
import type { Entry, Outcome, RecordFact } from '../../src/engine/entry';
import type { JsonObject } from '../../src/engine/json';
import { EDGES } from '../../src/engine/machine';
import { Model, type Change } from '../../src/engine/model';
import type { Clock, Http, HttpAnswer, HttpFailure, HttpRequest, Journal, Sent } from '../../src/engine/ports';
import { statusOf, type SyncRecord } from '../../src/engine/record';
import type { ResourceSettings, Settings } from '../../src/engine/settings';
import type { Status } from '../../src/engine/status';
import { cron } from '../../src/node/cron';
import { hash } from '../../src/node/ports';
import { loadSchemas } from '../../src/node/schemas';

const schemas = await loadSchemas();

export const BASE = 'http://master.test';

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  time = 1_000_000;
  #timers: { at: number; run: () => void }[] = [];
  now = (): number => this.time;
  monotonic = (): number => this.time;
  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((t) => t !== timer);
    };
  }
  turn = (): Promise<void> => Promise.resolve();
  /** Moves on, running what falls due, and lets everything that follows settle. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const next = this.#timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((t) => t !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settled();
    }
    this.time = end;
  }
}

/** Lets pending promises run. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve();
}

export type Reply = HttpAnswer | HttpFailure;

export const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): HttpAnswer => ({
  kind: 'answer', status, headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body), ms: 1,
});
export const failure = (cause: HttpFailure['cause'], isSent = true): HttpFailure => ({ kind: 'failure', cause, isSent, detail: `It is a ${cause}.`, ms: 1 });

interface Row {
  content: Record<string, unknown>;
  version: number;
}

/** A master API in memory: versions, ETags, If-Match, and whatever a test puts in its way. */
export class FakeMaster implements Http {
  readonly rows = new Map<string, Row>();
  readonly requests: HttpRequest[] = [];
  /** The newest version per id: one that was deleted goes on from there. */
  readonly #versions = new Map<string, number>();
  /** Writes applied per id. */
  readonly writes = new Map<string, number>();
  hasEtag = true;
  /** Creates by POST to the collection only, as json-server does. */
  createsByPost = false;
  /** Answers instead of the master; undefined lets it answer itself. Called before anything is applied. */
  intercept: (request: HttpRequest, apply: () => HttpAnswer) => Reply | Promise<Reply> | undefined = () => undefined;

  put(id: string, content: Record<string, unknown>): void {
    const version = (this.#versions.get(id) ?? 0) + 1;
    this.#versions.set(id, version);
    this.rows.set(id, { content: { ...content, id }, version });
  }

  /** A write of ours is applied; a test may watch. */
  write(id: string, content: Record<string, unknown>): void {
    this.put(id, content);
  }

  async send(request: HttpRequest): Promise<Reply> {
    this.requests.push(request);
    await Promise.resolve();
    return (await this.intercept(request, () => this.#answer(request))) ?? this.#answer(request);
  }

  /** The answer to a request, as the well-behaved master gives it. */
  #answer(request: HttpRequest): HttpAnswer {
    const path = request.url.slice(BASE.length).split('?')[0] ?? '';
    if (path === '/accounts') return request.method === 'POST' ? this.#create(request) : answer(200, [...this.rows.keys()].map((id) => this.view(id)));
    const id = decodeURIComponent(path.slice('/accounts/'.length));
    const row = this.rows.get(id);
    if (request.method === 'GET') return row ? this.#shown(id) : answer(404);
    if (!row && (this.createsByPost || request.headers['if-none-match'] !== '*')) return answer(404);
    const match = request.headers['if-match'];
    if (row && match !== undefined && match !== `"${row.version}"`) return answer(412);
    if (row && request.headers['if-none-match'] === '*') return answer(412);
    this.#apply(id, request);
    return this.#shown(id);
  }

  #create(request: HttpRequest): HttpAnswer {
    const { id } = JSON.parse(request.body ?? '{}') as { id: string };
    if (!this.createsByPost) return answer(405);
    if (this.rows.has(id)) return answer(409);
    this.#apply(id, request);
    return { ...this.#shown(id), status: 201 };
  }

  #apply(id: string, request: HttpRequest): void {
    this.write(id, JSON.parse(request.body ?? '{}') as Record<string, unknown>);
    this.writes.set(id, (this.writes.get(id) ?? 0) + 1);
  }

  view(id: string): Record<string, unknown> {
    const row = this.rows.get(id);
    return { ...row?.content, ...(this.hasEtag && { version: row?.version }) };
  }

  #shown(id: string): HttpAnswer {
    return answer(200, this.view(id), this.hasEtag ? { etag: `"${this.rows.get(id)?.version ?? 0}"` } : {});
  }
}

/** A log in memory that can be made to fail. */
export class MemoryJournal implements Journal {
  readonly entries: Entry[] = [];
  error: Error | null = null;
  async append(entries: readonly Entry[]): Promise<void> {
    await Promise.resolve();
    if (this.error) throw this.error;
    this.entries.push(...(JSON.parse(JSON.stringify(entries)) as Entry[]));
  }
  async checkpoint(): Promise<void> {
    await Promise.resolve();
  }
}

export const ACCOUNTS: ResourceSettings = { name: 'accounts', path: '/accounts', shape: {}, schema: null, rules: [], sensitive: [], update: { method: 'PUT' }, listKeys: new Map(), conflictSigns: [], compare: null };

export const settingsWith = (more: Partial<Settings> = {}, accounts: Partial<ResourceSettings> = {}): Settings => ({
  master: { baseUrl: BASE, origin: BASE, headers: {}, auth: { kind: 'none' } },
  resources: new Map([['accounts', { ...ACCOUNTS, ...accounts }]]),
  sync: { mode: 'auto', readOnly: false, concurrency: 4 },
  timeouts: { connect: 10_000, headers: 30_000, body: 15_000, total: 60_000 },
  retry: { retries: 3, baseMs: 1_000, factor: 5, capMs: 900_000, jitter: 'none' },
  conflicts: { concurrentEdit: 'rebase', autoMerge: 'never' },
  audit: { rate: 20 },
  log: { bodyLimit: 65_536 },
  schedules: { sweep: null, anomalies: null, reconciliation: null },
  alerts: STANDARD_ALERTS,
  ...more,
});

/** An engine in a simulated world. */
export class Simulation {
  readonly clock = new FakeClock();
  readonly master = new FakeMaster();
  journal = new MemoryJournal();
  engine: Engine;
  changes: Change[] = [];
  mayConnect = true;
  /** What goes to the routes of alerts. */
  deliver: (route: Route, alerts: readonly Alert[]) => Promise<Sent> = () => Promise.resolve('no address');
  #ids = 0;

  constructor(readonly settings: Settings = settingsWith()) {
    this.engine = this.#open(new Model());
  }

  #open(model: Model): Engine {
    const engine = new Engine(this.settings, model, {
      clock: this.clock, random: () => 0.5, ids: () => `job-${++this.#ids}`, hash, http: this.master, journal: this.journal, schemas, cron, alerts: { send: (route, alerts) => this.deliver(route, alerts) }, mayConnect: () => this.mayConnect,
    });
    engine.ledger.onDidChange((changes) => this.changes.push(...changes));
    return engine;
  }

  /** Fills the master with records 1..n and pulls them. */
  async filled(n = 1): Promise<this> {
    for (let id = 1; id <= n; id++) this.master.put(String(id), { name: `Name ${id}`, credit: 100 });
    const pulled = await this.engine.perform({ type: 'pull' });
    if (!pulled.ok) throw new Error(pulled.message);
    this.master.requests.length = 0;
    return this;
  }

  /** Dies without a word and opens again from the log. */
  async crash(): Promise<void> {
    const model = new Model();
    for (const entry of this.journal.entries) model.apply(entry);
    const { entries } = this.journal;
    this.journal.error = new Error('dead'); // the old engine's
    this.journal = new MemoryJournal();
    this.journal.entries.push(...entries);
    this.engine = this.#open(model);
    await this.engine.start();
    await settled();
  }

  record(key = 'accounts/1'): SyncRecord {
    const record = this.engine.ledger.model.records.get(key);
    if (!record) throw new Error(`no ${key}`);
    return record;
  }

  status(key = 'accounts/1'): Status {
    return statusOf(this.record(key));
  }

  async edit(change: JsonObject, key = 'accounts/1'): Promise<void> {
    const result = await this.engine.perform({ type: 'edit', key, content: { ...this.record(key).local, ...change } });
    if (!result.ok) throw new Error(result.message);
  }

  /** Edits and lets everything that needs no time happen. */
  async editAndSync(change: JsonObject, key = 'accounts/1'): Promise<void> {
    await this.edit(change, key);
    await this.clock.advance(0);
  }

  /** The places that a record's log entries led through, as `FROM>TO`. */
  way(key = 'accounts/1'): string[] {
    return this.changes.filter((c) => c.entry.key === key).flatMap((c) => c.edges.map((i) => `${EDGES[i]?.from}>${EDGES[i]?.to}`));
  }

  outcomes(key = 'accounts/1'): Outcome[] {
    return this.journal.entries.flatMap((e) => (e.key === key && e.fact.kind === 'finished' ? [e.fact.outcome] : []));
  }

  facts(key = 'accounts/1'): RecordFact['kind'][] {
    return this.journal.entries.flatMap((e) => (e.key === key ? [e.fact.kind] : []));
  }
}
