import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/ids';
import { until } from '../support/until';

/** The open tab of the dashboard. */
const tab = (): vscode.Tab | undefined => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('reconciliation.dashboard'));

describe('The dashboard', () => {
  it('opens by its command, once however often it is asked for, and closes', async () => {
    await vscode.commands.executeCommand(commands.openDashboard);
    const open = await until('the dashboard', async () => tab(), 10_000);
    assert.equal(open.label, 'Dashboard');
    await vscode.commands.executeCommand(commands.openDashboard);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === 'Dashboard').length, 1);
    await vscode.window.tabGroups.close(open);
    assert.equal(tab(), undefined);
    await vscode.commands.executeCommand(commands.openDashboard);
    await vscode.window.tabGroups.close(await until('the dashboard again', async () => tab(), 10_000));
  });
});
