import type { RecordKey } from '../../engine/record';
import { STATUSES, type Status } from '../../engine/status';
import type { Session } from '../../node/session';
import { MOST_KEPT, type Period, type Range, type Row, type SelectionView, type Snapshot, type View } from '../../protocol/records';
import { labelOf } from '../records/describe';
import { nextOf, versionOf, type Line } from './line';
import type { Query, RecordIndex } from './recordIndex';
import type { Selection } from './selection';

/** What of a session the page needs. */
export type Shown = Pick<Session, 'settings' | 'model'>;

/** A list that was opened for certain records, and what it is called. */
export interface Listed {
  readonly title: string;
  readonly keys: ReadonlySet<RecordKey>;
}

const HOUR = 3_600_000;
/** Lengths of the periods, ms. */
const PERIOD_MS: Readonly<Record<Period, number>> = { any: Infinity, '1h': HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR };

const AT_REST: readonly Status[] = ['SKIPPED', 'SYNCED'];

/** The statuses that are listed at first: all that move or need somebody; where there are none, all. */
export function firstStatuses({ model }: Pick<Session, 'model'>): readonly Status[] {
  const some = STATUSES.filter((status) => !AT_REST.includes(status));
  return some.some((status) => model.count(status) > 0) ? some : STATUSES;
}

/** What the index is asked for a view. */
export const queryOf = ({ text, resource, period, column, isDown, statuses }: View, listed: Listed | null, now: number): Query => ({
  text, resource, column, isDown, since: period === 'any' ? -Infinity : now - PERIOD_MS[period], statuses: new Set(statuses ?? STATUSES), keys: listed?.keys ?? null,
});

/** What the page shows beside the records. */
export interface Around extends Pick<Snapshot, 'turn' | 'view' | 'obstacle' | 'canPull' | 'notice'> {
  readonly listed: Listed | null;
  readonly range: Range;
  /** The record that the page stands on. */
  readonly key: RecordKey | null;
  readonly selection: Selection;
  readonly selected: SelectionView | null;
}

/** The page at one moment: the rows that it wants, and figures of all. A list that is shorter than that gives its end. */
export function snapshotOf(session: Shown | null, index: RecordIndex | null, { listed, range, key, selection, selected, ...around }: Around, now: number): Snapshot {
  const total = index?.total ?? 0;
  const from = Math.min(range.from, Math.max(0, total - (range.to - range.from)));
  return {
    ...around,
    type: 'snapshot', at: now, title: listed?.title ?? null, list: listed && listed.keys.size <= MOST_KEPT ? { title: listed.title, keys: [...listed.keys] } : null,
    resources: session ? [...session.settings.resources.keys()].sort() : [],
    counts: STATUSES.map((status) => ({ status, count: index?.count(status) ?? 0 })),
    all: session?.model.records.size ?? 0, total, from,
    rows: index?.lines(from, from + range.to - range.from).map((line) => rowOf(line, selection)) ?? [],
    current: key === null ? null : { key, index: index?.indexOf(key) ?? -1 },
    selection: selected,
  };
}

function rowOf({ record, status, name, error }: Line, selection: Selection): Row {
  const { key, localRevision, job, confirmedAt } = record;
  return { key, label: labelOf(key), status, name, version: versionOf(record), revision: localRevision, attempts: job?.attempt ?? 0, next: nextOf(record), error, synced: confirmedAt, isSelected: selection.has(key) };
}
