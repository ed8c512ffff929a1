import * as vscode from 'vscode';
import type { Status } from '../engine/status';
import type { Session } from '../node/session';
import { connectionState, hostOf } from './connection/connectionState';
import { commands, views } from './ids';
import { plain } from './plain';
import { withoutIcons } from './records/describe';
import type { GatheredChanges } from './session/gatheredChanges';
import type { WorkspaceSession } from './session/workspaceSession';

/** One count on the left: shown when it is not 0. */
const COUNTS = [
  { name: 'In flight', icon: 'sync', word: 'in flight', statuses: ['PROCESSING'] },
  { name: 'Waiting', icon: 'history', word: 'waiting', statuses: ['RETRY_PENDING', 'PENDING'] },
  { name: 'Conflicts', icon: 'git-merge', word: 'conflicts', statuses: ['VERSION_CONFLICT'] },
  { name: 'Failed', icon: 'error', word: 'failed', statuses: ['DEAD_LETTER', 'VALIDATION_FAILED', 'ERROR'] },
] as const satisfies readonly { name: string; icon: string; word: string; statuses: readonly Status[] }[];

const PRIORITY = 50;

/** The status bar: what moves, waits and failed on the left, the connection on the right. */
export class StatusBar implements vscode.Disposable {
  readonly #counts = COUNTS.map((count, i) => ({ ...count, item: vscode.window.createStatusBarItem(`reconciliation.${count.word}`, vscode.StatusBarAlignment.Left, PRIORITY - i) }));
  readonly #connection = vscode.window.createStatusBarItem('reconciliation.connection', vscode.StatusBarAlignment.Right, PRIORITY);
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly source: WorkspaceSession,
    changes: GatheredChanges,
  ) {
    for (const { item, name } of this.#counts) item.name = `Reconciliation: ${name}`;
    this.#connection.name = 'Reconciliation: Connection';
    const update = (): void => this.#update();
    this.#subscription = vscode.Disposable.from(this.#connection, ...this.#counts.map(({ item }) => item), source.onDidChangeState(update), changes.onDidChange(update));
    this.#update();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #update(): void {
    const { session } = this.source;
    for (const { item, icon, word, statuses } of this.#counts) {
      const total = statuses.reduce((sum, status) => sum + (session?.model.count(status) ?? 0), 0);
      const words = `${total.toLocaleString('en-US')} ${word === 'conflicts' && total === 1 ? 'conflict' : word}`;
      show(item, total > 0 && { icon, words, tooltip: `Records that are ${statuses.join(', ')}`, command: word === 'conflicts' ? { title: 'Show', command: `${views.conflicts}.focus` } : { title: 'Show', command: commands.openRecords, arguments: [{ statuses }] } });
    }
    show(this.#connection, session !== null && { icon: 'plug', ...connection(session, this.source.isApproved) });
  }
}

interface Shown {
  readonly icon: string;
  readonly words: string;
  readonly tooltip: string;
  readonly command: vscode.Command;
}

function show(item: vscode.StatusBarItem, shown: Shown | false): void {
  if (!shown) return item.hide();
  item.text = `$(${shown.icon}) ${withoutIcons(shown.words)}`;
  item.tooltip = plain(shown.tooltip);
  item.command = shown.command;
  item.accessibilityInformation = { label: `Reconciliation: ${shown.words}` };
  item.show();
}

/** The connection as the status bar has it. */
export function connection(session: Session, isApproved: boolean): Omit<Shown, 'icon'> {
  const { state, why, action } = connectionState(session, isApproved);
  return { words: `${hostOf(session)} · ${state}`, tooltip: `${why}\nClick: ${action.title}.`, command: action };
}
