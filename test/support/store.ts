import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entry } from '../../src/engine/entry';
import type { JsonObject } from '../../src/engine/json';
import type { Model } from '../../src/engine/model';
import type { LeaseTimes } from '../../src/node/store/lease';
import { openStore, type Store, type StoreOptions } from '../../src/node/store/store';

export const IDENTITY = { config: '/home/dev/project/reconciliation.json', origin: 'https://master.example' };

/** Short enough that a takeover takes a fraction of a second. */
export const TINY: LeaseTimes = { heartbeatMs: 20, staleMs: 120, staleAliveMs: 250, pollMs: 20 };

/** Folders and stores of a test file; `clean` ends them all. */
export class Stores {
  readonly #open: Store[] = [];
  readonly #dirs: string[] = [];

  async dir(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'store-'));
    this.#dirs.push(dir);
    return dir;
  }

  async open(dir: string, more: Partial<StoreOptions> = {}): Promise<Store> {
    const store = await openStore({ dir, identity: IDENTITY, lease: TINY, ...more });
    this.#open.push(store);
    return store;
  }

  async clean(): Promise<void> {
    for (const store of this.#open.splice(0)) await store.close();
    for (const dir of this.#dirs.splice(0)) await rm(dir, { recursive: true, force: true });
  }
}

/** A record as the master shows it for the first time. */
export const pulled = (id: string, n: number, more: JsonObject = {}): Entry => ({
  at: 1_700_000_000_000 + n,
  key: `accounts/${id}`,
  fact: { kind: 'pulled', base: { content: { id, n, ...more }, version: String(n), etag: `"${n}"` } },
});

/** An edit that folds into what is there. */
export const edited = (id: string, n: number): Entry => ({ at: 1_700_000_000_000 + n, key: `accounts/${id}`, fact: { kind: 'edited', local: { id, n } } });

/** Appends as the engine does: durable first, then in the model. */
export async function save(store: Store, ...entries: readonly Entry[]): Promise<void> {
  await store.journal.append(entries);
  for (const entry of entries) store.model.apply(entry);
}

/** All that a model holds, for comparing. */
export const stateOf = (model: Model): unknown => ({ head: model.head(), records: [...model.records].sort(([a], [b]) => (a < b ? -1 : 1)) });

/** Every entry of the log. */
export async function logOf(store: Store): Promise<{ seq: number; entry: Entry }[]> {
  const all: { seq: number; entry: Entry }[] = [];
  for await (const one of store.entries()) all.push(one);
  return all;
}

/** Waits until something holds. */
export async function until(holds: () => boolean, what: string, ms = 10_000): Promise<void> {
  for (const end = performance.now() + ms; !holds(); await delay(2)) assert.ok(performance.now() < end, `${what} did not happen within ${ms} ms`);
}
