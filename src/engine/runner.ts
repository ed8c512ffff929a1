import { attempt, type Result } from './attempt';
import { isWaiting } from './apply';
import type { Catalog } from './catalog';
import { Connection } from './connection';
import type { Exchange, Pause } from './entry';
import { toExchange } from './exchange';
import type { Lanes } from './lanes';
import type { Ledger } from './ledger';
import { look } from './look';
import type { CancelSignal, Clock, Hash, Http, Ids, Random } from './ports';
import { JournalError } from './ports';
import type { Failure, JobIn, RecordKey, SyncRecord } from './record';
import { Queue } from './queue';
import { idIssue, listRequest, readRequest } from './request';
import type { Resource } from './resource';
import { settle } from './settle';
import { classify } from './classify';
import type { Tools } from './stages';

/** What the runner needs of the world. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly http: Http;
  /** False: nothing is sent (not approved). */
  readonly mayConnect: () => boolean;
}

/** Longest sleep, so that a machine that slept is noticed. */
const TICK_MS = 30_000;
/** Between two tries to write down an answer on a full or broken disk. */
const DISK_RETRY_MS = 5_000;

/** Performs attempts: one at a time per record, up to `sync.concurrency` in all (D1's background job). */
export class Runner {
  readonly #queue = new Queue();
  readonly #connection = new Connection();
  readonly #released = new Set<RecordKey>();
  readonly #cancels = new Set<() => void>();
  #idleWaiters: { readonly retries: boolean; readonly resolve: () => void }[] = [];
  readonly #running = new Set<RecordKey>();
  #isStopped = false;
  #isProbing = false;
  #haltedUntil = 0;
  #disarm: () => void = () => undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly catalog: Catalog,
    private readonly lanes: Lanes,
    private readonly world: World,
  ) {
    for (const record of ledger.model.records.values()) this.#queue.update(record.key, record);
    ledger.onDidChange((changes) => {
      for (const { entry, after } of changes) {
        if (entry.key === undefined) continue;
        this.#queue.update(entry.key, this.ledger.model.records.get(entry.key));
        if (!after?.job || !(isWaiting(after.job) || after.job.status === 'PROCESSING')) this.#released.delete(entry.key);
      }
      this.pump();
    });
  }

  get inFlight(): number {
    return this.#running.size;
  }

  /** In manual mode: these may be sent. */
  release(keys: Iterable<RecordKey>): void {
    for (const key of keys) this.#released.add(key);
    this.pump();
  }

  /** Starts what is ready and may go, then sleeps until the next thing is due. */
  pump(): void {
    if (this.#isStopped) return;
    const now = this.world.clock.now();
    this.#queue.ripen(now);
    this.#wake(now);
    const { concurrency } = this.catalog.settings.sync;
    const isManual = this.#isManual();
    const may = (key: RecordKey): boolean => !this.#running.has(key) && (!isManual || this.#released.has(key));
    while (this.#running.size < concurrency && this.canSend()) {
      const key = this.#queue.take(may);
      if (key === undefined) break;
      this.#running.add(key);
      void this.#run(key);
    }
    this.#arm(now);
    this.#tellIdle();
  }

  /** Nothing stands in the way of sending. */
  canSend(): boolean {
    return !this.#isStopped && this.world.mayConnect() && !this.catalog.settings.sync.readOnly && this.ledger.model.pause === null && this.#haltedUntil <= this.world.clock.now();
  }

  /** Resolves when nothing is in flight or could start now; with `retries`, when nothing will start later either. */
  idle(retries: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push({ retries, resolve });
      this.pump();
    });
  }

  /** Makes a pause durable. A person's pause is not replaced by another. */
  async pause(pause: Pause): Promise<void> {
    if (this.ledger.model.pause?.cause === 'user' || (this.ledger.model.pause && pause.cause !== 'user')) return;
    await this.ledger.commitEngine({ kind: 'paused', pause });
    this.ledger.log('warning', `Paused: ${pause.reason}`);
  }

  async resume(by: 'person' | 'probe' | 'time' | 'start'): Promise<void> {
    if (!this.ledger.model.pause) return;
    if (by !== 'time') this.#connection.recovered();
    await this.ledger.commitEngine({ kind: 'resumed', by });
    this.ledger.log('info', by === 'probe' ? 'The master answers again.' : 'Resumed.');
  }

  /** Lets what is in flight end within `graceMs`, then cancels it. Nothing starts any more. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#disarm();
    const give = this.world.clock.after(graceMs, () => this.#cancels.forEach((cancel) => cancel()));
    await new Promise<void>((resolve) => {
      this.#idleWaiters.push({ retries: false, resolve });
      this.#tellIdle();
    });
    give();
  }

  #isManual(): boolean {
    return (this.ledger.model.mode ?? this.catalog.settings.sync.mode) === 'manual';
  }

  #arm(now: number): void {
    this.#disarm();
    const times = [this.#queue.nextDue, this.ledger.model.pause?.until, this.#haltedUntil];
    const due = Math.min(...times.map((time) => (time && time > now ? time : Infinity))); // what is past waits for an event, not for time
    if (due < Infinity) this.#disarm = this.world.clock.after(Math.max(1, Math.min(due - now, TICK_MS)), () => this.pump());
  }

  /** Ends a pause whose time has come: by itself after throttling, by a read that answers after an outage. */
  #wake(now: number): void {
    const { pause } = this.ledger.model;
    if (!pause || pause.until === null || pause.until > now || this.#isProbing || !this.world.mayConnect()) return;
    this.#isProbing = true;
    const end = pause.cause === 'throttled' ? this.resume('time') : this.#probe(pause);
    end.catch((error: unknown) => this.#halt(error)).finally(() => {
      this.#isProbing = false;
      this.pump();
    });
  }

  async #probe(pause: Pause): Promise<void> {
    const request = this.#probeRequest();
    const verdict = request && classify(await this.world.http.send(request), false, this.world.clock.now());
    if (verdict?.is === 'signed-out') return this.ledger.commitEngine({ kind: 'paused', pause: { cause: 'credentials', reason: 'The master refused the sign-in (401). Set the token again.', until: null } });
    if (verdict?.is !== 'failed' || !verdict.failure.isRetryable) return this.resume('probe');
    const cause = pause.cause === 'breaker' ? 'breaker' : 'offline';
    await this.ledger.commitEngine({ kind: 'paused', pause: this.#connection.pause(cause, verdict.failure.message, this.world.clock.now()) });
  }

  /** One read that changes nothing: a record that waits, else the first resource's list. */
  #probeRequest() {
    const { model } = this.ledger;
    const { master, resources } = this.catalog.settings;
    for (const status of ['RETRY_PENDING', 'PENDING'] as const) {
      for (const key of model.keys(status)) {
        const record = model.records.get(key);
        const resource = record && this.catalog.get(record.resource);
        if (record && resource && idIssue(record.id) === null) return readRequest(master.baseUrl, resource, record.id);
      }
    }
    const [first] = resources.values();
    return first && listRequest(`${master.baseUrl}${first.path}`);
  }

  async #run(key: RecordKey): Promise<void> {
    try {
      const ready = await this.#prepare(key);
      if (ready) await this.#attempt(ready.record, ready.resource);
    } catch (error) {
      this.#halt(error);
    } finally {
      this.#running.delete(key);
      this.#queue.update(key, this.ledger.model.records.get(key));
      this.pump();
    }
  }

  /** The log could not be written, or the program is wrong: nothing more is sent for a while. */
  #halt(error: unknown): void {
    if (!(error instanceof JournalError)) this.ledger.log('error', `An attempt broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    else if (error.reason === 'full' || error.reason === 'disk') this.ledger.log('error', `${error.message} Nothing is sent until the log can be written.`);
    this.#haltedUntil = this.world.clock.now() + DISK_RETRY_MS;
  }

  /** Looks the resource up, then writes down that the attempt starts. Null: there is nothing to attempt. */
  async #prepare(key: RecordKey): Promise<{ record: SyncRecord; resource: Resource } | null> {
    const name = this.ledger.model.records.get(key)?.resource ?? '';
    if (this.catalog.settings.resources.has(name) && !this.catalog.isKnown(name) && !(await this.lookAt(name))) return null;
    return this.lanes.run(key, async () => {
      const record = this.ledger.model.records.get(key);
      if (!record?.job || !isWaiting(record.job) || !this.canSend()) return null;
      const resource = this.catalog.get(record.resource);
      const failure = cannotStart(record, resource);
      if (failure && record.job.status === 'PENDING') {
        await this.ledger.commit([{ key, fact: { kind: 'unstarted', failure } }]);
        return null;
      }
      await this.ledger.commit([{ key, fact: { kind: 'started', attempt: record.job.attempt + 1 } }]);
      const started = this.ledger.model.records.get(key);
      if (!started || !resource || failure) {
        await this.#cannotGoOn(key, failure);
        return null;
      }
      return { record: started, resource };
    });
  }

  /** A retry whose resource is gone: D2 lets it fail only from PROCESSING. */
  async #cannotGoOn(key: RecordKey, failure: Failure | null): Promise<void> {
    const attempted = this.ledger.model.records.get(key)?.job?.attempt ?? 0;
    const times = { queued: 0, http: 0, validation: 0 };
    if (failure) await this.ledger.commit([{ key, fact: { kind: 'finished', attempt: attempted, outcome: { to: 'ERROR', failure, isUnsure: true }, exchanges: [], stages: [], times } }]);
  }

  /** Finds out about a resource and keeps it; false when the connection waits instead. */
  async lookAt(name: string): Promise<boolean> {
    const settings = this.catalog.settings.resources.get(name);
    if (!settings) return false;
    const { http, hash, clock } = this.world;
    const found = await look(settings, this.catalog.settings.master.baseUrl, http, hash, clock.now());
    if ('problem' in found) {
      const now = clock.now();
      await this.pause(found.cause === 'credentials' ? { cause: 'credentials', reason: found.problem, until: null } : this.#connection.pause('offline', found.problem, now));
      return false;
    }
    if (found.lookedAt > 0 && !this.catalog.isKnown(name)) {
      await this.ledger.commitEngine({ kind: 'found', resource: name, shape: found.shape, lookedAt: found.lookedAt });
      this.ledger.log('info', `${name}: found by looking at ${found.lookedAt} records.`);
    }
    return true;
  }

  async #attempt(record: SyncRecord, resource: Resource): Promise<void> {
    const { clock } = this.world;
    const job = record.job as JobIn<'PROCESSING'>;
    const exchanges: Exchange[] = [];
    const result = await this.#converse(record, job, resource, exchanges);
    const pauseOfOutage = exchanges.length > 0 ? this.#connection.note(record.key, result, clock.now()) : null;
    if (pauseOfOutage) await this.pause(pauseOfOutage);
    await this.lanes.run(record.key, () =>
      this.#patiently(async () => {
        const now = this.ledger.model.records.get(record.key);
        if (!now?.job || now.job.status !== 'PROCESSING' || now.job.id !== job.id) return;
        const times = {
          queued: Math.max(0, job.startedAt - job.queuedAt),
          http: exchanges.reduce((sum, e) => sum + e.ms, 0),
          validation: result.stages.reduce((sum, s) => sum + s.us, 0) / 1_000,
        };
        const { fact, pause } = settle(
          { record: now, job: now.job, result, resource, sentRevision: record.localRevision, sent: record.local, exchanges, times, isOutage: this.ledger.model.pause !== null },
          this.catalog.settings,
          { now: clock.now(), random: this.world.random, ids: this.world.ids },
        );
        await this.ledger.commit([{ key: record.key, fact }]);
        if (fact.warning !== undefined) this.ledger.log('warning', `${record.key}: ${fact.warning}`);
        if (pause) await this.pause(pause);
      }),
    );
  }

  /** Drives the conversation of one attempt. */
  async #converse(record: SyncRecord, job: JobIn<'PROCESSING'>, resource: Resource, exchanges: Exchange[]): Promise<Result> {
    const { clock, http } = this.world;
    const cancel = new Cancel();
    const abort = (): void => cancel.abort();
    this.#cancels.add(abort);
    try {
      const talk = attempt({ record, job, resource, baseUrl: this.catalog.settings.master.baseUrl, tools: this.tools(resource), now: () => clock.now() });
      let step = talk.next();
      while (!step.done) {
        if ('waitMs' in step.value) {
          await this.#wait(step.value.waitMs, cancel);
          step = talk.next();
          continue;
        }
        const answer = await http.send(step.value.send, cancel);
        exchanges.push(toExchange(step.value.send, answer, resource.sensitive));
        step = talk.next(answer);
      }
      return step.value;
    } finally {
      this.#cancels.delete(abort);
    }
  }

  /** What the validation of a resource needs. */
  tools(resource: Resource): Tools {
    return { hash: this.world.hash, monotonic: () => this.world.clock.monotonic(), schema: this.catalog.schema(resource) };
  }

  #wait(ms: number, cancel: Cancel): Promise<void> {
    return new Promise((resolve) => {
      const disarm = this.world.clock.after(ms, resolve);
      cancel.addEventListener('abort', () => {
        disarm();
        resolve();
      });
    });
  }

  /** An answer is not thrown away because the disk is full: it is written down as soon as that is possible. */
  async #patiently(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const canWait = error instanceof JournalError && (error.reason === 'full' || error.reason === 'disk') && !this.#isStopped;
        if (!canWait) throw error;
        this.#halt(error);
        await this.#wait(DISK_RETRY_MS, new Cancel());
      }
    }
  }

  #tellIdle(): void {
    if (this.#idleWaiters.length === 0 || this.#running.size > 0 || this.#isProbing) return;
    const { model } = this.ledger;
    const isStuck = !this.canSend() && (model.pause === null || model.pause.until === null || this.#isStopped);
    const waits = this.#isManual() ? this.#released.size : this.#queue.readyCount;
    const isNowIdle = waits === 0 || !this.canSend();
    const isEverIdle = isStuck || (waits === 0 && (this.#queue.nextDue === undefined || this.#isManual()));
    const done = this.#idleWaiters.filter(({ retries }) => (retries ? isEverIdle : isNowIdle));
    this.#idleWaiters = this.#idleWaiters.filter((waiter) => !done.includes(waiter));
    for (const { resolve } of done) resolve();
  }
}

/** Why no request can be built, or null. D2's PENDING → ERROR. */
function cannotStart(record: SyncRecord, resource: Resource | undefined): Failure | null {
  if (!resource) return { code: 'no resource', message: `The configuration has no resource "${record.resource}" any more.`, isRetryable: false };
  const issue = idIssue(record.id);
  return issue === null ? null : { code: 'no request', message: issue, isRetryable: false };
}

/** The engine's own `AbortSignal`. */
export class Cancel implements CancelSignal {
  aborted = false;
  readonly #listeners = new Set<() => void>();
  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
  abort(): void {
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
