import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import { jobsOf, type Step } from '../../flows/history';
import type { Session } from '../../node/session';
import { FIRST_CHOICE, type Choice, type RecordView, type ToEditor } from '../../protocol/timeline';
import { decodeToEditor } from '../../protocol/timelineDecode';
import type { SessionSource } from '../connection/sessionSource';
import { Panel } from '../page/panel';
import { labelOf } from '../records/describe';
import { Inspected } from './inspected';
import { RecordLog } from '../page/recordLog';
import { snapshotOf } from './snapshot';
import { bodyText, curlText, entryText } from './texts';

/** Between two snapshots at least, ms. */
const GATHER_MS = 200;
/** While an attempt is under way its bar grows, ms. */
const TICK_MS = 1_000;

/** What the page asks of the rest of the editor. */
export interface TimelineParts {
  readonly extensionUri: vscode.Uri;
  readonly source: SessionSource;
  /** Why nothing can be shown or sent, as a sentence; null when nothing is in the way. */
  readonly obstacle: () => string | null;
  readonly pickRecord: () => Thenable<RecordKey | undefined>;
  readonly openRecord: (key: RecordKey) => void;
  readonly showInFlow: (key: RecordKey) => void;
  readonly discard: (key: RecordKey) => void;
  /** Does what the state asks for first. */
  readonly primary: (what: RecordView['primary'], key: RecordKey) => void;
  readonly exportHar: (key: RecordKey) => void;
  /** Opens the local content beside the base. */
  readonly compare: (key: RecordKey, base: vscode.Uri) => void;
  /** For the output channel: the page could not draw. */
  readonly failed: (message: string) => void;
}

/** The record's page: why it is as it is, its jobs and attempts, and each exchange as it was sent and answered. */
export class TimelinePage implements vscode.Disposable {
  readonly #panel: Panel<ToEditor>;
  readonly #log: RecordLog;
  readonly #inspected = new Inspected();
  readonly #subscription: vscode.Disposable;
  #choice: Choice = FIRST_CHOICE;
  #tick: NodeJS.Timeout | undefined;
  #reveals = false;

  constructor(private readonly parts: TimelineParts) {
    const { source, extensionUri, failed } = parts;
    this.#log = new RecordLog(() => this.refresh(), failed);
    this.#panel = new Panel({
      title: 'Timeline', name: 'timeline', hasInlineStyles: false, viewType: 'reconciliation.timeline', icon: 'timeline',
      column: vscode.ViewColumn.Active, takesFocus: true, gatherMs: GATHER_MS, extensionUri, failed,
      decode: decodeToEditor,
      hear: (message) => this.#hear(message),
      push: () => this.#push(),
      rest: () => clearTimeout(this.#tick),
    });
    this.#subscription = vscode.Disposable.from(
      this.#panel, this.#inspected,
      source.onDidChangeSession(() => this.#log.forget()),
      source.onDidChange((changes) => {
        this.#log.take(changes, source.session?.model.seq ?? 0);
        this.refresh();
      }),
    );
  }

  /** Opens the page, or brings it to the front, with this record. `reveals`: its *Why* is brought into view. */
  show(key: RecordKey, reveals = false): void {
    if (key !== this.#choice.key) this.#choice = { ...FIRST_CHOICE, key };
    this.#reveals = reveals;
    this.#panel.show();
  }

  /** Something that the page shows may have changed. */
  refresh(): void {
    this.#panel.refresh();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #push(): void {
    clearTimeout(this.#tick);
    const { source, obstacle } = this.parts;
    const snapshot = snapshotOf(source.session, this.#choice, this.#steps(), Date.now(), obstacle());
    this.#choice = snapshot.choice;
    const { key } = snapshot.choice;
    this.#panel.rename(key === null ? 'Timeline' : `${labelOf(key)} · Timeline`);
    this.#panel.post(snapshot);
    if (this.#reveals && snapshot.record) {
      this.#reveals = false;
      this.#panel.post({ type: 'reveal' });
    }
    if (snapshot.record?.status === 'PROCESSING' || typeof source.session?.model.pause?.until === 'number') this.#tick = setTimeout(() => this.refresh(), TICK_MS);
  }

  #steps(): readonly Step[] | null {
    const { session } = this.parts.source;
    return session && this.#choice.key !== null ? this.#log.stepsOf(session, this.#choice.key) : null;
  }

  async #hear(message: ToEditor): Promise<void> {
    const { parts } = this;
    switch (message.type) {
      case 'ready':
        if (this.#choice.key === null && message.choice) this.#choice = message.choice;
        return this.refresh();
      case 'choose':
        this.#choice = message.choice;
        return this.refresh();
      case 'failed':
        return parts.failed(message.message);
      case 'pickRecord': {
        const key = await parts.pickRecord();
        return key === undefined ? undefined : this.show(key);
      }
      default: {
        const { session } = parts.source;
        const { key } = this.#choice;
        if (session && key !== null) await this.#act(message, session, key);
      }
    }
  }

  async #act(message: Exclude<ToEditor, { type: 'ready' | 'choose' | 'failed' | 'pickRecord' }>, session: Session, key: RecordKey): Promise<void> {
    const { parts } = this;
    const steps = this.#steps() ?? [];
    switch (message.type) {
      case 'openRecord':
      case 'exportHar':
      case 'showInFlow':
      case 'discard':
        return parts[message.type](key);
      case 'primary':
        return parts.primary(snapshotOf(session, this.#choice, steps, Date.now(), parts.obstacle()).record?.primary ?? 'none', key);
      case 'compare': {
        const base = session.model.records.get(key)?.base;
        return base ? parts.compare(key, this.#inspected.keep(key, 'base.json', base.version ?? '', `${JSON.stringify(base.content, null, 2)}\n`)) : undefined;
      }
      case 'openEntry': {
        const text = entryText(session, key, steps, message.seq);
        return text === null ? undefined : this.#inspected.open(key, `entry ${message.seq}.json`, '', text);
      }
      case 'copyCurl': {
        const text = curlText(session, key, steps, this.#choice);
        if (text === null) return;
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage('The request is copied as cURL', 3_000);
        return;
      }
      case 'openRequest':
      case 'openResponse': {
        const side = message.type === 'openRequest' ? 'request' : 'response';
        const body = bodyText(session, key, steps, this.#choice, side);
        const { attempt, exchange } = this.#choice;
        return body ? this.#inspected.open(key, `${side}.${body.isJson ? 'json' : 'txt'}`, `${attempt ?? jobsOf(steps).length}.${exchange ?? ''}.${steps.length}`, body.text) : undefined;
      }
    }
  }
}
