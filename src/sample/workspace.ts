import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, modify, parse } from 'jsonc-parser';
import { sampleWorkspace, scratch } from './host/project';

const local = /^http:\/\/(127\.0\.0\.1|localhost):\d+/;

/** The copy of the sample workspace that a person works in, pointed at `master` unless it was pointed elsewhere. What was edited there stays. */
export async function openableWorkspace(master: string): Promise<string> {
  const folder = join(scratch, 'workspace');
  await cp(sampleWorkspace, folder, { recursive: true, force: false });
  const file = join(folder, 'reconciliation.json');
  const text = await readFile(file, 'utf8');
  const { master: { baseUrl } = {} } = parse(text) as { master?: { baseUrl?: unknown } };
  if (typeof baseUrl === 'string' && local.test(baseUrl)) {
    await writeFile(file, applyEdits(text, modify(text, ['master', 'baseUrl'], baseUrl.replace(local, master.replace(/\/$/, '')), {})));
  }
  return folder;
}
