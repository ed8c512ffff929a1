import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

import { type Reply, tooLarge } from './exchange';
import { Refusal } from './failure';

const decoders = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** A body of 1 MiB may come from any number of bytes; beyond that it is at most 200 times what was sent (3.3). */
const FREE_BYTES = 2 ** 20;
const RATIO = 200;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of an answer. One known content coding, at most `maxBytes` decoded; charset and bytes are UTF-8; a BOM is dropped. Throws `Refusal`. */
export async function decode({ headers, bytes }: Reply, maxBytes: number): Promise<string> {
  if (bytes.length === 0) return '';
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  const plain = coding === '' || coding === 'identity' ? bytes : await decompress(bytes, coding, maxBytes);
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') throw new Refusal('encoding', `The answer is written in "${charset.slice(0, 40)}", not in UTF-8.`);
  try {
    return utf8.decode(plain);
  } catch {
    throw new Refusal('encoding', 'The answer is not valid UTF-8.');
  }
}

async function decompress(bytes: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const decoder = decoders.get(coding);
  if (!decoder) throw new Refusal('encoding', `The answer is compressed as "${coding.slice(0, 40)}", which is not read here.`);
  const limit = Math.min(maxBytes, Math.max(FREE_BYTES, RATIO * bytes.length));
  try {
    return await decoder(bytes, { maxOutputLength: limit });
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    if (code === 'Z_BUF_ERROR') throw new Refusal('reset', 'The compressed answer was cut short.');
    throw new Refusal('encoding', `The answer is not valid "${coding}".`);
  }
}
