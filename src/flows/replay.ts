import { applyFact } from '../engine/apply';
import type { Entry, Outcome, RecordFact } from '../engine/entry';
import type { JsonObject } from '../engine/json';
import { IllegalTransition } from '../engine/machine';
import type { Change } from '../engine/model';
import type { Accepted, RecordKey, SyncRecord } from '../engine/record';

/** Goes through a log once more, entry by entry: what each did to its record. With `isSlim` records hold no content, so that the history of many needs little room. */
export class Replay {
  readonly records = new Map<RecordKey, SyncRecord>();

  constructor(private readonly isSlim = false) {}

  /** What the next entry did. An entry that does not follow (a gap in the log) changes nothing. */
  take(entry: Entry): Change {
    const nothing: Change = { entry, before: undefined, after: undefined, edges: [] };
    if (entry.key === undefined) {
      if (entry.fact.kind === 'cleared') this.records.clear();
      return nothing;
    }
    const { key, fact, at } = entry;
    const before = this.records.get(key);
    try {
      const { record, edges } = applyFact(before, key, this.isSlim ? slim(fact) : fact, at);
      if (record) this.records.set(key, record);
      else this.records.delete(key);
      return { entry, before, after: record, edges };
    } catch (error) {
      if (!(error instanceof IllegalTransition)) throw error;
      return { ...nothing, before, after: before };
    }
  }
}

const EMPTY: JsonObject = {};
const bare = <T extends Accepted | null>(accepted: T): T => (accepted ? { ...accepted, content: EMPTY } : accepted);

/** A fact without the contents of records. */
function slim(fact: RecordFact): RecordFact {
  switch (fact.kind) {
    case 'pulled':
      return { ...fact, base: bare(fact.base) };
    case 'edited':
    case 'queued':
      return { ...fact, local: EMPTY };
    case 'resolved':
      return { ...fact, local: EMPTY, sides: { base: bare(fact.sides.base), remote: bare(fact.sides.remote), local: EMPTY } };
    case 'sighted':
      return { ...fact, remote: bare(fact.remote) };
    case 'finished':
      return { ...fact, outcome: slimOutcome(fact.outcome), exchanges: [], stages: fact.stages, ...(fact.next && { next: { ...fact.next, local: EMPTY } }) };
    default:
      return fact;
  }
}

function slimOutcome(outcome: Outcome): Outcome {
  switch (outcome.to) {
    case 'SYNCED':
      return { ...outcome, base: bare(outcome.base) };
    case 'SKIPPED':
      return outcome.base ? { ...outcome, base: bare(outcome.base) } : outcome;
    case 'VERSION_CONFLICT':
      return { ...outcome, remote: bare(outcome.remote) };
    default:
      return outcome;
  }
}
