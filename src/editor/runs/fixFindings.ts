import * as vscode from 'vscode';
import type { Finding } from '../../engine/audit/finding';
import type { Fix } from '../../engine/audit/fix';
import { commands } from '../ids';
import type { CommandParts } from '../commands/perform';
import { planFix } from './fixPlan';
import { count } from './words';

/** Fixes that are done without a notification of their progress. */
const FEW = 20;

/** What became of fixes. */
export interface Fixed {
  readonly done: number;
  readonly of: number;
}

/** Puts findings right, after the person has seen what that does. */
export async function fixFindings(parts: CommandParts, findings: readonly Finding[], how: Fix['how']): Promise<void> {
  const { session } = parts.source;
  if (!session) return;
  const { fixes, question, detail } = planFix(session, findings, how);
  if (fixes.length === 0) return void vscode.window.showInformationMessage(`Nothing that is chosen can be ${how === 'push' ? 'pushed' : 'accepted'}: choose findings that are open.`);
  const go = how === 'push' ? 'Push' : 'Accept';
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) !== go) return;
  const location = fixes.length > FEW ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
  const fixed = await vscode.window.withProgress({ location, title: 'Putting findings right', cancellable: true }, (progress, token) =>
    performFixes(parts, fixes, (done) => progress.report({ message: `${count(done)} of ${count(fixes.length)}`, increment: 100 / fixes.length }), token),
  );
  const words = sayFixed(fixed, how);
  if (fixed.done === fixed.of) return void vscode.window.showInformationMessage(words);
  if ((await vscode.window.showWarningMessage(words, 'Show Log')) !== undefined) await vscode.commands.executeCommand(commands.showLog);
}

/** One after the other, so that it can be followed and stopped; why one is left alone is in the log. */
export async function performFixes({ source, log }: CommandParts, fixes: readonly Fix[], onDone: (done: number) => void = () => undefined, token?: vscode.CancellationToken): Promise<Fixed> {
  let done = 0;
  for (const [i, fix] of fixes.entries()) {
    if (token?.isCancellationRequested) break;
    const result = await source.perform({ type: 'fix', fixes: [fix] });
    if (result.ok) done += 1;
    else log.add('warning', result.message);
    onDone(i + 1);
  }
  return { done, of: fixes.length };
}

/** In one sentence, in fixed words (F13). */
export function sayFixed({ done, of }: Fixed, how: Fix['how']): string {
  const what = how === 'push' ? 'queued to be sent' : 'as the master has it';
  return done === of ? `${count(done)} ${done === 1 ? 'record is' : 'records are'} ${what}.` : `${count(done)} of ${count(of)} records are ${what}; the others were left alone.`;
}
