#!/usr/bin/env node
// Stands in for the executable of VS Code desktop where there is none: understands a folder, --extensionDevelopmentPath
// and --extensionTestsPath, opens the served VS Code in a headless browser, and exits as the tests did.
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './browser';
import { startServer } from './server';

const minutes = 10;

const valueOf = (name: string): string | undefined => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const paths = (['extensionDevelopmentPath', 'extensionTestsPath'] as const).flatMap((name) => {
  const value = valueOf(name);
  return value ? [[name, resolve(value)] as const] : [];
});
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('-')) ?? process.cwd();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const data = await mkdtemp(join(tmpdir(), 'standin-'));
const server = await startServer({ data: join(data, 'server'), payload: true });
const browser = await launchBrowser(join(data, 'browser'));
process.once('exit', () => rmSync(data, { recursive: true, force: true, maxRetries: 5 }));

const page = browser.pages()[0] ?? (await browser.newPage());
let exitCode = await new Promise<number>((settle) => {
  let isOver = false;
  const end = (code: number): void => {
    isOver = true;
    settle(code);
  };
  const fail = (why: string) => (): void => {
    if (isOver) return;
    console.error(why);
    end(1);
  };
  setTimeout(fail(`The tests did not end within ${minutes} minutes.`), minutes * 60_000).unref();
  page.once('crash', fail('The page of the served VS Code crashed.'));
  void server.ended.then(fail('The served VS Code ended before the tests.'));
  page.exposeFunction('codeAutomationExit', end).then(() => page.goto(server.address(resolve(folder), Object.fromEntries(paths)))).catch((error: unknown) => fail(String(error))());
});
await browser.close();
await server.end();

// VS Code reports 0 when its extension host dies: believe it only with the result in hand.
const result = process.env['RECONCILIATION_TEST_RESULT'];
if (exitCode === 0 && result && !existsSync(result)) {
  console.error('The extension host ended before the tests did.');
  exitCode = 1;
}
process.exit(exitCode);
