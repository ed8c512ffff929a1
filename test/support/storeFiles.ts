import { dirname } from 'node:path';
import type { FileInfo, Files, OpenFile } from '../../src/node/store/files';

/** A system error, as Node makes it. */
export const systemError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

export type Operation = 'open' | 'read' | 'write' | 'sync' | 'truncate' | 'info' | 'list' | 'makeDir' | 'rename' | 'remove' | 'syncDir' | 'freeBytes';

/** What becomes of a call: nothing special, an error, a write of fewer bytes, or a wait. */
export type Fault = undefined | { readonly code: string } | { readonly short: number } | Promise<void>;

/** A file system of which each call can be made to fail, by operation and path. */
export function withFaults(real: Files, decide: (operation: Operation, path: string) => Fault): Files {
  const before = async (operation: Operation, path: string): Promise<number> => {
    const fault = decide(operation, path);
    if (fault instanceof Promise) await fault;
    else if (fault && 'code' in fault) throw systemError(fault.code);
    else if (fault) return fault.short;
    return Infinity;
  };
  const open = async (path: string, mode: 'read' | 'edit' | 'create'): Promise<OpenFile> => {
    await before('open', path);
    const file = await real.open(path, mode);
    return {
      read: async (into, position) => (await before('read', path), file.read(into, position)),
      write: async (bytes, position) => {
        const most = await before('write', path);
        return file.write(most < bytes.length ? bytes.subarray(0, most) : bytes, position);
      },
      sync: async () => (await before('sync', path), file.sync()),
      truncate: async (length) => (await before('truncate', path), file.truncate(length)),
      info: () => file.info(),
      close: () => file.close(),
    };
  };
  return {
    ...real,
    open,
    info: async (path) => (await before('info', path), real.info(path)),
    list: async (dir) => (await before('list', dir), real.list(dir)),
    makeDir: async (dir) => (await before('makeDir', dir), real.makeDir(dir)),
    rename: async (from, to) => (await before('rename', to), real.rename(from, to)),
    remove: async (path) => (await before('remove', path), real.remove(path)),
    syncDir: async (dir) => (await before('syncDir', dir), real.syncDir(dir)),
    freeBytes: async (dir) => (await before('freeBytes', dir), real.freeBytes(dir)),
  };
}

/** A file system in memory, for tests that open a store tens of thousands of times. */
export class MemoryFiles implements Files {
  readonly content = new Map<string, Buffer>();
  readonly #inodes = new Map<string, number>();
  #inode = 0;

  async open(path: string, mode: 'read' | 'edit' | 'create'): Promise<OpenFile> {
    const exists = this.content.has(path);
    if (mode === 'create' && exists) throw systemError('EEXIST');
    if (mode !== 'create' && !exists) throw systemError('ENOENT');
    if (!exists) {
      this.content.set(path, Buffer.alloc(0));
      this.#inodes.set(path, (this.#inode += 1));
    }
    const get = (): Buffer => this.content.get(path) ?? Buffer.alloc(0);
    return {
      read: async (into, position) => get().copy(into, 0, position),
      write: async (bytes, position) => {
        const old = get();
        const length = Math.max(old.length, position + bytes.length);
        const room = old.byteOffset === 0 ? old.buffer.byteLength : 0;
        const next = room >= length ? Buffer.from(old.buffer, 0, length) : Buffer.from(new ArrayBuffer(length * 2), 0, length);
        if (room < length) old.copy(next);
        else next.fill(0, old.length);
        next.set(bytes, position);
        this.content.set(path, next);
        return bytes.length;
      },
      sync: async () => undefined,
      truncate: async (length) => void this.content.set(path, Buffer.concat([get()], length)),
      info: () => this.info(path),
      close: async () => undefined,
    };
  }

  async info(path: string): Promise<FileInfo> {
    const bytes = this.content.get(path);
    if (!bytes) throw systemError('ENOENT');
    return { size: bytes.length, inode: this.#inodes.get(path) ?? 0, modified: Date.now() };
  }

  has = (path: string): boolean => this.content.has(path);
  list = async (dir: string): Promise<string[]> => [...this.content.keys()].filter((path) => dirname(path) === dir).map((path) => path.slice(dir.length + 1));
  makeDir = async (): Promise<void> => undefined;
  syncDir = async (): Promise<void> => undefined;
  freeBytes = async (): Promise<number> => 2 ** 40;
  watch = (): (() => void) => () => undefined;

  async rename(from: string, to: string): Promise<void> {
    const bytes = this.content.get(from);
    if (!bytes) throw systemError('ENOENT');
    this.content.set(to, bytes);
    this.#inodes.set(to, (this.#inode += 1));
    this.content.delete(from);
  }

  async remove(path: string): Promise<void> {
    if (!this.content.delete(path)) throw systemError('ENOENT');
  }
}
