import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../src/sample/host/browser';
import { projectRoot } from '../../src/sample/host/project';
import { until } from './until';

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf', map: 'application/json' };
/** Where a page believes to be. */
export const ORIGIN = 'http://page.test';

/** The policy of the real page, with this origin in the place of the webview's. */
const policy = `default-src 'none'; script-src 'nonce-x' ${ORIGIN}; style-src ${ORIGIN} 'unsafe-inline'; font-src ${ORIGIN}; form-action 'none'; base-uri 'none'`;
const html = (name: string): string => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${ORIGIN}/codicon.css"><link rel="stylesheet" href="${ORIGIN}/${name}.css"></head><body class="vscode-dark">
<script nonce="x">window.sent = []; let state = JSON.parse(sessionStorage.getItem('state') ?? 'null');
window.acquireVsCodeApi = () => ({ postMessage: (message) => sent.push(message), getState: () => state, setState: (next) => sessionStorage.setItem('state', JSON.stringify(state = next)) });
document.documentElement.style.cssText = '--vscode-editor-background:#1f1f1f;--vscode-foreground:#ccc;--vscode-focusBorder:#0078d4;--vscode-panel-border:#2b2b2b;--vscode-descriptionForeground:#9d9d9d;--vscode-textLink-foreground:#4daafc;--vscode-font-family:sans-serif;--vscode-editor-font-family:monospace';</script>
<script type="module" nonce="x" src="${ORIGIN}/${name}.js"></script></body></html>`;

/** One of the pages alone in a browser, as it was built, with a stand-in for its editor. */
export interface PageAlone<Sent> {
  readonly page: Page;
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
  /** What the page said on its console, violations of its policy included. */
  readonly complaints: readonly string[];
  /** Posts a message as the editor does. */
  post(message: object): Promise<void>;
  /** What the page sent to the editor since it was asked last. */
  sent(): Promise<readonly Sent[]>;
  close(): Promise<void>;
}

/** Opens the page of this name, and resolves when it is ready. */
export async function openPageAlone<Sent>(name: string, size = { width: 1400, height: 900 }): Promise<PageAlone<Sent>> {
  const profile = await mkdtemp(join(tmpdir(), 'page-'));
  const browser = await launchBrowser(profile, size);
  const page = browser.pages()[0] ?? (await browser.newPage());
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route('**/*', async (route) => {
    const { pathname, origin } = new URL(route.request().url());
    requests.push(origin === ORIGIN ? pathname : route.request().url());
    if (origin !== ORIGIN) return route.abort();
    if (pathname === '/') return route.fulfill({ body: html(name), contentType: 'text/html' });
    const body = await readFile(join(projectRoot, 'dist', 'webview', pathname)).catch(() => null);
    return body ? route.fulfill({ body, contentType: TYPES[pathname.split('.').at(-1) ?? ''] ?? 'text/plain' }) : route.fulfill({ status: 404 });
  });
  await page.goto(`${ORIGIN}/`);
  await until('the page to be ready', async () => ((await page.evaluate<number>('sent.length')) > 0 ? true : undefined), 10_000);
  return {
    page, requests, complaints,
    post: (message) => page.evaluate<void>(`postMessage(${JSON.stringify(message)}, '*')`),
    sent: () => page.evaluate<Sent[]>('sent.splice(0)'),
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
