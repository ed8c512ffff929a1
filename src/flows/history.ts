import type { Entry, RecordFact } from '../engine/entry';
import type { EdgeIndex } from '../engine/machine';
import type { Change } from '../engine/model';
import type { RecordKey, SyncRecord } from '../engine/record';
import { Replay } from './replay';

/** An entry of the sync log with its number. */
export interface Numbered {
  readonly seq: number;
  readonly entry: Entry;
}

/** What one entry about a record did. */
export interface Step {
  readonly seq: number;
  readonly at: number;
  readonly fact: RecordFact;
  readonly before: SyncRecord | undefined;
  readonly after: SyncRecord | undefined;
  /** The edges of D2 that it took. */
  readonly edges: readonly EdgeIndex[];
}

/** A step of one kind. */
export type StepOf<K extends RecordFact['kind']> = Step & { readonly fact: Extract<RecordFact, { kind: K }> };
export const isStep = <K extends RecordFact['kind']>(step: Step, kind: K): step is StepOf<K> => step.fact.kind === kind;

/** One attempt of a job: the entry that began it, and the one that ended it, if it has ended. */
export interface Attempt {
  readonly number: number;
  readonly started: StepOf<'started'>;
  readonly ended: StepOf<'finished'> | StepOf<'recovered'> | null;
}

/** One trip through D2. `number`: 1 for the first job that the log knows of the record. */
export interface JobHistory {
  readonly id: string;
  readonly number: number;
  readonly steps: readonly Step[];
}

/** The record's entries, oldest first, with what each did. */
export function stepsOf(key: RecordKey, entries: Iterable<Numbered>): Step[] {
  const replay = new Replay();
  const steps: Step[] = [];
  for (const { seq, entry } of entries) {
    if (entry.key !== key) continue;
    const { before, after, edges } = replay.take(entry);
    if (before || after) steps.push({ seq, at: entry.at, fact: entry.fact, before, after, edges });
  }
  return steps;
}

/** The jobs of a record, oldest first. What a pull did is part of none; an edit made in flight that goes on ends one job and begins the next. */
export function jobsOf(steps: readonly Step[]): JobHistory[] {
  const jobs: { id: string; number: number; steps: Step[] }[] = [];
  const add = (id: string, step: Step): void => {
    const known = jobs.at(-1);
    if (known?.id === id) known.steps.push(step);
    else jobs.push({ id, number: jobs.length + 1, steps: [step] });
  };
  for (const step of steps) {
    const { fact, before, after } = step;
    if (fact.kind === 'pulled') continue;
    const old = before?.job?.id;
    const now = after?.job?.id;
    if (old !== undefined && (fact.kind === 'finished' || now === undefined || now === old)) add(old, step);
    if (now !== undefined && now !== old) add(now, step);
  }
  return jobs;
}

/** The attempts of a job, oldest first. */
export function attemptsOf({ id, steps }: JobHistory): Attempt[] {
  const attempts: Attempt[] = [];
  for (const step of steps) {
    const open = attempts.at(-1);
    if (isStep(step, 'started')) attempts.push({ number: step.fact.attempt, started: step, ended: null });
    else if ((isStep(step, 'finished') || isStep(step, 'recovered')) && step.before?.job?.id === id && open?.ended === null) attempts[attempts.length - 1] = { ...open, ended: step };
  }
  return attempts;
}

/** A change with the number of its entry. */
export interface NumberedChange {
  readonly seq: number;
  readonly change: Change;
}

/** What a job did, entry by entry: of one that also ends the job before, or begins the next with an edit made in flight, only its own part. */
export const changesOf = ({ id, steps }: JobHistory): readonly NumberedChange[] =>
  steps.map((step) => {
    const { seq, at, before, after, edges } = step;
    const change = (fact: RecordFact, own: readonly EdgeIndex[]): NumberedChange => ({ seq, change: { entry: { at, key: (after ?? before)?.key ?? '', fact }, before, after, edges: own } });
    if (!isStep(step, 'finished') || !step.fact.next) return change(step.fact, edges);
    const { next, ...finished } = step.fact;
    return before?.job?.id === id ? change(finished, edges.slice(0, -1)) : change({ kind: 'queued', cause: 'edit', ...next }, edges.slice(-1));
  });
