import type { Change } from '../../engine/model';
import type { RecordKey } from '../../engine/record';
import { stepsOf, type Numbered, type Step } from '../../flows/history';
import type { Session } from '../../node/session';

/** Entries of one record that are kept, the newest. */
const MOST = 1_000;

/** The log of the record that a page follows: read once, then carried on by what is committed. */
export class RecordLog {
  #of: { readonly session: Pick<Session, 'log'>; readonly key: RecordKey } | null = null;
  #entries: Numbered[] = [];
  #steps: readonly Step[] | null = null;
  #isRead = false;

  /** `changed`: there is more to show. */
  constructor(
    private readonly changed: () => void,
    private readonly failed: (message: string) => void,
  ) {}

  /** What each entry did, oldest first; null until the log is read. Asked for another record, or for another session's, it is read anew. */
  stepsOf(session: Pick<Session, 'log'>, key: RecordKey): readonly Step[] | null {
    if (this.#of?.session !== session || this.#of.key !== key) this.#follow(session, key);
    if (!this.#isRead) return null;
    this.#steps ??= stepsOf(key, this.#entries);
    return this.#steps;
  }

  /** Takes what was committed, the last of it with the number `seq`. Nothing at all means that the store was read anew. */
  take(changes: readonly Change[], seq: number): void {
    if (!this.#of) return;
    if (changes.length === 0) return this.forget();
    const { key } = this.#of;
    const first = seq - changes.length + 1;
    this.#add(changes.flatMap(({ entry }, i) => (entry.key === key ? [{ seq: first + i, entry }] : [])));
  }

  /** The next question reads the log anew. */
  forget(): void {
    this.#of = null;
    this.changed();
  }

  #follow(session: Pick<Session, 'log'>, key: RecordKey): void {
    const of = { session, key };
    this.#of = of;
    this.#entries = [];
    this.#steps = null;
    this.#isRead = false;
    this.#read(of).catch((error: unknown) => this.failed(`The log of ${key} cannot be read: ${String(error)}`));
  }

  async #read(of: { readonly session: Pick<Session, 'log'>; readonly key: RecordKey }): Promise<void> {
    const read: Numbered[] = [];
    for await (const one of of.session.log({ key: of.key, last: MOST })) read.push(one);
    if (this.#of !== of) return; // another record was chosen meanwhile
    const committed = this.#entries;
    this.#entries = read;
    this.#isRead = true;
    this.#add(committed);
    this.changed();
  }

  #add(more: readonly Numbered[]): void {
    const last = this.#entries.at(-1)?.seq ?? 0;
    const added = more.filter(({ seq }) => seq > last);
    if (added.length === 0) return;
    this.#entries = [...this.#entries, ...added].slice(-MOST);
    this.#steps = null;
  }
}
