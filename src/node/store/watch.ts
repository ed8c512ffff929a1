import type { Folder } from './folder';
import { decodeHeartbeat, isAlive, readHeartbeat, type LeaseTimes, type ProcessId } from './lease';

/** What can be seen of the owner. `free`: never had one, released, ended or silent for too long. `by`: the last one; null where that cannot be read. */
export interface OwnerView {
  readonly is: 'free' | 'held';
  readonly by: ProcessId | null;
}

/** Watches the owner's heartbeat by its content, on this process's own clock: wall clocks jump. */
export class OwnerWatch {
  #seen = '';
  /** Time without a change, ms. */
  #silence = 0;
  #lookedAt = performance.now();

  constructor(
    private readonly folder: Folder,
    private readonly times: LeaseTimes,
  ) {}

  async look(): Promise<OwnerView> {
    const { owners } = await this.folder.list();
    const generation = owners.at(-1);
    const text = generation === undefined ? null : await readHeartbeat(this.folder, generation);
    if (text === null) return { is: 'free', by: null };
    this.#count(`${generation} ${text}`);
    const heartbeat = decodeHeartbeat(text);
    const by = heartbeat?.by ?? null;
    const isLiving = by && isAlive(by);
    const patience = isLiving ? this.times.staleAliveMs : this.times.staleMs;
    const isFree = heartbeat?.isReleased === true || isLiving === false || this.#silence >= patience;
    return { is: isFree ? 'free' : 'held', by };
  }

  /** Long gaps between two looks are our own (sleep, a blocked loop), so they count for little: a woken owner gets time to beat. */
  #count(content: string): void {
    const now = performance.now();
    const passed = Math.min(now - this.#lookedAt, 2 * this.times.pollMs);
    this.#lookedAt = now;
    this.#silence = content === this.#seen ? this.#silence + passed : 0;
    this.#seen = content;
  }
}
