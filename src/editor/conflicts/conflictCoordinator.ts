import * as vscode from 'vscode';
import type { JsonObject } from '../../engine/json';
import { statusOf, type RecordKey } from '../../engine/record';
import type { Resource } from '../../engine/resource';
import { isSameSight } from '../../engine/seen';
import type { SessionSource } from '../connection/sessionSource';
import { contexts } from '../ids';
import { recordUri } from '../records/uri';
import type { LogChannel } from '../session/logChannel';
import { seenIn, type Conflict } from './conflict';
import type { Conflicts } from './conflicts';
import type { ConflictTarget } from './conflictTarget';
import { contentProblems } from './contentProblems';
import { conflictTabs, openDiff, refreshTabs, saveRecord } from './diffTabs';
import { FieldPicker } from './fieldPicker';
import { PickPreview } from './pickPreview';
import type { ThreeWayMerges } from './threeWayMerges';

type Choice = 'remote' | 'local' | 'merge';

/** Opens the editors of a conflict and carries the person's decision to the engine (D9). Decides nothing by itself. */
export class ConflictCoordinator implements vscode.Disposable {
  readonly #picker = new FieldPicker();
  readonly #preview = new PickPreview();
  readonly #subscription: vscode.Disposable;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: SessionSource,
    private readonly conflicts: Conflicts,
    private readonly log: Pick<LogChannel, 'add'>,
    private readonly merges: ThreeWayMerges,
  ) {
    this.#subscription = vscode.Disposable.from(
      merges,
      this.#preview,
      conflicts.onDidChange(() => void this.refresh()),
      vscode.window.tabGroups.onDidChangeTabs(() => conflictTabs().length > 0 && void this.refresh()),
    );
    void this.refresh();
  }

  /** Shows what conflicts, or what is newer at the master; says so when nothing is any more. */
  async open(key: RecordKey): Promise<void> {
    const compared = this.conflicts.compared(key);
    if (compared) await openDiff(compared);
    else void vscode.window.showInformationMessage(SETTLED);
  }

  /** Takes one side; true when that is decided. What is typed in the record is saved first, so that it is in the log whatever is chosen. */
  async use(choice: 'remote' | 'local', target: ConflictTarget): Promise<boolean> {
    return (await this.#isSaved(target.key)) && this.#decide(target, choice);
  }

  /** Opens the merge by hand. It decides nothing. */
  async merge(target: ConflictTarget): Promise<false> {
    const found = await this.#present(target);
    if (found) await this.merges.open(found.conflict, found.resource);
    return false;
  }

  /** Lets the person pick the value of each field; true when that is decided. */
  async resolveFields(target: ConflictTarget): Promise<boolean> {
    const found = await this.#present(target);
    if (!found) return false;
    const { conflict, resource } = found;
    if (!conflict.remote) {
      void vscode.window.showInformationMessage('The record was deleted at the master, so there are no fields to pick from: Use Remote deletes it here too, Use Local or Merge creates it again.');
      return false;
    }
    return this.#picker.run(conflict, resource, {
      preview: (content) => this.#preview.show(conflict, content),
      apply: async (content) => (await contentProblems(target.key, content, resource).then((issues) => (issues.length > 0 ? issues : null))) ?? this.#decide(target, 'merge', content),
    });
  }

  /** Takes the result of the merge that `uri` belongs to, or of the one in front; true when that is decided. One that the engine refuses goes on. */
  async completeMerge(uri?: vscode.Uri): Promise<boolean> {
    const merge = await this.merges.find(uri);
    const conflict = merge && this.conflicts.get(merge.key);
    const resource = merge && this.conflicts.resource(merge.key);
    if (!conflict || !resource) {
      void vscode.window.showInformationMessage(merge ? SETTLED : 'Open a merge first.');
      return false;
    }
    const content = await this.merges.complete(merge, conflict, resource);
    if (!content) return false;
    if (await this.#decide({ key: conflict.key, seen: seenIn(conflict) }, 'merge', content)) {
      await this.merges.drop(conflict.key);
      return true;
    }
    const now = this.conflicts.get(conflict.key);
    if (now) await this.merges.open(now, resource);
    return false;
  }

  /** Brings tabs and context keys in line with the conflicts, one time after the other. */
  refresh(): Promise<void> {
    const paths = this.conflicts.list().map(({ key }) => recordUri(key).path);
    void vscode.commands.executeCommand('setContext', contexts.conflictPaths, paths);
    void vscode.commands.executeCommand('setContext', contexts.hasSeveralConflicts, paths.length > 1);
    this.#refreshing = this.#refreshing.then(() => refreshTabs((key) => this.conflicts.compared(key))).then(() => this.merges.prune((key) => this.#isOver(key)));
    return this.#refreshing;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** A choice that waits or is sent may come back as a conflict, or be undone. */
  #isOver(key: RecordKey): boolean {
    const { session } = this.source;
    const record = session?.model.records.get(key);
    return session !== null && (!record || ['SYNCED', 'SKIPPED'].includes(statusOf(record)));
  }

  /** The conflict as the person sees it, what is typed saved; null where it has moved, which is said. */
  async #present(target: ConflictTarget): Promise<{ conflict: Conflict; resource: Resource } | null> {
    if (!(await this.#isSaved(target.key))) return null;
    const conflict = this.conflicts.get(target.key);
    const resource = this.conflicts.resource(target.key);
    if (conflict && resource && isSameSight(seenIn(conflict), target.seen)) return { conflict, resource };
    await this.#refuse(target, 'The remote is another than the one that was seen.');
    return null;
  }

  async #isSaved(key: RecordKey): Promise<boolean> {
    if (await saveRecord(key)) return true;
    void vscode.window.showWarningMessage('What is typed in the record cannot be saved, so nothing was decided: correct it, or revert the file.');
    return false;
  }

  async #decide(target: ConflictTarget, choice: Choice, content?: JsonObject): Promise<boolean> {
    const result = await this.source.session?.perform({ type: 'resolve', key: target.key, choice, seen: target.seen, ...(content && { content }) });
    if (!result?.ok) return this.#refuse(target, result?.message ?? 'Nothing is synced in this window.');
    this.log.add('info', result.message);
    await this.refresh();
    return true;
  }

  /** Says why nothing was decided, and shows the conflict as it is now. */
  async #refuse({ key, seen }: ConflictTarget, why: string): Promise<false> {
    await this.refresh();
    const conflict = this.conflicts.get(key);
    const hasMoved = conflict !== null && !isSameSight(seenIn(conflict), seen);
    this.log.add('warning', why);
    if (hasMoved) await openDiff(conflict);
    void vscode.window.showWarningMessage(!conflict ? SETTLED : hasMoved ? MOVED : 'Nothing was decided. The log says why.');
    return false;
  }
}

const SETTLED = 'This conflict is settled already.';
const MOVED = 'The remote has changed again, so nothing was decided: this is what it is now.';
