import { attempt, type Result } from './attempt';
import { isWaiting } from './apply';
import type { Catalog } from './catalog';
import { Cancel } from './cancel';
import { discreet, hidingOf } from './discreet';
import type { Exchange, Outcome } from './entry';
import { toExchange } from './exchange';
import { DISK_RETRY_MS, type Gate } from './gate';
import type { Lanes } from './lanes';
import type { Ledger } from './ledger';
import { look, type Trouble } from './look';
import { JournalError, type CancelSignal, type Clock, type Hash, type Http, type Ids, type Random } from './ports';
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

/** Longest sleep, so that a machine that slept is noticed. */
const TICK_MS = 30_000;

/** Where answers take longer, the time that a slot would wait for the disk does not count, and nobody waits in PROCESSING. */
const QUICK_MS = 500;

/** A record that is written down as started. */
interface Started {
  readonly record: SyncRecord;
  readonly job: JobIn<'PROCESSING'>;
  readonly resource: Resource;
  /** Since when it could have started, ms since 1970, and how long writing its start down took, ms. */
  readonly waited: { readonly since: number; readonly commit: number };
}

/** Performs attempts: one at a time per record, up to `sync.concurrency` in all (D1's background job). */
export class Runner {
  readonly #queue = new Queue();
  readonly #released = new Set<RecordKey>();
  /** Ends what is in flight. */
  readonly #cancel = new Cancel();
  #idleWaiters: { readonly retries: boolean; readonly resolve: () => void }[] = [];
  /** Being attempted, from the entry that says so to the one that ends it. */
  readonly #running = new Set<RecordKey>();
  /** Those of them whose turn has not come: their start is written down ahead, so that a free slot need not wait for the disk. */
  readonly #starting = new Set<RecordKey>();
  /** Those of them that only wait for a slot, and how to tell them. */
  readonly #ahead = new Map<RecordKey, () => void>();
  /** Those that the master is asked about, the slots: at most `sync.concurrency`. */
  readonly #sending = new Set<RecordKey>();
  /** How long the newest attempt asked the master; infinite after a failure. */
  #newestMs = Infinity;
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

  /** Of those, the ones that the master is asked about right now: at most `sync.concurrency`. */
  get sending(): number {
    return this.#sending.size;
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
    this.#giveSlots();
    if (this.#isStopped) return this.#tellIdle();
    const now = this.world.clock.now();
    this.#queue.ripen(now);
    this.gate.wake(now, () => this.pump());
    const { concurrency } = this.catalog.settings.sync;
    const isManual = this.#isManual();
    const may = (key: RecordKey): boolean => !this.#running.has(key) && (!isManual || this.#released.has(key));
    const most = this.#newestMs < QUICK_MS ? 2 * concurrency : concurrency;
    while (this.#starting.size + this.#sending.size < most && this.#canSend()) {
      const key = this.#queue.take(may);
      if (key === undefined) break;
      this.#running.add(key);
      this.#starting.add(key);
      void this.#run(key);
    }
    this.#arm(now);
    this.#tellIdle();
  }

  /** Nothing stands in the way of sending. */
  #canSend(): boolean {
    return !this.#isStopped && this.gate.isOpen;
  }

  /** Gives free slots to those that were written down first; one that may not be sent any more goes on without. */
  #giveSlots(): void {
    for (const [key, goOn] of this.#ahead) {
      if (this.#maySend(key)) {
        if (this.#sending.size >= this.catalog.settings.sync.concurrency) return;
        this.#sending.add(key);
      }
      this.#ahead.delete(key);
      this.#starting.delete(key);
      goOn();
    }
  }

