import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { STATUSES } from '../../src/engine/status';
import { projectRoot, sampleWorkspace } from '../../src/sample/host/project';
import { startSample, type Sample } from '../../src/sample/master';
import { approve, openRecord } from '../support/person';
import { until } from '../support/until';
import { openWindow, type Window } from '../support/window';
import { patience } from '../support/workbench';

const run = promisify(execFile);

/** The window in two themes, beside the command line on the same store: each of the nine states is brought about and shown. */
for (const theme of ['light', 'dark'] as const) {
  describe(`The nine states, ${theme}`, () => {
    let sample: Sample;
    let workspace: string;
    let data: string;
    let window: Window;

    /** The command line beside the window that owns the store: the action goes to the owner's inbox. */
    const reconcile = async (...args: string[]): Promise<string> => {
      const env = { ...process.env, XDG_DATA_HOME: join(data, 'share') };
      return (await run(process.execPath, [join(projectRoot, 'dist', 'reconcile.mjs'), ...args, '--config', join(workspace, 'reconciliation.json')], { env })).stdout;
    };
    const statusOf = async (id: string): Promise<string> => {
      const { records } = JSON.parse(await reconcile('status', `accounts/${id}`, '--json')) as { records: { status: string }[] };
      return records[0]?.status ?? '';
    };
    const fault = async (body: object): Promise<void> => {
      const answer = await fetch(`${sample.url}/_control/faults`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(answer.status, 201);
    };
    const edit = (id: string): Promise<string> => reconcile('edit', `accounts/${id}`, '--set', 'creditLimit=77000');
    const becomes = (id: string, status: string): Promise<true> => until(`accounts/${id} is ${status}`, async () => (await statusOf(id)) === status || undefined, patience);

    /** The records page shows these, in this order; null: what it shows at first, the seven that are not at rest. */
    const lists = async (keys: readonly string[] | null): Promise<void> => {
      const page = await window.frame('Records');
      await until(`the list of ${keys?.join() ?? 'what is not at rest'}`, async () => {
        const shown = await page.locator('.canvas .row:not([hidden]) .record').allTextContents();
        return (keys === null ? shown.length === 7 : shown.join() === keys.join()) || undefined;
      }, patience);
    };

    before(async () => {
      sample = await startSample({ port: 0, records: 240 });
      data = await mkdtemp(join(tmpdir(), 'nine-'));
      workspace = join(await realpath(data), 'crm-workspace');
      await cp(sampleWorkspace, workspace, { recursive: true });
      const path = join(workspace, 'reconciliation.json');
      const config = (await readFile(path, 'utf8')).replace('http://127.0.0.1:4010', sample.url).replace('"resources"', '"retry": { "retries": 1, "base": 1, "factor": 6 },\n  "resources"');
      await writeFile(path, config);
      window = await openWindow({ workspace, theme, userDataDir: data, settings: { 'editor.minimap.enabled': false, 'reconciliation.notifications.deadLetter': false } });
      await window.page.setViewportSize({ width: 1_720, height: 960 });
      await approve(window);
      await window.page.getByRole('treeitem', { name: /SYNCED.*240/ }).waitFor();
    });

    after(async () => {
      await window?.close();
      await sample?.close();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    });

    it('are all brought about by the faults of the sample, and shown in the tree and on the state machine', async () => {
      await fault({ fault: '500', id: '5', times: 2, method: 'PUT' });
      await edit('5');
      await fault({ fault: 'reset-after-apply', id: '7' });
      await edit('7');
      await becomes('5', 'DEAD_LETTER');
      await becomes('7', 'SKIPPED');
      await edit('42');
      await becomes('42', 'SYNCED');
      await fault({ fault: 'wrong-type', id: '2', method: 'PUT' });
      await edit('2');
      await becomes('2', 'VALIDATION_FAILED');
      await fault({ fault: '403', id: '3', method: 'PUT' });
      await edit('3');
      await becomes('3', 'ERROR');
      await fetch(`${sample.url}/accounts/6`, { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: '{"tier":"platinum"}' });
      await edit('6');
      await becomes('6', 'VERSION_CONFLICT');
      await fault({ fault: 'timeout', id: '8', method: 'PUT' });
      await edit('8');
      await becomes('8', 'PROCESSING');
      await fault({ fault: '500', id: '4', method: 'PUT' });
      await edit('4');
      await becomes('4', 'RETRY_PENDING');
      await window.runCommand('Pause');
      await edit('9');
      for (const status of STATUSES) await window.page.getByRole('treeitem', { name: new RegExp(`^${status}\\b`) }).waitFor();

      await openRecord(window, '42');
      await window.page.getByText(/SYNCED · version 2/).first().waitFor();
      await window.runCommand('Show in Flows');
      const page = await window.frame('Flows');
      for (const status of STATUSES) await page.getByRole('button', { name: new RegExp(`^${status}, ${status === 'SYNCED' ? '232' : '1'}(,| ·|$)`) }).first().waitFor();
      await window.screenshot(`nine-states-${theme}`);
    });

    it('are counted on the dashboard, where each count leads to its records', async () => {
      await window.runCommand('Open Dashboard');
      const page = await window.frame('Dashboard');
      await page.locator('[data-figure=rate]', { hasText: '25.0 %' }).waitFor();
      await page.getByRole('status').getByText('Success rate 25.0 % is under 90 %').waitFor();
      await page.getByText('Paused', { exact: true }).waitFor();
      for (const status of STATUSES) await page.getByRole('button', { name: `${status}: 1 record, open the list`, exact: true }).waitFor();
      await page.getByRole('button', { name: /^Retry sweep: \d\d:\d\d, in / }).waitFor();
      await page.getByRole('button', { name: 'If-Match' }).waitFor();
      await window.screenshot(`dashboard-${theme}`);
      await page.getByRole('button', { name: 'Mute for 1 h' }).click();
      await page.getByRole('status').getByText(/is under 90 %, muted until \d\d:\d\d/).waitFor();
      await page.getByRole('button', { name: 'Unmute', exact: true }).click();
      await page.getByRole('button', { name: 'Mute for 1 h' }).waitFor();
      await page.getByRole('button', { name: 'VALIDATION_FAILED: 1 record, open the list', exact: true }).click();
      await lists(['accounts/2']);
      await window.runCommand('Open Dashboard');
      await (await window.frame('Dashboard')).locator('[data-figure=rate]').click();
      await lists(['accounts/5', 'accounts/2', 'accounts/3']);
      await (await window.frame('Records')).getByRole('button', { name: 'Records That Failed' }).click();
      await lists(null);
      await window.runCommand('Open Dashboard');
      const again = await window.frame('Dashboard');
      await again.getByRole('button', { name: /^Critical, .* used up its retries/ }).or(again.getByRole('button', { name: /^Warning, .*accounts\/3 failed for good/ })).click();
      await window.page.getByRole('treeitem', { name: /^Critical, .*accounts\/5 used up its retries/ }).click();
      await window.page.getByRole('tab', { name: /^5\.json/, selected: true }).waitFor();
    });

    it('are explained on the page of each record: why, what happens next, and each request', async () => {
      await window.runCommand('Close All Editors');
      await openRecord(window, '5');
      await window.page.getByRole('button', { name: 'Why?' }).click();
      const page = await window.frame('accounts/5 · Timeline');
      await page.getByText('DEAD_LETTER', { exact: true }).waitFor();
      for (const decision of ['Saved: creditLimit', 'Attempt 1: HTTP status? 5xx', 'Retries used? 1 of 1', 'Dead letter', 'Alert: critical']) await page.getByText(decision, { exact: true }).waitFor();
      await page.getByRole('button', { name: /^Alert: critical/ }).and(page.locator(':focus')).waitFor();
      await page.getByRole('button', { name: 'Copy as cURL' }).click();
      await window.page.getByText('The request is copied as cURL').waitFor();
      await window.screenshot(`timeline-${theme}`);

      await page.getByRole('treeitem', { name: /^Attempt 1, 500/ }).focus();
      await window.page.keyboard.press('Enter');
      await page.getByText('Validation of attempt 1').waitFor();
      await page.getByLabel('Response', { exact: true }).getByText('HTTP/1.1 500 Internal Server Error').waitFor();
      await page.getByLabel('Response', { exact: true }).getByRole('button', { name: 'Open' }).click();
      await window.page.getByRole('tab', { name: /^5 response\.json/, selected: true }).waitFor();
      await openRecord(window, '2');
      await window.runCommand('Open Timeline');
      await (await window.frame('accounts/2 · Timeline')).getByText(/V4 Types failed/).waitFor();
    });

    it('are rows of the records page, which is moved through, selected, retried and opened by keyboard', async () => {
      const { keyboard } = window.page;
      await window.runCommand('Open Records');
      const page = await window.frame('Records');
      const grid = page.getByRole('grid', { name: 'Records' });
      const current = async (): Promise<string | undefined> => (await page.locator(`[id="${await grid.getAttribute('aria-activedescendant')}"] .record`).allTextContents())[0];
      const stands = (key: string) => until(`the keys act on ${key}`, async () => (await current()) === key || undefined, patience);
      await window.screenshot(`records-${theme}`);
      await page.getByRole('button', { name: 'Show all records', exact: true }).click();
      await page.getByText('240 of 240 records').first().waitFor();
      await page.getByRole('columnheader', { name: 'Record' }).getByRole('button').click();
      await page.locator('.record[aria-sort=ascending]').waitFor();
      await grid.focus();
      await keyboard.press('End');
      await stands('accounts/240');
      assert.equal(await grid.getAttribute('aria-rowcount'), '241');
      assert.ok((await page.locator('.canvas .row').count()) < 100, 'the page has the rows that are seen');
      await keyboard.press('Home');
      await stands('accounts/1');
      await keyboard.press('Space');
      for (let i = 0; i < 4; i++) await keyboard.press('Shift+ArrowDown');
      await keyboard.press('Shift+ArrowUp');
      await page.getByText('4 selected', { exact: true }).waitFor();
      await keyboard.press('End');
      await page.getByText('4 selected', { exact: true }).waitFor();
      await keyboard.press('Escape');
      await page.getByText('None selected').waitFor();

      await keyboard.press('/');
      await keyboard.type('internal server error');
      await page.getByText('2 of 240 records').first().waitFor();
      await keyboard.press('Escape');
      await keyboard.press('Control+a');
      await page.getByText('2 selected', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Discard 2 edits…' }).click();
      const question = window.page.getByRole('dialog').filter({ hasText: 'Discard the edits of 2 records?' });
      await question.getByText('accounts/5').waitFor();
      await question.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Retry 2' }).click();
      await becomes('5', 'PENDING');
      await page.getByText('1 of 240 records').first().waitFor();
      await page.getByText('1 not in this list').waitFor();

      await page.getByRole('textbox').fill('accounts/42');
      await page.getByText('1 of 240 records').first().waitFor();
      await keyboard.press('Escape');
      await keyboard.press('Home');
      await stands('accounts/42');
      await keyboard.press('Enter');
      await window.page.getByRole('tab', { name: /^42\.json/, selected: true }).waitFor();
      await window.runCommand('Open Records');
      assert.equal(await (await window.frame('Records')).getByRole('textbox').inputValue(), 'accounts/42', 'what was looked at is kept');
    });
  });
}
