import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import { schemes } from '../ids';
import { recordUri } from '../records/uri';

/** The four documents of a merge. */
export const MERGE_PARTS = ['base', 'remote', 'local', 'result'] as const;
export type MergePart = (typeof MERGE_PARTS)[number];
export type MergeUris = Readonly<Record<MergePart, vscode.Uri>>;

/** The documents of the merges under way, in memory: three that can only be read, and the result. */
export class MergeFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #files = new Map<string, { bytes: Uint8Array; mtime: number }>();
  readonly #registration = vscode.workspace.registerFileSystemProvider(schemes.merge, this, { isCaseSensitive: true });
  #merges = 0;

  /** Lays down the documents of a new merge: `reconciliation-merge:/result/accounts/42.json?1`. No two merges share one, so an editor that is still open keeps its own. */
  seed(key: RecordKey, texts: Readonly<Record<MergePart, string>>): MergeUris {
    const record = recordUri(key);
    const query = String(++this.#merges);
    const lay = (part: MergePart): vscode.Uri => {
      const uri = record.with({ scheme: schemes.merge, path: `/${part}${record.path}`, query });
      this.#put(uri, new TextEncoder().encode(texts[part]));
      return uri;
    };
    return { base: lay('base'), remote: lay('remote'), local: lay('local'), result: lay('result') };
  }

  /** Forgets the documents of a merge. */
  drop(uris: MergeUris): void {
    for (const part of MERGE_PARTS) this.#files.delete(uris[part].toString());
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#get(uri).bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    this.#get(uri);
    if (!isResult(uri)) throw vscode.FileSystemError.NoPermissions(uri);
    this.#put(uri, bytes);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { bytes, mtime } = this.#get(uri);
    const stat = { type: vscode.FileType.File, ctime: mtime, mtime, size: bytes.length };
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

  #get(uri: vscode.Uri): { bytes: Uint8Array; mtime: number } {
    const file = this.#files.get(uri.toString());
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }

  #put(uri: vscode.Uri, bytes: Uint8Array): void {
    const before = this.#files.get(uri.toString());
    this.#files.set(uri.toString(), { bytes, mtime: Math.max(Date.now(), (before?.mtime ?? 0) + 1) });
    this.#changed.fire([{ type: before ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created, uri }]);
  }
}

const isResult = (uri: vscode.Uri): boolean => uri.path.startsWith('/result/');
