import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runQuietly } from './group';

/** System fonts where there are some, and the one that comes with the browser. */
const fonts = '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir prefix="relative">fonts/fonts</dir></fontconfig>';

/**
 * Unpacks Chromium from its package into `folder`, and takes the package away.
 * The package unpacks into the temporary folder of its process, which is why a child does it.
 */
export async function unpackBrowser(chromiumPackage: string, folder: string): Promise<void> {
  await mkdir(folder);
  const entry = JSON.stringify(pathToFileURL(join(chromiumPackage, 'build', 'index.js')).href);
  const libraries = JSON.stringify(join(chromiumPackage, 'bin', 'al2023.tar.br'));
  const node = (script: string): Promise<string> => runQuietly(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, TMPDIR: folder } });
  await node(`import chromium from ${entry}; await chromium.executablePath()`);
  const starts = await runQuietly(join(folder, 'chromium'), ['--version']).then(
    () => true,
    () => false,
  );
  if (!starts) await node(`import { inflate } from ${entry}; await inflate(${libraries})`);
  await writeFile(join(folder, 'fonts.conf'), fonts);
  await rm(chromiumPackage, { recursive: true });
}
