import type { AlertsTree } from './alerts/alertsTree';
import type { ReconciliationApi } from './api';
import type { SendByHand } from './commands/sendCommands';
import type { Conflicts } from './conflicts/conflicts';
import type { ConflictsTree } from './conflicts/conflictsTree';
import type { MergeEditor } from './conflicts/mergeEditor';
import type { Approval } from './connection/approval';
import type { ConfigFile } from './connection/configFile';
import type { RecordsTree } from './records/recordsTree';
import type { RunsTree } from './runs/runsTree';
import type { LogChannel } from './session/logChannel';
import type { WorkspaceSession } from './session/workspaceSession';

/** What the tests of the editor reach into; only they get it. */
export interface TestAccess {
  readonly source: WorkspaceSession;
  readonly approval: Approval;
  readonly config: ConfigFile;
  readonly tree: RecordsTree;
  readonly conflicts: Conflicts;
  readonly conflictsTree: ConflictsTree;
  readonly sending: SendByHand;
  readonly mergeEditor: MergeEditor;
  readonly api: ReconciliationApi;
  readonly runs: RunsTree;
  readonly alerts: AlertsTree;
  readonly log: LogChannel;
}
