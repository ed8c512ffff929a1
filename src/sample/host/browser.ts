import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { fetchServed } from './fetch';

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];

/** A headless Chromium with its profile in `profile`; it is killed with this process. Close the context to end it. */
export async function launchBrowser(profile: string, size = { width: 1440, height: 900 }): Promise<BrowserContext> {
  const { browser } = await fetchServed(console.log);
  const libraries = join(browser, 'al2023', 'lib');
  return chromium.launchPersistentContext(profile, {
    executablePath: join(browser, 'chromium'),
    headless: true,
    args: flags,
    viewport: size,
    locale: 'en-US',
    env: { ...process.env, FONTCONFIG_FILE: join(browser, 'fonts.conf'), ...(existsSync(libraries) && { LD_LIBRARY_PATH: libraries }) },
  });
}