  #maySend(key: RecordKey): boolean {
    return this.#canSend() && (!this.#isManual() || this.#released.has(key));
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
    const give = this.world.clock.after(graceMs, () => this.#cancel.abort());
    await new Promise<void>((resolve) => {
      this.#idleWaiters.push({ retries: false, resolve });
      this.pump();
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
      const started = await this.#start(key);
      if (!started) return;
      await this.#slot(key);
      if (this.#hasTurn(key)) await this.#attempt(started);
      else await this.#takeBack(started);
    } catch (error) {
      this.gate.halt(error);
    } finally {
      this.#starting.delete(key);
      this.#sending.delete(key);
      this.#running.delete(key);
      this.#queue.update(key, this.ledger.model.records.get(key));
      this.pump();
    }
  }

  /** Waits for a slot, unless it has one. */
  async #slot(key: RecordKey): Promise<void> {
    if (this.#sending.has(key)) return;
    await new Promise<void>((resolve) => {
      this.#ahead.set(key, resolve);
      this.pump();
    });
  }

  /** Asked at the moment of sending. */
  #hasTurn(key: RecordKey): boolean {
    return this.#sending.has(key) && this.#maySend(key);
  }

  /** Looks the resource up, then writes down that the attempt starts. Null: there is nothing to attempt. */
  async #start(key: RecordKey): Promise<Started | null> {
    const name = this.ledger.model.records.get(key)?.resource ?? '';
    const isUnknown = (): boolean => this.catalog.settings.resources.has(name) && !this.catalog.isKnown(name);
    if (isUnknown()) {
      await this.#slot(key); // to look is to ask the master
      if (isUnknown() && this.#hasTurn(key) && (await this.lookAt(name))?.isOutage) return null;
    }
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
      const since = readySince(record.job);
      const from = clock.monotonic();
      await this.ledger.commit([{ key, fact: { kind: 'started', attempt: record.job.attempt + 1 } }]);
      const started = this.ledger.model.records.get(key);
      const commit = Math.round((clock.monotonic() - from) * 1_000) / 1_000;
      if (started?.job?.status !== 'PROCESSING') return null;
      if (resource && !failure) return { record: started, job: started.job, resource, waited: { since, commit } };
      // a retry whose resource is gone: D2 lets it fail only from PROCESSING
      if (failure) await this.#unsent(started.job, key, { to: 'ERROR', failure, isUnsure: true });
      return null;
    });
  }

  /** The way back of a record for which the gate has closed after its start was written down: nothing was sent, so no attempt is charged. */
  #takeBack({ record: { key }, job }: Started): Promise<void> {
    const failure = { code: 'interrupted', message: 'Sending was stopped before its turn came: nothing was sent.', isRetryable: true };
    const isUnsure = job.sent.length > 1; // about earlier attempts
    return this.lanes.run(key, () =>
      this.#patiently(() => this.#unsent(job, key, { to: 'RETRY_PENDING', failure, dueAt: this.world.clock.now(), isCounted: false, isUnsure })),
    );
  }

  /** Ends an attempt in which nothing was sent. */
  #unsent({ attempt }: Job, key: RecordKey, outcome: Outcome): Promise<void> {
    const times = { queued: 0, commit: 0, http: 0, validation: 0 };
    return this.ledger.commit([{ key, fact: { kind: 'finished', attempt, outcome, exchanges: [], stages: [], times } }]);
  }

  /** Finds out about a resource and keeps it; or says what stands in the way. An outage pauses the connection; a resource without a list is worked with carefully, as configured. */
  async lookAt(name: string, cancel?: CancelSignal, http = this.world.http): Promise<Trouble | null> {
    const settings = this.catalog.settings.resources.get(name);
    if (!settings) return null;
    const { hash, clock } = this.world;
    const found = await look(settings, this.catalog.settings.master.baseUrl, http, hash, clock.now(), cancel);
    if (cancel?.aborted) return { problem: 'Cancelled.', isOutage: true };
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

  /** Sends what its start wrote down: an edit made since then is one in flight. */
  async #attempt(started: Started): Promise<void> {
    const { record, job, resource, waited } = started;
    const { clock } = this.world;
    const queued = Math.max(0, clock.now() - waited.since - waited.commit);
    const exchanges: Exchange[] = [];
    const result = await this.#converse(started, exchanges);
    const ms = exchanges.reduce((sum, e) => sum + e.ms, 0);
    this.#newestMs = result.is === 'failed' ? Infinity : ms;
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
          queued,
          commit: waited.commit,
          http: ms,
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
  async #converse({ record, job, resource }: Started, exchanges: Exchange[]): Promise<Result> {
    const { clock, http } = this.world;
    const { master, log } = this.catalog.settings;
    const hide = hidingOf(record, resource);
    const talk = attempt({ record, job, resource, baseUrl: master.baseUrl, tools: this.tools(resource), now: () => clock.now(), hide });
    let step = talk.next();
    while (!step.done) {
      if ('waitMs' in step.value) {
        await this.#wait(step.value.waitMs);
        step = talk.next();
        continue;
      }
      const at = clock.now();
      const answer = await http.send(step.value.send, this.#cancel);
      exchanges.push(toExchange(step.value.send, answer, at, { sensitive: resource.sensitive, bodyLimit: log.bodyLimit, hide }));
      step = talk.next(answer);
    }
    return discreet(step.value, hide);
  }

  /** What the validation of a resource needs. */
  tools(resource: Resource): Tools {
    return { hash: this.world.hash, monotonic: () => this.world.clock.monotonic(), schema: this.catalog.schema(resource) };
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#cancel.aborted) return resolve();
      const end = (): void => {
        disarm();
        this.#cancel.removeEventListener('abort', end);
        resolve();
      };
      const disarm = this.world.clock.after(ms, end);
      this.#cancel.addEventListener('abort', end);
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
        await this.#wait(DISK_RETRY_MS);
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
