import type { AlertRule, LoggedAlert } from './alerts/alert';
import { AlertLog, type AlertsHead } from './alerts/alertLog';
import type { Mute, Mutes } from './alerts/mute';
import { applyFact } from './apply';
import { Audits, type AuditsHead, type ReadonlyAudits } from './audit/audits';
import type { EngineFact, Entry, Pause, RecordFact } from './entry';
import { EDGES, type EdgeIndex } from './machine';
import { Rollup, type ReadonlyRollup, type RollupState } from './metrics/rollup';
import { Tally, type Standing } from './metrics/tally';
import type { Ran, Scheduled, Task } from './schedule/tasks';
import { statusOf, type Choice, type Decider, type RecordKey, type SyncRecord } from './record';
import type { Shape } from './settings';
import { STATUSES, type Status } from './status';

/** What one entry did: the record before and after, and the edges of D2 that were taken. */
export interface Change {
  readonly entry: Entry;
  readonly before: SyncRecord | undefined;
  readonly after: SyncRecord | undefined;
  readonly edges: readonly EdgeIndex[];
  /** The records that were there when the store was cleared. */
  readonly cleared?: readonly SyncRecord[];
}

/** A conflict that was settled: who chose what, and which fields were at stake. Its sides are in the log. */
export interface SettledConflict {
  readonly key: RecordKey;
  /** ms since 1970; with the key, it finds the entry. */
  readonly at: number;
  readonly choice: Choice;
  readonly by: Decider;
  readonly fields: readonly string[];
  /** It was taken back. */
  readonly isUndone: boolean;
}

/** Settled conflicts that are kept at hand. */
const SETTLED = 50;

/** Everything but the records, as a snapshot keeps it. */
export interface ModelHead {
  readonly seq: number;
  readonly edges: readonly number[];
  readonly pause: Pause | null;
  readonly mode: 'auto' | 'manual' | null;
  readonly found: readonly (readonly [string, Shape])[];
  readonly listed: readonly string[];
  readonly settled: readonly SettledConflict[];
  readonly audits: AuditsHead;
  readonly alerts: AlertsHead;
  readonly mutes: readonly (readonly [AlertRule, Mute])[];
  /** When the log began, and when each background job was last due. */
  readonly since: number | null;
  readonly ran: readonly (readonly [Task, Ran])[];
  readonly scheduled: readonly (readonly [Task, Scheduled])[];
  readonly owed: readonly Task[];
  readonly rollup: RollupState;
}

/** What views may read. */
export interface ReadonlyModel {
  /** Number of entries applied since the log began. */
  readonly seq: number;
  readonly records: ReadonlyMap<RecordKey, SyncRecord>;
  /** Traversals per edge since the log began, by `EdgeIndex`. */
  readonly edges: readonly number[];
  readonly pause: Pause | null;
  readonly mode: 'auto' | 'manual' | null;
  readonly found: ReadonlyMap<string, Shape>;
  /** Resources whose list was read to its end, once at least. */
  readonly listed: ReadonlySet<string>;
  /** Conflicts settled lately, newest first. */
  readonly settled: readonly SettledConflict[];
  readonly audits: ReadonlyAudits;
  /** D4's alert log: the newest 200, newest first; `alertHistory` has the others. */
  readonly alerts: readonly LoggedAlert[];
  /** All that is known of them. */
  readonly alertLog: Pick<AlertLog, 'open' | 'toldAt'>;
  /** Rules that a person has muted, over or not: see `mutedUntil`. */
  readonly mutes: Mutes;
  /** When the log began, ms since 1970; null before its first entry. */
  readonly since: number | null;
  /** When each background job ran last. */
  readonly ran: ReadonlyMap<Task, Ran>;
  /** The pattern that is in force for each. */
  readonly scheduled: ReadonlyMap<Task, Scheduled>;
  /** Those that could do nothing when they ran last. */
  readonly owed: ReadonlySet<Task>;
  /** How the records of each resource stand. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** What happened over time: see `metrics/figures.ts`. */
  readonly rollup: ReadonlyRollup;
  count(status: Status): number;
  /** Keys in one status, in no order. Do not keep it across changes. */
  keys(status: Status): ReadonlySet<RecordKey>;
}

/** How many records hold an edit that the master does not have; in a conflict, both sides hold one. */
export const unsentEdits = (model: ReadonlyModel): number => model.records.size - model.count('SYNCED') - model.count('SKIPPED');

/** The records and counters that the log adds up to. Only `apply` changes it, and only with what is durable. */
export class Model implements ReadonlyModel {
  readonly records = new Map<RecordKey, SyncRecord>();
  readonly edges: number[] = EDGES.map(() => 0);
  readonly found = new Map<string, Shape>();
  readonly listed = new Set<string>();
  seq = 0;
  pause: Pause | null = null;
  mode: 'auto' | 'manual' | null = null;
  settled: readonly SettledConflict[] = [];
  audits = new Audits();
  alertLog = new AlertLog();
  readonly mutes = new Map<AlertRule, Mute>();
  since: number | null = null;
  readonly ran = new Map<Task, Ran>();
  readonly scheduled = new Map<Task, Scheduled>();
  readonly owed = new Set<Task>();
  rollup = new Rollup();
  readonly #tally = new Tally();
  readonly #keys = new Map<Status, Set<RecordKey>>(STATUSES.map((status) => [status, new Set()]));

