import type { Action, ActionResult } from './actions';
import { detect, stalls, type Sight } from './alerts/detect';
import type { AlertRule } from './alerts/alert';
import { AlertManager } from './alerts/manager';
import { LONGEST_MUTE_MS } from './alerts/mute';
import { attempt } from './attempt';
import { lookedAt, type Starter } from './audit/run';
import { AuditService } from './audit/service';
import { Catalog } from './catalog';
import { decideDiscard, decideEdit, decideRetry, type Decision } from './decide';
import { applyFact, isWaiting } from './apply';
import { Gate } from './gate';
import { Lanes } from './lanes';
import { Ledger, type KeyedFact } from './ledger';
import type { Model } from './model';
import { PatientHttp } from './patient';
import { JournalError, type Alerts, type CancelSignal, type Cron, type HttpRequest, type Journal, type Schemas } from './ports';
import { Pulls } from './pulls';
import { splitKey, type JobIn, type RecordKey, type SyncRecord } from './record';
import { decideResolve, decideUndo } from './resolve';
import type { Resource } from './resource';
import { Runner, type World } from './runner';
import type { Planned } from './schedule/plan';
import { Scheduler } from './schedule/scheduler';
import type { Task } from './schedule/tasks';
import type { Settings } from './settings';
import type { Tools } from './stages';

/** How far a long action is. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly text: string;
}

/** A look that comes so much later than the one before it: the machine slept, ms. */
const ASLEEP_MS = 120_000;

/** What goes with an action that takes a while. */
export interface ActionOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly cancel?: CancelSignal;
}

/** What an attempt would send first, or why it would send nothing. The transport adds headers of its own. */
export type Preview = { readonly request: HttpRequest; readonly note: string } | { readonly refusal: string };

/** Records that the master is asked about right now; failures in a row, and `of` how many open the breaker. */
export interface Traffic {
  readonly sending: number;
  readonly failures: number;
  readonly of: number;
}

/** The sync engine of one store: takes actions, runs jobs, publishes changes after they are durable. */
export class Engine {
  readonly ledger: Ledger;
  readonly #catalog: Catalog;
  readonly #gate: Gate;
  readonly #runner: Runner;
  readonly #lanes = new Lanes();
  readonly #pulls: Pulls;
  readonly #audits: AuditService;
  readonly #schedules: Scheduler;
  readonly #alerts: AlertManager;
  readonly #world: World;
  /** When an attempt last ended, or this began. */
  #lastEnd: number;
  /** Since when this machine is awake and the engine looks, and when it looked last, ms since 1970. */
  #awakeSince: number;
  #lookedAt: number;
  #hasBackground = false;

