import { strict as assert } from 'node:assert';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { startSample, type Sample } from '../../src/sample/master';
import { approve, openRecord, replace } from '../support/person';
import { until } from '../support/until';
import { patience } from '../support/workbench';
import { openWindow, type Window } from '../support/window';

/** What only the window shows of the Conflicts view: its questions, its menus, the way from a notification to the end. */
describe('The Conflicts view, as a person uses it', () => {
  let sample: Sample;
  let workspace: string;
  let window: Window;

  const remote = async (id: string): Promise<Record<string, unknown>> => (await (await fetch(`${sample.url}/accounts/${id}`)).json()) as Record<string, unknown>;
  const row = (name: string | RegExp): Locator => window.page.getByRole('treeitem', { name });
  const open = (key: string): Locator => row(new RegExp(`^Conflict of ${key},`));
  const resolved = (key: string, how: string): Locator => row(new RegExp(`^Resolved conflict of ${key}, ${how}`));
  const dialog = (): Locator => window.page.getByRole('dialog').filter({ has: window.page.locator('.dialog-message') });
  const menu = (name: string): Locator => window.page.getByRole('menuitem', { name, exact: true });

  /** Chooses from the open menu: right after it opens, VS Code does not listen to the mouse. */
  const choose = (name: string): Promise<true> =>
    until(`"${name}" to be taken`, async () => {
      await menu(name).click({ timeout: 2_000 }).catch(() => undefined);
      return (await menu(name).count()) === 0 || undefined;
    }, patience);

  before(async () => {
    sample = await startSample({ port: 0, records: 60 });
    workspace = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
    const path = '/accounts';
    await writeFile(join(workspace, 'reconciliation.json'), JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path }, customers: { path } } }));
    window = await openWindow({ workspace, settings: { 'editor.minimap.enabled': false } });
    await window.page.setViewportSize({ width: 1_400, height: 900 });
    await approve(window);
    await row(/^SYNCED.*120/).waitFor();
  });

  after(async () => {
    await window?.close();
    await sample?.close();
    await rm(workspace, { recursive: true, force: true });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-view-${this.currentTest.title.slice(0, 24)}`);
  });

  /** Edits records while the connection is paused, lets somebody else change them, and goes on. */
  async function conflicts(...keys: string[]): Promise<void> {
    await window.runCommand('Pause');
    for (const key of keys) {
      const [resource, id = ''] = key.split('/');
      await openRecord(window, id, resource);
      await replace(window, '"email": "', '"email": "my.');
      await window.page.getByText(/^PENDING/).first().waitFor();
      const body = JSON.stringify({ ...(await remote(id)), creditLimit: Number(id) });
      assert.equal((await fetch(`${sample.url}/accounts/${id}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })).status, 200);
    }
    await window.runCommand('Resume');
    for (const key of keys) await open(key).waitFor();
  }

  it('comes from the notification to the end in two clicks', async () => {
    await conflicts('accounts/5');
    await window.page.getByText('A conflict needs resolution.').first().waitFor();
    await window.page.locator('.notifications-toasts').getByRole('button', { name: 'Open' }).click();
    await window.page.locator('.editor-group-container.active a.action-label[aria-label^="Use Remote"]').click();
    await row(/^Resolved Lately, 1 conflict$/).waitFor();
    assert.equal((await remote('5'))['version'], 2);
  });

  it('says who changed what when a row is pointed at', async () => {
    await conflicts('accounts/6', 'accounts/7', 'customers/8', 'customers/9');
    await window.runCommand('Close All Editors');
    await open('accounts/6').hover();
    await window.page.locator('.monaco-hover').getByText('creditLimit: there only').waitFor();
    await window.screenshot('conflicts-tooltip');
    await window.page.mouse.move(700, 500);
  });

  it('asks before it takes one side for those of a resource, and says what became of them', async () => {
    await row('customers, 2 conflicts').click({ button: 'right' });
    await window.screenshot('conflicts-menu');
    await choose('Use Local for These…');
    await dialog().getByText('Use Local for 2 conflicts?').waitFor();
    await dialog().getByText(/customers\/9 · .+/).waitFor();
    await window.screenshot('conflicts-question');
    await dialog().getByRole('button', { name: 'Use Local for 2' }).click();
    await window.page.getByText('2 resolved.').first().waitFor();
    await until('the master has both', async () => (String((await remote('8'))['email']).startsWith('my.') && String((await remote('9'))['email']).startsWith('my.')) || undefined, patience);
  });

  it('takes one side for the rows that are selected', async () => {
    await row(/^Resolved Lately, 3 conflicts$/).waitFor();
    await open('accounts/6').click();
    await open('accounts/7').click({ modifiers: ['ControlOrMeta'] });
    await open('accounts/7').click({ button: 'right' });
    assert.equal(await menu('Use Remote').count(), 0);
    await choose('Use Remote for These…');
    await dialog().getByRole('button', { name: 'Use Remote for 2' }).click();
    await row(/^Resolved Lately, 5 conflicts$/).waitFor();
    assert.equal((await remote('6'))['version'], 2);
  });

  it('undoes a choice that waits, and brings back what lost', async () => {
    await conflicts('accounts/10', 'customers/11');
    await window.runCommand('Pause');
    await open('accounts/10').click();
    await window.page.locator('.editor-group-container.active a.action-label[aria-label^="Use Local"]').click();
    await row(/^Resolved Lately,/).click();
    await resolved('accounts/10', 'Use Local · waiting').waitFor();
    await openRecord(window, '10');
    await window.page.getByText('Use Local chosen, waits to be sent · Undo').waitFor();
    await resolved('accounts/10', 'Use Local').hover();
    await window.screenshot('conflicts-lately');
    await resolved('accounts/10', 'Use Local').getByRole('button', { name: 'Undo Resolution' }).click();
    await resolved('accounts/10', 'Use Local · undone').waitFor();
    await window.runCommand('Resume');
    await open('accounts/10').waitFor();

    await resolved('accounts/5', 'Use Remote · applied').click();
    await window.page.getByRole('tab', { name: /^Resolved: accounts\/5/ }).waitFor();
    await window.page.locator('.editor-group-container.active a.action-label[aria-label^="Show Result"]').waitFor();
    await window.screenshot('conflicts-settled');
    await resolved('accounts/5', 'Use Remote · applied').click({ button: 'right' });
    await choose('Bring Back…');
    await dialog().getByText('Bring the local side back?').waitFor();
    await window.screenshot('conflicts-bring-back');
    await dialog().getByRole('button', { name: 'Bring Back' }).click();
    await until('the master has it', async () => String((await remote('5'))['email']).startsWith('my.') || undefined, patience);
  });
});
