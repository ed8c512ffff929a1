import type { RecordKey } from '../../engine/record';
import { splitKey } from '../../engine/record';
import type { Session } from '../../node/session';
import type { Choice, Phase } from '../../protocol/dashboard';
import { WINDOW_MS } from './snapshot';

/** Percentiles are exact to within 4.8 %. */
const EXACT = 0.95;

/** The records with an attempt in the window whose phase took about so long, ms, or longer, from the log: the slowest first. */
export async function slowRecords(session: Pick<Session, 'log'>, { window, resource }: Choice, phase: Phase, least: number, now: number): Promise<readonly RecordKey[]> {
  const longest = new Map<RecordKey, number>();
  for await (const { entry: { key, fact, at } } of session.log()) {
    if (key === undefined || fact.kind !== 'finished' || at < now - WINDOW_MS[window] || fact.times[phase] < EXACT * least) continue;
    if (resource === null || splitKey(key)?.resource === resource) longest.set(key, Math.max(fact.times[phase], longest.get(key) ?? 0));
  }
  return [...longest].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