  constructor(settings: Settings, model: Model, world: World & { readonly journal: Journal; readonly schemas: Schemas; readonly cron: Cron; readonly alerts: Alerts }) {
    this.#world = world;
    this.ledger = new Ledger(model, world.journal, world.clock);
    this.#catalog = new Catalog(settings, model, world.schemas);
    this.#gate = new Gate(this.ledger, this.#catalog, world);
    this.#runner = new Runner(this.ledger, this.#catalog, this.#lanes, this.#gate, world);
    const patient = new PatientHttp(world.http, this.#gate, world.clock);
    const common = {
      ledger: this.ledger, catalog: this.#catalog, http: world.http, patient, clock: world.clock,
      tools: (resource: Resource): Tools => this.#runner.tools(resource),
      lookAt: (name: string, cancel?: CancelSignal) => this.#runner.lookAt(name, cancel, patient),
    };
    this.#pulls = new Pulls({ ...common, lanes: this.#lanes, gate: this.#gate });
    this.#audits = new AuditService({ ...common, obstacle: () => this.#obstacle(), lasting: () => this.#gate.heldBack }, this.#lanes, world.ids);
    this.#lastEnd = this.#awakeSince = this.#lookedAt = world.clock.now();
    this.ledger.onDidChange((changes) => {
      if (changes.some(({ entry }) => entry.fact.kind === 'finished')) this.#lastEnd = world.clock.now();
    });
    this.#alerts = new AlertManager({ ledger: this.ledger, clock: world.clock, cron: world.cron, ids: world.ids, alerts: world.alerts, settings: () => this.settings.alerts });
    this.#schedules = new Scheduler(this.ledger, world.clock, world.cron, () => this.settings.schedules, {
      hindrance: (task) => (task === 'reconciliation' ? this.#audits.hindrance : null),
      run: (task) => this.#runTask(task),
      waits: (task, why) => this.#alerts.raise([{ rule: 'missedSchedule', subject: task, text: `The ${task} is due and waits: ${why}` }]),
    }, () => {
      const now = world.clock.now();
      if (Math.abs(now - this.#lookedAt) > ASLEEP_MS) this.#lastEnd = this.#awakeSince = now;
      this.#lookedAt = now;
      this.#alerts.raise(stalls(model, this.#sight()));
    });
  }

  /** Runs the background jobs of D4 from now on, and goes on with a reconciliation that was broken off; only the owner's window does. */
  runSchedules(): void {
    this.#hasBackground = true;
    this.#resumeAudit();
    this.#schedules.start();
  }

  /** When each background job is due next. */
  plan(): readonly Planned[] {
    return this.#schedules.plan();
  }

  get settings(): Settings {
    return this.#catalog.settings;
  }

  get inFlight(): number {
    return this.#runner.inFlight;
  }

  /** What moves right now, which no log has. */
  get traffic(): Traffic {
    return { sending: this.#runner.sending, ...this.#gate.strain };
  }

  /** Takes up what an earlier run left: attempts of unknown outcome are looked up, pauses that only waited are over. */
  async start(): Promise<void> {
    const { model } = this.ledger;
    const now = this.#world.clock.now();
    await this.ledger.commit([...model.keys('PROCESSING')].map((key) => ({ key, fact: { kind: 'recovered', dueAt: now } })));
    const { pause } = model;
    if (pause && pause.cause !== 'user' && !(pause.cause === 'throttled' && (pause.until ?? 0) > now)) await this.#gate.resume('start');
    this.#runner.pump();
    this.#alerts.start();
  }

  /** Looks again at what may be sent: after an approval, a token, a changed configuration. */
  nudge(): void {
    this.#runner.pump();
    this.#resumeAudit();
  }

  /** Takes a changed configuration; an attempt in flight ends with the old one. */
  configure(settings: Settings): void {
    this.#catalog.configure(settings);
    this.#runner.pump();
    this.#alerts.bringOut();
    this.#schedules.configured();
  }

  async stop(graceMs: number): Promise<void> {
    this.#schedules.stop();
    this.#pulls.stop();
    this.#audits.stop();
    await this.#runner.stop(graceMs);
    await this.#alerts.stop(graceMs);
  }

  /** Does what a person or a command asks. Answers when it is durable; a refusal is a sentence, never an exception. */
  async perform(action: Action, options: ActionOptions = {}): Promise<ActionResult> {
    try {
      return await this.#perform(action, options);
    } catch (error) {
      if (error instanceof JournalError) return { ok: false, message: `Not saved: ${error.message}` };
      throw error;
    }
  }

  async #perform(action: Action, options: ActionOptions): Promise<ActionResult> {
    switch (action.type) {
      case 'edit': {
        const resource = this.#catalog.get(splitKey(action.key)?.resource ?? '');
        if (!resource) return { ok: false, message: `The configuration has no resource for ${action.key}.` };
        return this.#decide(action.key, (record) => decideEdit(record, action.key, action.content, resource, this.#world.ids));
      }
      case 'discard':
        return this.#decide(action.key, (record) => (record ? decideDiscard(record, this.#world.ids) : unknown(action.key)));
      case 'resolve':
        return this.#decide(action.key, (record) => {
          const resource = record && this.#catalog.get(record.resource);
          return resource ? decideResolve(record, action, resource, this.#catalog.validator(resource), this.#world.hash) : unknown(action.key);
        });
      case 'undo':
        return this.#decide(action.key, (record) => (record ? decideUndo(record) : unknown(action.key)));
      case 'retry':
        return this.#retry(action.keys);
      case 'sync':
        return this.#sync(action.keys);
      case 'idle':
        await this.#runner.idle(action.retries);
        return this.#held() ?? { ok: true, message: 'Nothing is under way.' };
      case 'pause':
        await this.#gate.pause({ cause: 'user', reason: 'By hand, until you resume.', until: null });
        return { ok: true, message: 'Paused: edits wait.' };
      case 'resume':
        await this.#gate.resume('person');
        this.#runner.pump();
        return { ok: true, message: 'Resumed.' };
      case 'mode':
        await this.ledger.commitEngine({ kind: 'mode', mode: action.mode });
        this.#runner.pump();
        return { ok: true, message: action.mode === 'manual' ? MANUAL : 'Automatic mode: edits are sent at once.' };
      case 'pull':
        return this.#pulls.perform(action, options);
      case 'audit':
        return this.#audits.start(action.scope, action.by, options);
      case 'cancelAudit':
        return this.#audits.cancel();
      case 'ignore':
        await this.ledger.commitEngine({ kind: 'ignored', resource: action.resource, field: action.field, isIgnored: action.isIgnored });
        return { ok: true, message: `Reconciliation ${action.isIgnored ? 'leaves out' : 'compares'} "${action.field}" of ${action.resource}.` };
      case 'fix':
        return this.#audits.fix(action.fixes);
      case 'look':
        return this.#audits.look(action.key);
      case 'detect':
        return this.#detect();
      case 'mute':
        return this.#mute(action.rule, action.ms);
      case 'clear':
        return this.#clear();
    }
  }

  async #detect(): Promise<ActionResult> {
    const found = detect(this.ledger.model, this.#sight());
    this.#alerts.raise(found);
    await this.#alerts.settled();
    if (found.length === 0) return { ok: true, message: 'Nothing unusual.' };
    return { ok: false, message: found.map(({ text }) => text).join('\n'), concerns: found.length };
  }

  async #mute(rule: AlertRule, ms: number): Promise<ActionResult> {
    if (ms > LONGEST_MUTE_MS) return { ok: false, message: 'A rule can be muted for a day at most; "alerts.levels" in the configuration switches it off.' };
    await this.ledger.commitEngine({ kind: 'muted', rule, until: ms > 0 ? this.#world.clock.now() + ms : null });
    return { ok: true, message: ms > 0 ? `"${rule}" is muted for ${Math.round(ms / 60_000)} min: it is logged, and nobody is told.` : `"${rule}" alerts again.` };
  }

  /** Runs a background job of D4; false where it could do nothing. */
  async #runTask(task: Task): Promise<boolean> {
    switch (task) {
      case 'sweep':
        this.#sweep();
        return true;
      case 'anomalies':
        this.#alerts.raise(detect(this.ledger.model, { ...this.#sight(), isJustAwake: this.#world.clock.now() - this.#awakeSince < ASLEEP_MS }));
        return true;
      case 'reconciliation': {
        const result = await this.#audits.start({}, 'schedule', {});
        this.ledger.log(result.ok ? 'info' : 'warning', `Reconciliation: ${result.message}`);
        return result.run !== undefined && !this.#reachedNothing(result, 'schedule');
      }
    }
  }

  /** True for a run of this starter that was stopped before it had looked at anything. */
  #reachedNothing({ run: id }: ActionResult, starter: Starter): boolean {
    const run = this.ledger.model.audits.runs.find((one) => one.id === id);
    return run?.by === starter && run.end?.how === 'stopped' && lookedAt(run.figures) === 0;
  }

