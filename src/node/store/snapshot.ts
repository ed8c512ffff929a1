import { createHash } from 'node:crypto';
import { isObject } from '../../engine/json';
import { Model, type ModelHead } from '../../engine/model';
import type { SyncRecord } from '../../engine/record';
import { isCount, isString, object, oneOf } from './check';
import { decodeHead, decodeRecord } from './decodeRecord';
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

/** Writes a snapshot in slices: one JSON value, a record a line. Returns the length in bytes. `generation`: of the owner that takes it; `id` names the store. */
export async function writeSnapshot(file: OpenFile, { head, records }: Frozen, generation: number, id: string): Promise<number> {
  const sha = createHash('sha256');
  let length = HEADER;
  let text = `{"head":${JSON.stringify(head)},"records":[\n`;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(text);
    text = '';
    sha.update(bytes);
    await writeAll(file, bytes, length);
    length += bytes.length;
  };
  let since = performance.now();
  for (const [i, record] of records.entries()) {
    text += JSON.stringify(record);
    text += i === records.length - 1 ? '\n' : ',\n';
    if ((i & 15) !== 15 || performance.now() - since < SLICE) continue;
    await flush();
    since = performance.now();
  }
  text += ']}\n';
  await flush();
  const sha256 = sha.digest('hex');
  const header = JSON.stringify({ fmt: FORMAT, g: generation, lastSeq: head.seq, bytes: length - HEADER, sha256, id });
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
    const records: SyncRecord[] = [];
    for await (const batch of linesOf(file, HEADER, HEADER + header.bytes, LONGEST)) {
      for (const { bytes, isWhole } of batch) {
        sha.update(bytes);
        sha.update('\n');
        if (!isWhole) return null;
        const text = bytes.toString();
        if (text === ']}') continue;
        if (head === null) {
          const value = parseJson(`${text}]}`);
          head = isObject(value) ? decodeHead(value['head']) : null;
          if (head === null) return null;
          continue;
        }
        const record = decodeRecord(parseJson(text.endsWith(',') ? text.slice(0, -1) : text));
        if (record === null) return null;
        records.push(record);
      }
    }
    if (head === null || head.seq !== header.lastSeq || sha.digest('hex') !== header.sha256) return null;
    return { model: Model.from(head, records), bytes: HEADER + header.bytes };
  });
