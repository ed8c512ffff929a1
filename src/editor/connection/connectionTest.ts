import * as vscode from 'vscode';
import type { Session } from '../../node/session';
import { plain } from '../plain';
import { describeFound } from './found';

/** Asks the master once, with progress and cancel; null when the person did not wait for it. Nothing is changed there. */
export async function testConnection(session: Session): Promise<Awaited<ReturnType<Session['testConnection']>> | null> {
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Testing the connection', cancellable: true };
  return vscode.window.withProgress(progress, (_, cancel) => {
    const cancelled = new Promise<null>((resolve) => cancel.onCancellationRequested(() => resolve(null)));
    return Promise.race([session.testConnection(), cancelled]);
  });
}

/** The report of a test: what answered and how, then what is known about the resources. */
export const describeTest = ({ settings, model }: Pick<Session, 'settings' | 'model'>, lines: readonly string[]): string =>
  `${lines.map((line) => `// ${plain(line)}\n`).join('')}\n${describeFound(settings, model.found)}`;
