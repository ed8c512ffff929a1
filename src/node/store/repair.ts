import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { orNull } from './errors';
import { using, writeAll } from './files';
import type { Folder } from './folder';
import { MAX_LINE } from './line';
import type { Recovered } from './recover';
import { writeTemp } from './replace';

/** Sets damaged files aside and cuts off a torn tail. Only the owner may; doing it twice does no harm. */
export async function repair(folder: Folder, { parts, torn, damagedJournals, damagedSnapshots }: Recovered): Promise<void> {
  const { files } = folder;
  const last = parts.at(-1);
  if (torn > 0 || damagedJournals.length > 0 || damagedSnapshots.length > 0) await files.makeDir(folder.quarantine);
  for (const generation of damagedJournals) await setAside(folder, folder.journal(generation), 0);
  for (const generation of damagedSnapshots) {
    await files.rename(folder.snapshot(generation), join(folder.quarantine, `snap-${generation}.${randomUUID()}.json`));
    await files.syncDir(folder.dir);
  }
  if (!last || torn === 0) return;
  await setAside(folder, folder.journal(last.generation), last.length);
  await using(files, folder.journal(last.generation), 'edit', async (file) => {
    await file.truncate(last.length);
    await file.sync();
  });
}

/** Copies a file, from an offset on, into the quarantine. */
async function setAside(folder: Folder, path: string, from: number): Promise<void> {
  const { files } = folder;
  const target = join(folder.quarantine, `${basename(path)}.${from}.${randomUUID()}`);
  const temp = await writeTemp(files, target, (copy) =>
    using(files, path, 'read', async (file) => {
      const chunk = Buffer.allocUnsafe(MAX_LINE);
      let at = from;
      for (let count = 0; (count = await file.read(chunk, at)) > 0; at += count) await writeAll(copy, chunk.subarray(0, count), at - from);
      return at - from;
    }),
  );
  await files.rename(temp, target);
  await files.syncDir(folder.quarantine);
}

/** How long an answer in the inbox or a temporary file may lie there, ms. */
const STALE = 3_600_000;

/** Removes what crashed writers left behind. */
export async function sweep(folder: Folder, now: number): Promise<void> {
  const { files } = folder;
  for (const [dir, pattern] of [[folder.dir, /\.tmp$/], [folder.inbox, /\.(?:tmp|result\.json)$/]] as const) {
    for (const name of (await orNull(files.list(dir))) ?? []) {
      if (!pattern.test(name)) continue;
      const info = await orNull(files.info(join(dir, name)));
      if (info && now - info.modified > STALE) await orNull(files.remove(join(dir, name)));
    }
  }
}
