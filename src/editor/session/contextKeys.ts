import * as vscode from 'vscode';
import { contexts } from '../ids';
import type { GatheredChanges } from './gatheredChanges';
import type { WorkspaceSession } from './workspaceSession';

/** Keeps the context keys that menus, enablement and welcome views ask for. */
export class ContextKeys implements vscode.Disposable {
  readonly #set = new Map<string, string | boolean>();
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
  ) {
    const update = (): void => this.#update();
    this.#subscription = vscode.Disposable.from(source.onDidChangeState(update), changes.onDidChange(update));
    this.#update();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #update(): void {
    const { session, state, isApproved } = this.source;
    this.#put(contexts.state, state);
    this.#put(contexts.approved, isApproved);
    this.#put(contexts.hasRecords, (session?.model.records.size ?? 0) > 0);
    this.#put(contexts.hasDeadLetters, (session?.model.count('DEAD_LETTER') ?? 0) > 0);
    this.#put(contexts.isReconciling, Boolean(session?.model.audits.running));
    this.#put(contexts.hasRuns, (session?.model.audits.runs.length ?? 0) > 0);
    this.#put(contexts.isPaused, Boolean(session?.model.pause));
    this.#put(contexts.mode, session?.model.mode ?? session?.settings.sync.mode ?? 'auto');
  }

  #put(key: string, value: string | boolean): void {
    if (this.#set.get(key) === value) return;
    this.#set.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