  /** Rebuilds a model from a snapshot. */
  static from(head: ModelHead, records: Iterable<SyncRecord>): Model {
    const model = new Model();
    model.seq = head.seq;
    head.edges.forEach((n, i) => (model.edges[i] = n));
    model.pause = head.pause;
    model.mode = head.mode;
    model.settled = head.settled;
    model.audits = Audits.from(head.audits);
    model.alertLog = AlertLog.from(head.alerts);
    for (const [rule, mute] of head.mutes) model.mutes.set(rule, mute);
    model.since = head.since;
    for (const [task, ran] of head.ran) model.ran.set(task, ran);
    for (const [task, scheduled] of head.scheduled) model.scheduled.set(task, scheduled);
    for (const task of head.owed) model.owed.add(task);
    for (const [resource, shape] of head.found) model.found.set(resource, shape);
    for (const resource of head.listed) model.listed.add(resource);
    model.rollup = Rollup.from(head.rollup);
    for (const record of records) model.#put(record.key, record);
    return model;
  }

  /** The snapshot's head; the records follow one by one. */
  head(): ModelHead {
    return { seq: this.seq, edges: [...this.edges], pause: this.pause, mode: this.mode, found: [...this.found], listed: [...this.listed], settled: this.settled, audits: this.audits.head(), alerts: this.alertLog.head(), mutes: [...this.mutes], since: this.since, ran: [...this.ran], scheduled: [...this.scheduled], owed: [...this.owed], rollup: this.rollup.state() };
  }

  get alerts(): readonly LoggedAlert[] {
    return this.alertLog.newest;
  }

  get standings(): ReadonlyMap<string, Standing> {
    return this.#tally.standings;
  }

  count(status: Status): number {
    return this.keys(status).size;
  }

  keys(status: Status): ReadonlySet<RecordKey> {
    return this.#keys.get(status) ?? new Set();
  }

  /** Takes one durable entry. Throws `IllegalTransition` when it does not follow from what is here (a damaged log, a mistake). */
  apply(entry: Entry): Change {
    this.since ??= entry.at;
    const before = entry.key === undefined ? undefined : this.records.get(entry.key);
    if (entry.key === undefined) {
      const cleared = entry.fact.kind === 'cleared' && [...this.records.values()];
      this.#applyEngine(entry.fact, entry.at);
      this.rollup.take(entry, undefined);
      this.seq += 1;
      return { entry, before, after: before, edges: [], ...(cleared && { cleared }) };
    }
    const { record, edges } = applyFact(before, entry.key, entry.fact, entry.at);
    this.#put(entry.key, record);
    this.#settle(entry.key, entry.fact, entry.at);
    this.rollup.take(entry, before);
    for (const edge of edges) this.edges[edge] = (this.edges[edge] ?? 0) + 1;
    this.seq += 1;
    return { entry, before, after: record, edges };
  }

  #settle(key: RecordKey, fact: RecordFact, at: number): void {
    if (fact.kind === 'resolved') {
      const { choice, by, fields } = fact;
      this.settled = [{ key, at, choice, by, fields, isUndone: false }, ...this.settled].slice(0, SETTLED);
    } else if (fact.kind === 'undone') {
      const newest = this.settled.find((one) => one.key === key);
      this.settled = this.settled.map((one) => (one === newest ? { ...one, isUndone: true } : one));
    }
  }

  #put(key: RecordKey, record: SyncRecord | undefined): void {
    const before = this.records.get(key);
    this.#tally.take(before, record);
    if (before) this.#keys.get(statusOf(before))?.delete(key);
    if (record) {
      this.records.set(key, record);
      this.#keys.get(statusOf(record))?.add(key);
    } else this.records.delete(key);
  }

  #applyEngine(fact: EngineFact, at: number): void {
    switch (fact.kind) {
      case 'paused':
        this.pause = fact.pause;
        break;
      case 'resumed':
        this.pause = null;
        break;
      case 'mode':
        this.mode = fact.mode;
        break;
      case 'found':
        this.found.set(fact.resource, fact.shape);
        break;
      case 'cleared':
        for (const key of [...this.records.keys()]) this.#put(key, undefined);
        this.found.clear();
        this.listed.clear();
        this.settled = [];
        this.audits = new Audits();
        this.alertLog = new AlertLog();
        break;
      case 'listed':
        if (fact.isComplete) this.listed.add(fact.resource);
        break;
      case 'ran':
        this.ran.set(fact.task, { due: fact.due, at });
        this.owed.delete(fact.task);
        break;
      case 'owed':
        this.owed.add(fact.task);
        break;
      case 'scheduled':
        this.owed.delete(fact.task);
        this.scheduled.set(fact.task, { pattern: fact.pattern, at });
        break;
      case 'alerted':
      case 'routed':
        this.alertLog.apply(fact, at);
        break;
      case 'muted':
        if (fact.until === null) this.mutes.delete(fact.rule);
        else this.mutes.set(fact.rule, { at, until: fact.until });
        this.alertLog.apply(fact, at);
        break;
      default:
        this.audits.apply(fact, at);
    }
  }
}
