import { crc32 } from 'node:zlib';

/** Longest line of a journal, in bytes, the frame included. */
export const MAX_LINE = 1 << 20;

/** Bytes that frame the JSON of a line: eight hex digits, a space, a line feed. */
export const FRAME = 10;
const LF = 10;
const SPACE = 32;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Size of a buffer at first, and from which on one that is empty is given back, in bytes. */
const SMALL = 1 << 16;
const LARGE = 8 << 20;

/** Bytes in one buffer that grows and is used again and again. */
class Growing {
  protected buffer = Buffer.allocUnsafe(SMALL);
  protected length = 0;

  /** Those from one place to another; valid until the next change. */
  slice(from: number, to: number): Uint8Array {
    return this.buffer.subarray(from, to);
  }

  /** Takes away the first of them, or all. */
  drop(count = this.length): void {
    this.buffer.copyWithin(0, count, this.length);
    this.length -= count;
    if (this.length === 0 && this.buffer.length > LARGE) this.buffer = Buffer.allocUnsafe(SMALL);
  }

  protected reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const buffer = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + more));
    this.buffer.copy(buffer, 0, 0, this.length);
    this.buffer = buffer;
  }
}

/** Gathers texts as UTF-8, outside the heap: as strings they would outlive the young generation, and that is what garbage collection costs. */
export class TextBuffer extends Growing {
  /** Appends a text. Returns its length in bytes. */
  add(text: string): number {
    this.reserve(text.length * 3);
    const count = this.buffer.write(text, this.length);
    this.length += count;
    return count;
  }
}

/** Gathers lines `crc32hex8 SP json LF`. */
export class LineBuffer extends Growing {
  /** Appends one line. Its JSON is a text and bytes behind it; no line feed, as `JSON.stringify` writes it. */
  add(json: string, rest?: Uint8Array): void {
    this.reserve(json.length * 3 + (rest?.length ?? 0) + FRAME);
    const { buffer } = this;
    const start = this.length + 9;
    let end = start + buffer.write(json, start);
    if (rest) {
      buffer.set(rest, end);
      end += rest.length;
    }
    const crc = crc32(buffer.subarray(start, end));
    buffer.write(`${HEX[crc >>> 24]}${HEX[(crc >>> 16) & 255]}${HEX[(crc >>> 8) & 255]}${HEX[crc & 255]}`, this.length, 'latin1');
    buffer[start - 1] = SPACE;
    buffer[end] = LF;
    this.length = end + 1;
  }

  /** What was gathered; valid until the next change. */
  get bytes(): Uint8Array {
    return this.slice(0, this.length);
  }
}

/** One line as bytes, its line feed included. */
export function lineOf(json: string): Uint8Array {
  const lines = new LineBuffer();
  lines.add(json);
  return lines.bytes;
}

/** The JSON value of a line without its line feed; undefined where the frame or its checksum is wrong. */
export function parseLine(line: Buffer): unknown {
  if (line.length < FRAME || line[8] !== SPACE) return undefined;
  let crc = 0;
  for (let i = 0; i < 8; i += 1) {
    const digit = nibble(line[i] ?? 0);
    if (digit < 0) return undefined;
    crc = (crc << 4) | digit;
  }
  if (crc >>> 0 !== crc32(line.subarray(9))) return undefined;
  return parseJson(line.toString('utf8', 9));
}

/** A JSON value from a file; undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Lower-case hex only: the digits are not under the checksum, so there is one way to write them. */
const nibble = (code: number): number => (code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1);
