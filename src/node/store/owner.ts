import type { Model } from '../../engine/model';
import { JournalError } from '../../engine/ports';
import { orNull } from './errors';
import { idOf, nextGeneration, type Folder, type Identity } from './folder';
import { GroupCommit } from './groupCommit';
import { asJournalError, BrokenJournal, closed, lostOwnership } from './journalErrors';
import { Lease, removeOldOwners } from './lease';
import { Loop } from './loop';
import { recover, type Recovered } from './recover';
import { repair, sweep } from './repair';
import { putInPlace, writeTemp } from './replace';
import { freeze, writeSnapshot } from './snapshot';
import { Writer } from './writer';

/** A snapshot is worth writing when the log behind the last one is larger than this, in bytes, and than four times that snapshot: it adds at most a quarter to what is written. */
const WORTH = 4 << 20;
/** Journals behind the snapshot: each opening begins one, and recovery reads them all. */
const MOST_PARTS = 32;

/** What a process needs to own a store. */
export interface OwnerOptions {
  readonly folder: Folder;
  readonly identity: Identity;
  readonly heartbeatMs: number;
  /** Ownership has ended; `confirmed`: lengths that are known to be durable, by generation. */
  readonly onEnd: (error: JournalError, confirmed: ReadonlyMap<number, number>) => void;
}

interface Draft {
  readonly temp: string;
  /** Number of the last entry in it. */
  readonly sequence: number;
  readonly bytes: number;
  /** Bytes of the log that it stands for. */
  readonly grown: number;
}

/** The one writer of a store: commits, keeps its lease warm, writes snapshots. */
export class Owner {
  readonly commits: GroupCommit;
  readonly #heart: Loop;
  readonly #model: Model;
  #snapshot: { generation: number; bytes: number } | null;
  /** Bytes of entries that are in no snapshot. */
  #grown: number;
  #over: JournalError | null = null;
  #compacting: Promise<void> | null = null;
  #check: Promise<void> | null = null;

