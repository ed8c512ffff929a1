import type { CancelSignal } from '../../engine/ports';
import type { Settings } from '../../engine/settings';
import { LONGEST_TIMER } from '../ports';
import { Refusal } from './failure';

type Timeouts = Settings['timeouts'];
type Phase = Exclude<keyof Timeouts, 'total'>;

const SENTENCES: Record<keyof Timeouts, (origin: string, ms: number) => string> = {
  connect: (origin, ms) => `No connection to ${origin} within ${ms} ms (timeouts.connect).`,
  headers: (origin, ms) => `${origin} did not begin to answer within ${ms} ms (timeouts.headers).`,
  body: (origin, ms) => `The answer of ${origin} paused for ${ms} ms (timeouts.body).`,
  total: (origin, ms) => `${origin} did not finish within ${ms} ms (timeouts.total).`,
};

/** An abort signal as node-fetch takes one. An `AbortController` would do, and costs some 5 µs more a request. */
class Signal {
  readonly [Symbol.toStringTag] = 'AbortSignal';
  aborted = false;
  private readonly listeners = new Set<() => void>();

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }

  abort(): void {
    this.aborted = true;
    for (const listener of this.listeners) listener();
  }
}

/** One send, its four time limits (4.7), and the one way to stop it; node-fetch itself has no limit, and only ever reports an `AbortError`. */
export class Sending {
  /** Why it was stopped, by a limit or by a person. */
  stopped: Refusal | undefined;
  /** True as soon as the master may have seen a byte. */
  isSent = false;
  readonly signal = new Signal();

  private readonly startedAt = performance.now();
  private sentAt: number | undefined;
  private phase: Phase = 'connect';
  private phaseAt = this.startedAt;
  private timer: NodeJS.Timeout | undefined;
  private timerDue = Infinity;

  constructor(
    private readonly origin: string,
    private readonly timeouts: Timeouts,
    private readonly cancel: CancelSignal | undefined,
  ) {
    cancel?.addEventListener('abort', this.onCancel);
    if (cancel?.aborted === true) this.onCancel();
  }

  /** Milliseconds since the first byte could leave; before that, since the start. */
  get ms(): number {
    return performance.now() - (this.sentAt ?? this.startedAt);
  }

  /** From now on, what is sent reaches the master. */
  markSent(): void {
    this.isSent = true;
    this.sentAt ??= performance.now();
  }

  /** The limit of this phase counts from now on, in place of the last one's. */
  enter(phase: Phase): void {
    this.phase = phase;
    this.progress();
  }

  /** Something came: the phase's limit counts from now on. One timer serves all limits, and moves only to an earlier time: the usual request sets it once. */
  progress(): void {
    this.phaseAt = performance.now();
    if (this.due() < this.timerDue) this.arm();
  }

  stop(why: Refusal): void {
    this.stopped ??= why;
    this.signal.abort();
  }

  /** Ends the timer and the listening. */
  end(): void {
    clearTimeout(this.timer);
    this.timerDue = -Infinity;
    this.cancel?.removeEventListener('abort', this.onCancel);
  }

  private readonly onCancel = () => this.stop(new Refusal('cancelled', `The request to ${this.origin} was cancelled.`));

  private due(): number {
    return Math.min(this.phaseAt + this.timeouts[this.phase], this.startedAt + this.timeouts.total);
  }

  private arm(): void {
    clearTimeout(this.timer);
    this.timerDue = this.due();
    // When the event loop was blocked, the answer may already wait in the socket: it is read (one turn) before the limit counts.
    this.timer = setTimeout(() => setImmediate(() => this.check()), Math.min(this.timerDue - performance.now(), LONGEST_TIMER));
  }

  private check(): void {
    if (this.timerDue === -Infinity) return;
    const now = performance.now();
    if (now < this.due()) return this.arm();
    const limit = now < this.phaseAt + this.timeouts[this.phase] ? 'total' : this.phase;
    this.stop(new Refusal('timeout', SENTENCES[limit](this.origin, this.timeouts[limit])));
  }
}
