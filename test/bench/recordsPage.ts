import { RecordIndex, type Query } from '../../src/editor/recordsPage/recordIndex';
import { STATUSES } from '../../src/engine/status';
import { COLUMNS, type Column } from '../../src/protocol/records';
import { makeAccount } from '../../src/sample/data';
import { recordIn } from '../support/records';
import { timed, type Run } from './run';

/** One thing that the page's list does, and in how many seconds it should. */
interface Work {
  readonly work: string;
  readonly seconds: number;
  readonly run: () => Promise<Run>;
}

/** Everything that a person waits for, on so many records; one in fifty has failed. */
export function listWork(count: number): readonly Work[] {
  const records = new Map(Array.from({ length: count }, (_, n) => {
    const record = recordIn(`accounts/${n + 1}`, n % 50 === 0 ? 'ERROR' : 'SYNCED', { error: `The master answered 403 for ${n}.`, version: String(n % 97), revision: n % 7, attempts: n % 5, confirmedAt: 1 + ((n * 7_919) % count) });
    return [record.key, { ...record, local: makeAccount(n + 1) }];
  }));
  const all: Query = { text: '', statuses: new Set(STATUSES), resource: null, since: -Infinity, keys: null, column: 'status', isDown: false };
  const made = (): RecordIndex => new RecordIndex({ records, sensitive: () => [] }, all);
  const index = made();
  const some = [...records.keys()].filter((_, n) => n % (count / 50) === 0);
  const ask = (query: Partial<Query>): Promise<Run> => timed(count, async () => index.ask({ ...all, ...query }));
  const sort = (column: Column): Work => ({ work: `sort by ${column}`, seconds: column === 'name' ? 1 : 0.25, run: () => ask({ column }) });
  return [
    { work: 'open', seconds: 1, run: () => timed(count, async () => void made()) },
    { work: 'filter by text', seconds: 0.1, run: () => ask({ text: 'lisbon' }) },
    ...COLUMNS.map(sort),
    {
      work: '50 changes', seconds: 0.016,
      run: () => {
        for (const key of some) records.set(key, { ...(records.get(key) ?? recordIn(key, 'SYNCED')), local: makeAccount(1) });
        return timed(count, async () => index.update(some));
      },
    },
  ];
}
