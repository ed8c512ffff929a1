import { createHash } from 'node:crypto';
import { isObject } from '../../engine/json';
import type { Row } from '../../engine/metrics/rollup';
import { Model, type ModelHead } from '../../engine/model';
import type { SyncRecord } from '../../engine/record';
import { isCount, isString, object, oneOf } from './check';
import { decodeHead, decodeRecord } from './decodeRecord';
import { decodeRow } from './decodeRollup';
import { using, writeAll, type OpenFile } from './files';
import type { Folder } from './folder';
import { FORMAT, refuseNewer } from './header';
import { FRAME, lineOf, parseJson, parseLine } from './line';
import { linesOf } from './lines';

/** Longest record in a snapshot, in bytes: all its sides and what was sent. */
const LONGEST = 1 << 26;
/** The first line has a fixed length, because it is written last: `crc32 SP {fmt,g,lastSeq,bytes,sha256,id} LF`. */
const HEADER = 288;
/** Longest stretch of building text, ms; then a write lets others run. */
const SLICE = 2;

const isHeader = object({ fmt: oneOf(FORMAT), g: isCount, lastSeq: isCount, bytes: isCount, sha256: isString, id: isString });

/** What a snapshot is made from: a model as it stood at one sequence number. Records are immutable, so the list alone is copied. */
export interface Frozen {
  readonly head: ModelHead;
  readonly records: readonly SyncRecord[];
}

/** Takes hold of the model as it is now. */
export const freeze = (model: Model): Frozen => ({ head: model.head(), records: [...model.records.values()] });

/** What stands between the rows of the rollup and the records. */
const MIDDLE = '],"records":[';

/** The lines of a snapshot: one JSON value, a row of the rollup or a record a line. */
function* linesFrom({ head, records }: Frozen): Generator<string> {
  const { rows, ...rollup } = head.rollup;
  yield `{"head":${JSON.stringify({ ...head, rollup })},"rows":[`;
  for (const [i, row] of rows.entries()) yield JSON.stringify(row) + (i === rows.length - 1 ? '' : ',');
  yield MIDDLE;
  for (const [i, record] of records.entries()) yield JSON.stringify(record) + (i === records.length - 1 ? '' : ',');
  yield ']}';
}

/** Writes a snapshot in slices. Returns the length in bytes. `generation`: of the owner that takes it; `id` names the store. */
export async function writeSnapshot(file: OpenFile, frozen: Frozen, generation: number, id: string): Promise<number> {
  const sha = createHash('sha256');
  let length = HEADER;
  let text = '';
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(text);
    text = '';
    sha.update(bytes);
    await writeAll(file, bytes, length);
    length += bytes.length;
  };
  let since = performance.now();
  let lines = 0;
  for (const line of linesFrom(frozen)) {
    text += `${line}\n`;
    lines += 1;
    if ((lines & 15) !== 0 || performance.now() - since < SLICE) continue;
    await flush();
    since = performance.now();
  }
  await flush();
  const sha256 = sha.digest('hex');
  const header = JSON.stringify({ fmt: FORMAT, g: generation, lastSeq: frozen.head.seq, bytes: length - HEADER, sha256, id });
  await writeAll(file, lineOf(header.padEnd(HEADER - FRAME)), 0);
  await verify(file, sha256);
  return length;
}

/** Reads back what was written. */
async function verify(file: OpenFile, sha256: string): Promise<void> {
  const sha = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 18);
  for (let at = HEADER, count = 0; (count = await file.read(chunk, at)) > 0; at += count) sha.update(chunk.subarray(0, count));
  if (sha.digest('hex') !== sha256) throw Object.assign(new Error('The disk gives back other bytes than were written.'), { code: 'EIO' });
}

/** The model of a snapshot with its length in bytes; null where it is damaged, cut off or another store's. Throws `StoreError` for a newer format. */
export const readSnapshot = (folder: Folder, generation: number, id: string): Promise<{ model: Model; bytes: number } | null> =>
  using(folder.files, folder.snapshot(generation), 'read', async (file) => {
    const first = Buffer.alloc(HEADER);
    const header = (await file.read(first, 0)) === HEADER ? parseLine(first.subarray(0, -1)) : undefined;
    if (isObject(header)) refuseNewer(header['fmt']);
    if (!isHeader(header) || header.id !== id) return null;

    const sha = createHash('sha256');
    let head: ModelHead | null = null;
    const rows: Row[] = [];
    const records: SyncRecord[] = [];
    let isInRows = true;
    for await (const batch of linesOf(file, HEADER, HEADER + header.bytes, LONGEST)) {
      for (const { bytes, isWhole } of batch) {
        sha.update(bytes);
        sha.update('\n');
        if (!isWhole) return null;
        const text = bytes.toString();
        if (text === ']}') continue;
        if (text === MIDDLE) {
          isInRows = false;
          continue;
        }
        if (head === null) {
          const value = parseJson(`${text}]}`);
          head = isObject(value) ? decodeHead(value['head'], rows) : null;
          if (head === null) return null;
          continue;
        }
        const value = parseJson(text.endsWith(',') ? text.slice(0, -1) : text);
        const row = isInRows ? decodeRow(value) : null;
        const record = isInRows ? null : decodeRecord(value);
        if (row) rows.push(row);
        else if (record) records.push(record);
        else return null;
      }
    }
    if (head === null || head.seq !== header.lastSeq || sha.digest('hex') !== header.sha256) return null;
    return { model: Model.from(head, records), bytes: HEADER + header.bytes };
  });
