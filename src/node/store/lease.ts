import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseJson } from './line';
import { isBoolean, isCount, isString, object } from './check';
import { codeOf, orNull } from './errors';
import { readText, writeAll, type OpenFile } from './files';
import type { Folder } from './folder';

/** Lease times, ms. `staleMs`: no heartbeat for so long, and the owner is over; `staleAliveMs`: where its process lives and may only be blocked. */
export interface LeaseTimes {
  readonly heartbeatMs: number;
  readonly staleMs: number;
  readonly staleAliveMs: number;
  /** How often a follower looks. */
  readonly pollMs: number;
}

export const LEASE: LeaseTimes = { heartbeatMs: 1000, staleMs: 10_000, staleAliveMs: 60_000, pollMs: 1000 };

/** A process, as others can look for it: a pid means something only in its own space on its own host. */
export interface ProcessId {
  readonly pid: number;
  readonly host: string;
  readonly space: string;
  /** Told apart from an earlier process of the same pid, as in a container. */
  readonly run: string;
}

/** Containers and sandboxes count pids of their own. */
function pidSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return ''; // not Linux
  }
}

export const THIS_PROCESS: ProcessId = { pid: process.pid, host: hostname(), space: pidSpace(), run: randomUUID() };

export const isProcessId = object({ pid: isCount, host: isString, space: isString, run: isString });

/** Whether a process lives; null where that cannot be seen from here. */
export function isAlive({ pid, host, space, run }: ProcessId): boolean | null {
  if (host !== THIS_PROCESS.host || space !== THIS_PROCESS.space) return null;
  if (pid === THIS_PROCESS.pid) return run === THIS_PROCESS.run;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH'; // EPERM: it lives, as another user's
  }
}

const isHeartbeat = object({ by: isProcessId, beat: isCount, isReleased: isBoolean });
/** Always written whole, so that a reader never finds the end of a longer one. */
const LENGTH = 512;

/** An owner file's holder; null where it cannot be read (yet). */
export const decodeHeartbeat = (text: string): { by: ProcessId; beat: number; isReleased: boolean } | null => {
  const value = parseJson(text);
  return isHeartbeat(value) ? value : null;
};

/** The content of an owner file; null where there is none. */
export const readHeartbeat = (folder: Folder, generation: number): Promise<string | null> => orNull(readText(folder.files, folder.owner(generation)));

/** Ownership of one generation: the file that was created first, kept warm. It is lost when a higher one exists. */
export class Lease {
  #beat = 0;
  #writing: Promise<void> = Promise.resolve();
  private constructor(
    private readonly folder: Folder,
    readonly generation: number,
    private readonly file: OpenFile,
  ) {}

  /** Announces a generation; null where another was faster. From here on every older owner is refused. */
  static async announce(folder: Folder, generation: number): Promise<Lease | null> {
    try {
      const file = await folder.files.open(folder.owner(generation), 'create');
      const lease = new Lease(folder, generation, file);
      try {
        await lease.beat();
        await folder.files.syncDir(folder.dir);
      } catch (error) {
        await lease.release();
        throw error;
      }
      return lease;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return null;
      throw error;
    }
  }

  /** Shows that the owner lives. */
  beat(): Promise<void> {
    return this.#write(false);
  }

  /** `held`, `taken` by a successor, or `gone`: someone deleted the file. Old owner files are removed oldest first, so one of the two looks tells. */
  async state(): Promise<'held' | 'taken' | 'gone'> {
    const { files } = this.folder;
    if (!files.has(this.folder.owner(this.generation + 1)) && files.has(this.folder.owner(this.generation))) return 'held';
    return (await this.isOvertaken()) ? 'taken' : 'gone';
  }

  /** The slow and certain look, for before and after a generation begins. */
  async isOvertaken(): Promise<boolean> {
    return (await this.folder.list()).owners.some((generation) => generation > this.generation);
  }

  /** Lets the next one start at once. */
  async release(): Promise<void> {
    try {
      await this.#write(true);
    } finally {
      await this.file.close();
    }
  }

  /** Ends the lease of a generation that has a successor. */
  async close(): Promise<void> {
    await this.#writing.catch(() => undefined); // whoever began it was told
    await this.file.close();
  }

  #write(isReleased: boolean): Promise<void> {
    this.#beat += 1;
    const text = JSON.stringify({ by: THIS_PROCESS, beat: this.#beat, isReleased });
    const next = this.#writing.catch(() => undefined).then(() => writeAll(this.file, Buffer.from(text.padEnd(LENGTH)), 0));
    this.#writing = next;
    return next;
  }
}

/** Removes owner files that no sleeper can still be about, oldest first. */
export async function removeOldOwners(folder: Folder, generation: number): Promise<void> {
  for (const old of (await folder.list()).owners) {
    if (old < generation - 8) await orNull(folder.files.remove(folder.owner(old)));
  }
}
