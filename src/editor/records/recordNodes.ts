import { statusOf, type RecordKey, type SyncRecord } from '../../engine/record';
import { STATUSES, type Status } from '../../engine/status';
import type { Session } from '../../node/session';
import type { Batch } from '../session/gatheredChanges';
import { nameOf } from './describe';
import { Order } from './order';

/** Rows that are shown at once; more come on demand. */
export const PAGE = 200;

/** A row of the Records view. */
export type RecordNode =
  | { readonly kind: 'status'; readonly status: Status; readonly count: number }
  | { readonly kind: 'resource'; readonly status: Status; readonly resource: string; readonly count: number }
  | { readonly kind: 'record'; readonly status: Status; readonly resource: string; readonly key: RecordKey }
  | { readonly kind: 'more'; readonly status: Status; readonly resource: string; readonly left: number };

/** What the rows are, without anything of VS Code: statuses in the order of `STATUSES`, resources where there are several, records as a person counts, in pages. */
export class RecordNodes {
  readonly #order = new Order();
  /** Rows asked for, by `status/resource`, where more than a page. */
  readonly #limits = new Map<string, number>();
  #filter = '';

  get filter(): string {
    return this.#filter;
  }

  /** Shows only records whose key or name has this text in it; '' for all. */
  set filter(text: string) {
    this.#filter = text.trim();
    this.#limits.clear();
  }

  /** One more page of a group. */
  more(status: Status, resource: string): void {
    this.#limits.set(`${status}/${resource}`, this.#limit(status, resource) + PAGE);
  }

  /** Takes in that records came or went. */
  update(session: Session | null, { keys, isEverything }: Batch): void {
    if (isEverything) this.#order.forget();
    for (const key of keys) this.#order.note(key, session?.model.records.has(key) ?? false);
  }

  roots(session: Session): RecordNode[] {
    return STATUSES.flatMap((status) => {
      const count = this.#filter === '' ? session.model.count(status) : this.#matches(session, status).length;
      return count > 0 ? [{ kind: 'status', status, count } as const] : [];
    });
  }

  children(session: Session, node: RecordNode): RecordNode[] {
    if (node.kind === 'resource') return this.#page(session, node.status, node.resource);
    if (node.kind !== 'status') return [];
    const resources = [...this.#order.of(session.model.records).keys()];
    const [only] = resources;
    // A level for the resource would say nothing where there is one alone.
    if (only !== undefined && resources.length === 1 && session.settings.resources.size < 2) return this.#page(session, node.status, only);
    const counts = new Map<string, number>();
    for (const { resource } of this.#matches(session, node.status)) counts.set(resource, (counts.get(resource) ?? 0) + 1);
    return resources.flatMap((resource) => {
      const count = counts.get(resource);
      return count === undefined ? [] : [{ kind: 'resource', status: node.status, resource, count } as const];
    });
  }

  #page(session: Session, status: Status, resource: string): RecordNode[] {
    const limit = this.#limit(status, resource);
    const rows: RecordNode[] = [];
    let left = 0;
    for (const key of this.#order.of(session.model.records).get(resource) ?? []) {
      const record = session.model.records.get(key);
      if (!record || statusOf(record) !== status || !this.#fits(session, record)) continue;
      if (rows.length < limit) rows.push({ kind: 'record', status, resource, key });
      else left += 1;
    }
    return left > 0 ? [...rows, { kind: 'more', status, resource, left }] : rows;
  }

  #matches(session: Session, status: Status): SyncRecord[] {
    return [...session.model.keys(status)].flatMap((key) => session.model.records.get(key) ?? []).filter((record) => this.#fits(session, record));
  }

  #fits(session: Session, record: SyncRecord): boolean {
    if (this.#filter === '') return true;
    const sensitive = session.settings.resources.get(record.resource)?.sensitive;
    const wanted = this.#filter.toLowerCase();
    return record.key.toLowerCase().includes(wanted) || nameOf(record, sensitive).toLowerCase().includes(wanted);
  }

  #limit(status: Status, resource: string): number {
    return this.#limits.get(`${status}/${resource}`) ?? PAGE;
  }
}
