import * as vscode from 'vscode';
import { showBehind } from '../flows/behind';
import type { FlowsParts } from '../flows/flowsPage';
import { openMoment } from '../flows/moments';
import { capital } from '../dashboard/snapshot';
import { commands } from '../ids';
import { nameOf } from '../records/describe';
import { notice } from '../session/notice';
import { stateOf } from './dashboardActions';
import { pickRecord } from './goToRecord';
import type { CommandParts } from './perform';

/** What the page *Flows* asks of the rest of the editor. */
export function flowsActions(parts: CommandParts): Omit<FlowsParts, 'extensionUri'> {
  const run = (command: string, ...values: unknown[]): void => void vscode.commands.executeCommand(command, ...values);
  const { source } = parts;
  return {
    source,
    notice: () => notice(source, Date.now()),
    action: () => capital(stateOf(source).action.title),
    connect: () => run(stateOf(source).action.command),
    nameOf: (record) => nameOf(record, source.session?.settings.resources.get(record.resource)?.sensitive),
    pickRecord: () => pickRecord(parts, 'Follow a Record'),
    openRecord: (key) => run(commands.openRecord, key),
    why: (key) => run(commands.why, key),
    show: (behind) => source.session && void showBehind(source.session, behind),
    openMoment: (key, seq, at) => void openMoment(key, seq, at),
    pull: () => run(commands.pull),
    failed: (message) => parts.log.add('error', message),
  };
}
