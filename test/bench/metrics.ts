import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry, Outcome } from '../../src/engine/entry';
import { figures } from '../../src/engine/metrics/figures';
import { Rollup } from '../../src/engine/metrics/rollup';
import { Model } from '../../src/engine/model';
import type { SyncRecord } from '../../src/engine/record';
import { openStore, type Store } from '../../src/node/store/store';
import { timed, type Run } from './run';

const HOUR = 3_600_000;
const IDENTITY = { config: '/bench/reconciliation.json', origin: 'http://127.0.0.1' };
/** Entries that share a write. */
const BATCH = 1_000;

/** A log of three entries a job, spread evenly over 40 days; every twentieth attempt fails. */
export function* logOf(entries: number, records: number, until: number): Generator<Entry> {
  const from = until - 40 * 24 * HOUR;
  for (let n = 0; n < records; n++) yield { at: from, key: `accounts/${n}`, fact: { kind: 'pulled', base: accepted(n, 1) } };
  for (let n = 0, job = 0; n + 3 <= entries - records; n += 3, job++) {
    const at = from + Math.floor((n / entries) * (until - from));
    const key = `accounts/${job % records}`;
    const http = 20 + ((job * 37) % 400);
    yield { at, key, fact: { kind: 'queued', job: `job-${job}`, cause: 'edit', local: accepted(job % records, job).content } };
    yield { at: at + 5, key, fact: { kind: 'started', attempt: 1 } };
    const exchange = { method: 'PUT', path: `/${key}`, requestHeaders: {}, requestBody: null, status: job % 20 ? 200 : 500, headers: {}, body: null, ms: http };
    const times = { queued: 5, commit: 1 + (job % 3), http, validation: 0.02 };
    yield { at: at + http, key, fact: { kind: 'finished', attempt: 1, outcome: outcomeOf(job, records), exchanges: [exchange], stages: [], times } };
  }
}

const accepted = (id: number, version: number) => ({ content: { id: String(id), name: `Account ${id}`, creditLimit: version }, version: String(version), etag: null });

const outcomeOf = (job: number, records: number): Outcome =>
  job % 20
    ? { to: 'SYNCED', base: accepted(job % records, job), reason: 'Written.' }
    : { to: 'ERROR', failure: { code: 'HTTP 403', message: `Account ${job} may not be changed before 2026-01-05T12:00:${10 + (job % 50)}Z by "user ${job}".`, isRetryable: false }, isUnsure: false };

async function write(store: Store, entries: Iterable<Entry>): Promise<void> {
  let batch: Entry[] = [];
  const flush = async (): Promise<void> => {
    await store.journal.append(batch);
    for (const entry of batch) store.model.apply(entry);
    batch = [];
  };
  for (const entry of entries) if (batch.push(entry) === BATCH) await flush();
  await flush();
  await store.journal.checkpoint(store.model);
  await write500(store);
}

/** What came after the snapshot. */
async function write500(store: Store): Promise<void> {
  const some = [...store.model.records.keys()].slice(0, 500).map((key): Entry => ({ at: Date.now(), key, fact: { kind: 'pulled', base: accepted(0, 1) } }));
  await store.journal.append(some);
  for (const entry of some) store.model.apply(entry);
}

/** Writes a log, closes it, opens it again as often as asked, and measures opening and the figures of each window that a person can choose, the first time they are asked for. */
export async function opened(entries: number, records: number, times: number): Promise<{ open: Run[]; figures: Run[] }> {
  const dir = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const now = Date.now();
    const store = await openStore({ dir, identity: IDENTITY });
    await write(store, logOf(entries, records, now));
    await store.close();
    const runs = { open: [] as Run[], figures: [] as Run[] };
    for (let i = 0; i < times; i++) {
      let again: Store | undefined;
      runs.open.push(await timed(entries, async () => void (again = await openStore({ dir, identity: IDENTITY, readOnly: true }))));
      const { model } = again ?? store;
      let ended = 0;
      runs.figures.push(await timed(entries, async () => {
        for (const hours of [1, 24, 7 * 24, 30 * 24]) ended = Object.values(figures(model, { from: now - hours * HOUR, to: now }, now).ended).reduce((sum, n) => sum + n, 0);
      }));
      if (ended < entries / 5) throw new Error(`The figures know of ${ended} jobs only.`);
      await again?.close();
    }
    return runs;
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** The rollup's part of applying a log, beside all of it. */
export function applied(entries: number, records: number): { whole: () => Promise<Run>; rollup: () => Promise<Run> } {
  const log = [...logOf(entries, records, Date.now())];
  const befores: (SyncRecord | undefined)[] = [];
  const model = new Model();
  for (const entry of log) befores.push(model.apply(entry).before);
  return {
    whole: () =>
      timed(log.length, async () => {
        const fresh = new Model();
        for (const entry of log) fresh.apply(entry);
      }),
    rollup: () =>
      timed(log.length, async () => {
        const rollup = new Rollup();
        for (const [i, entry] of log.entries()) rollup.take(entry, befores[i]);
      }),
  };
}
