import * as vscode from 'vscode';
import type { RecordKey, SyncRecord } from '../../engine/record';
import { FLOW_NAMES, type FlowName } from '../../flows/flow';
import { flowOf, pathOf, type Taken } from '../../flows/flows';
import { changesOf, type Step } from '../../flows/history';
import { mermaidOf } from '../../flows/mermaid';
import { decodeToEditor, type ToEditor } from '../../protocol/flows';
import type { SessionSource } from '../connection/sessionSource';
import { Panel } from '../page/panel';
import { RecordLog } from '../page/recordLog';
import { entriesBehind, MOST, standingIn, type Behind } from './behind';
import { History } from './history';
import { savePicture } from './pictures';
import { jobAt, snapshotOf, type Choices, type Sources } from './snapshot';

/** Between two snapshots at least, ms. */
const GATHER_MS = 100;
/** Countdowns and ages move on while nothing happens, ms. */
const TICK_MS = 1_000;

/** What the page asks of the rest of the editor. */
export interface FlowsParts {
  readonly extensionUri: vscode.Uri;
  readonly source: SessionSource;
  /** Why nothing can be shown or sent, as a sentence; null when nothing is in the way. */
  readonly notice: () => string | null;
  /** What leads on from there, as a button says it, and doing that. */
  readonly action: () => string;
  readonly connect: () => void;
  readonly nameOf: (record: SyncRecord) => string;
  /** Lets the person pick a record; undefined when they did not. */
  readonly pickRecord: () => Thenable<RecordKey | undefined>;
  readonly openRecord: (key: RecordKey) => void;
  readonly why: (key: RecordKey) => void;
  /** Lets the person look through what is behind a box or an arrow. */
  readonly show: (behind: Behind) => void;
  /** Shows a record as of an entry of the log beside what it is now. */
  readonly openMoment: (key: RecordKey, seq: number, at: number) => void;
  readonly pull: () => void;
  /** For the output channel: the page could not draw. */
  readonly failed: (message: string) => void;
}

/** The page *Flows*: the ten diagrams, live, with the way of one record, or what went over every arrow, at any moment of the log. */
export class FlowsPage implements vscode.Disposable {
  readonly #panel: Panel<ToEditor>;
  readonly #history: History;
  readonly #log: RecordLog;
  readonly #subscription: vscode.Disposable;
  /** The record that is followed. */
  #key: RecordKey | null = null;
  #choices: Choices = { flow: 'overall-sync', window: 'day', job: null, position: null };
  #momentText = { seq: 0, text: '' };
  #tick: NodeJS.Timeout | undefined;

