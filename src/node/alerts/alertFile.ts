import { appendFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggedAlert } from '../../engine/alerts/alert';
import type { Change } from '../../engine/model';
import { alertLine } from '../../engine/alerts/alertLine';

/** Largest file; then it becomes the old one, and another begins. */
const LARGEST_BYTES = 2 ** 20;

/** D4's alert log as a file in the store's folder, for other tools: a line an alert, times in UTC. What counts is the sync log; a file that cannot be written is said once and keeps nobody waiting. */
export class AlertFile {
  readonly #path: string;
  #work: Promise<void> = Promise.resolve();
  #isBroken = false;

  constructor(
    private readonly dir: string,
    private readonly complain: (sentence: string) => void,
  ) {
    this.#path = join(dir, 'alerts.log');
  }

  /** Takes what was committed. */
  take(changes: readonly Change[]): void {
    const lines: string[] = [];
    for (const { entry: { fact } } of changes) {
      if (fact.kind === 'cleared') {
        lines.length = 0;
        this.#do(() => this.#clear());
      }
      if (fact.kind === 'alerted') lines.push(lineOf({ ...fact.alert, isHeld: fact.isHeld, isMuted: fact.isMuted === true, routed: [] }));
    }
    if (lines.length > 0) this.#do(() => this.#append(lines.join('')));
  }

  /** Resolves when what was taken is written, or cannot be. */
  settled(): Promise<void> {
    return this.#work;
  }

  async #append(text: string): Promise<void> {
    const size = await stat(this.#path).then((file) => file.size, () => 0);
    if (size > LARGEST_BYTES) await rename(this.#path, this.#old).catch(() => undefined); // it grows on
    await appendFile(this.#path, text, { mode: 0o600 });
    this.#isBroken = false;
  }

  async #clear(): Promise<void> {
    for (const path of [this.#path, this.#old]) await rm(path, { force: true });
  }

  get #old(): string {
    return join(this.dir, 'alerts.old.log');
  }

  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (!this.#isBroken) this.complain(`The alert log cannot be written as a file: ${error instanceof Error ? error.message : String(error)}`);
      this.#isBroken = true;
    });
  }
}

const lineOf = (alert: LoggedAlert): string => `${alertLine(alert, new Date(alert.at).toISOString())}\n`;
