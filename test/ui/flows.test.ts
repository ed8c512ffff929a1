import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { projectRoot } from '../../src/sample/host/project';
import { startSample, type Sample } from '../../src/sample/master';
import { approve } from '../support/person';
import { until } from '../support/until';
import { openWindow, type Window } from '../support/window';
import { patience } from '../support/workbench';

const run = promisify(execFile);

describe('The Flows page in the window', () => {
  let sample: Sample;
  let data: string;
  let config: string;
  let window: Window;
  let flows: Frame;

  before(async () => {
    sample = await startSample({ port: 0 });
    data = await realpath(await mkdtemp(join(tmpdir(), 'flows-')));
    const workspace = await mkdtemp(join(data, 'workspace-'));
    config = join(workspace, 'reconciliation.json');
    await writeFile(config, JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts' } } }));
    window = await openWindow({ workspace, userDataDir: data });
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await approve(window);
    await window.page.getByRole('treeitem', { name: /SYNCED.*25/ }).waitFor();
    await window.runCommand('Open Flows');
    flows = await window.frame('Flows');
    await flows.locator('.stage > svg').waitFor();
  });

  after(async () => {
    await window?.close();
    await sample?.close();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title.slice(0, 24)}`);
  });

  /** The command line beside the window: it hands an edit to the window that owns the store. */
  async function reconcile(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [join(projectRoot, 'dist', 'reconcile.mjs'), ...args, '--config', config], { env: { ...process.env, XDG_DATA_HOME: join(data, 'share') } });
    return stdout;
  }
  const button = (name: string | RegExp) => flows.getByRole('button', { name, exact: true });
  const standing = (status: string) => flows.locator('.sentence b', { hasText: status }).waitFor();

  it('marks a change that comes from elsewhere', async () => {
    const rail = flows.getByRole('listbox', { name: 'Flows' });
    await rail.press('ArrowDown');
    const arrow = flows.getByRole('button', { name: /^outside to PENDING/ });
    await arrow.and(flows.getByRole('button', { name: /0 times$/ })).waitFor();
    await flows.evaluate<void>(`(() => { const label = document.querySelector('.edge-label[aria-label^="outside to PENDING"]'); new MutationObserver(() => (label.dataset.changedAt ??= Date.now())).observe(label, { childList: true, subtree: true }); })()`);
    await reconcile('edit', 'accounts/5', '--set', 'creditLimit=5');
    await arrow.and(flows.getByRole('button', { name: /1 time$/ })).waitFor();
    const marked = Number(await arrow.getAttribute('data-changed-at'));
    const entries = (await reconcile('log', 'accounts/5', '--json')).trim().split('\n').map((line) => JSON.parse(line) as { at: number; fact: { kind: string } });
    const queued = entries.find(({ fact }) => fact.kind === 'queued');
    assert.ok(queued && marked >= queued.at);
    console.log(`      from the entry in the log to its mark in the drawing: ${marked - queued.at} ms`);
  });

  it('shows the way of a record that is retried, with what decided, and where it stands', async () => {
    const { page } = window;
    await fetch(`${sample.url}/_control/faults`, { method: 'POST', body: JSON.stringify({ fault: '500', id: '4', method: 'PUT', times: 99 }) });
    await reconcile('edit', 'accounts/4', '--set', 'creditLimit=4');
    await flows.getByRole('listbox', { name: 'Flows' }).press('ArrowDown');
    await button('Choose a record…').click();
    await page.locator('.quick-input-widget input[type="text"]').fill('accounts/4');
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await page.keyboard.press('Enter');
    await standing('RETRY_PENDING');
    await button('HTTP status? to Retries used < 3?, 5xx server error, 500, taken, logged').waitFor();
    await flows.locator('.node.is-here[aria-current=true][aria-label^=RETRY_PENDING]').waitFor();
    await window.screenshot('flows-path');
  });

  it('lists the entries of the log behind an arrow', async () => {
    const { page } = window;
    await button(/^HTTP status\? to Retries used < 3\?, 5xx server error/).click();
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'ERROR → RETRY_PENDING' }).first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('goes back in time by the slider, compares then with now, and comes back', async () => {
    const { page } = window;
    await button('Go to PROCESSING').first().click();
    await standing('PROCESSING');
    await flows.getByRole('slider', { name: 'Moment of the log' }).press('ArrowLeft');
    await standing('PENDING');
    await window.screenshot('flows-past');
    await button('Open this moment').click();
    await page.getByRole('tab', { name: /accounts\/4: at .* ↔ now/ }).waitFor();
    await page.locator('.monaco-diff-editor').first().waitFor();
    await page.getByRole('tab', { name: 'Flows' }).click();
    flows = await window.frame('Flows');
    await button('Back to live').click();
    await standing('RETRY_PENDING');
  });

  it('copies the flow with its path as Mermaid', async () => {
    await button('Copy as Mermaid').click();
    const text = await until('the copy', async () => {
      const copied = await window.page.evaluate<string>('navigator.clipboard.readText()');
      return copied.startsWith('flowchart') ? copied : undefined;
    }, patience);
    assert.match(text, /5xx server error<br\/>500/);
    assert.match(text, /class n_retryPending here/);
  });

  it('is there again after the window is reloaded, with its flow and record', async () => {
    await window.runCommand('Developer: Reload Window');
    await window.page.getByRole('tab', { name: 'Flows' }).waitFor();
    flows = await window.frame('Flows');
    await flows.getByRole('option', { name: /Error handling/, selected: true }).waitFor();
    await flows.locator('.chip .pick', { hasText: 'accounts/4' }).waitFor();
    await button(/^HTTP status\? to Retries used < 3\?, 5xx server error, 500, taken/).waitFor();
  });
});
