import * as vscode from 'vscode';
import type { AlertRule } from '../../engine/alerts/alert';
import type { RecordKey } from '../../engine/record';
import type { Task } from '../../engine/schedule/tasks';
import { decodeToEditor, FIRST_CHOICE, PHASE_NAMES, type Choice, type ConnectionView, type Phase, type ToEditor } from '../../protocol/dashboard';
import type { SessionSource } from '../connection/sessionSource';
import { Panel } from '../page/panel';
import type { SetUp } from './facts';
import { listed, ofPattern, ofStatus, type Listed } from './lists';
import { slowRecords } from './slow';
import { snapshotOf } from './snapshot';

/** Between two snapshots at least, ms. */
const GATHER_MS = 250;
/** The window moves on while nothing happens, ms. */
const TICK_MS = 5_000;

/** What the dashboard asks of the rest of the editor. */
export interface DashboardParts {
  readonly extensionUri: vscode.Uri;
  readonly source: SessionSource;
  readonly connection: () => ConnectionView;
  /** Does what the connection's state asks for: approves, resumes, tests. */
  readonly connect: () => void;
  /** Lists these records. */
  readonly pick: (listed: Listed) => void;
  readonly list: (title: string, keys: readonly RecordKey[]) => void;
  readonly openRecord: (key: RecordKey) => void;
  readonly pull: () => void;
  readonly setUp: () => Promise<SetUp>;
  /** Runs a background job now (D4). */
  readonly runTask: (task: Task) => void;
  readonly mute: (rule: AlertRule, isMuted: boolean) => void;
  /** Shows what a figure that is no record's is about. */
  readonly open: (what: 'openAlerts' | 'openSchedules' | 'openToken' | 'openFound') => void;
  /** For the output channel: the page could not draw. */
  readonly failed: (message: string) => void;
}

/** The page *Dashboard* (D7): figures of the log, live, each with the way to its records. */
export class DashboardPage implements vscode.Disposable {
  readonly #panel: Panel<ToEditor>;
  readonly #subscription: vscode.Disposable;
  #choice: Choice = FIRST_CHOICE;
  #tick: NodeJS.Timeout | undefined;

  constructor(private readonly parts: DashboardParts) {
    const { source, extensionUri, failed } = parts;
    this.#panel = new Panel({
      title: 'Dashboard', name: 'dashboard', hasInlineStyles: false, viewType: 'reconciliation.dashboard', icon: 'dashboard',
      column: vscode.ViewColumn.Active, gatherMs: GATHER_MS, extensionUri, failed,
      decode: decodeToEditor,
      hear: (message) => this.#hear(message),
      push: () => void this.#push().catch((error: unknown) => failed(String(error))),
      rest: () => clearTimeout(this.#tick),
    });
    this.#subscription = vscode.Disposable.from(this.#panel, source.onDidChangeSession(() => this.refresh()), source.onDidChange(() => this.refresh()));
  }

  /** Opens the page, or brings it to the front. */
  show(): void {
    this.#panel.show();
  }

  /** Something that the page shows may have changed. */
  refresh(): void {
    this.#panel.refresh();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #push(): Promise<void> {
    clearTimeout(this.#tick);
    this.#tick = setTimeout(() => this.refresh(), TICK_MS);
    const setUp = await this.parts.setUp();
    this.#panel.post(snapshotOf(this.parts.source.session, this.#choice, this.parts.connection(), setUp, Date.now()));
  }

  #hear(message: ToEditor): void {
    const { parts } = this;
    switch (message.type) {
      case 'ready':
      case 'choose':
        this.#choice = message.choice ?? this.#choice;
        return this.refresh();
      case 'openStatus':
        return parts.pick(ofStatus(message.status, this.#choice));
      case 'openList':
        return parts.pick(listed(message.list, this.#choice, Date.now()));
      case 'openRecord':
        return this.#openRecord(message.key);
      case 'openSlow':
        return void this.#openSlow(message.phase, message.least).catch((error: unknown) => parts.failed(String(error)));
      case 'openPattern': {
        const found = ofPattern(message.code, message.text, this.#choice);
        const records = parts.source.session?.model.records.values() ?? [];
        return [...records].some(found.fits) ? parts.pick(found) : this.#openRecord(message.key);
      }
      case 'connect':
        return parts.connect();
      case 'pull':
        return parts.pull();
      case 'run':
        return parts.runTask(message.task);
      case 'mute':
        return parts.mute(message.rule, message.isMuted);
      case 'openAlerts':
      case 'openSchedules':
      case 'openToken':
      case 'openFound':
        return parts.open(message.type);
      case 'failed':
        return parts.failed(message.message);
    }
  }

  async #openSlow(phase: Phase, least: number): Promise<void> {
    const { session } = this.parts.source;
    if (!session) return;
    const choice = this.#choice;
    const keys = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Reading the log' }, () => slowRecords(session, choice, phase, least, Date.now()));
    this.parts.list(`Records With an Attempt of ${least < 10 ? least.toFixed(1) : Math.round(least)} ms or More in ${PHASE_NAMES[phase]}, Last ${choice.window}`, keys);
  }

  /** A record may be gone since its error. */
  #openRecord(key: RecordKey): void {
    if (this.parts.source.session?.model.records.has(key)) this.parts.openRecord(key);
    else vscode.window.setStatusBarMessage('That record is no longer in the store', 5_000);
  }
}
