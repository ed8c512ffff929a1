import { STATUSES, type Status } from '../../engine/status';
import type { Column, Next, View } from '../../protocol/records';
import { compareIds, compareWords } from '../records/order';
import { nextOf, type Line } from './line';

const RANKS = new Map<Status, number>(STATUSES.map((status, rank) => [status, rank]));
/** Behind every time: what waits for its turn, then what waits for a person. */
const WORDS: Readonly<Record<Exclude<Next, number>, number | null>> = { now: 0, queued: Number.MAX_SAFE_INTEGER - 1, 'needs you': Number.MAX_SAFE_INTEGER, '–': null };

/** What a line is sorted by in each column; the records themselves are by their place. */
export const VALUES: Readonly<Record<Column, (line: Line) => Line['value']>> = {
  status: ({ status }) => RANKS.get(status) ?? 0,
  record: () => 0,
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

/** The order of a view, for lines that have their `value`: a total one, so that a line has one place in it. Equal cells keep the order of the records; empty ones are last both ways. */
export function comparison({ column, isDown }: Pick<View, 'column' | 'isDown'>): (a: Line, b: Line) => number {
  const sign = isDown ? -1 : 1;
  if (column === 'record') return (a, b) => sign * (a.place - b.place);
  const compare = column === 'version' ? compareIds : compareWords;
  return (a, b) => {
    const [x, y] = [a.value, b.value];
    if (x === y) return a.place - b.place;
    if (x === null || y === null) return x === null ? 1 : -1;
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : compare(String(x), String(y))) || a.place - b.place;
  };
}
