import { Model } from '../../engine/model';
import type { RecordKey } from '../../engine/record';
import { chainOf, type Part } from './chain';
import { codeOf, StoreError } from './errors';
import type { Folder, Listing } from './folder';
import { replay, type Damage } from './replay';
import { readSnapshot } from './snapshot';

/** What opening had to put up with (`reliability.md` 2.4). `message` is for a person. */
export interface Recovery {
  readonly kind: 'empty' | 'clean' | 'torn-tail' | 'damaged';
  readonly message: string;
  /** Records named in or beside a gap: to be compared with the master. */
  readonly suspects: readonly RecordKey[];
}

/** A store as read from its folder, which stays as it is. */
export interface Recovered {
  readonly model: Model;
  readonly recovery: Recovery;
  /** The journals since the snapshot, oldest first, each with the length that counts. */
  readonly parts: readonly Part[];
  /** Bytes behind the last part that were never confirmed. */
  readonly torn: number;
  /** The snapshot that it began with. */
  readonly snapshot: { readonly generation: number; readonly bytes: number } | null;
  /** Bytes of the entries that are in no snapshot yet. */
  readonly grown: number;
  readonly damagedJournals: readonly number[];
  readonly damagedSnapshots: readonly number[];
}

/** Reads the newest good snapshot and replays the log behind it. Throws `StoreError` where too much is missing. */
export async function recover(folder: Folder, id: string, confirmed: ReadonlyMap<number, number>): Promise<Recovered> {
  const listing = await folder.list();
  const { model, snapshot, damagedSnapshots } = await newestSnapshot(folder, listing, id);
  const chain = await chainOf(folder, listing.journals, model.seq + 1, confirmed);
  const damage: Damage = { bad: 0, unknown: 0, lost: 0, suspects: new Set(), generations: new Set() };
  const parts: Part[] = [];
  let torn = 0;
  let good = 0;
  let grown = 0;
  for (const [i, part] of chain.entries()) {
    const end = await replay(folder, model, part, chain[i + 1]?.from ?? Infinity, damage);
    parts.push({ ...part, length: end.offset });
    torn = end.torn;
    good += end.good;
    grown += end.applied;
  }
  const missing = Math.max(damage.bad, damage.lost) - damage.unknown;
  if (missing > 1 && missing * 10 > missing + good) throw tooDamaged(folder, damage, damagedSnapshots);
  // A snapshot gets its name when the journal of its generation is durable.
  const isLogMissing = snapshot !== null && !listing.journals.some((generation) => generation >= snapshot.generation);
  const isEmpty = chain.length === 0 && snapshot === null && damagedSnapshots.length === 0;
  return {
    model, parts, torn, snapshot, grown, damagedSnapshots,
    damagedJournals: [...damage.generations],
    recovery: isEmpty ? NEW : isLogMissing ? logMissing(folder) : judge(folder, model, damage, damagedSnapshots, torn),
  };
}

const NEW: Recovery = { kind: 'empty', message: 'The store is new.', suspects: [] };
const logMissing = ({ dir }: Folder): Recovery => ({ kind: 'damaged', message: `The sync log behind the snapshot in ${dir} is missing: what was saved since is lost.`, suspects: [] });

async function newestSnapshot(folder: Folder, { snapshots }: Listing, id: string): Promise<{ model: Model; snapshot: Recovered['snapshot']; damagedSnapshots: number[] }> {
  const damagedSnapshots: number[] = [];
  for (const generation of snapshots.toReversed()) {
    const found = await readSnapshot(folder, generation, id).catch((error: unknown) => {
      if (codeOf(error) === '') throw error;
      return null; // a folder in its place, a bad block: the one before it and the log will do
    });
    if (found) return { model: found.model, snapshot: { generation, bytes: found.bytes }, damagedSnapshots };
    damagedSnapshots.push(generation);
  }
  return { model: new Model(), snapshot: null, damagedSnapshots };
}

function judge(folder: Folder, model: Model, damage: Damage, damagedSnapshots: readonly number[], torn: number): Recovery {
  if (damage.bad > 0 || damage.lost > 0) {
    const suspects = [...damage.suspects].filter((key) => model.records.has(key));
    const which = suspects.length === 0 ? '' : ` To be compared with the master: ${listed(suspects)}.`;
    return {
      kind: 'damaged', suspects,
      message: `Part of the sync log could not be read (${lines(damage)}); everything else was recovered. The damaged files are kept in ${folder.quarantine}.${which}`,
    };
  }
  if (damagedSnapshots.length > 0)
    return { kind: 'damaged', suspects: [], message: `A snapshot could not be read; the state was rebuilt from the sync log and nothing is missing. The snapshot is kept in ${folder.quarantine}.` };
  if (torn > 0)
    return { kind: 'torn-tail', suspects: [], message: `The sync log ended in ${torn} bytes that were being written when the program ended and were never confirmed. They are kept in ${folder.quarantine}.` };
  return { kind: 'clean', suspects: [], message: `${model.records.size} records after ${model.seq} entries.` };
}

function tooDamaged(folder: Folder, damage: Damage, damagedSnapshots: readonly number[]): StoreError {
  const snapshots = damagedSnapshots.length > 0 ? ', and a snapshot that would stand in for them cannot be read' : '';
  return new StoreError(
    'damaged',
    `Too much of the store in ${folder.dir} cannot be read (${lines(damage)}${snapshots}). Nothing was changed. ` +
      `Put back a backup of that folder, or move it to ${folder.quarantine} or elsewhere and pull the records from the master again: edits that were not synced are in its j-*.log files.`,
  );
}

const lines = ({ bad, lost }: Damage): string => `${Math.max(bad, lost)} ${Math.max(bad, lost) === 1 ? 'entry' : 'entries'}`;
const listed = (keys: readonly RecordKey[]): string => (keys.length > 5 ? `${keys.slice(0, 5).join(', ')} and ${keys.length - 5} more` : keys.join(', '));
