import * as vscode from 'vscode';
import { splitKey } from '../../engine/record';
import { commands } from '../ids';
import type { Pulls } from '../session/pulls';
import { perform, type CommandParts } from './perform';
import { onRecord, targetKey } from './target';

/** Registers the commands that read from the master. */
export function registerPullCommands(parts: CommandParts, pulls: Pulls): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  const run = (resource?: string): Promise<unknown> =>
    pulls.run(resource === undefined ? { type: 'pull' } : { type: 'pull', resource }, (action, options) => perform(parts, action, options), true);
  return vscode.Disposable.from(
    register(commands.pull, () => run()),
    register(commands.pullResource, async (given: unknown) => {
      const resource = resourceIn(given) ?? (await pickResource(parts));
      return resource === undefined ? undefined : run(resource);
    }),
    register(commands.pullRecord, onRecord((key) => perform(parts, { type: 'pull', key }))),
    register(commands.cancelPull, () => pulls.cancel()),
  );
}

const resourceIn = (given: unknown): string | undefined =>
  typeof given === 'object' && given !== null && 'resource' in given && typeof given.resource === 'string' ? given.resource : undefined;

/** The only resource, else the one that the person picks; that of the document in front comes first. */
async function pickResource({ source }: CommandParts): Promise<string | undefined> {
  const names = [...(source.session?.settings.resources.keys() ?? [])];
  const { resource } = splitKey(targetKey(undefined) ?? '') ?? {};
  return names.length < 2 ? names[0] : vscode.window.showQuickPick(names.sort((a, b) => Number(b === resource) - Number(a === resource)), { title: 'Pull Resource' });
}
