import { isObject } from '../../engine/json';
import { isCount, isString, mapOf, object, oneOf } from './check';
import { orNull, StoreError } from './errors';
import { using } from './files';
import type { Folder, Identity } from './folder';
import { parseLine } from './line';
import { linesOf } from './lines';

/** The format of journals and snapshots that this version writes; a newer one is refused. */
export const FORMAT = 1;

/** The first line of a journal. */
export interface Header {
  readonly generation: number;
  /** Sequence number of the first entry. */
  readonly from: number;
  /** How many bytes of each older journal count, back to the one where replay began: what a former owner writes behind them is nowhere visible. */
  readonly seals: ReadonlyMap<number, number>;
  /** Generation of the snapshot that replay began with; 0 for none. */
  readonly base: number;
  readonly identity: Identity;
}

const isHeader = object({
  h: oneOf(1),
  fmt: oneOf(FORMAT),
  g: isCount,
  from: isCount,
  seal: mapOf(isCount),
  base: isCount,
  id: object({ config: isString, origin: isString }),
});

/** The JSON of a header line. */
export const headerJson = ({ generation, from, seals, base, identity: { config, origin } }: Header): string =>
  JSON.stringify({ h: 1, fmt: FORMAT, g: generation, from, seal: Object.fromEntries(seals), base, id: { config, origin } });

/** A header from the JSON of a journal's first line; null for anything else. Throws `StoreError` for a newer format. */
export function decodeHeader(value: unknown): Header | null {
  if (isObject(value) && value['h'] === 1) refuseNewer(value['fmt']);
  if (!isHeader(value)) return null;
  const seals = new Map(Object.entries(value.seal).map(([generation, length]) => [Number(generation), length]));
  return { generation: value.g, from: value.from, seals, base: value.base, identity: value.id };
}

/** Throws `StoreError` for a format that only a newer version knows. */
export function refuseNewer(format: unknown): void {
  if (typeof format === 'number' && format > FORMAT)
    throw new StoreError('newer-format', `The store was written by a newer version of REST API Reconciliation (format ${format}; this version knows ${FORMAT}). Update to open it.`);
}

/** Longest header line: a seal for each journal since the snapshot and two paths. */
const LONGEST = 1 << 16;

/** A journal's header; null where it is missing, incomplete or damaged. */
export async function readHeader(folder: Folder, generation: number): Promise<Header | null> {
  return orNull(
    using(folder.files, folder.journal(generation), 'read', async (file) => {
      for await (const [line] of linesOf(file, 0, LONGEST, LONGEST)) {
        const header = line?.isWhole ? decodeHeader(parseLine(line.bytes)) : null;
        return header?.generation === generation ? header : null;
      }
      return null;
    }),
  );
}

/** Throws `StoreError` where the newest readable journal belongs to someone else, or to a newer version. */
export async function refuseForeign(folder: Folder, identity: Identity): Promise<void> {
  for (const generation of (await folder.list()).journals.toReversed()) {
    const header = await readHeader(folder, generation);
    if (!header) continue;
    const { config, origin } = header.identity;
    if (config === identity.config && origin === identity.origin) return;
    throw new StoreError(
      'identity',
      `The store in ${folder.dir} belongs to ${config} with the master ${origin}; it cannot serve ${identity.config} with the master ${identity.origin}.`,
    );
  }
}
