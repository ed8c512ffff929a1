import * as vscode from 'vscode';
import { equalExcept, isSame } from '../../engine/canonical';
import type { JsonObject } from '../../engine/json';
import { splitKey, type RecordKey, type SyncRecord } from '../../engine/record';
import type { Resource } from '../../engine/resource';
import type { Session } from '../../node/session';
import { schemes } from '../ids';
import { plain } from '../plain';
import type { Batch, GatheredChanges } from '../session/gatheredChanges';
import type { WorkspaceSession } from '../session/workspaceSession';
import { keepServerOwned, putBack, readEdit, type EditIssue } from './edit';
import { firstSight, nextSight, type Published } from './published';
import { resourceOf } from './resourceOf';
import { recordBytes } from './text';
import { keyOfUri, recordUri } from './uri';

/** So long after a save what comes of it is not shown yet, in ms: VS Code asks for the time of what it wrote. */
const SETTLE_MS = 300;

/** A text that was saved: `issue` says why it was not taken, null that it was. */
export interface Verdict {
  readonly uri: vscode.Uri;
  readonly issue: EditIssue | null;
}

/** What a kind of documents shows of records. */
export interface RecordView {
  readonly scheme: string;
  /** Fields that are left out; a save leaves them as they are. */
  hidden(resource: Resource): ReadonlySet<string>;
}

/** The record's own document: everything that it has. */
export const WHOLE_RECORD: RecordView = { scheme: schemes.record, hidden: () => new Set() };

