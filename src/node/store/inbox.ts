import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Action, ActionResult } from '../../engine/actions';
import { isObject } from '../../engine/json';
import { decodeAction, decodeResult } from './decodeAction';
import { orNull, textOf } from './errors';
import { readText } from './files';
import type { Folder } from './folder';
import { isAlive, isProcessId, THIS_PROCESS } from './lease';
import { parseJson } from './line';
import { replace } from './replace';

/** How often an answer is looked for, ms. */
const LOOK = 25;
/** How long closing waits for actions that are under way, ms. */
const PATIENCE = 2000;

const REQUEST = /^([0-9a-f-]{36})\.json$/;
const TAKEN = /^([0-9a-f-]{36})\.taken\.json$/;
const refusal = (message: string): ActionResult => ({ ok: false, message });

/**
 * Actions between processes, as files: `<uuid>.json` asks, `<uuid>.taken.json` is being performed, `<uuid>.result.json` answers.
 * An action is performed at most once: one that was taken by an owner that then ended is answered with "look", and never repeated.
 */
export class Inbox {
  readonly #performing = new Map<string, Promise<void>>();
  constructor(private readonly folder: Folder) {}

  /** Asks the owner. `patience`: ms until it must have taken the action; `isOwned`: somebody lives who can answer. */
  async request(action: Action, patience: number, isOwned: () => boolean, signal: AbortSignal): Promise<ActionResult> {
    const { files, inbox } = this.folder;
    const id = randomUUID();
    await files.makeDir(inbox);
    await replace(files, this.#path(id, ''), JSON.stringify({ by: THIS_PROCESS, action }));
    let asked = performance.now();
    for (;;) {
      const text = await orNull(readText(files, this.#path(id, '.result')));
      if (text !== null) {
        await orNull(files.remove(this.#path(id, '.result')));
        const result = decodeResult(parseJson(text));
        return typeof result === 'string' ? refusal(result) : result;
      }
      if (signal.aborted || performance.now() - asked > patience) {
        if (await this.#withdraw(id)) return refusal(signal.aborted ? 'Nothing was done: the store was closed.' : 'Nothing was done: the window that owns the store does not answer. Close it, or wait until this one takes over, and try again.');
        if (signal.aborted || !isOwned()) return refusal(UNKNOWN);
        asked = performance.now(); // it is being performed, by someone who lives
      }
      await delay(LOOK);
    }
  }

  /** Owner: performs what has come in, in the order in which it came. */
  async serve(handler: (action: Action) => Promise<ActionResult>): Promise<void> {
    const { files, inbox } = this.folder;
    const names = (await orNull(files.list(inbox))) ?? [];
    for (const name of names) {
      const id = TAKEN.exec(name)?.[1];
      if (id === undefined || this.#performing.has(id)) continue;
      if (files.has(this.#path(id, '.result'))) await orNull(files.remove(this.#path(id, '.taken')));
      else await this.#answer(id, refusal(UNKNOWN));
    }
    const waiting: { id: string; since: number }[] = [];
    for (const name of names) {
      const id = REQUEST.exec(name)?.[1];
      const info = id === undefined ? null : await orNull(files.info(join(inbox, name)));
      if (id !== undefined && info) waiting.push({ id, since: info.modified });
    }
    for (const { id } of waiting.sort((a, b) => a.since - b.since)) await this.#take(id, handler);
  }

  /** Waits a little for what is under way, so that it is answered. */
  async settle(): Promise<void> {
    await Promise.race([Promise.all(this.#performing.values()), delay(PATIENCE, undefined, { ref: false })]);
  }

  async #take(id: string, handler: (action: Action) => Promise<ActionResult>): Promise<void> {
    const { files } = this.folder;
    const claimed = await orNull(files.rename(this.#path(id, ''), this.#path(id, '.taken')).then(() => true));
    if (!claimed) return; // withdrawn
    const value = parseJson(await readText(files, this.#path(id, '.taken')));
    const by = isObject(value) ? value['by'] : undefined;
    if (isProcessId(by) && isAlive(by) === false) { // nobody waits for it any more
      await files.remove(this.#path(id, '.taken'));
      return;
    }
    const action = isObject(value) ? decodeAction(value['action']) : 'The request cannot be read.';
    const result = typeof action === 'string' ? Promise.resolve(refusal(action)) : perform(handler, action);
    const done = result.then((what) => this.#answer(id, what)).finally(() => this.#performing.delete(id));
    this.#performing.set(id, done.catch(() => undefined)); // an answer that cannot be written is missed by the one who waits for it, and by nobody else
  }

  async #answer(id: string, result: ActionResult): Promise<void> {
    await replace(this.folder.files, this.#path(id, '.result'), JSON.stringify(result));
    await orNull(this.folder.files.remove(this.#path(id, '.taken')));
  }

  /** True where nobody had taken it. */
  async #withdraw(id: string): Promise<boolean> {
    return (await orNull(this.folder.files.remove(this.#path(id, '')).then(() => true))) ?? false;
  }

  #path(id: string, state: '' | '.taken' | '.result'): string {
    return join(this.folder.inbox, `${id}${state}.json`);
  }
}

const UNKNOWN = 'The window that performed this ended before it answered: it may have been done or not. Look before you repeat it.';

async function perform(handler: (action: Action) => Promise<ActionResult>, action: Action): Promise<ActionResult> {
  try {
    return await handler(action);
  } catch (error) {
    return refusal(textOf(error));
  }
}
