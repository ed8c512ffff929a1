import * as vscode from 'vscode';
import { isObject, type Json, type JsonObject } from '../../engine/json';
import type { RecordKey } from '../../engine/record';
import type { Seen } from '../../engine/seen';
import { isSeen } from '../../node/store/decodeAction';
import { MERGE_FORMS, MERGE_PARTS, type MergeForm, type MergeSides, type MergeTexts } from './mergeSeed';

/** A merge under way. */
export interface Merge {
  /** Its own: no two merges share documents, so an editor that is still open keeps its own. */
  readonly id: string;
  readonly key: RecordKey;
  readonly form: MergeForm;
  readonly sides: MergeSides;
  /** The record as it was edited when the merge was begun or re-based. */
  readonly edit: JsonObject;
  /** What the person sees of the remote. */
  readonly seen: Seen;
  readonly texts: MergeTexts;
}

/** The merges under way, each in a file of the window's own storage, so that they survive a reload and a crash. Where there is no storage they are kept for the window. */
export class MergeStore {
  readonly #byKey = new Map<RecordKey, Merge>();
  /** Also those that are done: their documents may still be open. */
  readonly #byId = new Map<string, Merge>();
  /** Resolves when what was kept is read. */
  readonly ready: Promise<void>;
  readonly #queued = new Set<string>();
  /** One write after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly folder: vscode.Uri | undefined) {
    this.ready = this.#load();
  }

  get(key: RecordKey): Merge | undefined {
    return this.#byKey.get(key);
  }

  byId(id: string): Merge | undefined {
    return this.#byId.get(id);
  }

  list(): readonly Merge[] {
    return [...this.#byKey.values()];
  }

  /** Keeps a merge; resolves when it is on the disk. Of many that come at once the last is written. */
  put(merge: Merge): Promise<void> {
    this.#byId.set(merge.id, merge);
    this.#byKey.set(merge.key, merge);
    if (this.#queued.has(merge.id)) return this.#work;
    this.#queued.add(merge.id);
    return this.#write(async (folder) => {
      this.#queued.delete(merge.id);
      const latest = this.#byKey.get(merge.key);
      if (latest?.id !== merge.id) return;
      const file = vscode.Uri.joinPath(folder, `${merge.id}.json`);
      const draft = file.with({ path: `${file.path}.new` });
      await vscode.workspace.fs.writeFile(draft, new TextEncoder().encode(JSON.stringify(latest)));
      await vscode.workspace.fs.rename(draft, file, { overwrite: true });
    });
  }

  /** Lets a merge go that is done. */
  drop({ id, key }: Merge): Promise<void> {
    if (this.#byKey.get(key)?.id !== id) return Promise.resolve();
    this.#byKey.delete(key);
    return this.#write((folder) => vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, `${id}.json`)));
  }

  #write(write: (folder: vscode.Uri) => Thenable<void>): Promise<void> {
    const { folder } = this;
    // What cannot be kept is still there for this window.
    if (folder) this.#work = this.#work.then(() => write(folder)).catch(() => undefined);
    return this.#work;
  }

  async #load(): Promise<void> {
    if (!this.folder) return;
    const { folder } = this;
    const entries = await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
    for (const [name] of entries.filter(([each]) => each.endsWith('.json'))) {
      const bytes = await Promise.resolve(vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name))).catch(() => new Uint8Array());
      const merge = decode(new TextDecoder().decode(bytes));
      if (!merge) continue;
      this.#byId.set(merge.id, merge);
      this.#byKey.set(merge.key, merge);
    }
  }
}

/** Null for what no merge wrote. */
function decode(text: string): Merge | null {
  const value = parse(text);
  if (!isObject(value) || !isObject(value['sides']) || !isObject(value['texts']) || !isObject(value['edit'])) return null;
  const { id, key, seen, edit, sides, texts } = value;
  const form = MERGE_FORMS.find((each) => each === value['form']);
  const { base = null, remote = null, local } = sides;
  const [baseText, remoteText, localText, resultText] = MERGE_PARTS.map((part) => texts[part]);
  const isWhole = typeof id === 'string' && typeof key === 'string' && form && isSeen(seen) && (base === null || isObject(base)) && (remote === null || isObject(remote)) && isObject(local);
  if (!isWhole || typeof baseText !== 'string' || typeof remoteText !== 'string' || typeof localText !== 'string' || typeof resultText !== 'string') return null;
  return { id, key, form, edit, seen, sides: { base, remote, local }, texts: { base: baseText, remote: remoteText, local: localText, result: resultText } };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