  constructor(private readonly parts: FlowsParts) {
    const { source, extensionUri, failed } = parts;
    this.#history = new History(source, failed);
    this.#log = new RecordLog(() => this.refresh(), failed);
    this.#panel = new Panel({
      title: 'Flows', name: 'flows', hasInlineStyles: true, viewType: 'reconciliation.flows', icon: 'flows',
      column: vscode.ViewColumn.Active, gatherMs: GATHER_MS, extensionUri, failed,
      decode: decodeToEditor,
      hear: (message) => this.#hear(message),
      push: () => this.#push(),
      rest: () => clearTimeout(this.#tick),
    });
    this.#subscription = vscode.Disposable.from(
      this.#panel, this.#history,
      this.#history.onDidTake(() => this.refresh()),
      source.onDidChangeSession(() => this.#log.forget()),
      source.onDidChange((changes) => {
        this.#log.take(changes, source.session?.model.seq ?? 0);
        this.refresh();
      }),
    );
  }

  /** Opens the page, or brings it to the front, at a flow; with a key it follows that record. */
  show(flow?: FlowName, key?: RecordKey, column?: vscode.ViewColumn): void {
    if (flow !== undefined) this.#choose({ flow });
    if (key !== undefined) this.#follow(key);
    this.#panel.show(column);
    this.refresh();
  }

  /** Something that the page shows may have changed. */
  refresh(): void {
    this.#panel.refresh();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    this.refresh();
  }

  #follow(key: RecordKey | null): void {
    this.#key = key;
    this.#choose({ job: null });
  }

  #push(): void {
    clearTimeout(this.#tick);
    this.#history.open();
    this.#panel.post(snapshotOf(this.#sources(), this.#choices));
    this.#tick = setTimeout(() => this.refresh(), TICK_MS);
  }

  #sources(): Sources {
    const { source, notice, nameOf } = this.parts;
    const { session } = source;
    const obstacle = notice();
    const now = Date.now();
    const world = session && { model: session.model, settings: session.settings, plan: session.plan(), now };
    const { traffic, reading } = this.#history;
    const record = this.#key === null ? undefined : session?.model.records.get(this.#key);
    return {
      world, now, traffic, reading, notice: obstacle, action: this.parts.action(), canPull: obstacle === null && session?.model.records.size === 0,
      followed: this.#key === null ? null : { key: this.#key, name: record ? nameOf(record) : '', steps: this.#steps() },
      momentText: this.#textAt(traffic.entry((this.#choices.position ?? traffic.length) - 1)?.seq ?? 0),
    };
  }

  #steps(): readonly Step[] {
    const { session } = this.parts.source;
    return (session && this.#key !== null ? this.#log.stepsOf(session, this.#key) : null) ?? [];
  }

  /** The number of the last entry that is shown. */
  #until(): number {
    const { position } = this.#choices;
    return position === null ? Infinity : (this.#history.traffic.entry(position - 1)?.seq ?? 0);
  }

  /** What an entry says: read from the log when it is another one, and told then. */
  #textAt(seq: number): string {
    if (this.#momentText.seq === seq) return this.#momentText.text;
    this.#momentText = { seq, text: '' };
    const { session } = this.parts.source;
    if (session && seq > 0) {
      void entriesBehind(session, [seq]).then(([entry]) => {
        if (this.#momentText.seq !== seq) return;
        this.#momentText = { seq, text: entry?.text ?? '' };
        this.refresh();
      }, (error: unknown) => this.parts.failed(String(error)));
    }
    return '';
  }

  async #hear(message: ToEditor): Promise<void> {
    const { parts } = this;
    switch (message.type) {
      case 'ready':
        if (message.choice && this.#key === null) this.#key = message.choice.key;
        if (message.choice) this.#choices = { ...this.#choices, window: message.choice.window, ...(this.#choices.flow === FLOW_NAMES[0] && { flow: message.choice.flow }) };
        return this.refresh();
      case 'flow':
        return this.#choose({ flow: message.name });
      case 'window':
        return this.#choose({ window: message.window });
      case 'job':
        return this.#choose({ job: message.number });
      case 'moment':
        return this.#choose({ position: message.position });
      case 'pickRecord': {
        const key = await parts.pickRecord();
        return key === undefined ? undefined : this.#follow(key);
      }
      case 'clearRecord':
        return this.#follow(null);
      case 'openRecord':
        return this.#onRecord(parts.openRecord);
      case 'why':
        return this.#onRecord(parts.why);
      case 'openNode':
      case 'openEdge':
        return this.#open(message.type === 'openNode' ? { node: message.id } : { edge: message.id });
      case 'copyMermaid':
        await vscode.env.clipboard.writeText(this.#mermaid());
        vscode.window.setStatusBarMessage('The flow is copied as Mermaid', 3_000);
        return;
      case 'openMermaid':
        return openMermaid(this.#mermaid());
      case 'openMoment': {
        const entry = this.#history.traffic.entry((this.#choices.position ?? this.#history.traffic.length) - 1);
        return entry ? this.#onRecord((key) => parts.openMoment(key, entry.seq, entry.at)) : undefined;
      }
      case 'save':
        return savePicture(this.#choices.flow, message.format, message.data);
      case 'pull':
        return parts.pull();
      case 'connect':
        return parts.connect();
      case 'failed':
        return parts.failed(message.message);
    }
  }

  #onRecord(run: (key: RecordKey) => void): void {
    if (this.#key !== null) run(this.#key);
  }

  #flow(): ReturnType<typeof flowOf> | null {
    const { session } = this.parts.source;
    return session && flowOf(this.#choices.flow, session.settings.retry);
  }

  #mermaid(): string {
    const flow = this.#flow();
    return flow ? mermaidOf(flow, this.#path() ?? []) : '';
  }

  /** The way of the followed record's job; null: none is followed. */
  #path(): readonly Taken[] | null {
    const flow = this.#flow();
    const job = jobAt(this.#steps(), this.#choices.job, this.#until());
    return flow && this.#key !== null ? pathOf(flow, job ? changesOf(job) : []) : null;
  }

  /** Shows the entries behind a box or an arrow: those of the path, or the newest of all. */
  #open(what: { readonly node: string } | { readonly edge: string }): void {
    const flow = this.#flow();
    if (!flow) return;
    const edges = 'edge' in what ? [what.edge] : Object.entries(flow.edges).flatMap(([id, { from, to }]) => (from === what.node || to === what.node ? [id] : []));
    const { traffic } = this.#history;
    const path = this.#path();
    const seqs = path ? [...new Set(path.filter(({ edge }) => edges.includes(edge)).map(({ seq }) => seq))].reverse() : traffic.newest(flow.name, edges, 0, this.#choices.position ?? traffic.length, MOST);
    const node = 'node' in what ? flow.nodes[what.node] : undefined;
    const edge = 'edge' in what ? flow.edges[what.edge] : undefined;
    const label = (id: string): string => flow.nodes[id]?.label.replaceAll('\n', ' ') ?? id;
    const title = node ? node.label.replaceAll('\n', ' ') : edge ? `${label(edge.from)} → ${label(edge.to)}` : '';
    const { session } = this.parts.source;
    this.parts.show({ title, seqs, standing: session && 'node' in what ? standingIn(session.model, flow.name, what.node, node) : null });
  }
}

/** Opens Mermaid text as a document, in its language where one is there. */
async function openMermaid(content: string): Promise<void> {
  const languages = await vscode.languages.getLanguages();
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: languages.includes('mermaid') ? 'mermaid' : 'plaintext' }));
}