  #sight(): Sight {
    this.#lastEnd = Math.min(this.#lastEnd, this.#world.clock.now()); // a clock that was set back
    return { settings: this.settings, now: this.#world.clock.now(), inFlight: this.inFlight, isOpen: this.#gate.isOpen, obstacle: this.#obstacle(), isJustAwake: false, lastEnd: this.#lastEnd };
  }

  #sweep(): void {
    const overdue = this.#runner.sweep();
    if (overdue > 0) this.ledger.log('info', `The sweep found ${overdue} retries that were overdue.`);
  }

  /** Goes on with a reconciliation that the end of the editor or of a command broke off. */
  #resumeAudit(): void {
    if (!this.#hasBackground) return;
    const resume = async (): Promise<void> => {
      const result = await this.#audits.resume();
      if (result && this.#reachedNothing(result, 'schedule')) await this.#schedules.owe('reconciliation');
    };
    void resume().catch((error: unknown) => this.#gate.halt(error));
  }

  /** Why the master may not be asked now, as a sentence; null: it may. Reading is no sending: `readOnly` is no obstacle. */
  #obstacle(): string | null {
    return this.#gate.heldBack ?? this.ledger.model.pause?.reason ?? null;
  }

  /** What the next attempt of a record would send first. Sends nothing. */
  preview(key: RecordKey): Preview {
    const record = this.ledger.model.records.get(key);
    const resource = record && this.#catalog.get(record.resource);
    if (!record || !resource) return { refusal: `There is no record ${key}.` };
    if (!record.job || !isWaiting(record.job)) return { refusal: `${key} has nothing waiting.` };
    const now = this.#world.clock.now();
    const started = applyFact(record, key, { kind: 'started', attempt: record.job.attempt + 1 }, now).record as SyncRecord;
    const { baseUrl } = this.settings.master;
    const context = { record: started, job: started.job as JobIn<'PROCESSING'>, resource, baseUrl, tools: this.#runner.tools(resource), now: () => now };
    const first = attempt(context).next();
    if (first.done) return { refusal: first.value.is === 'skipped' ? first.value.reason : `${key} would not be sent.` };
    if ('waitMs' in first.value) return { refusal: `${key} would not be sent.` };
    const request = first.value.send;
    return { request, note: request.method === 'GET' ? 'The master is read first; the write depends on what it shows.' : '' };
  }

  /** Decides and commits in the record's lane, so that nothing comes between. */
  #decide(key: RecordKey, decide: (record: SyncRecord | undefined) => Decision): Promise<ActionResult> {
    return this.#lanes.run(key, async () => {
      const decision = decide(this.ledger.model.records.get(key));
      if ('refusal' in decision) return { ok: false, message: decision.refusal, ...(decision.issues && { issues: decision.issues }) };
      if ('nothing' in decision) return { ok: true, message: decision.nothing };
      await this.ledger.commit([{ key, fact: decision.fact }]);
      return { ok: true, message: decision.message };
    });
  }

  async #retry(keys: readonly RecordKey[]): Promise<ActionResult> {
    const results = await Promise.all(keys.map((key) => this.#decide(key, (record) => (record ? decideRetry(record, this.#world.ids) : unknown(key)))));
    this.#runner.release(keys);
    const [first] = results;
    if (results.length === 1 && first) return first;
    const refused = results.filter((result) => !result.ok);
    return { ok: refused.length < results.length, message: `${results.length - refused.length} of ${results.length} records are queued again.` };
  }

  async #sync(keys: readonly RecordKey[] | undefined): Promise<ActionResult> {
    const { model } = this.ledger;
    const waiting = (keys ?? [...model.keys('PENDING'), ...model.keys('RETRY_PENDING')]).filter((key) => {
      const job = model.records.get(key)?.job;
      return job && isWaiting(job);
    });
    const due = waiting.filter((key) => model.keys('RETRY_PENDING').has(key));
    await this.#lanes.runAll(due, () =>
      this.ledger.commit(due.filter((key) => model.keys('RETRY_PENDING').has(key)).map((key): KeyedFact => ({ key, fact: { kind: 'hastened' } }))),
    );
    this.#runner.release(waiting);
    const why = this.#gate.hindrance;
    if (waiting.length > 0 && why !== null) return waitFor(waiting.length, why);
    return { ok: true, message: waiting.length === 0 ? 'Nothing is waiting to be sent.' : `${waiting.length} records are sent now.` };
  }

  /** The refusal that says why what waits is not sent; null where nothing holds it. */
  #held(): ActionResult | null {
    const { model } = this.ledger;
    const count = model.count('PENDING') + model.count('RETRY_PENDING');
    const isManual = (model.mode ?? this.settings.sync.mode) === 'manual';
    const why = this.#gate.hindrance ?? (isManual ? MANUAL : null);
    return count > 0 && why !== null ? waitFor(count, why) : null;
  }

  async #clear(): Promise<ActionResult> {
    const { model } = this.ledger;
    if (model.count('PROCESSING') > 0) return { ok: false, message: 'Records are being sent right now; pause first.' };
    if (this.#audits.isRunning || this.#pulls.isRunning) return { ok: false, message: `${this.#audits.isRunning ? 'A reconciliation' : 'A pull'} is running; cancel it first.` };
    await this.#lanes.runAll([...model.records.keys()], () => this.ledger.commitEngine({ kind: 'cleared' }));
    return { ok: true, message: 'The store is empty.' };
  }
}

const MANUAL = 'Manual mode: edits wait until they are sent by hand.';

const waitFor = (count: number, why: string): ActionResult => ({ ok: false, message: `${count} ${count === 1 ? 'record waits' : 'records wait'}: ${why}` });

const unknown = (key: RecordKey): Decision => ({ refusal: `There is no record ${key}.` });
