import * as vscode from 'vscode';
import type { Status } from '../engine/status';
import type { Session } from '../node/session';
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
      const first = statuses.find((status) => (session?.model.count(status) ?? 0) > 0) ?? statuses[0];
      const words = `${total.toLocaleString('en-US')} ${word === 'conflicts' && total === 1 ? 'conflict' : word}`;
      show(item, total > 0 && { icon, words, tooltip: `Records that are ${statuses.join(', ')}`, command: { title: 'Show', command: word === 'conflicts' ? `${views.conflicts}.focus` : commands.showStatus, arguments: [first] } });
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

/** Where the connection stands, why, and what leads on. */
export function connection(session: Session, isApproved: boolean): Omit<Shown, 'icon'> {
  const { model, settings, role } = session;
  const host = plain(new URL(settings.master.origin).host);
  const as = (state: string, tooltip: string, title: string, command: string): Omit<Shown, 'icon'> => ({ words: `${host} · ${state}`, tooltip: `${tooltip}\nClick: ${title}.`, command: { title, command } });
  if (!isApproved) return as('not approved', 'Nothing is sent before you approve the connection.', 'approve', commands.approve);
  if (model.pause) return as(model.pause.cause === 'user' ? 'paused' : `paused (${PAUSES[model.pause.cause]})`, model.pause.reason, 'resume', commands.resume);
  if (role === 'follower') return as('follower', 'Another window syncs this store; this one follows it, and takes over when it ends.', 'show the log', commands.showLog);
  if (settings.sync.readOnly) return as('read-only', 'The configuration says readOnly: nothing is written to the master.', 'open the configuration', commands.openConfiguration);
  if ((model.mode ?? settings.sync.mode) === 'manual') return as('manual', 'Edits wait until they are sent by hand.', 'send with a preview', commands.sendWithPreview);
  return as('connected', `Edits are sent to ${settings.master.origin} as they are saved.`, 'test the connection', commands.testConnection);
}

const PAUSES = { offline: 'offline', breaker: 'the master fails', throttled: 'throttled', credentials: 'sign-in', precondition: 'precondition' } as const;