  private constructor(
    private readonly options: OwnerOptions,
    private readonly writer: Writer,
    { model, snapshot, grown }: Recovered,
  ) {
    this.#model = model;
    this.#snapshot = snapshot;
    this.#grown = grown;
    this.commits = new GroupCommit(model.seq, (lines) => this.#commit(lines));
    this.#heart = new Loop(options.heartbeatMs, () => this.#beat());
  }

  /** Takes the store over: announces, recovers, repairs, begins a generation. Null where another was faster. */
  static async take(options: OwnerOptions, confirmed: ReadonlyMap<number, number>): Promise<{ owner: Owner; recovered: Recovered } | null> {
    const { folder, identity } = options;
    const lease = await Lease.announce(folder, nextGeneration(await folder.list()));
    if (!lease) return null;
    try {
      const recovered = await recover(folder, idOf(identity), confirmed);
      await repair(folder, recovered);
      const { model, parts, snapshot } = recovered;
      const writer = await Writer.begin(folder, identity, lease, { parts, from: model.seq + 1, base: snapshot?.generation ?? 0 });
      const owner = new Owner(options, writer, recovered);
      await owner.#tidy(recovered);
      if (owner.#over) throw owner.#over;
      return { owner, recovered };
    } catch (error) {
      await lease.release().catch(() => undefined); // the first error says why
      throw error;
    }
  }

  /** Writes a snapshot when it is worth it. */
  async checkpoint(model: Model): Promise<void> {
    const isWorth = this.#grown > WORTH && this.#grown > 4 * (this.#snapshot?.bytes ?? 0);
    if (isWorth || this.writer.chain.length > MOST_PARTS) await this.#compact(model);
  }

  /** What is known to be durable of the journal that nobody sealed yet. */
  get confirmed(): ReadonlyMap<number, number> {
    return new Map(this.writer.chain.slice(-1).map(({ generation, length }) => [generation, length]));
  }

  /** Waits for what is in flight, then lets the next owner start at once. */
  async close(): Promise<void> {
    await this.#heart.stop();
    await this.#check;
    await this.commits.settled();
    this.commits.end(closed());
    await this.#compacting?.catch(() => undefined); // whoever asked for it was told
    if (this.#over) return;
    this.#over = closed();
    await this.writer.close(false);
  }

  async #commit(lines: Uint8Array): Promise<void> {
    try {
      await this.writer.write(lines, this.#next());
      // First synced, then looked: a successor that announced itself before it read has either seen these lines or is seen here.
      const state = await this.writer.lease.state();
      if (state === 'taken') throw lostOwnership();
      if (state === 'gone') {
        await this.#rebuild();
        await this.writer.write(lines, this.#next());
      }
    } catch (error) {
      throw this.#failed(error);
    }
    this.writer.confirm(lines.length);
    this.#grown += lines.length;
  }

  #next(): { from: number; base: number } {
    return { from: this.commits.sequence + 1, base: this.#snapshot?.generation ?? 0 };
  }

  /** Turns an error into the engine's, and ends ownership where nothing more can be written. */
  #failed(error: unknown): JournalError {
    const failure = asJournalError(error);
    const isEnd = error instanceof BrokenJournal || failure.reason === 'lost-ownership';
    if (!isEnd || this.#over) return failure;
    this.#over = failure;
    void this.#heart.stop();
    this.commits.end(failure);
    this.options.onEnd(failure, this.confirmed);
    void this.writer.close(failure.reason === 'lost-ownership').catch(() => undefined); // on a broken disk it may stay unreleased, and then goes stale
    return failure;
  }

  /** Keeps the lease warm, and notices a successor or a deleted journal while nothing is being saved. */
  async #beat(): Promise<void> {
    this.#check ??= this.commits.between(() => this.#look()).catch((error: unknown) => void this.#failed(error)).finally(() => (this.#check = null));
    await this.writer.lease.beat().catch(() => undefined); // a disk that only refuses the heartbeat is left to the next commit, or to a successor
  }

  /** Between two commits, because a change of generation looks like a successor while it lasts. */
  async #look(): Promise<void> {
    const state = await this.writer.lease.state();
    if (state === 'taken') throw lostOwnership();
    if (state === 'gone' || (await this.writer.isLost())) await this.#rebuild();
  }

  /** Someone deleted the journal or the whole folder: what is in memory goes to the disk at once. Nothing else is in flight; what fails is tried again. */
  async #rebuild(): Promise<void> {
    if (this.#model.seq !== this.commits.sequence) throw new BrokenJournal(new Error('The store was deleted while it was written to.'));
    await this.options.folder.files.makeDir(this.options.folder.dir);
    await this.#name(await this.#draft(this.#model));
    await this.writer.renew({ ...this.#next(), parts: [] });
  }

  #compact(model: Model): Promise<void> {
    this.#compacting ??= this.#selfTakeover(model)
      .catch((error: unknown) => Promise.reject(this.#failed(error)))
      .finally(() => (this.#compacting = null));
    return this.#compacting;
  }

  /** The snapshot is written first, because it needs the room; then the generation changes, as in a takeover; then the snapshot gets its name. */
  async #selfTakeover(model: Model): Promise<void> {
    const draft = await this.#draft(model);
    try {
      await this.commits.between(() => this.writer.renew({ ...this.#next(), parts: this.writer.chain }));
    } catch (error) {
      await orNull(this.options.folder.files.remove(draft.temp));
      throw error;
    }
    await this.#name(draft);
  }

  /** A whole and synced snapshot under a temporary name. */
  async #draft(model: Model): Promise<Draft> {
    const { folder, identity } = this.options;
    const needed = 3 * (this.#snapshot?.bytes ?? 0);
    if (needed > 0 && (await folder.files.freeBytes(folder.dir)) < needed) throw new JournalError('full', 'The disk has too little room for a snapshot. Everything is saved; the sync log goes on growing.');
    const frozen = freeze(model);
    const grown = this.#grown;
    const { generation } = this.writer.lease;
    let bytes = 0;
    const temp = await writeTemp(folder.files, folder.snapshot(generation), async (file) => (bytes = await writeSnapshot(file, frozen, generation, idOf(identity))));
    return { temp, sequence: frozen.head.seq, bytes, grown };
  }

  /** Makes a draft the snapshot of the present generation, and keeps the one before it. */
  async #name({ temp, sequence, bytes, grown }: Draft): Promise<void> {
    const { folder } = this.options;
    const { generation } = this.writer.lease;
    await putInPlace(folder.files, temp, folder.snapshot(generation));
    this.#snapshot = { generation, bytes };
    this.#grown -= grown;
    this.writer.covered(sequence);
    for (const old of (await folder.list()).snapshots.slice(0, -2)) await orNull(folder.files.remove(folder.snapshot(old)));
  }

  /** Housekeeping after a takeover. What fails is left to the next one. */
  async #tidy({ model, parts, recovery }: Recovered): Promise<void> {
    const { folder } = this.options;
    await Promise.allSettled([removeOldOwners(folder, this.writer.lease.generation), sweep(folder, Date.now())]);
    // A gap in the log is read once: from here on the snapshot stands in for it.
    if (recovery.kind === 'damaged' || parts.length > MOST_PARTS) await Promise.allSettled([this.#compact(model)]);
  }
}
