import type { Entry } from '../engine/entry';
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

/** The jobs of a record, oldest first. What belongs to none (pulls before the first edit) is left out; an entry that ends one job and begins the next is in both. */
export function jobsOf(changes: readonly Numbered[], key: RecordKey): readonly JobHistory[] {
  const jobs = new Map<string, Numbered[]>();
  let present: string | undefined;
  for (const one of changes) {
    const { entry, before, after } = one.change;
    const ids = new Set(entry.key === key ? [before?.job?.id, after?.job?.id] : [present]);
    // a new job begins with this entry: the old one has ended before, unless this is what ended it
    if (entry.key === key && entry.fact.kind !== 'finished' && after?.job) ids.delete(before?.job?.id === after.job.id ? undefined : before?.job?.id);
    for (const id of ids) if (id !== undefined) jobs.set(id, [...(jobs.get(id) ?? []), one]);
    present = after?.job?.id ?? present;
  }
  return [...jobs].map(([id, own], i) => ({ id, number: i + 1, changes: own }));
}
