import { applyFact } from '../../engine/apply';
import type { Entry, RecordFact } from '../../engine/entry';
import { IllegalTransition } from '../../engine/machine';
import type { RecordKey, SyncRecord } from '../../engine/record';

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

/** The record's entries, oldest first, with what each did. One that does not follow begins anew: the store was cleared in between, or the log begins there. */
export function replay(key: RecordKey, entries: Iterable<Numbered>): Step[] {
  const steps: Step[] = [];
  let before: SyncRecord | undefined;
  for (const { seq, entry } of entries) {
    if (entry.key !== key) continue;
    const step = apply(before, key, seq, entry.fact, entry.at) ?? apply(undefined, key, seq, entry.fact, entry.at);
    if (!step) continue;
    steps.push(step);
    before = step.after;
  }
  return steps;
}

function apply(before: SyncRecord | undefined, key: RecordKey, seq: number, fact: RecordFact, at: number): Step | null {
  try {
    return { seq, at, fact, before, after: applyFact(before, key, fact, at).record };
  } catch (error) {
    if (error instanceof IllegalTransition) return null;
    throw error;
  }
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
