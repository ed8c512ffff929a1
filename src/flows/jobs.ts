import type { Entry, RecordFact } from '../engine/entry';
import type { Change } from '../engine/model';
import type { RecordKey } from '../engine/record';
import { Replay } from './replay';

/** An entry of the log with its number, and what it did. */
export interface Numbered {
  readonly seq: number;
  readonly change: Change;
}

/** One job of a record: its entries, in order. */
export interface JobHistory {
  readonly id: string;
  /** Counts the record's jobs from 1. */
  readonly number: number;
  readonly changes: readonly Numbered[];
}

/** Entries about one record, alerts of it included, oldest first: what each did. */
export function replayed(entries: readonly { readonly seq: number; readonly entry: Entry }[]): readonly Numbered[] {
  const replay = new Replay();
  return entries.map(({ seq, entry }) => ({ seq, change: replay.take(entry) }));
}

/** The jobs of a record, oldest first, alerts of it included. What belongs to none (pulls before the first edit) is left out. */
export function jobsOf(changes: readonly Numbered[], key: RecordKey): readonly JobHistory[] {
  const jobs = new Map<string, Numbered[]>();
  let present: string | undefined;
  for (const one of changes.flatMap(parted)) {
    const { entry, before, after } = one.change;
    if (entry.key === key) present = entry.fact.kind === 'finished' ? before?.job?.id : after?.job?.id;
    if (present !== undefined) jobs.set(present, [...(jobs.get(present) ?? []), one]);
  }
  return [...jobs].map(([id, own], i) => ({ id, number: i + 1, changes: own }));
}

/** An entry that ends one job and begins the next with an edit made in flight is both, in this order. */
function parted({ seq, change }: Numbered): readonly Numbered[] {
  const { entry, before, after, edges } = change;
  if (entry.key === undefined || entry.fact.kind !== 'finished' || !entry.fact.next) return [{ seq, change }];
  const { next, ...finished } = entry.fact;
  const queued: RecordFact = { kind: 'queued', cause: 'edit', ...next };
  return [
    { seq, change: { entry: { ...entry, fact: finished }, before, after, edges: edges.slice(0, -1) } },
    { seq, change: { entry: { ...entry, fact: queued }, before, after, edges: edges.slice(-1) } },
  ];
}
