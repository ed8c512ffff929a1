import { join } from 'node:path';
import { Engine } from '../../src/engine/engine';
import type { Entry } from '../../src/engine/entry';
import type { Clock } from '../../src/engine/ports';
import type { RecordKey } from '../../src/engine/record';
import type { Settings } from '../../src/engine/settings';
import { statusOf } from '../../src/engine/record';
import type { Status } from '../../src/engine/status';
import { alertRoutes, type Routes } from '../../src/node/alerts/routes';
import { loadConfig } from '../../src/node/config/load';
import { cron } from '../../src/node/cron';
import { createHttp } from '../../src/node/http/http';
import { clock, hash, ids, random } from '../../src/node/ports';
import { loadSchemas } from '../../src/node/schemas';
import type { Store } from '../../src/node/store/store';
import { logOf, Stores, until } from './store';

/** The system's clock, so many times as fast, from a time on; it can also be put forward. */
export class SwiftClock implements Clock {
  readonly #began = performance.now();

  constructor(
    private start: number,
    private readonly speed: number,
  ) {}

  now = (): number => Math.round(this.start + (performance.now() - this.#began) * this.speed);
  monotonic = (): number => performance.now();
  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms / this.speed);
    return () => clearTimeout(timer);
  }
  turn = (): Promise<void> => clock.turn();

  /** Puts the clock forward to a time. */
  to(time: number): void {
    this.start += Math.max(0, time - this.now());
  }
}

/** The engine with its own store on disk, its own HTTP, schedules and alerts, on a clock that runs 1,000 times as fast. */
export class SwiftEngine {
  private constructor(
    readonly engine: Engine,
    readonly store: Store,
    readonly clock: SwiftClock,
    readonly settings: Settings,
    private readonly stores: Stores,
  ) {}

  static async open(config: object, start: number, routes: Routes): Promise<SwiftEngine> {
    const stores = new Stores();
    const dir = await stores.dir();
    const { settings, problems } = await loadConfig(JSON.stringify(config), dir);
    if (!settings) throw new Error(problems.map(({ message }) => message).join('\n'));
    const { origin, headers, auth } = settings.master;
    const store = await stores.open(join(dir, 'store'), { identity: { config: join(dir, 'reconciliation.json'), origin } });
    const http = createHttp({ origin, timeouts: settings.timeouts, auth, credentials: async () => undefined, headers, userAgent: 'test', keepAlive: true, allowInsecure: false });
    const clock = new SwiftClock(start, 1_000);
    const alerts = alertRoutes(() => Promise.resolve(routes), 'master.test');
    const engine = new Engine(settings, store.model, { clock, random, ids, hash, http, journal: store.journal, schemas: await loadSchemas(), cron, alerts, mayConnect: () => true });
    await engine.start();
    return new SwiftEngine(engine, store, clock, settings, stores);
  }

  async edit(id: string, change: Record<string, string | number>): Promise<void> {
    const local = this.store.model.records.get(`accounts/${id}`)?.local ?? { id };
    const result = await this.engine.perform({ type: 'edit', key: `accounts/${id}`, content: { ...local, ...change } });
    if (!result.ok) throw new Error(result.message);
  }

  /** Waits until a record stands so. */
  becomes(id: string, ...statuses: readonly Status[]): Promise<void> {
    const key: RecordKey = `accounts/${id}`;
    const status = (): Status | undefined => {
      const record = this.store.model.records.get(key);
      return record && statusOf(record);
    };
    return until(() => statuses.some((one) => one === status()), `${key} ${statuses.join(' or ')}`).catch((error: unknown) => {
      throw new Error(`It is ${status()}; ${this.engine.ledger.model.pause?.reason ?? 'nothing is paused'}.`, { cause: error });
    });
  }

  log(): Promise<{ seq: number; entry: Entry }[]> {
    return logOf(this.store);
  }

  async close(): Promise<void> {
    await this.engine.stop(0);
    await this.stores.clean();
  }
}
