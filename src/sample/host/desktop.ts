import { existsSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** VS Code desktop: what VSCODE_PATH names, else `code` on the PATH. Throws when VSCODE_PATH names nothing. */
export function findDesktop(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['VSCODE_PATH'];
  if (named) {
    if (!isFile(named)) throw new Error(`VSCODE_PATH names ${named}, which is not a file.`);
    return named;
  }
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isFile);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The program behind the command `code`, which, other than the command, stays until its window is closed; as it is when it is no such command. */
export function desktopProgram(path: string): string {
  const bin = dirname(realpathSync(path));
  const candidates = [join(bin, '..', 'code'), join(bin, '..', 'Code.exe'), join(bin, '..', '..', '..', 'MacOS', 'Electron')];
  return (/[\\/]bin$/.test(bin) && candidates.find(existsSync)) || path;
}

/** Ends the VS Code desktop that runs on this data folder: its process id is in a file there. */
export async function endDesktop(data: string): Promise<void> {
  const lock = join(data, 'code.lock');
  if (!existsSync(lock)) return;
  try {
    process.kill(Number(await readFile(lock, 'utf8')), 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
