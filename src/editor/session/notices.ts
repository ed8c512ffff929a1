import * as vscode from 'vscode';
import { mutedUntil } from '../../engine/alerts/mute';
import { commands, settings as ids } from '../ids';
import type { WorkspaceSession } from './workspaceSession';

/** Dead letters of so long a time are told of together, in ms. */
const BATCH_MS = 1_000;
/** A window that is loaded again may follow its own past for so long, in ms. */
const HANDOVER_MS = 5_000;

/** The few things that are worth a notification, in fixed words (F13): dead letters, a repaired store, one from another machine, another owner. */
export class Notices implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #dead = 0;
  #timer: NodeJS.Timeout | undefined;
  #handover: NodeJS.Timeout | undefined;

  constructor(private readonly source: WorkspaceSession) {
    this.#subscription = vscode.Disposable.from(
      source.onDidChangeSession(() => this.#onSession()),
      source.onDidChange((changes) => {
        this.#dead += changes.filter(({ before, after }) => after?.job?.status === 'DEAD_LETTER' && before?.job?.status !== 'DEAD_LETTER').length;
        if (this.#dead > 0) this.#timer ??= setTimeout(() => this.#tellDead(), BATCH_MS);
      }),
    );
    this.#onSession();
  }

  dispose(): void {
    this.#forgetDead();
    clearTimeout(this.#handover);
    this.#subscription.dispose();
  }

  #onSession(): void {
    this.#forgetDead();
    clearTimeout(this.#handover);
    const { session } = this.source;
    if (!session) return;
    if (session.isRepaired) void tell('The store had to be repaired. The log says what was done.', 'Show Log', commands.showLog);
    if (session.hadMoved) void tell('This store was last used on another machine. The log says what that means for the edits that wait.', 'Show Log', commands.showLog);
    this.#handover = setTimeout(() => {
      if (this.source.state === 'follower') void tell('Another window syncs this store. This one follows it, and takes over when it ends.');
    }, HANDOVER_MS);
  }

  #forgetDead(): void {
    this.#dead = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tellDead(): void {
    const count = this.#dead;
    this.#forgetDead();
    const { session, state } = this.source;
    if (!session || state !== 'owner' || session.settings.alerts.levels.deadLetter === 'off' || mutedUntil(session.model.mutes, 'deadLetter', Date.now()) !== null) return;
    if (!vscode.workspace.getConfiguration().get<boolean>(ids.notifyDeadLetter, true)) return;
    void tell(count === 1 ? 'A record used up its retries.' : `${count} records used up their retries.`, 'Show', commands.showStatus, 'DEAD_LETTER');
  }
}

async function tell(message: string, action?: string, command?: string, argument?: string): Promise<void> {
  const answer = await vscode.window.showWarningMessage(message, ...(action === undefined ? [] : [action]));
  if (answer !== undefined && command !== undefined) await vscode.commands.executeCommand(command, argument);
}
