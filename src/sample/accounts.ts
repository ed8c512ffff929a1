import { equalExcept, without } from '../engine/canonical';
import type { Json, JsonObject } from '../engine/json';
import { seal } from './checksum';
import { makeAccount } from './data';

/** One account as it stands. */
export interface Row {
  readonly record: JsonObject;
  readonly version: number;
  /** The record as JSON text, encoded once. */
  readonly bytes: Buffer;
  /** Its place in the collection: greater than that of every account made before it. */
  readonly order: number;
}

/** What the master sets by itself, whatever a client sends. */
const SERVER_OWNED = ['id', 'updatedAt', 'version', 'checksum'] as const;
const UNCOMPARED: ReadonlySet<string> = new Set(SERVER_OWNED);

/** The collection, in memory. */
export class Accounts {
  /** How many writes were applied to each account, deleted ones included. */
  readonly writes = new Map<string, number>();
  private readonly rows = new Map<string, Row>();
  private last = 0;
  /** All accounts, until one of them changes. */
  private listed: readonly Row[] | null = null;

  /** Begins with the accounts "1" to "`count`", in version 1. */
  constructor(count: number) {
    for (let n = 1; n <= count; n++) {
      const account = makeAccount(n);
      this.put(String(n), account, 1, account.updatedAt);
    }
  }

  get size(): number {
    return this.rows.size;
  }

  get(id: string): Row | undefined {
    return this.rows.get(id);
  }

  /** All accounts, oldest first. */
  list(): readonly Row[] {
    return (this.listed ??= [...this.rows.values()]);
  }

  /** Creates or replaces an account. Content equal to the present one changes nothing, and the version stays. */
  write(id: string, content: JsonObject): Row {
    const before = this.rows.get(id);
    if (before !== undefined && equalExcept(before.record, content, UNCOMPARED)) return before;
    this.count(id);
    return this.put(id, content, (before?.version ?? 0) + 1, new Date().toISOString());
  }

  /** Changes the name behind everybody's back, and shows `version`, and a `checksum` where one is given, as if nothing had happened. */
  tamper(id: string, version: number, checksum?: Json): Row | undefined {
    const content = this.rows.get(id)?.record;
    const name = content?.['name'];
    if (typeof name !== 'string') return undefined;
    return this.put(id, { ...content, name: `${name} (changed)` }, version, new Date().toISOString(), checksum);
  }

  delete(id: string): void {
    this.rows.delete(id);
    this.listed = null;
    this.count(id);
  }

  /** An id that no account has. */
  freeId(): string {
    let n = this.last + 1;
    while (this.rows.has(String(n))) n += 1;
    return String(n);
  }

  private put(id: string, content: JsonObject, version: number, updatedAt: string, checksum?: Json): Row {
    const sealed = seal({ id, ...without(content, SERVER_OWNED), updatedAt, version });
    const record = checksum === undefined ? sealed : { ...sealed, checksum };
    const row = { record, version, bytes: Buffer.from(JSON.stringify(record)), order: this.rows.get(id)?.order ?? ++this.last };
    this.rows.set(id, row);
    this.listed = null;
    return row;
  }

  private count(id: string): void {
    this.writes.set(id, (this.writes.get(id) ?? 0) + 1);
  }
}
