import { dirname } from 'node:path';
import type { Files, OpenFile } from '../../src/node/store/files';
import { MemoryFiles, systemError } from './storeFiles';

interface Node {
  readonly inode: number;
  bytes: Buffer;
  /** As it was when it was last synced. */
  durable: Buffer;
}

/**
 * A disk that can lose its power: what was not synced is there in part, as zeros or not at all, and names that were made,
 * renamed or removed since the folder was synced are as they are now up to some point, and as they were from there on.
 */
export class PowerFiles implements Files {
  readonly #names = new Map<string, Node>();
  #durableNames = new Map<string, Node>();
  /** Changes of names since the last sync of their folder. */
  #pending: { readonly dir: string; readonly change: (names: Map<string, Node>) => void }[] = [];
  #inode = 0;

  /** What the next start finds. `random`: in [0, 1). */
  crash(random: () => number): MemoryFiles {
    const names = new Map(this.#durableNames);
    const kept = Math.floor(random() * (this.#pending.length + 1));
    for (const { change } of this.#pending.slice(0, kept)) change(names);
    const disk = new MemoryFiles();
    for (const [path, { bytes, durable }] of names) disk.content.set(path, leftOf(bytes, durable, random));
    return disk;
  }

  async open(path: string, mode: 'read' | 'edit' | 'create'): Promise<OpenFile> {
    const found = this.#names.get(path);
    if (mode === 'create' && found) throw systemError('EEXIST');
    if (mode !== 'create' && !found) throw systemError('ENOENT');
    const node = found ?? { inode: (this.#inode += 1), bytes: Buffer.alloc(0), durable: Buffer.alloc(0) };
    if (!found) this.#rename(path, (names) => names.set(path, node));
    return {
      read: async (into, position) => node.bytes.copy(into, 0, position),
      write: async (bytes, position) => {
        const next = Buffer.alloc(Math.max(node.bytes.length, position + bytes.length));
        node.bytes.copy(next);
        next.set(bytes, position);
        node.bytes = next;
        return bytes.length;
      },
      sync: async () => void (node.durable = node.bytes),
      truncate: async (length) => void (node.bytes = Buffer.concat([node.bytes], length)),
      info: async () => ({ size: node.bytes.length, inode: node.inode, modified: Date.now() }),
      close: async () => undefined,
    };
  }

  #rename(path: string, change: (names: Map<string, Node>) => void): void {
    change(this.#names);
    this.#pending.push({ dir: dirname(path), change });
  }

  async rename(from: string, to: string): Promise<void> {
    const node = this.#names.get(from);
    if (!node) throw systemError('ENOENT');
    this.#rename(to, (names) => {
      names.delete(from);
      names.set(to, node);
    });
  }

  async remove(path: string): Promise<void> {
    if (!this.#names.has(path)) throw systemError('ENOENT');
    this.#rename(path, (names) => names.delete(path));
  }

  async syncDir(dir: string): Promise<void> {
    for (const { change } of this.#pending.filter((one) => one.dir === dir)) change(this.#durableNames);
    this.#pending = this.#pending.filter((one) => one.dir !== dir);
  }

  has = (path: string): boolean => this.#names.has(path);
  list = async (dir: string): Promise<string[]> => [...this.#names.keys()].filter((path) => dirname(path) === dir).map((path) => path.slice(dir.length + 1));
  makeDir = async (): Promise<void> => undefined;
  freeBytes = async (): Promise<number> => 2 ** 40;
  watch = (): (() => void) => () => undefined;
  async info(path: string): Promise<{ size: number; inode: number; modified: number }> {
    const node = this.#names.get(path);
    if (!node) throw systemError('ENOENT');
    return { size: node.bytes.length, inode: node.inode, modified: Date.now() };
  }
}

/** A mixture of old and new content that a power cut may leave. */
function leftOf(bytes: Buffer, durable: Buffer, random: () => number): Buffer {
  if (bytes.equals(durable)) return bytes;
  let same = 0;
  while (bytes.subarray(same, same + 4096).equals(durable.subarray(same, same + 4096))) same += 4096;
  while (same < bytes.length && bytes[same] === durable[same]) same += 1;
  const until = same + Math.floor(random() * (bytes.length - same + 1));
  const kind = random();
  if (kind < 0.3) return durable;
  if (kind < 0.7) return Buffer.concat([bytes.subarray(0, until), durable.subarray(until)]);
  return Buffer.concat([bytes.subarray(0, until), durable.subarray(until, same)], Math.max(bytes.length, durable.length)); // longer, with zeros
}
