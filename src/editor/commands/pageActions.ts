import * as vscode from 'vscode';
import { EDGES, type EdgeIndex } from '../../engine/machine';
import { commands } from '../ids';
import type { SessionState } from '../session/workspaceSession';
import type { StateMachineParts } from '../stateMachine/stateMachinePage';
import { pickRecord } from './goToRecord';
import type { CommandParts } from './perform';

/** Why nothing is shown, as a sentence. */
export const OBSTACLES: Readonly<Record<SessionState, string | null>> = {
  untrusted: 'The workspace is not trusted: nothing is read or sent.',
  noConfiguration: 'There is no reconciliation.json in this workspace.',
  broken: 'The configuration has errors.',
  opening: 'The store is being opened.',
  failed: 'The store cannot be opened; the log says why.',
  owner: null,
  follower: null,
};

/** What the page *State machine* asks of the rest of the editor. */
export function pageActions(parts: CommandParts): Omit<StateMachineParts, 'extensionUri'> {
  const run = (command: string, ...values: unknown[]): void => void vscode.commands.executeCommand(command, ...values);
  return {
    source: parts.source,
    obstacle: () => OBSTACLES[parts.source.state] ?? (parts.source.isApproved ? null : 'Nothing is sent before you approve the connection.'),
    openState: (status) => run(commands.showStatus, status),
    openEdge: (edge) => void followEdge(parts, edge),
    pickRecord: () => pickRecord(parts, 'Follow a Record'),
    openRecord: (key) => run(commands.openRecord, key),
    pull: () => run(commands.pull),
    failed: (message) => parts.log.add('error', message),
  };
}

/** Lets the person pick one of the records whose newest job took an edge, and follows it. */
async function followEdge(parts: CommandParts, edge: EdgeIndex): Promise<void> {
  const { from, to } = EDGES[edge] ?? {};
  const key = await pickRecord(parts, `Records whose newest job went ${from} → ${to}`, ({ job }) => job?.trail.some((step) => step.edge === edge) ?? false);
  if (key !== undefined) await vscode.commands.executeCommand(commands.showStateMachine, key);
}
