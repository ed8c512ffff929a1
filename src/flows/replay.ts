import { applyFact } from '../engine/apply';
import type { Entry, Outcome, RecordFact } from '../engine/entry';
import type { JsonObject } from '../engine/json';
import { IllegalTransition } from '../engine/machine';
import type { Change } from '../engine/model';
import type { Accepted, RecordKey, SyncRecord } from '../engine/record';

type RecordEntry = Extract<Entry, { readonly key: RecordKey }>;

/** Goes through a log once more, entry by entry: what each did to its record. With `isSlim` records hold no content, so that the history of many needs little room. */
export class Replay {
  readonly records = new Map<RecordKey, SyncRecord>();

  constructor(private readonly isSlim = false) {}

  /** What the next entry did. One that does not follow begins anew: the store was cleared in between, or the log begins there; where it cannot even begin, it changes nothing. */
  take(entry: Entry): Change {
    if (entry.key === undefined) {
      if (entry.fact.kind === 'cleared') this.records.clear();
      return { entry, before: undefined, after: undefined, edges: [] };
    }
    const before = this.records.get(entry.key);
    const change = this.#apply(entry, before) ?? this.#apply(entry, undefined) ?? { entry, before, after: before, edges: [] };
    if (change.after) this.records.set(entry.key, change.after);
    else this.records.delete(entry.key);
    return change;
  }

  #apply(entry: RecordEntry, before: SyncRecord | undefined): Change | null {
    const { key, fact, at } = entry;
    try {
      const { record: after, edges } = applyFact(before, key, this.isSlim ? slim(fact) : fact, at);
      return { entry, before, after, edges };
    } catch (error) {
      if (error instanceof IllegalTransition) return null;
      throw error;
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
