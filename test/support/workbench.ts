import type { Frame, Locator, Page } from 'playwright-core';
import { until } from './until';

/** How long a window, a webview or a command may take to appear, in milliseconds. */
export const patience = 45_000;

/** The content of the webview with this title, as soon as it is there. */
export async function findFrame(page: Page, title: string): Promise<Frame> {
  return until(`the webview "${title}"`, async () => {
    for (const frame of page.frames().filter((each) => each.parentFrame())) {
      // A frame may go while it is looked at.
      const element = await frame.frameElement().catch(() => undefined);
      const [id, name] = element ? await Promise.all([element.getAttribute('id'), element.getAttribute('title')]).catch(() => []) : [];
      if (id === 'active-frame' && name === title) return frame;
    }
    return undefined;
  }, patience);
}

/** The row of the open palette that names this command, unless it is not there yet. */
async function findRow(page: Page, title: string): Promise<Locator | undefined> {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.first().waitFor({ timeout: patience });
  for (const row of await rows.all()) {
    const label = await row.locator('.label-name').first().textContent();
    if (label === title || label?.endsWith(`: ${title}`)) return row;
  }
  return undefined;
}

/** Runs a command by its title, with or without `Category: `, from the command palette, as soon as it is there. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = await until(`the command "${title}" in the palette`, async () => {
    const palette = page.locator('.quick-input-widget');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'hidden' });
    await page.keyboard.press('F1');
    // Under load the keys may come while the old palette still closes: then once more.
    const isFilled = await palette.locator('input[type="text"]').fill(`>${title}`, { timeout: 3_000 }).then(() => true, () => false);
    return isFilled ? findRow(page, title) : undefined;
  }, patience);
  await row.click();
}
