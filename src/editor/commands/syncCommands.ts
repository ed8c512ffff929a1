import * as vscode from 'vscode';
import { commands } from '../ids';
import { discardEdit } from './discard';
import { syncRecords } from './many';
import { perform, type CommandParts } from './perform';
import { onRecord } from './target';

/** Registers the commands that move records and the queue. */
export function registerSyncCommands(parts: CommandParts): vscode.Disposable {
  const { source } = parts;
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register(commands.syncNow, () => perform(parts, { type: 'sync' })),
    register(commands.syncRecord, onRecord((key) => syncRecords(parts, [key]))),
    register(commands.retry, onRecord((key) => perform(parts, { type: 'retry', keys: [key] }))),
    register(commands.retryDeadLetters, () => perform(parts, { type: 'retry', keys: [...(source.session?.model.keys('DEAD_LETTER') ?? [])] })),
    register(commands.discard, onRecord((key) => discardEdit(parts, key))),
    register(commands.pause, () => perform(parts, { type: 'pause' })),
    register(commands.resume, () => perform(parts, { type: 'resume' })),
    register(commands.setManual, () => perform(parts, { type: 'mode', mode: 'manual' })),
    register(commands.setAuto, () => perform(parts, { type: 'mode', mode: 'auto' })),
  );
}
