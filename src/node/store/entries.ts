import type { Entry } from '../../engine/entry';
import { chainOf, type Part } from './chain';
import { orNull } from './errors';
import type { OpenFile } from './files';
import type { Folder } from './folder';
import { MAX_LINE, parseLine } from './line';
import { linesOf } from './lines';
import { decodeLine } from './replay';

/** An entry with its number in the log. */
export interface Numbered {
  readonly seq: number;
  readonly entry: Entry;
}

/** Which entries of the log: those about a record, or about none; those from a number on; at most so many, the newest. */
export interface EntryFilter {
  readonly key?: string;
  readonly isKeyless?: boolean;
  readonly from?: number;
  readonly last?: number;
}

/** The sync log, oldest first, archive included, read as it is asked for. Damaged lines are left out. */
export async function* entriesOf(folder: Folder, confirmed: ReadonlyMap<number, number>, { key, isKeyless = false, from = 0, last }: EntryFilter = {}): AsyncGenerator<Numbered> {
  const chain = await chainOf(folder, (await folder.list()).journals, from, confirmed);
  const read = (i: number): AsyncGenerator<Numbered> => entriesIn(folder, chain[i], { from, until: chain[i + 1]?.from ?? Infinity, key, isKeyless });
  if (last === undefined) {
    for (const i of chain.keys()) yield* read(i);
    return;
  }
  const newest: Numbered[][] = [];
  for (let i = chain.length - 1, count = 0; i >= 0 && count < last; i -= 1) {
    let found: Numbered[] = [];
    for await (const one of read(i)) {
      found.push(one);
      if (found.length >= 2 * last) found = found.slice(-last);
    }
    found = last === count ? [] : found.slice(count - last);
    newest.unshift(found);
    count += found.length;
  }
  yield* newest.flat();
}

interface Wanted {
  readonly from: number;
  readonly until: number;
  readonly key: string | undefined;
  readonly isKeyless: boolean;
}

async function* entriesIn(folder: Folder, part: Part | undefined, wanted: Wanted): AsyncGenerator<Numbered> {
  const file = part && (await orNull(folder.files.open(folder.journal(part.generation), 'read')));
  if (!part || !file) return;
  try {
    yield* readEntries(file, part.length, wanted);
  } finally {
    await file.close();
  }
}

/** In each line about a record, and in a text only with its quotes escaped. */
const KEY = Buffer.from('"k":"');

async function* readEntries(file: OpenFile, length: number, { from, until, key, isKeyless }: Wanted): AsyncGenerator<Numbered> {
  // spares parsing what is about others
  const named = key === undefined ? null : Buffer.from(`"k":${JSON.stringify(key)},`);
  for await (const batch of linesOf(file, 0, length, MAX_LINE)) {
    for (const { bytes, isWhole, start } of batch) {
      if (!isWhole || start === 0 || (named !== null && !bytes.includes(named)) || (isKeyless && bytes.includes(KEY))) continue;
      const read = decodeLine(parseLine(bytes));
      if (typeof read !== 'string' && read.seq >= from && read.seq < until && (key === undefined || read.entry.key === key) && !(isKeyless && read.entry.key !== undefined)) yield read;
    }
  }
}
