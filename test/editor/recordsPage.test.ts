import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/ids';
import { until } from '../support/until';

/** The open tabs of the records page. */
const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('reconciliation.recordsTable'));

describe('The records page', () => {
  it('opens by its command, once however often and with whatever filter it is asked for, and closes', async () => {
    await vscode.commands.executeCommand(commands.openRecords);
    const open = await until('the records page', () => tabs()[0], 10_000);
    assert.equal(open.label, 'Records');
    for (const filter of [{ statuses: ['ERROR'] }, { keys: ['accounts/1'], title: 'One' }, 'nonsense', null]) await vscode.commands.executeCommand(commands.openRecords, filter);
    assert.equal(tabs().length, 1);
    await vscode.window.tabGroups.close(open);
    assert.equal(tabs().length, 0);
  });

  it('copies nothing where nothing is open', async () => {
    await vscode.env.clipboard.writeText('kept');
    await vscode.commands.executeCommand(commands.copyRecords, { key: 'gone/1' });
    assert.equal(await vscode.env.clipboard.readText(), 'kept');
  });
});
