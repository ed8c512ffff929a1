import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Action, ActionResult } from '../../engine/actions';
import { unsentEdits, type Change } from '../../engine/model';
import type { Settings } from '../../engine/settings';
import type { Routes } from '../../node/alerts/routes';
import type { ActionOptions, LogLine, Session, SessionOptions } from '../../node/session';
import { storeDirFor } from '../../node/store/folder';
import type { Approval } from '../connection/approval';
import type { ConfigFile } from '../connection/configFile';
import type { SessionSource } from '../connection/sessionSource';
import type { Tokens } from '../connection/tokens';
import { settings as ids } from '../ids';

/** Where this window stands. `broken`: the configuration never was good; `failed`: the store cannot be opened. */
export type SessionState = 'untrusted' | 'noConfiguration' | 'broken' | 'opening' | 'failed' | 'owner' | 'follower';

/** What `WorkspaceSession` is made of; `open` is a parameter so that tests can stand in for it. */
export interface SessionParts {
  readonly config: ConfigFile;
  readonly approval: Approval;
  readonly tokens: Pick<Tokens, 'get'>;
  /** Where the person's alerts go to. */
  readonly routes: () => Promise<Routes>;
  readonly open: (options: SessionOptions) => Promise<Session>;
}

/** The present session and what it was opened for. */
interface Open {
  readonly session: Session;
  readonly place: string;
  readonly unsubscribe: () => void;
}

/** Keeps one session open while the workspace is trusted and configured, approved or not. Another master or store closes it and opens another. */
export class WorkspaceSession implements SessionSource, vscode.Disposable {
  readonly #sessionChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeSession = this.#sessionChanged.event;
  readonly #stateChanged = new vscode.EventEmitter<SessionState>();
  /** Also when the role changes, and the approval. */
  readonly onDidChangeState = this.#stateChanged.event;
  readonly #changed = new vscode.EventEmitter<readonly Change[]>();
  readonly onDidChange = this.#changed.event;
  readonly #logged = new vscode.EventEmitter<LogLine>();
  readonly onDidLog = this.#logged.event;
  readonly #subscription: vscode.Disposable;
  #open: Open | null = null;
  #problem: 'opening' | 'failed' | null = null;
  /** One alignment after the other. */
  #work: Promise<void> = Promise.resolve();
  #started: Promise<void> | undefined;
  #isClosed = false;

  constructor(private readonly parts: SessionParts) {
    this.#subscription = vscode.Disposable.from(
      this.#sessionChanged, this.#stateChanged, this.#changed, this.#logged,
      parts.config.onDidChange(() => this.align()),
      parts.approval.onDidChange(() => this.#onApproval()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => parts.config.load().then(() => this.align())),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(ids.storeDir) && void this.align()),
    );
  }

  get session(): Session | null {
    return this.#open?.session ?? null;
  }

  /** Asked before anything is offered or sent. */
  get isApproved(): boolean {
    return this.parts.approval.isGiven;
  }

  get state(): SessionState {
    if (!vscode.workspace.isTrusted) return 'untrusted';
    if (this.#open) return this.#open.session.role;
    if (this.#problem) return this.#problem;
    return this.parts.config.isBroken ? 'broken' : 'noConfiguration';
  }

  /** Performs an action in the present session. What goes wrong is a refusal too, so that nobody waits for nothing. */
  async perform(action: Action, options?: ActionOptions): Promise<ActionResult> {
    if (!this.session) return { ok: false, message: 'Nothing is synced in this window.' };
    try {
      return await this.session.perform(action, options);
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    }
  }

  /** Reads the configuration and opens what it names. */
  start(): Promise<void> {
    this.#started ??= this.parts.config.load().then(() => this.align());
    return this.#started;
  }

  /** Resolves when it is clear whether there is a session: a document that VS Code restores asks before. */
  async whenStarted(): Promise<void> {
    await this.start();
    await this.#work;
  }

  /** Brings the session in line with the configuration; resolves when it is. */
  align(): Promise<void> {
    this.#work = this.#work.then(() => this.#alignNow());
    return this.#work;
  }

  /** Ends the session; nothing is opened after it. */
  async close(): Promise<void> {
    if (!this.#isClosed) this.#sayWhatWaits('stay in the store, and go on when it is opened again'); // at once: VS Code takes the log away
    this.#isClosed = true;
    await this.align();
  }

  dispose(): void {
    void this.close();
    this.#subscription.dispose();
  }

  async #alignNow(): Promise<void> {
    const { settings, uri } = this.parts.config;
    const wanted = !this.#isClosed && settings && uri ? { settings, configPath: await realpath(uri.fsPath).catch(() => uri.fsPath), ...storeDir() } : null;
    const place = wanted && JSON.stringify([wanted.configPath, wanted.settings.master.origin, wanted.dataDir]);
    if (wanted && this.#open?.place === place) {
      if (this.#open.session.settings !== wanted.settings) this.#open.session.configure(wanted.settings);
    } else {
      await this.#close();
      if (wanted && place) await this.#openAt(place, wanted);
    }
    this.#stateChanged.fire(this.state);
  }

  async #openAt(place: string, { settings, configPath, dataDir }: { settings: Settings; configPath: string; dataDir?: string }): Promise<void> {
    const { origin } = settings.master;
    this.#problem = 'opening';
    this.#stateChanged.fire(this.state);
    try {
      const session = await this.parts.open({
        settings,
        configPath,
        ...(dataDir && { storeDir: storeDirFor(dataDir, { config: configPath, origin }) }),
        credentials: () => this.parts.tokens.get(origin),
        keepAlive: false,
        routes: this.parts.routes,
        runsSchedules: true,
        allowInsecureHttp: vscode.workspace.getConfiguration().inspect<boolean>(ids.allowInsecureHttp)?.globalValue === true,
        mayConnect: () => vscode.workspace.isTrusted && this.parts.approval.isGiven,
      });
      const unsubscribe = [session.onDidChange((changes) => this.#changed.fire(changes)), session.onDidLog((line) => this.#logged.fire(line)), session.onDidChangeRole(() => this.#stateChanged.fire(this.state))];
      this.#open = { session, place, unsubscribe: () => unsubscribe.forEach((each) => each()) };
      this.#problem = null;
      this.#sayWhatWaits('are in the store');
      this.#sessionChanged.fire();
    } catch (error) {
      this.#problem = 'failed';
      this.#logged.fire({ level: 'error', text: `The store cannot be opened: ${messageOf(error)}` });
    }
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#problem = null;
    if (!open) return;
    this.#open = null;
    open.unsubscribe();
    this.#sessionChanged.fire();
    try {
      await open.session.close();
    } catch (error) {
      this.#logged.fire({ level: 'error', text: `The store did not close well: ${messageOf(error)}` });
    }
  }

  /** Tells the log how many edits the master does not have (row 75). */
  #sayWhatWaits(where: string): void {
    const edits = this.state === 'owner' && this.session ? unsentEdits(this.session.model) : 0;
    if (edits > 0) this.#logged.fire({ level: 'info', text: `Unsent edits: ${edits}. They ${where}.` });
  }

  /** What waited for the approval goes on. */
  #onApproval(): void {
    if (this.isApproved) this.session?.nudge();
    this.#stateChanged.fire(this.state);
  }
}

/** The person's own folder for stores; a workspace cannot set one. */
function storeDir(): { dataDir?: string } {
  const dataDir = vscode.workspace.getConfiguration().inspect<string>(ids.storeDir)?.globalValue;
  return dataDir ? { dataDir } : {};
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
