import * as vscode from 'vscode';
import type { Action, ActionResult } from '../../engine/actions';
import type { ActionOptions, Progress } from '../../node/session';
import { contexts, views } from '../ids';
import { plain } from '../plain';

type Pull = Extract<Action, { type: 'pull' }>;

/** Pulls with progress, in the Records view and, when asked for, in a notification; each can be cancelled. */
export class Pulls implements vscode.Disposable {
  readonly #ended = new vscode.EventEmitter<void>();
  /** Nothing runs any more. */
  readonly onDidEnd = this.#ended.event;
  readonly #running = new Set<AbortController>();

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Runs one pull; `perform` does it. */
  async run(action: Pull, perform: (action: Action, options: ActionOptions) => Promise<ActionResult>, isAsked: boolean): Promise<ActionResult> {
    const abort = new AbortController();
    this.#running.add(abort);
    this.#tell();
    try {
      const options = isAsked ? { location: vscode.ProgressLocation.Notification, title: 'Reading records', cancellable: true } : { location: { viewId: views.records } };
      return await vscode.window.withProgress(options, (progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        return perform(action, { cancel: abort.signal, onProgress: reporter(progress) });
      });
    } finally {
      this.#running.delete(abort);
      this.#tell();
      if (!this.isRunning) this.#ended.fire();
    }
  }

  /** Cancels what runs. */
  cancel(): void {
    for (const abort of this.#running) abort.abort();
  }

  dispose(): void {
    this.cancel();
    this.#ended.dispose();
  }

  #tell(): void {
    void vscode.commands.executeCommand('setContext', contexts.isPulling, this.isRunning);
  }
}

/** Progress of the engine as VS Code shows it. */
export function reporter(progress: vscode.Progress<{ message?: string; increment?: number }>): (now: Progress) => void {
  let percent = 0;
  return ({ done, total, text }) => {
    const reached = total === null || total === 0 ? percent : Math.min(100, (100 * done) / total);
    progress.report({ message: plain(text), increment: reached - percent });
    percent = reached;
  };
}
