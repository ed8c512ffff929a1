import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { launchBrowser } from '../../src/sample/host/browser';
import { installExtension } from '../../src/sample/host/install';
import { scratch } from '../../src/sample/host/project';
import { startServer } from '../../src/sample/host/server';
import { findFrame, patience, runCommand } from './workbench';

/** Each theme's name, and its class on the workbench. */
const themes = {
  light: { name: 'Light Modern', class: 'vs' },
  dark: { name: 'Dark Modern', class: 'vs-dark' },
  hc: { name: 'Default High Contrast', class: 'hc-black' },
  hcLight: { name: 'Default High Contrast Light', class: 'hc-light' },
} as const;

export interface WindowOptions {
  /** The folder to open. */
  workspace: string;
  /** Dark by default. */
  theme?: keyof typeof themes;
  /** With this extension installed, as it was built; true by default. (A development path would let VS Code take a theme from below it.) */
  extension?: boolean;
  /** Asks whether the folder is trusted, as VS Code does by default; false by default. */
  asksForTrust?: boolean;
  /** Environment of the extension, beside the test's own. */
  env?: NodeJS.ProcessEnv;
  /** Settings beside the theme. */
  settings?: Readonly<Record<string, unknown>>;
  /** A folder that keeps settings, extensions' data and the browser's profile, to open the window again; a temporary one by default. */
  userDataDir?: string;
}

/** A real VS Code in a headless browser, for a test to drive as a person does: dialogs are there and wait for an answer. */
export interface Window {
  readonly page: Page;
  /** The content of the webview with this title, as soon as it is there. */
  frame(title: string): Promise<Frame>;
  /** A picture into `.vscode-test/screenshots/NAME.png`; answers its path. */
  screenshot(name: string): Promise<string>;
  /** Runs a command by its title (with or without `Category: `) from the command palette, as soon as it is there. */
  runCommand(title: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a real VS Code on a folder, with a store and settings of its own, and resolves when the workbench is there. */
export async function openWindow({ workspace, theme = 'dark', extension = true, asksForTrust = false, env = {}, settings = {}, userDataDir }: WindowOptions): Promise<Window> {
  const data = userDataDir ?? (await mkdtemp(join(tmpdir(), 'window-')));
  if (extension) await installExtension(join(data, 'server'));
  const server = await startServer({ data: join(data, 'server'), asksForTrust, settings: { 'window.autoDetectColorScheme': false, 'workbench.colorTheme': themes[theme].name, ...settings }, env: { ...process.env, XDG_DATA_HOME: join(data, 'share'), XDG_STATE_HOME: join(data, 'state'), ...env } });
  const browser = await launchBrowser(join(data, 'browser'));
  const close = async (): Promise<void> => {
    await browser.close();
    await server.end();
    if (!userDataDir) await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  const page = browser.pages()[0] ?? (await browser.newPage());
  try {
    await page.goto(server.address(workspace));
    await page.locator(`.monaco-workbench.${themes[theme].class} .part.statusbar`).waitFor({ timeout: patience });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    page,
    frame: (title) => findFrame(page, title),
    async screenshot(name) {
      const path = join(scratch, 'screenshots', `${name}.png`);
      await mkdir(join(scratch, 'screenshots'), { recursive: true });
      await page.screenshot({ path });
      return path;
    },
    runCommand: (title) => runCommand(page, title),
    close,
  };
}
