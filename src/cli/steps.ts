import type { RecordKey } from '../engine/record';
import { stepsOf, type Numbered, type Step } from '../flows/history';
import type { Session } from '../node/session';

/** What each entry of the log about a record did, up to a time (ms since 1970). */
export async function readSteps(session: Session, key: RecordKey, until = Infinity): Promise<Step[]> {
  const entries: Numbered[] = [];
  for await (const one of session.log({ key })) if (one.entry.at <= until) entries.push(one);
  return stepsOf(key, entries);
}
