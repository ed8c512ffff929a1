// The ring of tests inside VS Code: the one that VSCODE_PATH names, else a downloaded desktop, else the served one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests, SilentReporter } from '@vscode/test-electron';
import { desktopProgram, findDesktop } from '../../src/sample/host/desktop';
import { canServe, needsDesktop, projectRoot, sampleWorkspace } from '../../src/sample/host/project';
import { fetchServed } from '../../src/sample/host/fetch';
import { variables } from './mocha';

/** Bound on the silence of the download, in milliseconds: where there is no network, the served one comes soon. */
const patience = 10_000;

async function executable(): Promise<string> {
  const named = process.env['VSCODE_PATH'] ? findDesktop() : undefined;
  if (named) return desktopProgram(named);
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (hasDisplay) {
    try {
      return await downloadAndUnzipVSCode({ extensionDevelopmentPath: projectRoot, timeout: patience, reporter: new SilentReporter() });
    } catch (error) {
      if (!canServe) throw new Error(`${needsDesktop} Its download failed: ${String(error)}`, { cause: error });
    }
  }
  if (!canServe) throw new Error(needsDesktop);
  await fetchServed(console.log);
  return join(projectRoot, 'dist', 'standin.mjs');
}

/** Shows what is written to a file, until the answer is called. */
function show(file: string): () => void {
  let shown = 0;
  const more = (): void => {
    const text = readFileSync(file);
    process.stdout.write(text.subarray(shown));
    shown = text.length;
  };
  const timer = setInterval(more, 200);
  return () => {
    clearInterval(timer);
    more();
  };
}

for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const folder = await mkdtemp(join(tmpdir(), 'editor-ring-'));
const workspace = join(folder, 'workspace');
await mkdir(workspace);
if (existsSync(sampleWorkspace)) await cp(sampleWorkspace, workspace, { recursive: true });
const log = join(folder, 'console.log');
writeFileSync(log, '');
const stop = show(log);
let exitCode = 0;
try {
  await runTests({
    vscodeExecutablePath: await executable(),
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: join(projectRoot, 'dist', 'test', 'editor', 'index.cjs'),
    launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${join(folder, 'user')}`, `--extensions-dir=${join(folder, 'extensions')}`],
    extensionTestsEnv: { [variables.log]: log, XDG_DATA_HOME: join(folder, 'share'), XDG_STATE_HOME: join(folder, 'state') },
  });
} catch (error) {
  exitCode = 1;
  console.error((error as Error).message);
} finally {
  stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(exitCode);
