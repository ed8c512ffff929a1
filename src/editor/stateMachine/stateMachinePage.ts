import * as vscode from 'vscode';
import type { EdgeIndex } from '../../engine/machine';
import type { RecordKey } from '../../engine/record';
import type { Status } from '../../engine/status';
import { stateMachineMermaid } from '../../flows/stateMachine';
import { decodeToEditor, type ToEditor } from '../../protocol/stateMachine';
import type { SessionSource } from '../connection/sessionSource';
import { nameOf } from '../records/describe';
import { Panel } from '../page/panel';
import { snapshotOf } from './snapshot';

/** Between two snapshots at least, ms. */
const GATHER_MS = 100;
/** While a wait is shown, it counts down, ms. */
const COUNTDOWN_MS = 1_000;

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

/** The page *State machine*: D2 live, with the way of one record. */
export class StateMachinePage implements vscode.Disposable {
  readonly #panel: Panel<ToEditor>;
  readonly #subscription: vscode.Disposable;
  #key: RecordKey | null = null;
  #countdown: NodeJS.Timeout | undefined;

  constructor(private readonly parts: StateMachineParts) {
    const { source, extensionUri, failed } = parts;
    this.#panel = new Panel({
      title: 'State machine', name: 'stateMachine', hasInlineStyles: true, viewType: 'reconciliation.stateMachine', icon: 'state-machine',
      column: vscode.ViewColumn.Beside, gatherMs: GATHER_MS, extensionUri, failed,
      decode: decodeToEditor,
      hear: (message) => this.#hear(message),
      push: () => this.#push(),
      rest: () => clearTimeout(this.#countdown),
    });
    this.#subscription = vscode.Disposable.from(this.#panel, source.onDidChangeSession(() => this.refresh()), source.onDidChange(() => this.refresh()));
  }

  /** Opens the page beside the editor, or brings it to the front; with a key it follows that record. */
  show(key?: RecordKey): void {
    if (key !== undefined) this.#key = key;
    this.#panel.show();
  }

  /** Follows a record, or none. */
  select(key: RecordKey | null): void {
    this.#key = key;
    this.refresh();
  }

  /** Something that the page shows may have changed; it is told soon, if it is seen. */
  refresh(): void {
    this.#panel.refresh();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #push(): void {
    clearTimeout(this.#countdown);
    const { source, obstacle } = this.parts;
    const { session } = source;
    const now = Date.now();
    const name = (record: Parameters<typeof nameOf>[0]): string => nameOf(record, session?.settings.resources.get(record.resource)?.sensitive);
    const snapshot = snapshotOf(session, this.#key, now, obstacle(), name);
    this.#panel.post(snapshot);
    const status = snapshot.selected?.status;
    const isWaiting = status === 'RETRY_PENDING' || status === 'PROCESSING' || typeof session?.model.pause?.until === 'number';
    if (isWaiting) this.#countdown = setTimeout(() => this.refresh(), COUNTDOWN_MS);
  }

  async #hear(message: ToEditor): Promise<void> {
    const { parts } = this;
    switch (message.type) {
      case 'ready':
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
