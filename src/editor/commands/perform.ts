import * as vscode from 'vscode';
import type { Action, ActionResult } from '../../engine/actions';
import type { ActionOptions } from '../../node/session';
import { commands } from '../ids';
import { plain } from '../plain';
import { withoutIcons } from '../records/describe';
import type { LogChannel } from '../session/logChannel';
import type { WorkspaceSession } from '../session/workspaceSession';

/** How long what became of an action stands in the status bar, in ms. */
const SHOWN_MS = 8_000;

/** What every command works with. */
export interface CommandParts {
  readonly source: WorkspaceSession;
  readonly log: LogChannel;
}

/** Performs an action for the person and says quietly what became of it; a refusal also in a notification, whose reason is in the log (F13). */
export async function perform(parts: CommandParts, action: Action, options?: ActionOptions): Promise<ActionResult> {
  const result = await parts.source.perform(action, options);
  tell(parts, result);
  return result;
}

/** Says quietly what became of something, and a refusal aloud. */
export function tell({ log }: Pick<CommandParts, 'log'>, { ok, message }: Pick<ActionResult, 'ok' | 'message'>): void {
  log.add(ok ? 'info' : 'warning', message);
  vscode.window.setStatusBarMessage(withoutIcons(plain(message)), SHOWN_MS);
  if (!ok) void refuse();
}

async function refuse(): Promise<void> {
  const show = 'Show Log';
  if ((await vscode.window.showWarningMessage('That was not done. The log says why.', show)) === show) await vscode.commands.executeCommand(commands.showLog);
}
