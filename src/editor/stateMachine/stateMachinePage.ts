import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { EdgeIndex } from '../../engine/machine';
import type { RecordKey } from '../../engine/record';
import type { Status } from '../../engine/status';
import { stateMachineMermaid } from '../../flows/stateMachine';
import { Gate } from '../../protocol/gate';
import { decodeToEditor, type ToEditor } from '../../protocol/stateMachine';
import type { SessionSource } from '../connection/sessionSource';
import { nameOf } from '../records/describe';
import { Gather } from './gather';
import { html } from './html';
import { snapshotOf } from './snapshot';

/** Between two snapshots at least, ms. */
const GATHER_MS = 100;
/** While a wait is shown, it counts down, ms. */
const COUNTDOWN_MS = 1_000;
/** Requests that a person can make in a second; more is a flood. */
const REQUESTS_PER_SECOND = 20;

/** What the page asks of the rest of the editor. */
export interface StateMachineParts {
  readonly extensionUri: vscode.Uri;
  readonly source: SessionSource;
  /** Why nothing can be shown or sent (not trusted, not configured, not approved), as a sentence; null when nothing is in the way. */
  readonly obstacle: () => string | null;
  /** Lists the records of a status. */
  readonly openState: (status: Status) => void;
  /** Shows what took an edge. */
  readonly openEdge: (edge: EdgeIndex) => void;
  /** Lets the person pick a record; undefined when they did not. */
  readonly pickRecord: () => Thenable<RecordKey | undefined>;
  readonly openRecord: (key: RecordKey) => void;
  readonly pull: () => void;
  /** For the output channel: the page could not draw. */
  readonly failed: (message: string) => void;
}

/** The page *State machine*: D2 live, with the way of one record. At most one is open; closed and restored as VS Code likes. */
export class StateMachinePage implements vscode.WebviewPanelSerializer, vscode.Disposable {
  static readonly viewType = 'reconciliation.stateMachine';
  readonly #gate = new Gate(decodeToEditor, REQUESTS_PER_SECOND);
  readonly #gather = new Gather(GATHER_MS, () => this.#push());
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #key: RecordKey | null = null;
  #isReady = false;
  #countdown: NodeJS.Timeout | undefined;

  constructor(private readonly parts: StateMachineParts) {
    const { source } = parts;
    this.#subscription = vscode.Disposable.from(
      source.onDidChangeSession(() => this.refresh()),
      source.onDidChange(() => this.refresh()),
      vscode.window.registerWebviewPanelSerializer(StateMachinePage.viewType, this),
    );
  }

  /** Messages of the page that were not understood or too many. */
  get dropped(): number {
    return this.#gate.dropped;
  }

  /** Opens the page beside the editor, or brings it to the front; with a key it follows that record. */
  show(key?: RecordKey): void {
    if (key !== undefined) this.#key = key;
    if (this.#panel) this.#panel.reveal(undefined, true);
    else this.#take(vscode.window.createWebviewPanel(StateMachinePage.viewType, 'State machine', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }));
    this.refresh();
  }

  /** Follows a record, or none. */
  select(key: RecordKey | null): void {
    this.#key = key;
    this.refresh();
  }

  /** Something that the page shows may have changed; it is told soon, if it is seen. */
  refresh(): void {
    if (this.#panel?.visible && this.#isReady) this.#gather.ask();
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#take(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#subscription.dispose();
  }

  #take(panel: vscode.WebviewPanel): void {
    const root = vscode.Uri.joinPath(this.parts.extensionUri, 'dist', 'webview');
    this.#panel = panel;
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(this.parts.extensionUri, 'media', `state-machine-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, enableCommandUris: false, enableForms: false, localResourceRoots: [root] };
    const listening = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((data: unknown) => {
        const message = this.#gate.take(data, performance.now());
        if (message) this.#hear(message).catch((error: unknown) => this.parts.failed(String(error)));
      }),
      // hidden, the page is gone and hears nothing; seen again it starts anew and says `ready`
      panel.onDidChangeViewState(() => panel.visible || this.#rest()),
      panel.onDidDispose(() => {
        listening.dispose();
        if (this.#panel !== panel) return;
        this.#panel = undefined;
        this.#rest();
      }),
    );
    panel.webview.html = html(panel.webview, root, randomBytes(16).toString('base64url'));
  }

  #rest(): void {
    this.#isReady = false;
    this.#gather.dispose();
    clearTimeout(this.#countdown);
  }

  #push(): void {
    clearTimeout(this.#countdown);
    const { source, obstacle } = this.parts;
    const { session } = source;
    const now = Date.now();
    const name = (record: Parameters<typeof nameOf>[0]): string => nameOf(record, session?.settings.resources.get(record.resource)?.sensitive);
    const snapshot = snapshotOf(session, this.#key, now, obstacle(), name);
    void this.#panel?.webview.postMessage(snapshot);
    const status = snapshot.selected?.status;
    const isWaiting = status === 'RETRY_PENDING' || status === 'PROCESSING' || typeof session?.model.pause?.until === 'number';
    if (isWaiting) this.#countdown = setTimeout(() => this.refresh(), COUNTDOWN_MS);
  }

  async #hear(message: ToEditor): Promise<void> {
    const { parts } = this;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#key ??= message.key;
        return this.refresh();
      case 'openState':
        return parts.openState(message.status);
      case 'openEdge':
        return parts.openEdge(message.edge);
      case 'pickRecord': {
        const key = await parts.pickRecord();
        return key === undefined ? undefined : this.select(key);
      }
      case 'clearRecord':
        return this.select(null);
      case 'openRecord':
        return this.#key === null ? undefined : parts.openRecord(this.#key);
      case 'copyMermaid': {
        const trail = this.#key === null ? undefined : parts.source.session?.model.records.get(this.#key)?.job?.trail;
        await vscode.env.clipboard.writeText(stateMachineMermaid({ path: trail?.map(({ edge }) => edge) ?? [] }));
        vscode.window.setStatusBarMessage('State machine copied as Mermaid', 3_000);
        return;
      }
      case 'pull':
        return parts.pull();
      case 'failed':
        return parts.failed(message.message);
    }
  }
}
