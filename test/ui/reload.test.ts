import { strict as assert } from 'node:assert';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSample, type Sample } from '../../src/sample/master';
import { approve, openRecord, replace } from '../support/person';
import { until } from '../support/until';
import { openWindow, type Window } from '../support/window';
import { patience } from '../support/workbench';

describe('Reload Window in mid-attempt (row 74)', () => {
  let sample: Sample;
  let workspace: string;
  let window: Window;

  before(async () => {
    sample = await startSample({ port: 0 });
    workspace = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
    await writeFile(join(workspace, 'reconciliation.json'), JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts' } } }));
    window = await openWindow({ workspace });
  });

  after(async () => {
    await window?.close();
    await sample?.close();
    await rm(workspace, { recursive: true, force: true });
  });

  /** The methods of what was sent about a record. */
  async function methods(id: string): Promise<string[]> {
    const { requests } = (await (await fetch(`${sample.url}/_control/log`)).json()) as { requests: { method: string; id: string | null }[] };
    return requests.filter((request) => request.id === id).map(({ method }) => method);
  }

  it('is resolved when the window is back: the master is asked, then the edit arrives', async () => {
    const { page } = window;
    await approve(window);
    await page.getByRole('treeitem', { name: /SYNCED.*25/ }).waitFor();
    await openRecord(window, '4');
    await fetch(`${sample.url}/_control/faults`, { method: 'POST', body: JSON.stringify({ fault: 'timeout', method: 'PUT' }) });
    await replace(window, '"name": "', '"name": "The ');
    await page.getByText(/^PROCESSING/).first().waitFor();
    await window.runCommand('Open Timeline');
    await (await window.frame('accounts/4 · Timeline')).getByText('Attempt 1: under way').waitFor();
    await window.runCommand('Developer: Reload Window');
    await until('the master to have the edit', async () => {
      const { name } = (await (await fetch(`${sample.url}/accounts/4`)).json()) as { name: string };
      return name.startsWith('The ') ? true : undefined;
    }, patience);
    const record = await window.frame('accounts/4 · Timeline');
    for (const decision of ['Attempt 2: look before sending', 'Applied as version 2']) await record.getByText(decision, { exact: true }).waitFor();
    await page.getByRole('tab', { name: /^4\.json/ }).click();
    await page.getByText(/SYNCED · version 2/).first().waitFor();
    const all = await methods('4');
    assert.deepEqual(all.filter((method) => method === 'PUT'), ['PUT', 'PUT'], 'the one that was never applied, and the one that was');
    assert.ok(all.lastIndexOf('GET', all.lastIndexOf('PUT')) > all.indexOf('PUT'), 'it looked between the two');
  });

  it('leaves the list that a figure of the dashboard opened as it was', async () => {
    await window.runCommand('Open Dashboard');
    await (await window.frame('Dashboard')).getByRole('button', { name: '1 with a job' }).click();
    const isListed = async (): Promise<void> => {
      const records = await window.frame('Records');
      await records.getByRole('button', { name: 'Records With a Job' }).waitFor();
      await records.getByText('Rows 1 to 1 of 1', { exact: true }).waitFor();
    };
    await isListed();
    await window.runCommand('Developer: Reload Window');
    await window.page.getByRole('tab', { name: 'Records', selected: true }).waitFor();
    await isListed();
  });
});
