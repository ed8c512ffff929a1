import * as vscode from 'vscode';
import { settings as ids } from '../ids';
import type { LogChannel } from './logChannel';
import type { Pulls } from './pulls';
import type { WorkspaceSession } from './workspaceSession';

const MINUTE_MS = 60_000;

/** The first fill, as soon as it may be, from lists that were never read, and the pull at an interval. The owner alone pulls; a paused connection is left alone. */
export class AutomaticPull implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  /** The session whose first fill was tried. */
  #filled: unknown = null;

  constructor(
    private readonly source: WorkspaceSession,
    private readonly pulls: Pulls,
    private readonly log: LogChannel,
  ) {
    this.#subscription = vscode.Disposable.from(
      source.onDidChangeState(() => this.#fill()),
      // What another session read is of no use to this one.
      source.onDidChangeSession(() => pulls.cancel()),
      pulls.onDidEnd(() => this.#fill()),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(ids.pullInterval) && this.#arm()),
    );
    this.#arm();
    this.#fill();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#subscription.dispose();
  }

  #arm(): void {
    clearInterval(this.#timer);
    const minutes = vscode.workspace.getConfiguration().get<number>(ids.pullInterval, 15);
    if (minutes > 0) this.#timer = setInterval(() => void this.#pull(), minutes * MINUTE_MS);
  }

  #fill(): void {
    const { session, state, isApproved } = this.source;
    if (!session || state !== 'owner' || !isApproved || this.#filled === session || this.pulls.isRunning) return;
    this.#filled = session;
    void this.#read([...session.settings.resources.keys()].filter((name) => !session.model.listed.has(name)));
  }

  async #read(resources: readonly string[]): Promise<void> {
    for (const resource of resources) await this.#pull({ resource });
  }

  async #pull(what: { readonly resource?: string } = {}): Promise<void> {
    const { session, state, isApproved } = this.source;
    if (!session || state !== 'owner' || !isApproved || session.model.pause || this.pulls.isRunning) return;
    const result = await this.pulls.run({ type: 'pull', ...what }, (action, options) => this.source.perform(action, options), false);
    this.log.add(result.ok ? 'info' : 'warning', result.message);
  }
}
