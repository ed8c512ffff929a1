import type { Entry } from '../../engine/entry';
import { isObject } from '../../engine/json';
import { IllegalTransition } from '../../engine/machine';
import type { Model } from '../../engine/model';
import type { RecordKey } from '../../engine/record';
import { isCount } from './check';
import type { Part } from './chain';
import { decodeEntry } from './decodeEntry';
import { using } from './files';
import type { Folder } from './folder';
import { MAX_LINE, parseJson, parseLine } from './line';
import { linesOf, type Line } from './lines';

/** An entry with its number, from the JSON of a journal line; a sentence where it is none. */
export function decodeLine(value: unknown): { readonly seq: number; readonly entry: Entry } | string {
  if (!isObject(value) || !isCount(value['s'])) return 'The number of the entry is missing.';
  const entry = decodeEntry(value);
  return typeof entry === 'string' ? entry : { seq: value['s'], entry };
}

/** What replay found wrong. */
export interface Damage {
  /** Stretches that cannot be read. */
  bad: number;
  /** Those of them that are whole, about no record, and not understood: no edit is lost with them. */
  unknown: number;
  /** Entries that are missing. */
  lost: number;
  /** Records named in or beside a gap. */
  readonly suspects: Set<RecordKey>;
  /** Journals with bad bytes. */
  readonly generations: Set<number>;
}

/** Where the part of a journal that counts ends, and how many bytes of a torn tail stand behind it. */
export interface End {
  readonly offset: number;
  readonly torn: number;
}

/** Applies the entries of one journal that the model does not have yet. `until`: first number that belongs to the next journal, Infinity for the last. */
export async function replay(folder: Folder, model: Model, part: Part, until: number, damage: Damage): Promise<End & { readonly good: number; readonly applied: number }> {
  const { generation, length } = part;
  let offset = 0;
  let applied = 0;
  let good = 0;
  let unreadable: Line[] = [];
  let previous: RecordKey | undefined;

  const gap = (key: RecordKey | undefined): void => {
    damage.bad += unreadable.length;
    if (unreadable.length > 0) damage.generations.add(generation);
    for (const line of unreadable) for (const named of keysIn(line.bytes)) damage.suspects.add(named);
    for (const near of [previous, key]) if (near !== undefined) damage.suspects.add(near);
    unreadable = [];
  };

  const follows = (entry: Entry): boolean => {
    try {
      model.apply(entry);
      return true;
    } catch (error) {
      if (!(error instanceof IllegalTransition)) throw error;
      return false;
    }
  };

  const take = (line: Line): void => {
    const value = line.isWhole ? parseLine(line.bytes) : undefined;
    const isHeader = line.start === 0 && isObject(value) && value['h'] === 1;
    const read = value === undefined || isHeader ? null : decodeNew(value, model.seq);
    if (value === undefined || typeof read === 'string') {
      unreadable.push(line);
      return;
    }
    if (read === null || read.seq >= until) {
      offset = line.end;
      if (!isHeader && read === null) unreadable = []; // what stands before an entry of the snapshot is in the snapshot too
      return;
    }
    good += 1;
    const { seq, entry } = read;
    const missing = seq - model.seq - 1;
    if (missing > 0 || unreadable.length > 0) gap(entry?.key);
    damage.lost += missing;
    model.seq = seq - 1;
    if (entry === null || !follows(entry)) {
      if (entry === null) damage.unknown += 1;
      else if (entry.key !== undefined) damage.suspects.add(entry.key);
      damage.generations.add(generation);
      damage.bad += 1;
    }
    model.seq = seq;
    previous = entry?.key;
    offset = line.end;
    applied += line.end - line.start;
  };

  if (part.from > model.seq + 1) {
    damage.lost += part.from - 1 - model.seq;
    model.seq = part.from - 1;
  }
  await using(folder.files, folder.journal(generation), 'read', async (file) => {
    for await (const batch of linesOf(file, 0, length, MAX_LINE)) batch.forEach(take);
  });
  const isOpen = length === Infinity && until === Infinity;
  const torn = (unreadable.at(-1)?.end ?? offset) - offset;
  if (!isOpen && torn > 0) gap(undefined);
  if (until !== Infinity && model.seq < until - 1) {
    damage.lost += until - 1 - model.seq;
    gap(undefined);
    model.seq = until - 1;
  }
  return { offset: length === Infinity ? offset : length, torn: isOpen ? torn : 0, good, applied };
}

/** The entry of a line, null in it for one about no record that is not understood; null for one that is already in the model, which is not looked at further. */
function decodeNew(value: unknown, seq: number): { seq: number; entry: Entry | null } | string | null {
  const own = isObject(value) && isCount(value['s']) ? value['s'] : null;
  if (own !== null && own <= seq) return null;
  const read = decodeLine(value);
  return typeof read === 'string' && own !== null && isObject(value) && value['k'] === undefined ? { seq: own, entry: null } : read;
}

/** Record keys that can still be made out in damaged bytes. */
function keysIn(bytes: Buffer): RecordKey[] {
  const found = bytes.toString('utf8').matchAll(/"k":("(?:[^"\\]|\\.)+")/g);
  return [...found].flatMap(([, text]) => {
    const key = parseJson(text ?? '');
    return typeof key === 'string' && key.includes('/') ? [key] : [];
  });
}
