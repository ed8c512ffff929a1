import * as vscode from 'vscode';
import type { Settings } from '../../engine/settings';
import { approvalKey } from '../../node/config/origins';
import { commands } from '../ids';
import { describeRequest, type Approval } from './approval';
import type { ConfigFile } from './configFile';

/** Asks for the approval: one quiet notification for each new proposal, and a modal that names everything when the person wants to look. */
export class ApprovalPrompt implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  /** The proposal that was last told of: once is enough. */
  #told: string | undefined;

  constructor(
    private readonly config: ConfigFile,
    private readonly approval: Approval,
  ) {
    this.#subscription = approval.onDidChange(() => this.#update());
    this.#update();
  }

  /** Shows what the file names; approves it, opens the file, or does nothing. */
  async ask(): Promise<void> {
    const { settings } = this.config;
    if (!vscode.workspace.isTrusted) return void (await vscode.commands.executeCommand('workbench.trust.manage'));
    if (!settings) return void (await vscode.commands.executeCommand(commands.openConfiguration));
    const approve = 'Approve';
    const open = 'Open Configuration';
    const answer = await vscode.window.showWarningMessage('Let this workspace talk to its master API?', { modal: true, detail: describeRequest(settings) }, approve, open);
    if (answer === open) await vscode.commands.executeCommand(commands.openConfiguration);
    if (answer !== approve || (await this.approval.give(settings))) return;
    void vscode.window.showWarningMessage('The configuration changed meanwhile, so nothing was approved.');
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #update(): void {
    const { settings } = this.config;
    if (settings && this.approval.isWanted) void this.#tell(settings);
  }

  async #tell(settings: Settings): Promise<void> {
    const proposal = approvalKey(settings);
    if (proposal === this.#told) return;
    this.#told = proposal;
    const review = 'Review…';
    const answer = await vscode.window.showInformationMessage('The configuration of this workspace names a master API. Nothing is sent there before you approve it.', review);
    if (answer === review) await vscode.commands.executeCommand(commands.approve);
  }
}
