import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import type { Change } from '../../engine/model';
import { decodeToEditor, FIRST_VIEW, type Deed, type Range, type SelectionView, type Snapshot, type ToEditor, type View } from '../../protocol/records';
import type { SessionSource } from '../connection/sessionSource';
import { Panel } from '../page/panel';
import { listedOf, viewOf, type RecordsFilter } from './filter';
import type { Line } from './line';
import { RecordIndex } from './recordIndex';
import { FOR, Selection } from './selection';
import { firstStatuses, queryOf, snapshotOf, type Listed } from './snapshot';

/** Between two snapshots that nobody asked for, at least, ms. */
const GATHER_MS = 150;
/** Records leave "the last hour" while nothing happens, ms. */
const TICK_MS = 10_000;
/** A page that is scrolled asks at most once a frame, and a held key repeats; more is a flood. */
const REQUESTS_PER_SECOND = 120;

/** What the page asks of the rest of the editor. */
export interface RecordsParts {
  readonly extensionUri: vscode.Uri;
  readonly source: SessionSource;
  /** Why there is nothing to show, and the title of what leads on. */
  readonly obstacle: () => NonNullable<Snapshot['obstacle']>;
  /** Why records do not move, as a sentence; null when they do. */
  readonly notice: () => string | null;
  /** Does what the obstacle asks for. */
  readonly connect: () => void;
  readonly isApproved: () => boolean;
  readonly pull: () => void;
  readonly openRecord: (key: RecordKey) => void;
  /** Shows why a record has its status. */
  readonly openWhy: (key: RecordKey) => void;
  readonly openTimeline: (key: RecordKey) => void;
  readonly act: (deed: Deed, keys: readonly RecordKey[]) => void;
  readonly copy: (lines: readonly Line[]) => void;
  readonly exportList: (lines: readonly Line[]) => void;
  /** For the output channel: the page could not draw. */
  readonly failed: (message: string) => void;
}

/** The page *Records*: all records as a table. Sorting, filtering and the selection are here; the page has the rows that it shows. */
export class RecordsPage implements vscode.Disposable {
  readonly #panel: Panel<ToEditor>;
  readonly #subscription: vscode.Disposable;
  readonly #selection = new Selection();
  #selected: SelectionView | null | undefined;
  #view: View | null = null;
  #listed: Listed | null = null;
  #hadSession = false;
  #turn = 0;
  #range: Range = { from: 0, to: 0 };
  #key: RecordKey | null = null;
  /** Kept while the page is seen. */
  #index: RecordIndex | null = null;
  #changed = new Set<RecordKey>();
  #tick: NodeJS.Timeout | undefined;

