import * as vscode from 'vscode';
import { commands } from '../ids';
import type { Approval } from './approval';
import type { ApprovalPrompt } from './approvalPrompt';
import type { ConfigFile } from './configFile';
import { describeTest, testConnection } from './connectionTest';
import { describeFound } from './found';
import { openConfiguration } from './openConfiguration';
import { Reports } from './reports';
import type { SessionSource } from './sessionSource';
import { askForToken, forgetToken } from './tokenCommands';
import type { Tokens } from './tokens';

const FOUND = 'What was found';
const TEST = 'Connection test';

/** What the commands of the connection work on. */
export interface ConnectionParts {
  readonly source: SessionSource;
  readonly config: ConfigFile;
  readonly approval: Approval;
  readonly prompt: ApprovalPrompt;
  readonly tokens: Tokens;
}

/** Registers the commands that configure and try the connection. */
export function registerConnectionCommands({ source, config, approval, prompt, tokens }: ConnectionParts): vscode.Disposable {
  const reports = new Reports();

  const setToken = async (): Promise<void> => {
    const isSet = await askForToken(tokens, config.settings);
    const { session } = source;
    if (isSet && session?.model.pause?.cause === 'credentials') await session.perform({ type: 'resume' });
  };

  const test = async (): Promise<void> => {
    const session = approval.isGiven ? source.session : null;
    if (!session) return prompt.ask();
    const result = await testConnection(session);
    if (!result) return;
    const uri = reports.set(TEST, describeTest(session, result.lines));
    const show = 'Show Details';
    const message = result.ok ? vscode.window.showInformationMessage('The master API answered.', show) : vscode.window.showWarningMessage('The connection to the master API does not work yet.', show);
    if ((await message) === show) await vscode.window.showTextDocument(uri);
  };

  const showFound = async (): Promise<void> => {
    const { session } = source;
    if (!session) return prompt.ask();
    await vscode.window.showTextDocument(reports.set(FOUND, describeFound(session.settings, session.model.found)));
  };

  return vscode.Disposable.from(
    reports,
    source.onDidChange((changes) => {
      const { session } = source;
      if (session && changes.some(({ entry }) => entry.fact.kind === 'found')) reports.set(FOUND, describeFound(session.settings, session.model.found));
    }),
    vscode.commands.registerCommand(commands.openConfiguration, (key: unknown) => openConfiguration(config.uri, typeof key === 'string' ? key : undefined)),
    vscode.commands.registerCommand(commands.approve, () => prompt.ask()),
    vscode.commands.registerCommand(commands.revokeApproval, () => approval.revoke()),
    vscode.commands.registerCommand(commands.setToken, setToken),
    vscode.commands.registerCommand(commands.forgetToken, () => forgetToken(tokens, config.settings)),
    vscode.commands.registerCommand(commands.testConnection, test),
    vscode.commands.registerCommand(commands.showFound, showFound),
  );
}
