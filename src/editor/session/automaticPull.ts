import * as vscode from 'vscode';
import { settings as ids } from '../ids';
import type { LogChannel } from './logChannel';
import type { Pulls } from './pulls';
import type { WorkspaceSession } from './workspaceSession';

const MINUTE_MS = 60_000;

/** The first fill of an empty store, as soon as it may be, and the pull at an interval. The owner alone pulls; a paused connection is left alone. */
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
    if (session.model.records.size === 0) void this.#pull();
  }

  async #pull(): Promise<void> {
    const { session, state, isApproved } = this.source;
    if (!session || state !== 'owner' || !isApproved || session.model.pause || this.pulls.isRunning) return;
    const result = await this.pulls.run({ type: 'pull' }, (action, options) => this.source.perform(action, options), false);
    this.log.add(result.ok ? 'info' : 'warning', result.message);
  }
}
