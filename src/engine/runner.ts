import { attempt, type Result } from './attempt';
import { isWaiting } from './apply';
import type { Catalog } from './catalog';
import { Cancel } from './cancel';
import type { Exchange, PhaseTimes } from './entry';
import { toExchange } from './exchange';
import { DISK_RETRY_MS, type Gate } from './gate';
import type { Lanes } from './lanes';
import type { Ledger } from './ledger';
import { look } from './look';
import { JournalError, type Clock, type Hash, type Http, type Ids, type Random } from './ports';
import type { Failure, Job, JobIn, RecordKey, SyncRecord } from './record';
import { Queue } from './queue';
import { idIssue } from './request';
import type { Resource } from './resource';
import { settle } from './settle';
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

/** The times of an attempt that are over when it starts. */
type Waited = Pick<PhaseTimes, 'queued' | 'commit'>;

/** Longest sleep, so that a machine that slept is noticed. */
const TICK_MS = 30_000;

/** Performs attempts: one at a time per record, up to `sync.concurrency` in all (D1's background job). */
export class Runner {
  readonly #queue = new Queue();
  readonly #released = new Set<RecordKey>();
  readonly #cancels = new Set<() => void>();
  #idleWaiters: { readonly retries: boolean; readonly resolve: () => void }[] = [];
  /** Being attempted, from the entry that says so to the one that ends it. */
  readonly #running = new Set<RecordKey>();
  /** Those of them that the master is still asked about: at most `sync.concurrency`. */
  readonly #sending = new Set<RecordKey>();
  #isStopped = false;
  #disarm: () => void = () => undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly catalog: Catalog,
    private readonly lanes: Lanes,
    private readonly gate: Gate,
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

  /** D4's safety net: looks at every record again, so that nothing that waits is overlooked. Answers with the retries that were overdue. */
  sweep(): number {
    const now = this.world.clock.now();
    let overdue = 0;
    for (const [key, record] of this.ledger.model.records) {
      if (this.#running.has(key)) continue;
      if (record.job?.status === 'RETRY_PENDING' && record.job.dueAt <= now) overdue += 1;
      this.#queue.update(key, record);
    }
    this.pump();
    return overdue;
  }

  /** Starts what is ready and may go, then sleeps until the next thing is due. */
  pump(): void {
    if (this.#isStopped) return;
    const now = this.world.clock.now();
    this.#queue.ripen(now);
    this.gate.wake(now, () => this.pump());
    const { concurrency } = this.catalog.settings.sync;
    const isManual = this.#isManual();
    const may = (key: RecordKey): boolean => !this.#running.has(key) && (!isManual || this.#released.has(key));
    while (this.#sending.size < concurrency && this.#canSend()) {
      const key = this.#queue.take(may);
      if (key === undefined) break;
      this.#running.add(key);
      this.#sending.add(key);
      void this.#run(key);
    }
    this.#arm(now);
    this.#tellIdle();
  }

  /** Nothing stands in the way of sending. */
  #canSend(): boolean {
    return !this.#isStopped && this.gate.isOpen;
  }

  /** Resolves when nothing is in flight or could start now; with `retries`, when nothing will start later either. */
  idle(retries: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push({ retries, resolve });
      this.pump();
    });
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
    const ahead = (time = 0): number => (time > now ? time : Infinity); // what is past waits for an event, not for time
    const due = Math.min(ahead(this.#queue.nextDue), ahead(this.gate.opensAt));
    if (due < Infinity) this.#disarm = this.world.clock.after(Math.max(1, Math.min(due - now, TICK_MS)), () => this.pump());
  }

  async #run(key: RecordKey): Promise<void> {
    try {
      const ready = await this.#prepare(key);
      if (ready) await this.#attempt(ready.record, ready.resource, ready.waited);
    } catch (error) {
      this.gate.halt(error);
    } finally {
      this.#sending.delete(key);
      this.#running.delete(key);
      this.#queue.update(key, this.ledger.model.records.get(key));
      this.pump();
    }
  }

  /** Looks the resource up, then writes down that the attempt starts. Null: there is nothing to attempt. */
  async #prepare(key: RecordKey): Promise<{ record: SyncRecord; resource: Resource; waited: Waited } | null> {
    const name = this.ledger.model.records.get(key)?.resource ?? '';
    if (this.catalog.settings.resources.has(name) && !this.catalog.isKnown(name) && (await this.lookAt(name))?.isOutage) return null;
    return this.lanes.run(key, async () => {
      const record = this.ledger.model.records.get(key);
      if (!record?.job || !isWaiting(record.job) || !this.#canSend()) return null;
      const resource = this.catalog.get(record.resource);
      const failure = cannotStart(record, resource);
      if (failure && record.job.status === 'PENDING') {
        await this.ledger.commit([{ key, fact: { kind: 'unstarted', failure } }]);
        return null;
      }
      const { clock } = this.world;
      const queued = Math.max(0, clock.now() - readySince(record.job));
      const from = clock.monotonic();
      await this.ledger.commit([{ key, fact: { kind: 'started', attempt: record.job.attempt + 1 } }]);
      const started = this.ledger.model.records.get(key);
      const waited = { queued, commit: Math.round((clock.monotonic() - from) * 1_000) / 1_000 };
      if (!started || !resource || failure) {
        await this.#cannotGoOn(key, failure, waited);
        return null;
      }
      return { record: started, resource, waited };
    });
  }

