import * as vscode from 'vscode';
import type { MergeRules } from '../../engine/merge';
import type { Change } from '../../engine/model';
import { splitKey, type RecordKey } from '../../engine/record';
import type { Resource } from '../../engine/resource';
import type { SessionSource } from '../connection/sessionSource';
import { resourceOf } from '../records/resourceOf';
import { nameOf } from '../records/describe';
import { comparedOf, conflictOf, type Compared, type Conflict } from './conflict';
import { settledList, type Settled } from './settled';

/** How long changes are gathered before views hear of them, in ms. */
const GATHER_MS = 100;
/** How long it must be quiet before a batch of new conflicts is told of, in ms. */
const BATCH_MS = 1000;

/** What conflicts now, read from the session's model. */
export class Conflicts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** The list or one of its members changed; gathered. */
  readonly onDidChange = this.#changed.event;
  readonly #found = new vscode.EventEmitter<readonly RecordKey[]>();
  /** New conflicts that this window's engine found, once per batch. */
  readonly onDidFind = this.#found.event;
  readonly #subscription: vscode.Disposable;
  readonly #fresh = new Set<RecordKey>();
  #gathering: NodeJS.Timeout | undefined;
  #batch: NodeJS.Timeout | undefined;

  constructor(private readonly source: SessionSource) {
    this.#subscription = vscode.Disposable.from(
      source.onDidChangeSession(() => this.#changed.fire()),
      source.onDidChange((changes) => this.#take(changes)),
    );
  }

  get count(): number {
    return this.source.session?.model.count('VERSION_CONFLICT') ?? 0;
  }

  /** Newest first. */
  list(): readonly Conflict[] {
    const keys = this.source.session?.model.keys('VERSION_CONFLICT') ?? [];
    return [...keys].flatMap((key) => this.get(key) ?? []).sort((a, b) => b.since - a.since);
  }

  /** The conflict that a record is in now, or null. */
  get(key: RecordKey): Conflict | null {
    return conflictOf(this.source.session?.model.records.get(key), this.rules(key));
  }

  /** Conflicts that were settled lately, newest first. */
  settled(): readonly Settled[] {
    const { session } = this.source;
    return session ? settledList(session.model) : [];
  }

  /** True where records are of several resources, or may be. */
  get isGrouped(): boolean {
    return (this.source.session?.settings.resources.size ?? 0) > 1;
  }

  /** What a person calls a record, '' where no field says it. */
  name(key: RecordKey): string {
    const record = this.source.session?.model.records.get(key);
    return record ? nameOf(record, this.resource(key)?.sensitive) : '';
  }

  /** How the records of its resource are compared. */
  rules(key: RecordKey): MergeRules {
    return this.resource(key) ?? NO_RULES;
  }

  /** What a diff of the record shows: its conflict, or what is known to be newer at the master; null where neither is. */
  compared(key: RecordKey): Compared | null {
    return comparedOf(this.source.session?.model.records.get(key));
  }

  /** The resource of a record, or null where it is configured no more. */
  resource(key: RecordKey): Resource | null {
    const { session } = this.source;
    return session && resourceOf(session, splitKey(key)?.resource ?? '');
  }

  dispose(): void {
    clearTimeout(this.#gathering);
    clearTimeout(this.#batch);
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#found.dispose();
  }

  #take(changes: readonly Change[]): void {
    let isOurs = changes.length === 0; // the model was read anew
    for (const { entry, before, after } of changes) {
      const was = before?.job?.status === 'VERSION_CONFLICT';
      const is = after?.job?.status === 'VERSION_CONFLICT';
      const isResolved = Boolean(before?.job?.resolution ?? after?.job?.resolution);
      isOurs ||= was || is || isResolved || before?.ahead !== after?.ahead || entry.fact.kind === 'cleared' || entry.fact.kind === 'found';
      // Who has just undone a choice knows of the conflict.
      if (is && !was && !after.job.isUndone) this.#fresh.add(after.key);
    }
    if (isOurs) this.#gathering ??= setTimeout(() => this.#tell(), GATHER_MS);
    if (this.#fresh.size === 0) return;
    clearTimeout(this.#batch);
    this.#batch = setTimeout(() => this.#tellFresh(), BATCH_MS);
  }

  #tell(): void {
    this.#gathering = undefined;
    this.#changed.fire();
  }

  #tellFresh(): void {
    // What was settled meanwhile, and what another window tells of, is no news here.
    const keys = [...this.#fresh].filter((key) => this.get(key));
    this.#fresh.clear();
    if (keys.length > 0 && this.source.session?.role === 'owner') this.#found.fire(keys);
  }
}

/** For a resource that is configured no more. */
const NO_RULES: MergeRules = { uncompared: new Set(), listKeys: new Map() };
