import { realpath, statfs } from 'node:fs/promises';
import { codeOf } from './errors';

/** Folders that programs keep in step with other machines, by name. */
const SYNCED = /^(OneDrive( - .+)?|Dropbox( \(.+\))?|Google ?Drive|iCloud ?Drive|Mobile Documents|CloudStorage|Nextcloud|ownCloud|pCloud ?Drive|Box Sync)$/i;
/** `f_type` of Linux (statfs(2)): NFS, SMB, CIFS, SMB 2, AFS, Ceph, 9P. */
const NETWORK: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400, 0x01021997]);
/** `\\server\share`, and not `\\?\C:\`. */
const SHARE = /^\\\\[^?.\\]/;

/** Why a folder is a poor place for a store (row 70), as a sentence; null for a good one. `type`: of its file system, as statfs tells it. */
export function complainAboutPlace(dir: string, type: number, platform: NodeJS.Platform = process.platform): string | null {
  const synced = dir.split(/[\\/]/).find((name) => SYNCED.test(name));
  const isNetwork = SHARE.test(dir) || (platform === 'linux' && NETWORK.has(type >>> 0));
  if (synced === undefined && !isNetwork) return null;
  const what = synced === undefined ? 'on a network file system, so each save waits for the network' : `in a folder that a program syncs (${synced}), so each save is copied elsewhere, where it is another store`;
  return `The store in ${dir} lies ${what}. Nothing is lost there; a place on this machine is better: the setting reconciliation.storeDir, or --store.`;
}

/** Looks where a folder really is. */
export async function lookAtPlace(dir: string): Promise<string | null> {
  try {
    const path = await realpath(dir);
    return complainAboutPlace(path, (await statfs(path)).type);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return null; // it is only advice
  }
}

/** What it means that a store was last used on another machine (row 68); null where nothing waits that both could send. */
export const movedSentence = (host: string | null, edits: number): string | null =>
  host === null || edits === 0
    ? null
    : `The store was last used on the machine "${host}". If it was copied and not moved, both machines send its ${edits} unsent ${edits === 1 ? 'edit: discard it' : 'edits: discard them'} on one of them. Neither overwrites anything unseen.`;
