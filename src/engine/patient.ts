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
      const ms = this.gate.throttledFor;
      if (ms > 0) await sleep(this.clock, ms, cancel);
      if (ms > 0 && !this.gate.mayConnect) return { kind: 'failure', cause: 'cancelled', isSent: false, detail: 'The connection is not approved any more.', ms: 0 };
      const answer = await this.http.send(request, cancel);
      const verdict = classify(answer, false, this.clock.now());
      if (verdict.is !== 'failed' || verdict.pause?.cause !== 'throttled' || tries === TRIES || cancel?.aborted) return answer;
      await this.gate.throttle(verdict.pause);
    }
  }
}
