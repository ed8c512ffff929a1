import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, orNull } from './errors';
import { using, writeAll, type Files, type OpenFile } from './files';

/** How long a rename is tried again while a virus scanner or indexer holds the file, ms. */
const PATIENCE = 10_000;
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Replaces a file so that after a crash there is the old or the new one, whole (`reliability.md` 2.4). On failure the old one stays. */
export async function replace(files: Files, path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const temp = await writeTemp(files, path, async (file) => {
    await writeAll(file, bytes, 0);
    return bytes.length;
  });
  await putInPlace(files, temp, path);
}

/** Writes a synced temporary file beside its target. `produce` says how many bytes it wrote; fewer on the disk is a failure. */
export async function writeTemp(files: Files, target: string, produce: (file: OpenFile) => Promise<number>): Promise<string> {
  const temp = `${target}.${randomUUID()}.tmp`;
  try {
    await using(files, temp, 'create', async (file) => {
      const length = await produce(file);
      const { size } = await file.info();
      if (size !== length) throw Object.assign(new Error(`${size} of ${length} bytes were written.`), { code: 'EIO' });
      await file.sync();
    });
    return temp;
  } catch (error) {
    await orNull(files.remove(temp));
    throw error;
  }
}

/** Renames a synced file to its final name, durably. `patience`: ms for which a rename that is held up is tried again. */
export async function putInPlace(files: Files, temp: string, target: string, patience = PATIENCE): Promise<void> {
  try {
    for (let wait = 10, waited = 0; ; waited += wait, wait = Math.min(wait * 2, 500)) {
      try {
        await files.rename(temp, target);
        break;
      } catch (error) {
        if (!HELD.has(codeOf(error)) || waited >= patience) throw error;
        await delay(wait);
      }
    }
  } catch (error) {
    await orNull(files.remove(temp));
    throw error;
  }
  await files.syncDir(dirname(target));
}