  constructor(private readonly parts: RecordsParts) {
    const { source, extensionUri, failed } = parts;
    this.#hadSession = source.session !== null;
    this.#panel = new Panel({
      title: 'Records', name: 'records', hasInlineStyles: false, viewType: 'reconciliation.recordsTable', icon: 'records',
      column: vscode.ViewColumn.Active, takesFocus: true, gatherMs: GATHER_MS, requestsPerSecond: REQUESTS_PER_SECOND, extensionUri, failed,
      decode: decodeToEditor,
      hear: (message) => this.#hear(message),
      push: () => this.#push(),
      rest: () => this.#rest(),
    });
    this.#subscription = vscode.Disposable.from(this.#panel, source.onDidChangeSession(() => this.#leave()), source.onDidChange((changes) => this.#take(changes)));
  }

  /** Opens the page, or brings it to the front; with a filter it lists what that names. */
  show(filter?: RecordsFilter | null): void {
    if (filter) {
      this.#listed = listedOf(filter);
      this.#look(viewOf(filter));
      this.#selection.set(new Set());
      this.#selected = undefined;
    }
    this.#panel.show();
  }

  /** Something that the page shows may have changed. */
  refresh(): void {
    this.#panel.refresh();
  }

  /** Copies a record; with the others where it is one of those that are selected, and these alone where none is named. */
  copy(key: RecordKey | null): void {
    const index = this.#current();
    if (!index) return;
    const keys = key === null || this.#selection.has(key) ? this.#selection.keys(index) : [key];
    this.parts.copy(keys.flatMap((each) => index.line(each) ?? []));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #push(): void {
    clearTimeout(this.#tick);
    const { parts } = this;
    const { session } = parts.source;
    const index = this.#current();
    if (index) {
      index.update(this.#changed);
      if (this.#changed.size > 0) this.#selected = undefined;
      this.#changed.clear();
      if (this.#selected === undefined) this.#selected = this.#selection.view(index);
    }
    const isEmpty = (session?.model.records.size ?? 0) === 0;
    this.#panel.post(snapshotOf(session, index, {
      turn: this.#turn, view: this.#view ?? FIRST_VIEW, listed: this.#listed, range: this.#range, key: this.#key, selection: this.#selection, selected: this.#selected ?? null,
      obstacle: isEmpty ? parts.obstacle() : null, canPull: session !== null && parts.isApproved() && isEmpty, notice: parts.notice(),
    }, Date.now()));
    if (this.#view && this.#view.period !== 'any') this.#tick = setTimeout(() => this.#look(this.#view), TICK_MS);
  }

  /** The index, made when it is first asked for; null where there are no records. */
  #current(): RecordIndex | null {
    const { session } = this.parts.source;
    if (!session || session.model.records.size === 0) return (this.#index = null);
    if (this.#index) return this.#index;
    const { model: { records }, settings: { resources } } = session;
    const view = this.#view ?? FIRST_VIEW;
    this.#view = { ...view, statuses: view.statuses ?? firstStatuses(session), resource: view.resource !== null && resources.has(view.resource) ? view.resource : null };
    this.#changed.clear();
    return (this.#index = new RecordIndex({ records, sensitive: (resource) => resources.get(resource)?.sensitive ?? [] }, queryOf(this.#view, this.#listed, Date.now())));
  }

  /** Looks at something else, or at the same with the time that has passed. */
  #look(view: View | null): void {
    this.#view = view;
    if (view?.statuses) this.#index?.ask(queryOf(view, this.#listed, Date.now()));
    else this.#index = null;
    this.#selected = undefined;
    this.refresh();
  }

  #take(changes: readonly Change[]): void {
    // without a change the model was read anew
    if (changes.length === 0 || changes.some(({ entry }) => entry.fact.kind === 'cleared')) return this.#forget();
    if (this.#index) for (const { entry } of changes) if (entry.key !== undefined) this.#changed.add(entry.key);
    this.refresh();
  }

  /** Another store: what was selected and listed is not in it. The first one is what the page waited for. */
  #leave(): void {
    if (this.#hadSession) {
      this.#selection.set(new Set());
      this.#listed = null;
    }
    this.#hadSession = this.parts.source.session !== null;
    this.#forget();
  }

  /** Nothing is as before. */
  #forget(): void {
    this.#index = null;
    this.#selected = undefined;
    this.refresh();
  }

  #rest(): void {
    clearTimeout(this.#tick);
    this.#index = null;
    this.#changed.clear();
  }

  #hear(message: ToEditor): void {
    const { parts } = this;
    switch (message.type) {
      case 'ready':
        if (!this.#view) this.#listed = message.list && listedOf(message.list);
        this.#view ??= message.view;
        this.#range = message.range;
        return this.refresh();
      case 'look':
        this.#range = message.range;
        this.#key = message.key;
        return this.#push();
      case 'choose':
        this.#turn = message.turn;
        return this.#look(message.view);
      case 'toggle':
        return this.#select(() => this.#selection.toggle(message.key));
      case 'extend':
        return this.#select((index) => this.#selection.extend(index, message.key, message.to));
      case 'selectAll':
        return this.#select((index) => this.#selection.set(new Set(index.lines(0).map(({ record }) => record.key))));
      case 'selectNone':
        return this.#select(() => this.#selection.set(new Set()));
      case 'leaveList':
        this.#listed = null;
        return this.#look(this.#view && { ...this.#view, statuses: null });
      case 'act': {
        const index = this.#current();
        return index ? parts.act(message.deed, this.#selection.keys(index, FOR[message.deed])) : undefined;
      }
      case 'copy':
        return this.copy(message.key);
      case 'export':
        return parts.exportList(this.#current()?.lines(0) ?? []);
      case 'openRecord':
        return parts.openRecord(message.key);
      case 'why':
        return parts.openWhy(message.key);
      case 'timeline':
        return parts.openTimeline(message.key);
      case 'connect':
        return parts.connect();
      case 'pull':
        return parts.pull();
      case 'failed':
        return parts.failed(message.message);
    }
  }

  #select(change: (index: RecordIndex) => void): void {
    const index = this.#current();
    if (!index) return;
    change(index);
    this.#selected = undefined;
    this.#push();
  }
}
