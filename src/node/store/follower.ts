import { IllegalTransition } from '../../engine/machine';
import type { Change, Model } from '../../engine/model';
import { orNull } from './errors';
import { using } from './files';
import type { Folder } from './folder';
import { readHeader } from './header';
import { MAX_LINE, parseLine } from './line';
import { linesOf } from './lines';
import type { Recovered } from './recover';
import { decodeLine } from './replay';

/** Reads on behind a recovered state, whatever the owner does: new entries, new generations. */
export class Follower {
  readonly model: Model;
  #generation: number;
  #offset: number;

  constructor(
    private readonly folder: Folder,
    { model, parts }: Recovered,
  ) {
    const last = parts.at(-1);
    this.model = model;
    this.#generation = last?.generation ?? 0;
    this.#offset = last?.length ?? 0;
  }

  /** What came since the last look; null where what was read no longer counts and everything has to be read again. */
  async poll(): Promise<readonly Change[] | null> {
    const changes: Change[] = [];
    for (;;) {
      const next = (await this.folder.list()).journals.find((generation) => generation > this.#generation);
      const header = next === undefined ? null : await readHeader(this.folder, next);
      const seal = header?.seals.get(this.#generation);
      if (header && (seal === undefined || this.#offset > seal)) return null;
      const isWhole = await this.#read(seal ?? Infinity, changes);
      if (!isWhole) return null;
      if (!header) return changes;
      if (this.#offset !== seal || header.from !== this.model.seq + 1) return null;
      this.#generation = header.generation;
      this.#offset = 0;
    }
  }

  /** Takes what is complete up to a limit. False where the file is shorter than it was, or does not go on where it ended. */
  async #read(limit: number, changes: Change[]): Promise<boolean> {
    const path = this.folder.journal(this.#generation);
    if (this.#generation === 0) return true;
    const done = await orNull(
      using(this.folder.files, path, 'read', async (file) => {
        if ((await file.info()).size < this.#offset) return false;
        for await (const batch of linesOf(file, this.#offset, limit, MAX_LINE)) {
          for (const line of batch) {
            const value = line.isWhole ? parseLine(line.bytes) : undefined;
            if (value === undefined) return true; // being written
            if (line.start > 0) {
              const read = decodeLine(value);
              if (typeof read === 'string' || read.seq !== this.model.seq + 1) return false;
              try {
                changes.push(this.model.apply(read.entry));
              } catch (error) {
                if (error instanceof IllegalTransition) return false;
                throw error;
              }
            }
            this.#offset = line.end;
          }
        }
        return true;
      }),
    );
    return done ?? false;
  }
}
