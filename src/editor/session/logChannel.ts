import * as vscode from 'vscode';
import { EDGES } from '../../engine/machine';
import { plain } from '../plain';
import type { WorkspaceSession } from './workspaceSession';

/** The output channel *Reconciliation*: what the session says, and at level Debug each transition of D2. No record content, no secret. */
export class LogChannel implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Reconciliation', { log: true });
  readonly #subscription: vscode.Disposable;

  constructor(source: WorkspaceSession) {
    this.#subscription = vscode.Disposable.from(
      this.#channel,
      source.onDidLog(({ level, text }) => this.add(level, text)),
      source.onDidChange((changes) => {
        if (this.#channel.logLevel > vscode.LogLevel.Debug || this.#channel.logLevel === vscode.LogLevel.Off) return;
        for (const { entry, edges } of changes) {
          for (const edge of edges) this.#channel.debug(`${plain(entry.key ?? '')}: ${EDGES[edge]?.from} → ${EDGES[edge]?.to}`);
        }
      }),
    );
  }

  add(level: 'info' | 'warning' | 'error', text: string): void {
    const line = plain(text);
    if (level === 'info') this.#channel.info(line);
    else if (level === 'warning') this.#channel.warn(line);
    else this.#channel.error(line);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
