import { Low, type Adapter } from 'lowdb';
import type { Action, ActionResult } from '../../engine/actions';
import { Model, type Change } from '../../engine/model';
import type { Journal, JournalError } from '../../engine/ports';
import { entriesOf, type EntryFilter, type Numbered } from './entries';
import { codeOf, StoreError, textOf } from './errors';
import { nodeFiles, type Files } from './files';
import { Folder, idOf, type Identity } from './folder';
import { Follower } from './follower';
import { refuseForeign } from './header';
import { Inbox } from './inbox';
import { asJournalError, closed, lostOwnership } from './journalErrors';
import { LEASE, THIS_PROCESS, type LeaseTimes } from './lease';
import { Listeners } from '../listeners';
import { Loop } from './loop';
import { Owner } from './owner';
import { recover, type Recovered, type Recovery } from './recover';
import { OwnerWatch, type OwnerView } from './watch';

export { StoreError } from './errors';
export { defaultDataDir, storeDirFor } from './folder';

/** `owner`: the one process that writes; `follower`: reads along, and takes over when the owner ends. */
export type Role = 'owner' | 'follower';

export interface StoreOptions {
  /** Made, for its user alone, where it is missing. */
  readonly dir: string;
  /** A store that belongs to another configuration or master is refused. */
  readonly identity: Identity;
  /** Default: `LEASE`. */
  readonly lease?: LeaseTimes;
  readonly files?: Files;
  /** Only looks: never owns, repairs or makes anything. */
  readonly readOnly?: boolean;
}

/** The durable store of one configuration: the sync log, and the model that it adds up to. */
export interface Store {
  readonly role: Role;
  /** Who owns it while this process follows; null for nobody. */
  readonly owner: { readonly pid: number; readonly host: string } | null;
  /** The machine whose process owned it before this one does; null where that was this machine, or nobody. */
  readonly formerHost: string | null;
  /** Why nothing can be saved although nobody else owns it; null while all is well. */
  readonly problem: string | null;
  /** The owner applies entries to it after `append` resolved; a follower's is kept up to date. Another object after each reload and change of role. */
  readonly model: Model;
  readonly journal: Journal;
  readonly recovery: Recovery;
  /** Follower: what came, in the order of the log; an empty list when the whole model was read anew. */
  onDidFollow(listener: (changes: readonly Change[]) => void): () => void;
  /** After `model` is that of the new role. */
  onDidChangeRole(listener: (role: Role) => void): () => void;
  /** The sync log, oldest first, archive included. */
  entries(filter?: EntryFilter): AsyncIterable<Numbered>;
  /** Has the owner perform an action; a refusal where it does not answer. What it did is in `model` by then. */
  request(action: Action): Promise<ActionResult>;
  /** Owner: who performs what others ask for. */
  onRequest(handler: (action: Action) => Promise<ActionResult>): () => void;
  /** Waits for the last append; the next owner starts at once. */
  close(): Promise<void>;
}

