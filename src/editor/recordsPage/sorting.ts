import { STATUSES, type Status } from '../../engine/status';
import type { Column, Next, View } from '../../protocol/records';
import { compareIds, compareWords } from '../records/order';
import { nextOf, type Line } from './line';

const RANKS = new Map<Status, number>(STATUSES.map((status, rank) => [status, rank]));
/** Behind every time: what waits for its turn, then what waits for a person. */
const WORDS: Readonly<Record<Exclude<Next, number>, number | null>> = { now: 0, queued: Number.MAX_SAFE_INTEGER - 1, 'needs you': Number.MAX_SAFE_INTEGER, '–': null };

/** What a column is sorted by; null for a cell that says nothing. */
const VALUES: Readonly<Record<Column, (line: Line) => number | string | null>> = {
  status: ({ status }) => RANKS.get(status) ?? 0,
  record: ({ place }) => place,
  name: ({ name }) => name || null,
  version: ({ record }) => record.base?.version ?? null,
  revision: ({ record }) => record.localRevision,
  attempts: ({ record }) => record.job?.attempt ?? 0,
  next: ({ record }) => {
    const next = nextOf(record);
    return typeof next === 'number' ? next : WORDS[next];
  },
  error: ({ error }) => error || null,
  synced: ({ record }) => record.confirmedAt || null,
};

/** The order of a view: a total one, so that a line has one place in it. Equal cells keep the order of the records; empty ones are last both ways. */
export function comparison({ column, isDown }: Pick<View, 'column' | 'isDown'>): (a: Line, b: Line) => number {
  const value = VALUES[column];
  const compare = column === 'version' ? compareIds : compareWords;
  const sign = isDown ? -1 : 1;
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === y) return a.place - b.place;
    if (x === null || y === null) return x === null ? 1 : -1;
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : compare(String(x), String(y))) || a.place - b.place;
  };
}
