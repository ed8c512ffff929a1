import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startJsonServer, type JsonServer } from '../engine/real/jsonServerProcess';
import { approve, openRecord, replace } from '../support/person';
import { until } from '../support/until';
import { openWindow, type Window } from '../support/window';
import { patience } from '../support/workbench';

describe('The window against json-server, which has no versions', () => {
  let server: JsonServer;
  let workspace: string;
  let window: Window;

  const remote = async (): Promise<Record<string, unknown>> => (await (await fetch(`${server.url}/accounts/1`)).json()) as Record<string, unknown>;

  before(async () => {
    workspace = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
    await writeFile(join(workspace, 'db.json'), JSON.stringify({ accounts: [{ id: 1, name: 'One', credit: 10 }, { id: 2, name: 'Two', credit: 20 }] }));
    server = await startJsonServer(join(workspace, 'db.json'), await freePort());
    await writeFile(join(workspace, 'reconciliation.json'), JSON.stringify({ master: { baseUrl: server.url }, resources: { accounts: { path: '/accounts' } } }));
    window = await openWindow({ workspace });
  });

  after(async () => {
    await window?.close();
    await server?.end();
    await rm(workspace, { recursive: true, force: true });
  });

  it('pulls, edits, and resolves a conflict', async () => {
    const { page } = window;
    await approve(window);
    await page.getByRole('treeitem', { name: /SYNCED.*2/ }).waitFor();
    await openRecord(window, '1');
    await replace(window, '"One"', '"First"');
    await until('the master has the edit', async () => (await remote())['name'] === 'First' || undefined, patience);
    await page.getByText(/^SYNCED/).first().waitFor();

    await window.runCommand('Pause');
    await replace(window, '"First"', '"Mine"');
    await page.getByText(/^PENDING/).first().waitFor();
    await fetch(`${server.url}/accounts/1`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 1, name: 'First', credit: 99 }) });
    await window.runCommand('Resume');
    await page.getByRole('treeitem', { name: /^Conflict of accounts\/1,/ }).click();
    await page.locator('.editor-group-container.active a.action-label[aria-label^="Use Local"]').click();
    await until('the master has the local version', async () => (await remote())['name'] === 'Mine' || undefined, patience);
    await page.getByText('No conflicts.').waitFor();
  });
});
