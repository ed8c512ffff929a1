import { isObject } from '../../engine/json';
import { isCount } from './check';
import { StoreError } from './errors';
import { using } from './files';
import type { Folder } from './folder';
import { readHeader } from './header';
import { MAX_LINE, parseLine } from './line';
import { linesOf } from './lines';

/** A journal that counts, and how much of it. */
export interface Part {
  readonly generation: number;
  /** Sequence number of its first entry. */
  readonly from: number;
  /** Bytes that count; Infinity for a journal that nobody sealed. */
  readonly length: number;
}

/** Most bytes that an owner can leave behind who ended before its header was durable. */
const UNBORN = 8192;

/**
 * The journals that count, oldest first, back to the one in which entry `first` stands. The newest header says which of its
 * predecessors count and how far, then the oldest of these for what lies before it: an owner that was overtaken before it
 * wrote its header is in nobody's list. `confirmed`: lengths that this
 * process knows to be durable, for what nobody sealed yet.
 */
export async function chainOf(folder: Folder, journals: readonly number[], first: number, confirmed: ReadonlyMap<number, number>): Promise<Part[]> {
  const parts: Part[] = [];
  const seals = new Map<number, number>();
  let oldestSealed = Infinity;
  for (const generation of journals.toReversed()) {
    const seal = seals.get(generation);
    if (seal === undefined && generation > oldestSealed) continue;
    const header = await readHeader(folder, generation);
    const from = header?.from ?? (await firstSequence(folder, generation));
    if (from === null) continue;
    parts.unshift({ generation, from, length: seal ?? confirmed.get(generation) ?? Infinity });
    for (const [older, length] of header?.seals ?? []) {
      if (!seals.has(older)) seals.set(older, length);
      oldestSealed = Math.min(oldestSealed, older);
    }
    if (from <= first) break;
  }
  return parts;
}

/** The first sequence number that can be read in a journal whose header cannot; null where its owner never started. */
const firstSequence = (folder: Folder, generation: number): Promise<number | null> =>
  using(folder.files, folder.journal(generation), 'read', async (file) => {
    let lines = 0;
    for await (const batch of linesOf(file, 0, Infinity, MAX_LINE)) {
      for (const line of batch) {
        const value = line.isWhole ? parseLine(line.bytes) : undefined;
        if (isObject(value) && isCount(value['s'])) return value['s'];
        lines += 1;
      }
    }
    if (lines <= 1 && (await file.info()).size <= UNBORN) return null;
    throw new StoreError('damaged', `Nothing in ${folder.journal(generation)} can be read. Put back the file from a backup, or move it away to open the store without it.`);
  });
