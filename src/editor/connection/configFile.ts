import * as vscode from 'vscode';
import type { Settings } from '../../engine/settings';
import type { ConfigResult } from '../../node/config/decode';
import { loadConfig } from '../../node/config/load';
import { settings } from '../ids';
import { publishProblems } from './problems';

/** How the configuration file is called. */
export const CONFIG_NAME = 'reconciliation.json';

const TYPING_MS = 300;

/** `reconciliation.json` of the workspace: in the first folder that has one. Reads nothing in an untrusted workspace. */
export class ConfigFile implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Settings | null>();
  /** The settings, the place or the soundness of the file changed. Gives the settings; null when there is no file, or none that was ever good. */
  readonly onDidChange = this.#changed.event;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('reconciliation.configuration');
  readonly #disposables: vscode.Disposable[] = [this.#changed, this.#diagnostics];
  #watcher: vscode.Disposable | undefined;
  #watched = '';
  #typing: NodeJS.Timeout | undefined;
  #uri: vscode.Uri | null = null;
  #settings: Settings | null = null;
  #isBroken = false;
  /** One reading after the other. */
  #reading: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor() {
    const isOurs = (document: vscode.TextDocument): boolean => document.uri.toString() === this.#uri?.toString();
    this.#disposables.push(
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.load()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.load()),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(settings.allowInsecureHttp) && void this.load()),
      // A schema file may be any JSON file of the folder.
      vscode.workspace.onDidSaveTextDocument((document) => document.uri.path.endsWith('.json') && document.uri.scheme === 'file' && void this.load()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => isOurs(document) && this.#checkSoon(document)),
      vscode.workspace.onDidCloseTextDocument((document) => isOurs(document) && void this.load()),
    );
  }

  /** Where the file is, or null. */
  get uri(): vscode.Uri | null {
    return this.#uri;
  }

  /** The last good settings, or null. A file that breaks keeps them (row 14). */
  get settings(): Settings | null {
    return this.#settings;
  }

  /** The file has errors; `settings` are older than it. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** The folder that the approval of `settings` is for. */
  get folder(): vscode.Uri | null {
    return this.#uri && vscode.Uri.joinPath(this.#uri, '..');
  }

  /** Finds and reads the file, and tells when something changed; resolves when that is done. */
  load(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#load());
    return this.#reading;
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#typing);
    this.#watcher?.dispose();
    for (const each of this.#disposables) each.dispose();
  }

  async #load(): Promise<void> {
    if (this.#isDisposed) return;
    // Watched first, so that no change falls between.
    this.#watch();
    const found = vscode.workspace.isTrusted ? await findFile() : null;
    const read = found && (await readFile(found));
    if (this.#isDisposed) return;
    const before = [this.#settings, this.#uri?.toString(), this.#isBroken];
    if (found?.toString() !== this.#uri?.toString()) {
      this.#diagnostics.clear();
      this.#settings = null;
    }
    this.#uri = found;
    this.#isBroken = read !== null && read.settings === null;
    // The same settings stay the same object, so that a comment or a second save changes nothing.
    if (read?.settings && flat(read.settings) !== flat(this.#settings)) this.#settings = read.settings;
    if (found && read && !isEdited(found)) publishProblems(this.#diagnostics, found, read.text, read.problems);
    if ([this.#settings, this.#uri?.toString(), this.#isBroken].some((value, i) => value !== before[i])) this.#changed.fire(this.#settings);
  }

  #watch(): void {
    const folders = vscode.workspace.isTrusted ? fileFolders() : [];
    const watched = folders.map(({ uri }) => uri.toString()).join('\n');
    if (watched === this.#watched) return;
    this.#watched = watched;
    this.#watcher?.dispose();
    const load = (): void => void this.load();
    const watchers = folders.map(({ uri }) => vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, CONFIG_NAME)));
    this.#watcher = vscode.Disposable.from(...watchers.flatMap((each) => [each, each.onDidCreate(load), each.onDidChange(load), each.onDidDelete(load)]));
  }

  #checkSoon(document: vscode.TextDocument): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#check(document), TYPING_MS);
  }

  /** Says what is wrong in a text that is being typed. It counts when it is saved. */
  async #check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const text = document.getText();
    const { problems } = await decode(text, document.uri);
    if (document.version === version && !document.isClosed) publishProblems(this.#diagnostics, document.uri, text, problems);
  }
}

/** `fileFolders` have a path that the engine can open a store for; a virtual workspace has none. */
const fileFolders = (): readonly vscode.WorkspaceFolder[] => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');

async function findFile(): Promise<vscode.Uri | null> {
  for (const folder of fileFolders()) {
    const uri = vscode.Uri.joinPath(folder.uri, CONFIG_NAME);
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      (error: unknown) => !(error instanceof vscode.FileSystemError && error.code === 'FileNotFound'),
    );
    if (isThere) return uri;
  }
  return null;
}

/** What is in the file; what cannot be read has a problem like any other. */
async function readFile(uri: vscode.Uri): Promise<ConfigResult & { readonly text: string }> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(uri));
    return { text, ...(await decode(text, uri)) };
  } catch (error) {
    const message = `This file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { text: '', settings: null, problems: [{ message, severity: 'error', offset: 0, length: 0, line: 1, column: 1, path: '' }] };
  }
}

function decode(text: string, uri: vscode.Uri): Promise<ConfigResult> {
  // What a workspace says about it does not count.
  const allowInsecureHttp = vscode.workspace.getConfiguration().inspect<boolean>(settings.allowInsecureHttp)?.globalValue === true;
  return loadConfig(text, vscode.Uri.joinPath(uri, '..').fsPath, { allowInsecureHttp });
}

const isEdited = (uri: vscode.Uri): boolean => vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());

/** For comparing; JSON keeps no maps. */
const flat = (settings: Settings | null): string => JSON.stringify(settings && { ...settings, resources: [...settings.resources] });
