import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Snapshot, ToEditor } from '../../src/protocol/flows';
import { launchBrowser } from '../../src/sample/host/browser';
import { projectRoot } from '../../src/sample/host/project';
import { until } from './until';

const ORIGIN = 'http://page.test';
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf', map: 'application/json' };
/** The policy of the real page, with this origin in the place of the webview's. */
const policy = `default-src 'none'; script-src 'nonce-x' ${ORIGIN}; style-src ${ORIGIN} 'unsafe-inline'; font-src ${ORIGIN}; form-action 'none'; base-uri 'none'`;
const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${ORIGIN}/codicon.css"><link rel="stylesheet" href="${ORIGIN}/flows.css"></head><body class="vscode-dark">
<script nonce="x">window.sent = []; let state = JSON.parse(sessionStorage.getItem('state') ?? 'null');
window.acquireVsCodeApi = () => ({ postMessage: (message) => sent.push(message), getState: () => state, setState: (next) => sessionStorage.setItem('state', JSON.stringify(state = next)) });
document.documentElement.style.cssText = '--vscode-editor-background:#1f1f1f;--vscode-foreground:#ccc;--vscode-focusBorder:#0078d4;--vscode-panel-border:#2b2b2b;--vscode-descriptionForeground:#9d9d9d;--vscode-textLink-foreground:#4daafc;--vscode-font-family:sans-serif;--vscode-editor-font-family:monospace';</script>
<script type="module" nonce="x" src="${ORIGIN}/flows.js"></script></body></html>`;

/** The page *Flows* alone in a browser, as it was built, with a stand-in for its editor. */
export interface FlowsPage {
  readonly page: Page;
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
  /** What the page said on its console, violations of its policy included. */
  readonly complaints: readonly string[];
  /** Posts a snapshot and waits until the page shows its flow. */
  show(snapshot: Snapshot): Promise<void>;
  /** What the page sent to the editor since it was asked last. */
  sent(): Promise<readonly ToEditor[]>;
  /** Address of Mermaid as the page loads it, to import in the page. */
  readonly mermaid: string;
  close(): Promise<void>;
}

export async function openFlowsPage(size = { width: 1400, height: 900 }): Promise<FlowsPage> {
  const profile = await mkdtemp(join(tmpdir(), 'flows-'));
  const browser = await launchBrowser(profile, size);
  const page = browser.pages()[0] ?? (await browser.newPage());
  const folder = join(projectRoot, 'dist', 'webview');
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route('**/*', async (route) => {
    const { pathname, origin } = new URL(route.request().url());
    requests.push(origin === ORIGIN ? pathname : route.request().url());
    if (origin !== ORIGIN) return route.abort();
    if (pathname === '/') return route.fulfill({ body: html, contentType: 'text/html' });
    const body = await readFile(join(folder, pathname)).catch(() => null);
    return body ? route.fulfill({ body, contentType: TYPES[pathname.split('.').at(-1) ?? ''] ?? 'text/plain' }) : route.fulfill({ status: 404 });
  });
  await page.goto(`${ORIGIN}/`);
  const chunk = (await readdir(join(folder, 'chunks'))).find((name) => /^mermaid\.core-.*\.js$/.test(name));
  const taken = async (): Promise<readonly ToEditor[]> => page.evaluate<ToEditor[]>('sent.splice(0)');
  await until('the page to be ready', async () => ((await page.evaluate<number>('sent.length')) > 0 ? true : undefined), 10_000);
  return {
    page, requests, complaints, sent: taken, mermaid: `${ORIGIN}/chunks/${chunk ?? ''}`,
    async show(snapshot) {
      await page.evaluate<void>(`postMessage(${JSON.stringify(snapshot)}, '*')`);
      const drawn = page.locator(`.stage > svg[data-flow="${snapshot.flow.name}"]`);
      await page.locator(`.rail [aria-selected=true] .number`, { hasText: new RegExp(`^${snapshot.flow.number}$`) }).waitFor();
      await drawn.or(page.locator('.note .codicon-warning')).first().waitFor({ timeout: 10_000 });
    },
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
