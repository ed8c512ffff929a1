import { sleep } from './cancel';
import { classify } from './classify';
import type { Gate } from './gate';
import type { CancelSignal, Clock, Http, HttpAnswer, HttpFailure, HttpRequest } from './ports';

/** How often one read is asked again. */
const TRIES = 5;

/** Reads for which somebody has time: while the master asks to slow down (429, 503 with `Retry-After`), the connection pauses and they wait. */
export class PatientHttp implements Http {
  constructor(
    private readonly http: Http,
    private readonly gate: Gate,
    private readonly clock: Clock,
  ) {}

  async send(request: HttpRequest, cancel?: CancelSignal): Promise<HttpAnswer | HttpFailure> {
    for (let tries = 1; ; tries++) {
      const why = await this.#wait(cancel);
      if (why !== null) return { kind: 'failure', cause: 'cancelled', isSent: false, detail: why, ms: 0 };
      const answer = await this.http.send(request, cancel);
      const verdict = classify(answer, false, this.clock.now());
      if (verdict.is !== 'failed' || verdict.pause?.cause !== 'throttled') return answer;
      await this.gate.throttle(verdict.pause);
      if (tries === TRIES || this.gate.throttledFor === 0) return answer; // another pause stands
    }
  }

  /** Waits as long as the master has asked for; answers with why it may not be asked then, null: it may. */
  async #wait(cancel?: CancelSignal): Promise<string | null> {
    if (this.gate.throttledFor === 0) return null;
    for (let ms = this.gate.throttledFor; ms > 0 && !cancel?.aborted; ms = this.gate.throttledFor) await sleep(this.clock, ms, cancel);
    return cancel?.aborted ? 'Cancelled.' : this.gate.heldBack;
  }
}
