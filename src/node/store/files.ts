import { existsSync, watch } from 'node:fs';
import { mkdir, open, readdir, rename, stat, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { codeOf } from './errors';

/** An open file. Positions and lengths are in bytes. */
export interface OpenFile {
  /** Bytes read into the start of `into`; 0 at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Bytes written: may be fewer than asked, without an error, on a disk that fills up. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Content and size are on the disk. After a failure the file may not be trusted again (fsyncgate). */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  info(): Promise<FileInfo>;
  close(): Promise<void>;
}

export interface FileInfo {
  readonly size: number;
  readonly inode: number;
  /** Last change, ms since 1970. */
  readonly modified: number;
}

/** All that the store asks of a file system, small enough for a test to make each call fail. Errors are those of Node. */
export interface Files {
  /** `create` fails with EEXIST where the file is, and makes it readable by its owner alone. */
  open(path: string, mode: 'read' | 'edit' | 'create'): Promise<OpenFile>;
  info(path: string): Promise<FileInfo>;
  /** Synchronous, because the fence asks after every commit: 3 µs, where the way through the thread pool takes 80. */
  has(path: string): boolean;
  list(dir: string): Promise<readonly string[]>;
  makeDir(dir: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes new, renamed and removed names of a folder durable. */
  syncDir(dir: string): Promise<void>;
  freeBytes(dir: string): Promise<number>;
  /** A hint that something in the folder may have changed: may come late, often or never. Returns the end of it. */
  watch(dir: string, changed: () => void): () => void;
}

const FLAGS = { read: 'r', edit: 'r+', create: 'wx+' } as const;

class NodeFile implements OpenFile {
  constructor(private readonly handle: FileHandle) {}
  async read(into: Uint8Array, position: number): Promise<number> {
    return (await this.handle.read(into, 0, into.length, position)).bytesRead;
  }
  async write(bytes: Uint8Array, position: number): Promise<number> {
    return (await this.handle.write(bytes, 0, bytes.length, position)).bytesWritten;
  }
  sync = (): Promise<void> => this.handle.datasync();
  truncate = (length: number): Promise<void> => this.handle.truncate(length);
  async info(): Promise<FileInfo> {
    const { size, ino, mtimeMs } = await this.handle.stat();
    return { size, inode: ino, modified: mtimeMs };
  }
  close = (): Promise<void> => this.handle.close();
}

/** The real file system. */
export const nodeFiles: Files = {
  open: async (path, mode) => new NodeFile(await open(path, FLAGS[mode], 0o600)),
  async info(path) {
    const { size, ino, mtimeMs } = await stat(path);
    return { size, inode: ino, modified: mtimeMs };
  },
  has: existsSync,
  list: (dir) => readdir(dir),
  async makeDir(dir) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  },
  rename,
  remove: unlink,
  async syncDir(dir) {
    if (process.platform === 'win32') return; // a folder cannot be opened there; NTFS journals its names itself
    const handle = await open(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async freeBytes(dir) {
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize;
  },
  watch(dir, changed) {
    try {
      const watcher = watch(dir, { persistent: false }, changed);
      watcher.on('error', () => watcher.close()); // polling goes on
      return () => watcher.close();
    } catch (error) {
      if (codeOf(error) === '') throw error;
      return () => undefined; // no watches left, or none on this file system: polling goes on
    }
  },
};

/** Writes everything, whatever number of calls that takes. */
export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const count = await file.write(done === 0 ? bytes : bytes.subarray(done), position + done);
    if (count <= 0) throw Object.assign(new Error('The file system wrote nothing.'), { code: 'EIO' });
    done += count;
  }
}

/** Opens a file, uses it and closes it, whatever happens. */
export async function using<T>(files: Files, path: string, mode: 'read' | 'edit' | 'create', use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await files.open(path, mode);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** The whole text of a small file. */
export const readText = (files: Files, path: string): Promise<string> =>
  using(files, path, 'read', async (file) => {
    const bytes = Buffer.alloc((await file.info()).size);
    return bytes.toString('utf8', 0, await file.read(bytes, 0));
  });