  /** A retry whose resource is gone: D2 lets it fail only from PROCESSING. */
  async #cannotGoOn(key: RecordKey, failure: Failure | null, waited: Waited): Promise<void> {
    const attempted = this.ledger.model.records.get(key)?.job?.attempt ?? 0;
    const times = { ...waited, http: 0, validation: 0 };
    if (failure) await this.ledger.commit([{ key, fact: { kind: 'finished', attempt: attempted, outcome: { to: 'ERROR', failure, isUnsure: true }, exchanges: [], stages: [], times } }]);
  }

  /** Finds out about a resource and keeps it; or says what stands in the way. An outage pauses the connection; a resource without a list is worked with carefully, as configured. */
  async lookAt(name: string): Promise<{ readonly problem: string; readonly isOutage: boolean } | null> {
    const settings = this.catalog.settings.resources.get(name);
    if (!settings) return null;
    const { http, hash, clock } = this.world;
    const found = await look(settings, this.catalog.settings.master.baseUrl, http, hash, clock.now());
    if ('problem' in found) {
      if (found.cause !== 'resource') await this.gate.pauseFor(found.cause, found.problem);
      return { problem: found.problem, isOutage: found.cause !== 'resource' };
    }
    if (found.lookedAt > 0 && !this.catalog.isKnown(name)) {
      await this.ledger.commitEngine({ kind: 'found', resource: name, shape: found.shape, lookedAt: found.lookedAt });
      this.ledger.log('info', `${name}: found by looking at ${found.lookedAt} records.`);
    }
    return null;
  }

  async #attempt(record: SyncRecord, resource: Resource, waited: Waited): Promise<void> {
    const { clock } = this.world;
    const job = record.job as JobIn<'PROCESSING'>;
    const exchanges: Exchange[] = [];
    const result = await this.#converse(record, job, resource, exchanges);
    if (exchanges.length > 0) await this.gate.note(record.key, result);
    if (result.is !== 'failed') {
      // Its end and the next one's beginning share a write. After a failure the next one waits: a pause may come with it.
      this.#sending.delete(record.key);
      this.pump();
    }
    await this.lanes.run(record.key, () =>
      this.#patiently(async () => {
        const now = this.ledger.model.records.get(record.key);
        if (!now?.job || now.job.status !== 'PROCESSING' || now.job.id !== job.id) return;
        const times = {
          ...waited,
          http: exchanges.reduce((sum, e) => sum + e.ms, 0),
          validation: result.stages.reduce((sum, s) => sum + s.us, 0) / 1_000,
        };
        const { fact, merge, pause } = settle(
          { record: now, job: now.job, result, resource, sentRevision: record.localRevision, sent: record.local, exchanges, times, validate: this.catalog.validator(resource), isOutage: this.ledger.model.pause !== null },
          this.catalog.settings,
          { now: clock.now(), random: this.world.random, ids: this.world.ids },
        );
        await this.ledger.commit([{ key: record.key, fact }, ...(merge ? [{ key: record.key, fact: merge }] : [])]);
        if (fact.warning !== undefined) this.ledger.log('warning', `${record.key}: ${fact.warning}`);
        if (pause) await this.gate.pause(pause);
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
        this.gate.halt(error);
        await this.#wait(DISK_RETRY_MS, new Cancel());
      }
    }
  }

  #tellIdle(): void {
    if (this.#idleWaiters.length === 0 || this.#running.size > 0 || this.gate.isProbing) return;
    const { model } = this.ledger;
    const isStuck = !this.#canSend() && (model.pause === null || model.pause.until === null || this.#isStopped);
    const waits = this.#isManual() ? this.#released.size : this.#queue.readyCount;
    const isNowIdle = waits === 0 || !this.#canSend();
    const isEverIdle = isStuck || (waits === 0 && (this.#queue.nextDue === undefined || this.#isManual()));
    const done = this.#idleWaiters.filter(({ retries }) => (retries ? isEverIdle : isNowIdle));
    this.#idleWaiters = this.#idleWaiters.filter((waiter) => !done.includes(waiter));
    for (const { resolve } of done) resolve();
  }
}

/** When a job could have started. */
const readySince = (job: Job): number => (job.status === 'RETRY_PENDING' ? job.dueAt : (job.trail.at(-1)?.at ?? job.queuedAt));

/** Why no request can be built, or null. D2's PENDING → ERROR. */
function cannotStart(record: SyncRecord, resource: Resource | undefined): Failure | null {
  if (!resource) return { code: 'no resource', message: `The configuration has no resource "${record.resource}" any more.`, isRetryable: false };
  const issue = idIssue(record.id);
  return issue === null ? null : { code: 'no request', message: issue, isRetryable: false };
}
