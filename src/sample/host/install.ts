import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project';

/** What of the checkout is the extension. */
const parts = ['package.json', 'package.nls.json', 'README.md', 'LICENSE', 'media', 'dist/extension.cjs', 'dist/webview'];

/** Puts the built extension where a served VS Code with this data folder finds it installed. */
export async function installExtension(data: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Record<'publisher' | 'name' | 'version', string>;
  const extensions = join(data, 'extensions');
  for (const old of [extensions, join(data, 'data', 'CachedProfilesData')]) await rm(old, { recursive: true, force: true });
  const folder = join(extensions, `${publisher}.${name}-${version}`);
  await mkdir(folder, { recursive: true });
  await Promise.all(parts.filter((part) => existsSync(join(projectRoot, part))).map((part) => cp(join(projectRoot, part), join(folder, part), { recursive: true })));
}
