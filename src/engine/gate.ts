import type { Result } from './attempt';
import type { Catalog } from './catalog';
import { classify, type FailedVerdict } from './classify';
import { Connection } from './connection';
import type { EngineFact, Pause } from './entry';
import type { Ledger } from './ledger';
import { JournalError, type Clock, type Http, type HttpRequest, type Random } from './ports';
import type { RecordKey } from './record';
import { idIssue, listRequest, readRequest } from './request';
import { pauseOf } from './settle';

/** How long nothing is sent after the log could not be written. */
export const DISK_RETRY_MS = 5_000;

const SIGNED_OUT: Pause = { cause: 'credentials', reason: 'The master refused the sign-in (401). Set the token again.', until: null };

/** Whether anything may be sent at all: approval, read-only, a person's pause, outages, a disk that takes nothing. */
export class Gate {
  readonly #connection = new Connection();
  #isProbing = false;
  #halt = { until: 0, reason: '' };

  constructor(
    private readonly ledger: Ledger,
    private readonly catalog: Catalog,
    private readonly world: { readonly clock: Clock; readonly random: Random; readonly http: Http; readonly mayConnect: () => boolean },
  ) {}

  get isOpen(): boolean {
    return this.hindrance === null;
  }

  /** Why nothing is sent, as a sentence; null where nothing stands in the way. */
  get hindrance(): string | null {
    const { pause } = this.ledger.model;
    if (pause) return pause.reason;
    if (this.catalog.settings.sync.readOnly) return 'The configuration is read-only.';
    if (!this.world.mayConnect()) return 'The connection is not approved.';
    return this.#halt.until > this.world.clock.now() ? this.#halt.reason : null;
  }

  /** Failures in a row, and how many open the breaker where enough records have them. */
  get strain(): Connection['strain'] {
    return this.#connection.strain;
  }

  /** True while a read tries whether the master is back. */
  get isProbing(): boolean {
    return this.#isProbing;
  }

  /** When it may open by itself, ms since 1970; in the past or infinite: it waits for an event. */
  get opensAt(): number {
    return Math.max(this.ledger.model.pause?.until ?? 0, this.#halt.until);
  }

  /** Makes a pause durable. A person's pause is not replaced, nor one by another of an outage. */
  async pause(pause: Pause): Promise<void> {
    const { pause: present } = this.ledger.model;
    if (present && (present.cause === 'user' || pause.cause !== 'user')) return;
    await this.ledger.commitEngine({ kind: 'paused', pause });
    this.ledger.log('warning', `Paused: ${pause.reason}`);
  }

  /** True where the connection is approved. */
  get mayConnect(): boolean {
    return this.world.mayConnect();
  }

  /** Why the master may not even be read, as a sentence, where it is not that it asked to slow down; null: it may. */
  get heldBack(): string | null {
    const { pause } = this.ledger.model;
    if (!this.mayConnect) return 'The connection is not approved: nothing was asked.';
    return pause && pause.cause !== 'throttled' ? pause.reason : null;
  }

  /** How long the master asked to be left alone yet, ms. */
  get throttledFor(): number {
    const { pause } = this.ledger.model;
    return pause?.cause === 'throttled' ? Math.max(0, (pause.until ?? 0) - this.world.clock.now()) : 0;
  }

  /** Pauses as the answer to a read asks for; the longest wait counts. */
  async throttle(pause: NonNullable<FailedVerdict['pause']>): Promise<void> {
    const { pause: present } = this.ledger.model;
    const next = pauseOf(pause, this.catalog.settings, { now: this.world.clock.now(), random: this.world.random });
    if (present && (present.cause !== 'throttled' || (present.until ?? 0) >= (next.until ?? 0))) return;
    await this.ledger.commitEngine({ kind: 'paused', pause: next });
    this.ledger.log('warning', `Paused: ${next.reason}`);
  }

  /** The connection waits because a resource could not be looked at. */
  pauseFor(cause: 'credentials' | 'offline', reason: string): Promise<void> {
    return this.pause(cause === 'credentials' ? { cause, reason, until: null } : this.#connection.pause(cause, reason, this.world.clock.now()));
  }

  async resume(by: Extract<EngineFact, { kind: 'resumed' }>['by']): Promise<void> {
    this.#halt = { until: 0, reason: '' };
    if (!this.ledger.model.pause) return;
    if (by !== 'time') this.#connection.recovered();
    await this.ledger.commitEngine({ kind: 'resumed', by });
    this.ledger.log('info', by === 'probe' ? 'The master answers again.' : 'Resumed.');
  }

  /** Takes in how an attempt ended: enough failures of enough records are an outage. */
  async note(key: RecordKey, result: Result): Promise<void> {
    const pause = this.#connection.note(key, result, this.world.clock.now());
    if (pause) await this.pause(pause);
  }

  /** The log could not be written, or the program is wrong: nothing more is sent for a while. */
  halt(error: unknown): void {
    if (!(error instanceof JournalError)) this.ledger.log('error', `An attempt broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    else if (error.reason === 'full' || error.reason === 'disk') this.ledger.log('error', `${error.message} Nothing is sent until the log can be written.`);
    const reason = error instanceof JournalError ? error.message : 'An attempt broke off; the log says where.';
    this.#halt = { until: this.world.clock.now() + DISK_RETRY_MS, reason };
  }

  /** Ends a pause whose time has come, by itself after throttling, by a read that answers after an outage; then calls `then`. */
  wake(now: number, then: () => void): void {
    const { pause } = this.ledger.model;
    if (!pause || pause.until === null || Math.max(pause.until, this.#halt.until) > now || this.#isProbing || !this.world.mayConnect()) return;
    this.#isProbing = true;
    const end = pause.cause === 'throttled' ? this.resume('time') : this.#probe(pause);
    end
      .catch((error: unknown) => this.halt(error))
      .finally(() => {
        this.#isProbing = false;
        then();
      });
  }

  async #probe(pause: Pause): Promise<void> {
    const request = this.#probeRequest();
    const verdict = request && classify(await this.world.http.send(request), false, this.world.clock.now());
    if (verdict?.is === 'signed-out') return this.ledger.commitEngine({ kind: 'paused', pause: SIGNED_OUT });
    if (verdict?.is !== 'failed' || !verdict.failure.isRetryable) return this.resume('probe');
    const cause = pause.cause === 'breaker' ? 'breaker' : 'offline';
    await this.ledger.commitEngine({ kind: 'paused', pause: this.#connection.pause(cause, verdict.failure.message, this.world.clock.now()) });
  }

  /** One read that changes nothing: a record that waits, else the first resource's list. */
  #probeRequest(): HttpRequest | undefined {
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
}
