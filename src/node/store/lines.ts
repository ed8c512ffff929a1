import type { OpenFile } from './files';

/** A line of a file. `bytes` is without its line feed, `end` is behind it. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
  /** False for what stands behind the last line feed, and for pieces of a line that is longer than any line may be. */
  readonly isWhole: boolean;
}

/** First and largest read, in bytes: most reads are of a few new lines, and a large one must not hold up the event loop. */
const SMALL = 4096;
const LARGE = 256 * 1024;
const LF = 10;

/** The lines of a part of a file, in batches of one read each: the event loop turns between them. */
export async function* linesOf(file: OpenFile, from: number, to: number, longest: number): AsyncGenerator<readonly Line[]> {
  let rest = Buffer.alloc(0);
  for (let start = from, size = SMALL; start + rest.length < to; size = Math.min(size * 4, LARGE)) {
    const chunk = Buffer.allocUnsafe(Math.min(size, to - start - rest.length));
    const count = await file.read(chunk, start + rest.length);
    const bytes = rest.length === 0 ? chunk.subarray(0, count) : Buffer.concat([rest, chunk.subarray(0, count)]);
    const batch: Line[] = [];
    let at = 0;
    for (let lf = bytes.indexOf(LF, rest.length); lf >= 0; lf = bytes.indexOf(LF, at)) {
      batch.push({ start: start + at, end: start + lf + 1, bytes: bytes.subarray(at, lf), isWhole: true });
      at = lf + 1;
    }
    const isOver = count === 0 || start + bytes.length >= to;
    if ((isOver && at < bytes.length) || bytes.length - at > longest) {
      batch.push({ start: start + at, end: start + bytes.length, bytes: bytes.subarray(at), isWhole: false });
      at = bytes.length;
    }
    if (batch.length > 0) yield batch;
    if (count === 0) return;
    rest = bytes.subarray(at);
    start += at;
  }
}