/** Opens a store: owns it where nobody else does, and otherwise follows. Rejects with `StoreError`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  try {
    return await DiskStore.open(options);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw new StoreError('unreadable', `The store in ${options.dir} cannot be opened: ${textOf(error)}.`);
  }
}

class DiskStore implements Store {
  readonly #folder: Folder;
  readonly #times: LeaseTimes;
  readonly #watch: OwnerWatch;
  readonly #inbox: Inbox;
  readonly #followed = new Listeners<readonly Change[]>();
  readonly #roles = new Listeners<Role>();
  readonly #closing = new AbortController();
  /** lowdb holds the model: reading is recovery, writing a checkpoint. */
  readonly #db: Low<Model>;
  #owner: Owner | null = null;
  #follower: Follower | null = null;
  #handler: ((action: Action) => Promise<ActionResult>) | null = null;
  #view: OwnerView = { is: 'free', by: null };
  #formerHost: string | null = null;
  #recovery: Recovery = { kind: 'empty', message: '', suspects: [] };
  #confirmed: ReadonlyMap<number, number> = new Map();
  #announcedRole: Role = 'follower';
  #problem: JournalError | null = null;
  /** A takeover that failed is tried again then, on the clock of `performance`. */
  #retryAt = 0;
  #loop: Loop | null = null;
  #unwatch: (() => void)[] = [];

  private constructor(private readonly options: StoreOptions) {
    this.#folder = new Folder(options.files ?? nodeFiles, options.dir);
    this.#times = options.lease ?? LEASE;
    this.#watch = new OwnerWatch(this.#folder, this.#times);
    this.#inbox = new Inbox(this.#folder);
    const adapter: Adapter<Model> = { read: () => this.#read(), write: (model) => this.#write(model) };
    this.#db = new Low(adapter, new Model());
  }

  static async open(options: StoreOptions): Promise<Store> {
    const store = new DiskStore(options);
    const { files, dir, inbox } = store.#folder;
    if (!options.readOnly) await files.makeDir(inbox).catch(() => files.makeDir(dir)); // a folder that cannot be written to can still be read
    await refuseForeign(store.#folder, options.identity);
    await store.#db.read();
    store.#announcedRole = store.role;
    const loop = new Loop(store.#times.pollMs, () => store.#turn());
    store.#loop = loop;
    store.#unwatch = [files.watch(dir, () => store.#owner ?? loop.nudge()), files.watch(inbox, () => loop.nudge())];
    return store;
  }

  get role(): Role {
    return this.#owner ? 'owner' : 'follower';
  }
  get owner(): Store['owner'] {
    return this.#owner === null && this.#view.is === 'held' ? this.#view.by : null;
  }
  get formerHost(): string | null {
    return this.#formerHost;
  }
  get problem(): string | null {
    return this.#owner ? null : (this.#problem?.message ?? null);
  }
  get model(): Model {
    return this.#db.data;
  }
  get recovery(): Recovery {
    return this.#recovery;
  }

  readonly journal: Journal = {
    append: async (entries) => {
      if (!this.#owner) throw this.#refused();
      await this.#owner.commits.append(entries);
    },
    checkpoint: async (model) => {
      this.#db.data = model;
      await this.#db.write();
    },
  };

  onDidFollow = (listener: (changes: readonly Change[]) => void): (() => void) => this.#followed.add(listener);
  onDidChangeRole = (listener: (role: Role) => void): (() => void) => this.#roles.add(listener);

  entries(filter?: EntryFilter): AsyncIterable<Numbered> {
    return entriesOf(this.#folder, this.#owner?.confirmed ?? this.#confirmed, filter);
  }

  async request(action: Action): Promise<ActionResult> {
    if (this.#view.is === 'free' && this.#problem) return { ok: false, message: this.#problem.message };
    const isOwned = (): boolean => this.role === 'owner' || this.#view.is === 'held';
    // who only waits outlasts an owner that went silent, and is answered by the next one
    const patience = action.type === 'idle' ? 2 * this.#times.staleAliveMs : this.#times.staleMs;
    const result = await this.#inbox.request(action, patience, isOwned, this.#closing.signal);
    await this.#loop?.round(); // what it did is in the model
    return result;
  }

  onRequest(handler: (action: Action) => Promise<ActionResult>): () => void {
    this.#handler = handler;
    this.#loop?.nudge();
    return () => (this.#handler = null);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const unwatch of this.#unwatch) unwatch();
    await this.#loop?.stop();
    await this.#inbox.settle();
    await this.#owner?.close();
    this.#owner = null;
  }

  #refused(): JournalError {
    if (this.#closing.signal.aborted) return closed();
    return this.#problem ?? lostOwnership();
  }

  /** Snapshot and replay, as owner where the store is free. */
  async #read(): Promise<Model> {
    const taken = await this.#take();
    const recovered = taken?.recovered ?? (await recover(this.#folder, idOf(this.options.identity), this.#confirmed));
    this.#owner = taken?.owner ?? null;
    this.#follower = taken ? null : new Follower(this.#folder, recovered);
    // To a follower, a line that is not complete is one that is being written.
    this.#recovery = taken || recovered.recovery.kind !== 'torn-tail' ? recovered.recovery : { kind: 'clean', message: '', suspects: [] };
    return recovered.model;
  }

  async #write(model: Model): Promise<void> {
    if (!this.#owner) throw this.#refused();
    await this.#owner.checkpoint(model);
  }

  async #take(): Promise<{ owner: Owner; recovered: Recovered } | null> {
    if (this.options.readOnly) return null;
    this.#view = await this.#watch.look();
    if (this.#view.is === 'held' || performance.now() < this.#retryAt) return null;
    const { identity } = this.options;
    try {
      await refuseForeign(this.#folder, identity);
      const taken = await Owner.take(
        { folder: this.#folder, identity, heartbeatMs: this.#times.heartbeatMs, onEnd: (error, confirmed) => this.#ended(error, confirmed) },
        this.#confirmed,
      );
      this.#problem = null;
      const host = this.#view.by?.host ?? THIS_PROCESS.host;
      if (taken) this.#formerHost = host === THIS_PROCESS.host ? null : host;
      return taken;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      this.#failed(error);
      return null;
    }
  }

  #failed(error: unknown): void {
    this.#problem = asJournalError(error);
    this.#retryAt = performance.now() + this.#times.staleMs;
  }

  #ended(error: JournalError, confirmed: ReadonlyMap<number, number>): void {
    this.#owner = null;
    this.#follower = null;
    this.#confirmed = confirmed;
    if (error.reason !== 'lost-ownership') this.#failed(error);
    this.#loop?.nudge();
  }

  /** One round: the owner looks into its inbox; a follower reads on, and takes over where nobody owns the store. */
  async #turn(): Promise<void> {
    try {
      if (this.#owner) {
        if (this.#handler) await this.#inbox.serve(this.#handler);
        return;
      }
      this.#view = await this.#watch.look();
      const changes = (await this.#follower?.poll()) ?? null;
      if (changes && changes.length > 0) this.#followed.tell(changes);
      const mayTake = !this.options.readOnly && this.#view.is === 'free' && performance.now() >= this.#retryAt;
      if (changes === null || mayTake) await this.#reload();
    } catch (error) {
      if (!(error instanceof StoreError) && codeOf(error) === '') throw error;
      this.#failed(error); // the next round tries again
    }
  }

  async #reload(): Promise<void> {
    await this.#db.read();
    this.#followed.tell([]);
    if (this.role === this.#announcedRole) return;
    this.#announcedRole = this.role;
    this.#roles.tell(this.role);
    this.#loop?.nudge();
  }
}
