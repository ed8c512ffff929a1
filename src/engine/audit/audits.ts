import type { Finding } from './finding';
import { addBatch, NO_FIGURES, type AuditBatch, type AuditRun, type AuditScope, type Ending, type Starter } from './run';

/** What the log says about audits (D6). */
export type AuditFact =
  | { readonly kind: 'auditStarted'; readonly run: string; readonly by: Starter; readonly scope: AuditScope }
  | { readonly kind: 'audited'; readonly run: string; readonly batch: AuditBatch }
  | { readonly kind: 'auditEnded'; readonly run: string; readonly how: Ending; readonly reason: string | null }
  /** Audits leave this field out, or look at it again. */
  | { readonly kind: 'ignored'; readonly resource: string; readonly field: string; readonly isIgnored: boolean };

/** How far a run is in one resource. */
export interface Reached {
  readonly cursor: string | null;
  readonly ids: ReadonlySet<string>;
}

/** Runs that are kept at hand, and findings of each kind of the newest one; the rest is in the log. */
const RUNS = 20;
const FINDINGS = 10_000;

/** Everything about audits, as a snapshot keeps it. */
export interface AuditsHead {
  readonly runs: readonly AuditRun[];
  readonly findings: readonly Finding[];
  readonly reached: readonly (readonly [string, string | null, readonly string[]])[];
  readonly ignored: readonly (readonly [string, readonly string[]])[];
}

/** What views may read of audits. */
export interface ReadonlyAudits {
  /** Newest first. */
  readonly runs: readonly AuditRun[];
  /** Of the newest run, in the order in which they were found; of each kind the first 10,000 or so. */
  readonly findings: readonly Finding[];
  /** The run under way, or broken off by the end of the editor; null for none. */
  readonly running: AuditRun | null;
  /** Fields that audits of a resource leave out. */
  ignored(resource: string): ReadonlySet<string>;
}

/** The audits that the log adds up to. */
export class Audits implements ReadonlyAudits {
  runs: readonly AuditRun[] = [];
  findings: Finding[] = [];
  readonly #reached = new Map<string, { cursor: string | null; readonly ids: Set<string> }>();
  readonly #ignored = new Map<string, Set<string>>();

  static from({ runs, findings, reached, ignored }: AuditsHead): Audits {
    const audits = new Audits();
    audits.runs = runs;
    audits.findings = [...findings];
    for (const [resource, cursor, ids] of reached) audits.#reached.set(resource, { cursor, ids: new Set(ids) });
    for (const [resource, fields] of ignored) audits.#ignored.set(resource, new Set(fields));
    return audits;
  }

  head(): AuditsHead {
    return {
      runs: this.runs,
      findings: this.findings,
      reached: [...this.#reached].map(([resource, { cursor, ids }]) => [resource, cursor, [...ids]]),
      ignored: [...this.#ignored].map(([resource, fields]) => [resource, [...fields]]),
    };
  }

  get running(): AuditRun | null {
    const [newest] = this.runs;
    return newest?.end === null ? newest : null;
  }

  ignored(resource: string): ReadonlySet<string> {
    return this.#ignored.get(resource) ?? new Set();
  }

  /** How far the running audit is in a resource; undefined: not begun. */
  reached(resource: string): Reached | undefined {
    return this.#reached.get(resource);
  }

  apply(fact: AuditFact, at: number): void {
    switch (fact.kind) {
      case 'auditStarted':
        this.runs = [{ id: fact.run, startedAt: at, movedAt: at, by: fact.by, scope: fact.scope, end: null, figures: NO_FIGURES, problems: [] }, ...this.runs].slice(0, RUNS);
        this.findings = [];
        this.#reached.clear();
        break;
      case 'audited': {
        const { batch } = fact;
        const before = this.runs[0]?.figures.kinds;
        this.findings.push(...batch.findings.filter(({ kind }) => before !== undefined && before[kind] < FINDINGS));
        this.#change(fact.run, (run) => ({ ...run, movedAt: at, figures: addBatch(run.figures, batch), problems: batch.problem === undefined ? run.problems : [...run.problems, batch.problem] }));
        const reached = this.#reached.get(batch.resource) ?? { cursor: null, ids: new Set<string>() };
        reached.cursor = batch.cursor;
        for (const id of batch.ids) reached.ids.add(id);
        this.#reached.set(batch.resource, reached);
        break;
      }
      case 'auditEnded':
        this.#change(fact.run, (run) => ({ ...run, end: { at, how: fact.how, reason: fact.reason } }));
        this.#reached.clear();
        break;
      case 'ignored': {
        const fields = new Set(this.#ignored.get(fact.resource));
        if (fact.isIgnored) fields.add(fact.field);
        else fields.delete(fact.field);
        this.#ignored.set(fact.resource, fields);
      }
    }
  }

  #change(id: string, change: (run: AuditRun) => AuditRun): void {
    this.runs = this.runs.map((run) => (run.id === id ? change(run) : run));
  }
}
