import type { ActionOptions } from '../engine';
import type { ActionResult } from '../actions';
import { Cancel, linked } from '../cancel';
import type { Lanes } from '../lanes';
import type { Http, Ids } from '../ports';
import type { RecordKey } from '../record';
import { Auditor, type AuditContext } from './auditor';
import { decideFix, readNow, type Fix } from './fix';
import type { Proven } from './listed';
import { foundWords, isSameScope, type AuditRun, type AuditScope, type Starter } from './run';

/** How long after its last batch a run that was broken off can be gone on with, ms: what it found would be too old. */
const STALE_MS = 3_600_000;

/** Runs audits, one at a time, and puts their findings right (D6). `patient` waits while the master asks to slow down. */
export class AuditService {
  #cancel: Cancel | null = null;
  #isEnding = false;
  readonly #proven: Proven = new WeakMap();

  constructor(
    private readonly c: Omit<AuditContext, 'cancel' | 'isEnding' | 'onProgress' | 'proven'> & { readonly patient: Http },
    private readonly lanes: Lanes,
    private readonly ids: Ids,
  ) {}

  /** What keeps a run from beginning now, as a sentence; null: nothing. */
  get hindrance(): string | null {
    return this.#cancel ? RUNNING : this.c.lasting();
  }

  /** Starts a run, or goes on with one that was broken off if it has the same scope, and answers when it has ended. */
  async start(scope: AuditScope, by: Starter, options: ActionOptions): Promise<ActionResult> {
    const { model } = this.c.ledger;
    if (this.#cancel) return { ok: false, message: RUNNING };
    const unknown = scope.resource !== undefined && !this.c.catalog.settings.resources.has(scope.resource);
    if (unknown) return { ok: false, message: `The configuration has no resource "${scope.resource}".` };
    const nowhere = scope.keys?.find((key) => !model.records.has(key));
    if (nowhere !== undefined) return { ok: false, message: `There is no record ${nowhere} in the store.` };
    const obstacle = this.c.lasting();
    if (obstacle !== null) return { ok: false, message: obstacle };
    const left = model.audits.running;
    const isResumed = left !== null && isSameScope(left.scope, scope) && !this.#isStale(left);
    const ago = isResumed ? Math.round((this.c.clock.now() - left.movedAt) / 60_000) : 0;
    const result = await this.#perform(options, isResumed ? null : { scope, by });
    return isResumed ? { ...result, message: `Went on with the run that was broken off ${ago} min ago. ${result.message}` } : result;
  }

  /** Goes on with a run that was broken off, or begins it anew where that was too long ago. */
  async resume(): Promise<ActionResult | null> {
    const left = this.c.ledger.model.audits.running;
    if (!left || this.#cancel || this.c.lasting() !== null) return null;
    return this.#perform({}, this.#isStale(left) ? left : null);
  }

  async #begin({ scope, by }: Pick<AuditRun, 'scope' | 'by'>): Promise<void> {
    const { ledger } = this.c;
    const left = ledger.model.audits.running;
    if (left) await ledger.commitEngine({ kind: 'auditEnded', run: left.id, how: 'cancelled', reason: 'It was broken off, and another one was started.' });
    await ledger.commitEngine({ kind: 'auditStarted', run: this.ids(), by, scope });
  }

  #isStale({ movedAt }: AuditRun): boolean {
    return this.c.clock.now() - movedAt > STALE_MS;
  }

  /** Ends the run under way, or the one that was broken off. */
  async cancel(): Promise<ActionResult> {
    const run = this.c.ledger.model.audits.running;
    if (!run && !this.#cancel) return { ok: false, message: 'No reconciliation is running.' };
    if (this.#cancel) this.#cancel.abort();
    else if (run) await this.#end(run);
    return { ok: true, message: 'The reconciliation is cancelled; its report is partial.' };
  }

  /** Ends one that was broken off; meanwhile none begins. */
  async #end({ id }: AuditRun): Promise<void> {
    this.#cancel = new Cancel();
    try {
      await this.c.ledger.commitEngine({ kind: 'auditEnded', run: id, how: 'cancelled', reason: null });
    } finally {
      this.#cancel = null;
    }
  }

  get isRunning(): boolean {
    return this.#cancel !== null;
  }

  /** Nothing more is asked; the run under way is gone on with at the next start. */
  stop(): void {
    this.#isEnding = true;
    this.#cancel?.abort();
  }

  /** What the master shows of a record now; a refusal where it cannot be asked, or its answer cannot be used. */
  async look(key: RecordKey): Promise<ActionResult> {
    const seen = this.c.obstacle() ?? (await readNow(this.c, key));
    return typeof seen === 'string' ? { ok: false, message: seen } : { ok: true, message: seen.remote ? `${key} was read.` : `The master has no record ${key}.`, remote: seen.remote };
  }

  /** Looks at each record again and puts it right through the queue, as far as nothing has moved. */
  async fix(fixes: readonly Fix[]): Promise<ActionResult> {
    const obstacle = this.c.obstacle();
    if (obstacle !== null) return { ok: false, message: obstacle };
    const refusals: string[] = [];
    for (const fix of fixes) {
      const refusal = await this.lanes.run(fix.key, () => this.#fix(fix));
      if (refusal !== null) refusals.push(refusal);
    }
    const done = fixes.length - refusals.length;
    const message = [`${done} of ${fixes.length} put right.`, ...refusals.slice(0, 5)].join(' ');
    return { ok: refusals.length === 0, message };
  }

  async #fix(fix: Fix): Promise<string | null> {
    const now = await readNow(this.c, fix.key);
    if (typeof now === 'string') return now;
    const facts = decideFix(this.c.ledger.model.records.get(fix.key), fix, now.remote, now.resource, this.ids(), this.c.tools(now.resource).hash);
    if ('refusal' in facts) return facts.refusal;
    await this.c.ledger.commit(facts);
    return null;
  }

  /** Performs a new run, or goes on with the one that was broken off. */
  async #perform({ onProgress, cancel: outer }: ActionOptions, anew: Pick<AuditRun, 'scope' | 'by'> | null): Promise<ActionResult> {
    const { model } = this.c.ledger;
    const { cancel, unlink } = linked(outer);
    this.#cancel = cancel;
    try {
      if (anew) await this.#begin(anew);
      const run = model.audits.running;
      if (!run) return { ok: false, message: 'The store was cleared.' };
      const tell = (done: number, total: number): void => onProgress?.({ done, total, text: 'compared' });
      await new Auditor({ ...this.c, http: this.c.patient, cancel, isEnding: () => this.#isEnding, onProgress: tell, proven: this.#proven }, run).perform();
      const ended = model.audits.runs.find(({ id }) => id === run.id) ?? run;
      return { ok: ended.end?.how === 'complete', message: summary(ended), run: run.id };
    } finally {
      this.#cancel = null;
      unlink();
    }
  }
}

const RUNNING = 'A reconciliation is running already.';

/** A run in one sentence, as D6 mails it. */
export function summary({ end, figures }: AuditRun): string {
  const how = end === null ? 'Running' : end.how === 'complete' ? 'Complete' : end.how === 'cancelled' ? 'Cancelled' : 'Stopped';
  const why = end?.how === 'stopped' && end.reason !== null ? ` ${end.reason}` : '';
  const count = (n: number): string => n.toLocaleString('en-US');
  return `${how}: ${count(figures.checked)} checked, ${foundWords(figures)}${figures.left > 0 ? `, ${count(figures.left)} left out` : ''}.${why}`;
}
