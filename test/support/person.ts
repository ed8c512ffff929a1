import type { Locator } from 'playwright-core';
import type { Window } from './window';

/** What a person does in the window, for tests to say in a word. */

/** Opens the Reconciliation views and approves the connection that the configuration names. */
export async function approve({ page }: Window): Promise<void> {
  await page.getByRole('tab', { name: /^Reconciliation/ }).first().click();
  await page.getByRole('button', { name: /^Approve/ }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
}

/** Opens a record by its id, and waits for its text. */
export async function openRecord(window: Window, id: string, resource = 'accounts'): Promise<void> {
  const { page } = window;
  await window.runCommand('Go to Record…');
  await page.locator('.quick-input-widget input[type="text"]').fill(`${resource}/${id}`);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: new RegExp(`^${id}\\.json`), selected: true }).waitFor();
  await page.locator('.editor-group-container.active .view-line').first().waitFor();
}

/** Replaces a text everywhere in the active document as a person types, and saves. */
export async function replace({ page }: Window, find: string, by: string): Promise<void> {
  await page.keyboard.press('Control+h');
  const widget = page.locator('.editor-group-container.active .find-widget.visible');
  await widget.locator('textarea').first().fill(find);
  await widget.locator('textarea').nth(1).fill(by);
  await widget.locator('textarea').nth(1).press('Control+Alt+Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+s');
}

/** Opens a conflict from the view: remote on the left, local on the right. */
export async function openConflict({ page }: Window, id: string): Promise<void> {
  await page.getByRole('treeitem', { name: new RegExp(`^Conflict of accounts/${id},`) }).click();
  await page.locator('.monaco-diff-editor').first().waitFor();
}

/** A button in the title of the active editor. */
export const action = ({ page }: Window, name: string): Locator => page.locator(`.editor-group-container.active a.action-label[aria-label^="${name}"]`);
