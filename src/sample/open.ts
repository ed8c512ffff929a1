import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { desktopProgram, endDesktop } from './host/desktop';
import { startGroup } from './host/group';
import { installExtension } from './host/install';
import { projectRoot, scratch } from './host/project';
import { startServer } from './host/server';
import type { Session } from './host/session';
import { calmSettings } from './host/settings';

/** Opens VS Code desktop as an instance of its own, so that it can be ended, and resolves when its window was closed. */
export async function openDesktop(session: Session, desktop: string, workspace: string): Promise<void> {
  const data = join(scratch, 'desktop');
  const logs = join(data, 'logs');
  await rm(logs, { recursive: true, force: true });
  await mkdir(join(data, 'User'), { recursive: true });
  const settings = join(data, 'User', 'settings.json');
  if (!existsSync(settings)) await writeFile(settings, JSON.stringify(calmSettings, undefined, 2));
  // Windows starts no `.cmd` file without a shell.
  const command = process.platform === 'win32' ? desktopProgram(desktop) : desktop;
  const code = startGroup(command, ['--wait', '--new-window', '--disable-workspace-trust', `--user-data-dir=${data}`, `--extensionDevelopmentPath=${projectRoot}`, workspace], { stdio: 'inherit' });
  await session.add(() => code.end());
  await session.add(() => endDesktop(data));
  console.log(`VS Code opens (${desktop}). Closing its window or Ctrl+C ends everything.`);
  const result = await code.exited;
  if (result !== 0) throw new Error(`VS Code ended with ${result}.`);
  if (existsSync(logs)) return;
  console.log('That command came back without waiting; the sample master API stays until Ctrl+C.');
  return new Promise(() => undefined);
}

/** Serves VS Code with the extension installed, says the address, and resolves when it ended. */
export async function openServed(session: Session, workspace: string, { port, open }: { port: number; open: boolean }): Promise<void> {
  const data = join(scratch, 'data');
  await installExtension(data);
  const server = await startServer({ data, port });
  await session.add(() => server.end());
  const address = server.address(workspace);
  console.log(`\nVS Code is at\n\n  ${address}\n\nIt has no password and answers on this machine alone. Ctrl+C ends everything.`);
  if (open) openBrowser(address);
  await server.ended;
  if (!session.isOver) throw new Error('The served VS Code ended by itself.');
}

/** Opens the person's browser where there is a way to; the address is on the screen anyway. */
function openBrowser(address: string): void {
  const opener = spawn('xdg-open', [address], { stdio: 'ignore', detached: true });
  opener.once('error', () => undefined);
  opener.unref();
}
