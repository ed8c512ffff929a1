import { isWaiting } from '../../engine/apply';
import type { RecordFact } from '../../engine/entry';
import type { ReadonlyModel, SettledConflict } from '../../engine/model';
import type { Choice, Decider, RecordKey, SyncRecord } from '../../engine/record';
import type { Session } from '../../node/session';

/** What became of a choice: it waits to be sent (and can be undone), is being sent, could not be sent, is applied, was undone, or the record came into conflict again. */
export type SettledState = 'waiting' | 'sending' | 'stuck' | 'applied' | 'undone' | 'again';

/** A settled conflict, and what became of it. */
export interface Settled extends SettledConflict {
  readonly state: SettledState;
}

/** The settled conflicts that the model holds, newest first. */
export function settledList({ settled, records }: ReadonlyModel): readonly Settled[] {
  const seen = new Set<RecordKey>();
  return settled.map((one) => {
    const isNewest = !seen.has(one.key);
    seen.add(one.key);
    return { ...one, state: one.isUndone ? 'undone' : isNewest ? stateOf(records.get(one.key)) : 'again' };
  });
}

function stateOf(record: SyncRecord | undefined): SettledState {
  const job = record?.job;
  if (job?.status === 'VERSION_CONFLICT') return 'again';
  if (!job?.resolution) return 'applied';
  if (isWaiting(job)) return 'waiting';
  return job.status === 'PROCESSING' ? 'sending' : 'stuck';
}

const CHOSEN: Readonly<Record<Choice, string>> = { remote: 'Use Remote', local: 'Use Local', merge: 'Merge' };

/** How a conflict was settled: "Use Remote", "Use Local", "Merge", "Merged by rule". */
export const sayHow = ({ choice, by }: { readonly choice: Choice; readonly by: Decider }): string => (by === 'rule' ? 'Merged by rule' : CHOSEN[choice]);

/** What the log keeps of a settled conflict: its sides and the result. */
export type SettledEntry = Extract<RecordFact, { kind: 'resolved' }>;

/** Reads the entry of a settled conflict; null where the log has none. */
export async function readSettled(session: Pick<Session, 'log'>, key: RecordKey, at: number): Promise<SettledEntry | null> {
  for await (const { entry } of session.log({ key })) {
    if (entry.at === at && entry.fact.kind === 'resolved') return entry.fact;
  }
  return null;
}