/** Records as files, `reconciliation:/accounts/42.json`. A save is the edit: it returns when that is durable and never waits for the master. */
export class RecordFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #judged = new vscode.EventEmitter<Verdict>();
  /** A text was refused, or taken. */
  readonly onDidJudge = this.#judged.event;
  readonly #shown = new Map<RecordKey, Published>();
  /** Asked for, but not there. */
  readonly #missing = new Set<RecordKey>();
  readonly #settling = new Map<RecordKey, NodeJS.Timeout>();
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
    private readonly view: RecordView,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      this.#judged,
      vscode.workspace.registerFileSystemProvider(view.scheme, this, { isCaseSensitive: true }),
      changes.onDidChange((batch) => this.#take(batch)),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => uri.scheme === view.scheme && this.#pull(keyOfUri(uri))),
    );
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const session = await this.#session(uri);
    const resource = folderOf(uri);
    if (resource === '' || session.settings.resources.has(resource)) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { mtime, size } = this.#show(session, uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#show(await this.#session(uri), uri).bytes;
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const { settings, model } = await this.#session(uri);
    const folder = folderOf(uri);
    if (folder === '') return [...settings.resources.keys()].map((name) => [name, vscode.FileType.Directory]);
    if (!settings.resources.has(folder)) throw vscode.FileSystemError.FileNotFound(uri);
    return [...model.records.values()].filter(({ resource }) => resource === folder).map(({ key }) => [recordUri(key).path.slice(folder.length + 2), vscode.FileType.File]);
  }

  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    const session = await this.#session(uri);
    const { key, resource, id } = this.#locate(session, uri);
    const before = session.model.records.get(key);
    const basis = before && (this.#shown.get(key) ?? this.#first(before, resource));
    const edit = readEdit(decode(bytes, uri), { idField: resource.shape.id, id, local: before?.local ?? null });
    if ('issue' in edit) {
      this.#judged.fire({ uri, issue: edit.issue });
      throw new vscode.FileSystemError(plain(`Not saved. ${edit.issue.message}`));
    }
    if (before && basis && !equalExcept(before.local, basis.content, resource.uncompared)) {
      this.#publish(new Set([key]));
      throw new vscode.FileSystemError('Not saved: the record changed meanwhile. Save again to compare.');
    }
    const typed = basis ? putBack(edit.content, basis.content, this.view.hidden(resource)) : edit.content;
    const content = before && basis ? keepServerOwned(typed, basis.content, before.local, resource.uncompared) : typed;
    if (!before || !isSame(content, before.local)) {
      const result = await this.source.perform({ type: 'edit', key, content });
      if (!result.ok) throw new vscode.FileSystemError(plain(`Not saved. ${result.message}`));
    }
    // What VS Code holds now is what was typed; the master's fields follow when this has settled.
    this.#shown.set(key, nextSight(basis ?? { content: {}, bytes, mtime: 0, size: 0 }, typed, Date.now(), resource.uncompared, bytes));
    this.#settle(key);
    this.#judged.fire({ uri, issue: null });
  }

  /** Shows everything again, after the view has changed. */
  refresh(): void {
    const { session } = this.source;
    const uris = [...this.#shown].flatMap(([key, shown]) => {
      const resource = session && resourceOf(session, splitKey(key)?.resource ?? '');
      if (!resource) return [];
      this.#shown.set(key, nextSight(shown, shown.content, Date.now(), resource.uncompared, this.#bytes(shown.content, resource)));
      return [this.#uri(key)];
    });
    if (uris.length > 0) this.#changed.fire(uris.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    for (const timer of this.#settling.values()) clearTimeout(timer);
    this.#subscription.dispose();
  }

  async #session(uri: vscode.Uri): Promise<Session> {
    await this.source.whenStarted();
    if (!this.source.session) throw vscode.FileSystemError.Unavailable(uri);
    return this.source.session;
  }

  #locate(session: Session, uri: vscode.Uri): { key: RecordKey; resource: Resource; id: string } {
    const key = keyOfUri(uri);
    const { resource: name = '', id = '' } = splitKey(key ?? '') ?? {};
    const resource = resourceOf(session, name);
    if (key === null || !resource) throw vscode.FileSystemError.FileNotFound(uri);
    return { key, resource, id };
  }

  #show(session: Session, uri: vscode.Uri): Published {
    const { key, resource } = this.#locate(session, uri);
    const shown = this.#shown.get(key);
    if (shown) return shown;
    const record = session.model.records.get(key);
    if (!record) {
      if (!this.#missing.has(key)) this.#pull(key);
      this.#missing.add(key);
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const first = this.#first(record, resource);
    this.#shown.set(key, first);
    return first;
  }

  #first(record: SyncRecord, resource: Resource): Published {
    return firstSight(record, this.#bytes(record.local, resource));
  }

  #bytes(content: JsonObject, resource: Resource): Uint8Array {
    return recordBytes(content, this.view.hidden(resource));
  }

  #uri(key: RecordKey): vscode.Uri {
    return recordUri(key).with({ scheme: this.view.scheme });
  }

  /** Asks the master for a record that someone looks at. What comes of it is a change like any other; why nothing does is in the log. */
  #pull(key: RecordKey | null): void {
    if (key !== null && this.source.isApproved) void this.source.perform({ type: 'pull', key });
  }

  #take({ keys, isEverything }: Batch): void {
    this.#publish(isEverything ? new Set([...this.#shown.keys(), ...this.#missing]) : keys);
  }

  #publish(keys: ReadonlySet<RecordKey>): void {
    const { session } = this.source;
    if (!session) return;
    const events = [...keys].flatMap((key) => this.#next(session, key) ?? []);
    if (events.length > 0) this.#changed.fire(events);
  }

  /** Brings what is shown of one record up to date. */
  #next(session: Session, key: RecordKey): vscode.FileChangeEvent | null {
    const shown = this.#shown.get(key);
    if (this.#settling.has(key) || (!shown && !this.#missing.has(key))) return null;
    const uri = this.#uri(key);
    const record = session.model.records.get(key);
    if (!shown) return record && this.#missing.delete(key) ? { type: vscode.FileChangeType.Created, uri } : null;
    if (!record) {
      this.#shown.delete(key);
      return { type: vscode.FileChangeType.Deleted, uri };
    }
    if (record.local === shown.content || isSame(record.local, shown.content)) return null;
    const resource = resourceOf(session, record.resource);
    if (!resource) return null;
    this.#shown.set(key, nextSight(shown, record.local, Date.now(), resource.uncompared, this.#bytes(record.local, resource)));
    return { type: vscode.FileChangeType.Changed, uri };
  }

  #settle(key: RecordKey): void {
    clearTimeout(this.#settling.get(key));
    this.#settling.set(key, setTimeout(() => {
      this.#settling.delete(key);
      this.#publish(new Set([key]));
    }, SETTLE_MS));
  }
}

/** The resource that a folder's path names, '' for the root, null for what is no folder. */
function folderOf({ path }: vscode.Uri): string {
  const [, resource = '', ...rest] = path.split('/');
  return rest.every((part) => part === '') ? resource : '\0';
}

function decode(bytes: Uint8Array, uri: vscode.Uri): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new vscode.FileSystemError(`Not saved: ${uri.scheme} documents are UTF-8.`);
  }
}
