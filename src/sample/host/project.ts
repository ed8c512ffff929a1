import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: the nearest folder with a `package.json` above the bundle that runs. */
export const projectRoot = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('This file is not inside the project.');
    folder = dirname(folder);
  }
  return folder;
})();

/** Where everything goes that is fetched or made by a run; git ignores it. */
export const scratch = join(projectRoot, '.vscode-test');

/** The built extension and its workspace, so far as somebody opens them. */
export const sampleWorkspace = join(projectRoot, 'src', 'sample', 'workspace');

/** The served VS Code and its browser are Linux x64 packages. */
export const canServe = process.platform === 'linux' && process.arch === 'x64';

/** Said where neither a desktop nor a served VS Code is to be had. */
export const needsDesktop =
  'No VS Code found. Here VS Code desktop is needed: put `code` on the PATH or set VSCODE_PATH to its executable. (Without a desktop, a VS Code in the browser is served on Linux x64 only.)';
