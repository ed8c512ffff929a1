import { crc32 } from 'node:zlib';

/** Longest line of a journal, in bytes, the frame included. */
export const MAX_LINE = 1 << 20;

/** Bytes that frame the JSON of a line: eight hex digits, a space, a line feed. */
export const FRAME = 10;
const LF = 10;
const SPACE = 32;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Gathers lines `crc32hex8 SP json LF` in one buffer that is used again and again. */
export class LineBuffer {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;

  /** Appends one line. `json` holds no line feed, as `JSON.stringify` writes it. */
  add(json: string): void {
    this.#reserve(json.length * 3 + FRAME);
    const start = this.#length + 9;
    const end = start + this.#bytes.write(json, start);
    const crc = crc32(this.#bytes.subarray(start, end));
    this.#bytes.write(`${HEX[crc >>> 24]}${HEX[(crc >>> 16) & 255]}${HEX[(crc >>> 8) & 255]}${HEX[crc & 255]}`, this.#length, 'latin1');
    this.#bytes[start - 1] = SPACE;
    this.#bytes[end] = LF;
    this.#length = end + 1;
  }

  /** What was gathered; valid until the next `clear`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
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
