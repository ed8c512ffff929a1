import * as vscode from 'vscode';
import { schemes } from '../ids';
import { recordUri } from '../records/uri';
import { MERGE_PARTS, type MergePart } from './mergeSeed';
import type { Merge, MergeStore } from './mergeStore';

/** The address of one of a merge's documents: `reconciliation-merge:/result/accounts/42.json?ID`. */
export function mergeUri({ key, id }: Merge, part: MergePart): vscode.Uri {
  const record = recordUri(key);
  return record.with({ scheme: schemes.merge, path: `/${part}${record.path}`, query: id });
}

/** True for the document that the person makes. */
export const isResult = ({ scheme, path }: vscode.Uri): boolean => scheme === schemes.merge && path.startsWith('/result/');

/** The documents of the merges under way: three that can only be read, and the result, which is kept when it is saved. */
export class MergeFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #registration = vscode.workspace.registerFileSystemProvider(schemes.merge, this, { isCaseSensitive: true });
  /** What VS Code was told of each document: it takes another time or size for a change by somebody else, and reads the document anew over what is typed. */
  readonly #stats = new Map<string, { readonly mtime: number; readonly size: number }>();

  #newest = 0;

  constructor(private readonly store: MergeStore) {}

  /** Tells VS Code that a merge has other sides now; its result is the caller's. */
  touch(merge: Merge): void {
    const uris = (['base', 'remote', 'local'] as const).map((part) => mergeUri(merge, part));
    for (const uri of uris) this.#stats.delete(uri.toString());
    this.#changed.fire(uris.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { merge, part } = await this.#locate(uri);
    return new TextEncoder().encode(merge.texts[part]);
  }

  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    const { merge } = await this.#locate(uri);
    if (!isResult(uri)) throw vscode.FileSystemError.NoPermissions(uri);
    if (this.store.get(merge.key)?.id === merge.id) await this.store.put({ ...merge, texts: { ...merge.texts, result: new TextDecoder().decode(bytes) } });
    this.#tell(uri, bytes.length);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { length } = await this.readFile(uri);
    const stat = { type: vscode.FileType.File, ctime: 0, ...(this.#stats.get(uri.toString()) ?? this.#tell(uri, length)) };
    return isResult(uri) ? stat : { ...stat, permissions: vscode.FilePermission.Readonly };
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotFound(uri);
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
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async #locate(uri: vscode.Uri): Promise<{ merge: Merge; part: MergePart }> {
    await this.store.ready;
    const merge = this.store.byId(uri.query);
    const part = MERGE_PARTS.find((each) => uri.path.startsWith(`/${each}/`));
    if (!merge || !part || mergeUri(merge, part).toString() !== uri.toString()) throw vscode.FileSystemError.FileNotFound(uri);
    return { merge, part };
  }

  #tell(uri: vscode.Uri, size: number): { readonly mtime: number; readonly size: number } {
    this.#newest = Math.max(Date.now(), this.#newest + 1);
    const stat = { mtime: this.#newest, size };
    this.#stats.set(uri.toString(), stat);
    return stat;
  }
}
