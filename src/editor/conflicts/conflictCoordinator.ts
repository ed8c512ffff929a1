import * as vscode from 'vscode';
import type { JsonObject } from '../../engine/json';
import { splitKey, type RecordKey } from '../../engine/record';
import type { SessionSource } from '../connection/sessionSource';
import { contexts } from '../ids';
import { recordUri } from '../records/uri';
import type { LogChannel } from '../session/logChannel';
import type { Conflicts } from './conflicts';
import type { ConflictTarget } from './conflictTarget';
import { conflictTabs, openDiff, refreshTabs, saveRecord } from './diffTabs';
import { ThreeWayMerges } from './threeWayMerges';

type Choice = 'remote' | 'local' | 'merge';

/** Opens the editors of a conflict and carries the person's decision to the engine (D9). Decides nothing by itself. */
export class ConflictCoordinator implements vscode.Disposable {
  readonly #merges = new ThreeWayMerges();
  readonly #subscription: vscode.Disposable;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: SessionSource,
    private readonly conflicts: Conflicts,
    private readonly log: Pick<LogChannel, 'add'>,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#merges,
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

  /** Opens the three-way merge; where that cannot be, what the right side of the diff holds is the merge, and true says that it is decided. */
  async merge(target: ConflictTarget): Promise<boolean> {
    if (!(await this.#isSaved(target.key))) return false;
    const conflict = this.conflicts.get(target.key);
    if (!conflict || (conflict.remote?.version ?? null) !== target.seen) return this.#refuse(target, 'The remote is another than the one that was seen.');
    if (await this.#merges.open(conflict)) return false;
    if (conflictTabs().some(({ key }) => key === target.key)) return this.#decide(target, 'merge', conflict.local);
    await openDiff(conflict);
    void vscode.window.showInformationMessage('Edit the right side, then choose Merge there: it is taken as it stands.');
    return false;
  }

  /** Takes the result of the merge that `uri` belongs to, or of the one in front; true when that is decided. One that the engine refuses goes on with the newest remote. */
  async completeMerge(uri?: vscode.Uri): Promise<boolean> {
    const key = this.#merges.find(uri);
    const resource = key === null ? null : this.conflicts.resource(key);
    if (key === null || !resource) {
      void vscode.window.showInformationMessage('Open a merge first.');
      return false;
    }
    const outcome = await this.#merges.complete(key, { idField: resource.shape.id, id: splitKey(key)?.id ?? '', local: this.conflicts.get(key)?.local ?? null });
    if (!outcome) return false;
    if (await this.#decide({ key: outcome.key, seen: outcome.remote.version }, 'merge', outcome.content)) return true;
    await this.#merges.keep(this.conflicts.get(outcome.key), outcome);
    return false;
  }

  /** Brings tabs and context keys in line with the conflicts, one time after the other. */
  refresh(): Promise<void> {
    const paths = this.conflicts.list().map(({ key }) => recordUri(key).path);
    void vscode.commands.executeCommand('setContext', contexts.conflictPaths, paths);
    void vscode.commands.executeCommand('setContext', contexts.hasSeveralConflicts, paths.length > 1);
    this.#refreshing = this.#refreshing.then(() => refreshTabs((key) => this.conflicts.compared(key)));
    return this.#refreshing;
  }

  dispose(): void {
    this.#subscription.dispose();
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
    const hasMoved = conflict !== null && (conflict.remote?.version ?? null) !== seen;
    this.log.add('warning', why);
    if (hasMoved) await openDiff(conflict);
    void vscode.window.showWarningMessage(!conflict ? SETTLED : hasMoved ? MOVED : 'Nothing was decided. The log says why.');
    return false;
  }
}

const SETTLED = 'This conflict is settled already.';
const MOVED = 'The remote has changed again, so nothing was decided: this is what it is now.';
