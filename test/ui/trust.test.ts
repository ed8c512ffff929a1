import { strict as assert } from 'node:assert';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSample, type Sample } from '../../src/sample/master';
import { openWindow, type Window } from '../support/window';

describe('A workspace that is not trusted (row 80)', () => {
  let sample: Sample;
  let workspace: string;
  let window: Window;

  const requests = async (): Promise<number> => ((await (await fetch(`${sample.url}/_control/log`)).json()) as { requests: unknown[] }).requests.length;

  before(async () => {
    sample = await startSample({ port: 0 });
    workspace = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
    await writeFile(join(workspace, 'reconciliation.json'), JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts' } } }));
    window = await openWindow({ workspace, asksForTrust: true });
  });

  after(async () => {
    await window?.close();
    await sample?.close();
    await rm(workspace, { recursive: true, force: true });
  });

  it('opens no store and sends nothing, and says why; trusted later, it goes on', async () => {
    const { page } = window;
    await page.getByText('Restricted Mode', { exact: true }).first().waitFor();
    await page.getByRole('tab', { name: /^Reconciliation/ }).first().click();
    await page.getByText('Nothing is read or sent in a workspace that is not trusted.').waitFor();
    await window.screenshot('untrusted');
    assert.equal(await requests(), 0);
    await page.getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
    await page.getByRole('button', { name: 'Trust', exact: true }).click();
    await page.getByRole('button', { name: /^Approve/ }).first().waitFor();
    assert.equal(await requests(), 0);
  });
});
