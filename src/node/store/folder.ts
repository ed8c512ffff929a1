import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { orNull } from './errors';
import type { Files } from './files';

/** Whose store it is: the real path of the configuration file and the master's origin. Kept in every journal's header. */
export interface Identity {
  readonly config: string;
  readonly origin: string;
}

/** 32 hex digits that name an identity. */
export const idOf = ({ config, origin }: Identity): string => createHash('sha256').update(`${config}\n${origin}`).digest('hex').slice(0, 32);

/** Where the store of an identity lies: editor and command line find the same one. */
export const storeDirFor = (dataDir: string, identity: Identity): string => join(dataDir, 'stores', idOf(identity));

/** The product's folder in the user's data directory. */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const name = 'rest-api-reconciliation';
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', name);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), name);
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), name); // a relative one is to be ignored (XDG base directories)
}

/** Generation numbers of what lies in the folder, ascending. */
export interface Listing {
  readonly owners: readonly number[];
  readonly journals: readonly number[];
  readonly snapshots: readonly number[];
  readonly names: readonly string[];
}

/** The names in a store's folder (`reliability.md` 2.4). Journals stay where they are: those behind the snapshot are the archive. */
export class Folder {
  readonly quarantine: string;
  readonly inbox: string;
  constructor(
    readonly files: Files,
    readonly dir: string,
  ) {
    this.quarantine = join(dir, 'quarantine');
    this.inbox = join(dir, 'inbox');
  }
  owner = (generation: number): string => join(this.dir, `owner-${generation}`);
  journal = (generation: number): string => join(this.dir, `j-${generation}.log`);
  snapshot = (generation: number): string => join(this.dir, `snap-${generation}.json`);

  /** Nothing for a folder that does not exist. */
  async list(): Promise<Listing> {
    const names = (await orNull(this.files.list(this.dir))) ?? [];
    const of = (pattern: RegExp): number[] => names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
    return { owners: of(/^owner-(\d+)$/), journals: of(/^j-(\d+)\.log$/), snapshots: of(/^snap-(\d+)\.json$/), names };
  }
}

/** The generation that a new owner takes: above everything that was ever there. */
export const nextGeneration = ({ owners, journals, snapshots }: Listing): number =>
  1 + Math.max(0, owners.at(-1) ?? 0, journals.at(-1) ?? 0, snapshots.at(-1) ?? 0);
