import type * as vscode from 'vscode';
import type { Change } from '../../engine/model';
import type { Session } from '../../node/session';

/** Where the parts of the editor find the session: there is none before the workspace is trusted and configured, and another after the master changed. */
export interface SessionSource {
  readonly session: Session | null;
  /** A session was opened or closed. */
  readonly onDidChangeSession: vscode.Event<unknown>;
  /** What the present session committed, once per batch. */
  readonly onDidChange: vscode.Event<readonly Change[]>;
}
