import type { Part } from './chain';
import { writeAll, type OpenFile } from './files';
import type { Folder, Identity } from './folder';
import { headerJson } from './header';
import { BrokenJournal, lostOwnership } from './journalErrors';
import { Lease } from './lease';
import { lineOf } from './line';

/** What a generation begins with. */
export interface Beginning {
  /** Journals that hold entries behind the snapshot, with their final lengths. */
  readonly parts: readonly Part[];
  /** Number of its first entry. */
  readonly from: number;
  /** Generation of the snapshot that replay begins with; 0 for none. */
  readonly base: number;
}

interface Live {
  readonly lease: Lease;
  readonly file: OpenFile;
  readonly inode: number;
  readonly from: number;
  readonly parts: readonly Part[];
  /** Confirmed bytes. */
  readonly length: number;
}

/** The journal of the present generation and the lease on it. One call at a time. */
export class Writer {
  private constructor(
    private readonly folder: Folder,
    private readonly identity: Identity,
    private live: Live,
  ) {}

  /** Begins the journal of an announced generation. */
  static async begin(folder: Folder, identity: Identity, lease: Lease, beginning: Beginning): Promise<Writer> {
    return new Writer(folder, identity, await start(folder, identity, lease, beginning));
  }

  get lease(): Lease {
    return this.live.lease;
  }

  /** The journals that hold entries behind the snapshot, the present one last. */
  get chain(): readonly Part[] {
    const { lease, from, length, parts } = this.live;
    return [...parts, { generation: lease.generation, from, length }];
  }

  /** The snapshot holds all entries up to this number: journals that end before it are archive. */
  covered(sequence: number): void {
    const chain = this.chain;
    this.live = { ...this.live, parts: this.live.parts.filter((_, i) => (chain[i + 1]?.from ?? 0) > sequence + 1) };
  }

  /** Makes lines durable; they count with `confirm`. Throws `BrokenJournal` or `JournalError` when this writer is at its end; after any other error it takes the next lines. */
  async write(lines: Uint8Array, next: Omit<Beginning, 'parts'>): Promise<void> {
    try {
      await writeAll(this.live.file, lines, this.live.length);
    } catch (error) {
      await this.#cutBack();
      throw error;
    }
    try {
      await this.live.file.sync();
    } catch {
      // The kernel may have dropped the pages and would call the next sync a success: this file is finished (fsyncgate).
      await this.renew({ ...next, parts: this.chain });
      await this.#orBroken(async () => {
        await writeAll(this.live.file, lines, this.live.length);
        await this.live.file.sync();
      });
    }
  }

  confirm(bytes: number): void {
    this.live = { ...this.live, length: this.live.length + bytes };
  }

  /** Takes the next generation. */
  async renew(beginning: Beginning): Promise<void> {
    const former = this.live;
    await this.#orBroken(async () => {
      const lease = await Lease.announce(this.folder, former.lease.generation + 1);
      if (!lease) throw lostOwnership();
      try {
        this.live = await start(this.folder, this.identity, lease, beginning);
      } catch (error) {
        await lease.release();
        throw error;
      }
    });
    await closeQuietly(former.file, former.lease);
  }

  /** True where someone deleted the journal under our hands, or put an older copy in its place. */
  async isLost(): Promise<boolean> {
    const path = this.folder.journal(this.lease.generation);
    if (!this.folder.files.has(path)) return true;
    const { inode, size } = await this.folder.files.info(path);
    return inode !== this.live.inode || size < this.live.length;
  }

  /** Ends it and, unless there is a successor, lets the next owner start at once. */
  async close(isOvertaken: boolean): Promise<void> {
    if (isOvertaken) return closeQuietly(this.live.file, this.live.lease);
    await closeQuietly(this.live.file);
    await this.live.lease.release();
  }

  /** Removes what a failed write left behind. */
  #cutBack(): Promise<void> {
    return this.#orBroken(async () => {
      await this.live.file.truncate(this.live.length);
      await this.live.file.sync();
    });
  }

  async #orBroken(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw new BrokenJournal(error);
    }
  }
}

/** The one beginning of a generation, for takeover, compaction and a broken file: its durable header seals what came before. */
async function start(folder: Folder, identity: Identity, lease: Lease, { parts, from, base }: Beginning): Promise<Live> {
  const { files } = folder;
  const { generation } = lease;
  if (await lease.isOvertaken()) throw lostOwnership();
  const seals = new Map(parts.map((part) => [part.generation, part.length]));
  const header = lineOf(headerJson({ generation, from, seals, base, identity }));
  const file = await files.open(folder.journal(generation), 'create');
  try {
    await writeAll(file, header, 0);
    await file.sync();
    await files.syncDir(folder.dir);
    if (await lease.isOvertaken()) throw lostOwnership();
    return { lease, file, inode: (await file.info()).inode, from, parts, length: header.length };
  } catch (error) {
    await closeQuietly(file);
    throw error;
  }
}

/** Closes files that nothing depends on any more: all that counts in them was synced before. */
async function closeQuietly(...files: readonly { close(): Promise<void> }[]): Promise<void> {
  await Promise.allSettled(files.map((file) => file.close()));
}
