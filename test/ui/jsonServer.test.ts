import { strict as assert } from 'node:assert';
import { STATUSES, type Status } from '../../src/engine/status';
import { openJsonServerWorld, STILL, type JsonServerWorld } from '../engine/real/jsonServerWorld';
import { action, approve, openConflict, openRecord, replace } from '../support/person';
import { until } from '../support/until';
import { openWindow, type Window } from '../support/window';
import { patience } from '../support/workbench';

describe('The window against json-server, which has no versions', () => {
  let world: JsonServerWorld;
  let window: Window;

  before(async () => {
    world = await openJsonServerWorld(STILL);
    window = await openWindow({ workspace: world.folder, settings: { 'reconciliation.notifications.deadLetter': false } });
  });

  after(async () => {
    await window?.close();
    await world?.close();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title.slice(0, 24)}`);
  });

  /** Opens a record and gives it the name "Mine N". */
  async function edit(id: string): Promise<void> {
    await openRecord(window, id);
    await replace(window, '"Account ', '"Mine ');
  }

  /** The line above the open record says this status. */
  const shows = (status: Status): Promise<void> => window.page.locator('.editor-group-container.active .codelens-decoration', { hasText: status }).waitFor();

  /** Edits a record while the connection is paused, lets somebody else do something to it, and goes on. */
  async function conflict(id: string, meanwhile: () => Promise<void>): Promise<void> {
    await window.runCommand('Pause');
    await edit(id);
    await shows('PENDING');
    await meanwhile();
    await window.runCommand('Resume');
    await openConflict(window, id);
  }

  /** Waits until nothing is in conflict and the master has these fields. */
  async function settled(id: string, fields: object): Promise<void> {
    await window.page.getByText('No conflicts.').waitFor();
    await until(`accounts/${id} at the master`, async () => {
      const remote = await world.remote(id);
      return Object.entries(fields).every(([field, value]) => remote?.[field] === value) || undefined;
    }, patience);
  }

  it('pulls, edits, and sees the edit SYNCED', async () => {
    await approve(window);
    await window.page.getByRole('treeitem', { name: /SYNCED.*12/ }).waitFor();
    await window.runCommand('Pause');
    await edit('1');
    await shows('PENDING');
    await window.runCommand('Resume');
    await shows('SYNCED');
    await settled('1', { name: 'Mine 1' });
  });

  it('resolves a conflict in each of the three ways', async () => {
    await conflict('2', () => world.change('2', { credit: 99 }));
    await action(window, 'Use Remote').click();
    await settled('2', { name: 'Account 2', credit: 99 });
    await openRecord(window, '2');
    await shows('SKIPPED');

    await conflict('3', () => world.change('3', { credit: 99 }));
    await action(window, 'Use Local').click();
    await settled('3', { name: 'Mine 3', credit: 30 });

    await conflict('4', () => world.change('4', { credit: 99 }));
    await action(window, 'Merge').click();
    await action(window, 'Complete Merge').click();
    await settled('4', { name: 'Mine 4', credit: 99 });
  });

  it('creates again what was deleted there, when the local side is wanted', async () => {
    await conflict('5', () => world.remove('5'));
    await action(window, 'Use Local').click();
    await settled('5', { id: 5, name: 'Mine 5' });
    await openRecord(window, '5');
    await shows('SYNCED');
  });

  it('shows each of the nine states in the tree and on the state machine', async () => {
    world.expect('6', 'lost');
    world.expect('7', 'cut');
    world.expect('8', 400);
    world.expect('9', 503, { times: 2 });
    world.expect('10', 500, { headers: { 'retry-after': '600' } });
    world.expect('11', 'silence');
    const states = [['6', 'SKIPPED'], ['7', 'VALIDATION_FAILED'], ['8', 'ERROR'], ['9', 'DEAD_LETTER'], ['10', 'RETRY_PENDING'], ['11', 'PROCESSING']] as const;
    for (const [id, status] of states) {
      await edit(id);
      await shows(status);
    }
    await conflict('12', () => world.change('12', { credit: 99 }));
    await window.runCommand('Pause');
    await openRecord(window, '1');
    await replace(window, '"Mine ', '"My ');
    await shows('PENDING');
    for (const status of STATUSES) await window.page.getByRole('treeitem', { name: new RegExp(`^${status}\\b`) }).waitFor();
    await window.runCommand('Show in Flows');
    const page = await window.frame('Flows');
    for (const status of STATUSES) await page.getByRole('button', { name: new RegExp(`^${status}, [1-9]`) }).first().waitFor();
    await window.screenshot('json-server-nine-states');
    assert.equal((await world.remote('11'))?.['name'], 'Account 11', 'it is still being sent');
  }).timeout(120_000);
});
