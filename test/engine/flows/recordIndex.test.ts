import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { RecordIndex, type Query } from '../../../src/editor/recordsPage/recordIndex';
import { FOR, Selection } from '../../../src/editor/recordsPage/selection';
import { splitKey, type SyncRecord } from '../../../src/engine/record';
import { STATUSES, type Status } from '../../../src/engine/status';
import { COLUMNS } from '../../../src/protocol/records';
import { recordIn, type Told } from '../../support/records';

const ALL: Query = { text: '', statuses: new Set(STATUSES), resource: null, since: -Infinity, keys: null, column: 'status', isDown: false };

function indexOf(records: readonly SyncRecord[], query: Partial<Query> = {}): { readonly index: RecordIndex; readonly records: Map<string, SyncRecord> } {
  const map = new Map(records.map((record) => [record.key, record]));
  return { index: new RecordIndex({ records: map, sensitive: () => ['name'] }, { ...ALL, ...query }), records: map };
}

const keys = (index: RecordIndex): string[] => index.lines(0).map(({ record }) => record.key);
const listed = (records: readonly SyncRecord[], query: Partial<Query>): string[] => keys(indexOf(records, query).index);

describe('The list of records', () => {
  const some = [
    recordIn('accounts/10', 'SYNCED', { confirmedAt: 500, version: '10', revision: 2 }),
    recordIn('accounts/9', 'ERROR', { error: 'Beta', title: 'Zoo', version: '9', attempts: 1, changedAt: 900 }),
    recordIn('contacts/1', 'VERSION_CONFLICT', { version: null, attempts: 3 }),
    recordIn('accounts/2', 'RETRY_PENDING', { dueAt: 70, error: 'alpha 2', title: 'Älg' }),
    recordIn('accounts/11', 'RETRY_PENDING', { dueAt: 60, error: 'alpha 10', title: 'ape 10' }),
    recordIn('accounts/3', 'PENDING', { title: 'ape 9' }),
    recordIn('accounts/4', 'PROCESSING'),
  ];
  const by = (column: Query['column'], isDown = false): string[] => listed(some, { column, isDown }).map((key) => splitKey(key)?.id ?? '');

  it('is in the order of the statuses, then of the records as a person counts', () => {
    assert.deepEqual(by('status'), ['1', '9', '2', '11', '4', '3', '10']);
    assert.deepEqual(by('record'), ['2', '3', '4', '9', '10', '11', '1']);
  });

  it('is sorted by each column both ways; cells that say nothing are last, and equal ones in the order of the records', () => {
    assert.deepEqual(by('status', true), ['10', '3', '4', '2', '11', '9', '1']);
    assert.deepEqual(by('record', true), ['1', '11', '10', '9', '4', '3', '2']);
    assert.deepEqual(by('name'), ['2', '3', '11', '9', '4', '10', '1']);
    assert.deepEqual(by('name', true), ['9', '11', '3', '2', '4', '10', '1']);
    assert.deepEqual(by('version').slice(-3), ['9', '10', '1']);
    assert.deepEqual(by('revision', true)[0], '10');
    assert.deepEqual(by('attempts', true).slice(0, 2), ['1', '9']);
    assert.deepEqual(by('next'), ['4', '11', '2', '3', '9', '1', '10']);
    assert.deepEqual(by('error').slice(0, 3), ['2', '11', '9']);
    assert.equal(by('synced')[0], '10');
  });

  it('is filtered by the text of key, name and error, by status, resource, time and keys, all of them at once', () => {
    assert.deepEqual(listed(some, { text: ' ALPHA ' }), ['accounts/2', 'accounts/11']);
    assert.deepEqual(listed(some, { text: 'zoo' }), ['accounts/9']);
    assert.deepEqual(listed(some, { text: 'contacts/' }), ['contacts/1']);
    assert.deepEqual(listed(some, { statuses: new Set<Status>(['ERROR', 'SYNCED']) }), ['accounts/9', 'accounts/10']);
    assert.deepEqual(listed(some, { resource: 'contacts' }), ['contacts/1']);
    assert.deepEqual(listed(some, { since: 501 }), ['accounts/9']);
    assert.deepEqual(listed(some, { keys: new Set(['accounts/4', 'accounts/9', 'gone/1']) }), ['accounts/9', 'accounts/4']);
    assert.deepEqual(listed(some, { text: 'alpha', statuses: new Set<Status>(['ERROR']) }), []);
  });

  it('counts what fits everything but the choice of statuses', () => {
    const { index } = indexOf(some, { text: 'accounts', statuses: new Set<Status>(['ERROR']) });
    assert.deepEqual(STATUSES.map((status) => index.count(status)), [0, 0, 0, 1, 2, 1, 1, 0, 1]);
    assert.equal(index.total, 1);
  });

  it('never finds or shows a sensitive field', () => {
    const secret = { ...recordIn('accounts/1', 'ERROR'), local: { name: 'hidden' } };
    assert.deepEqual(listed([secret], { text: 'hidden' }), []);
    assert.equal(indexOf([secret]).index.line('accounts/1')?.name, '');
  });

  it('gives a window, and knows where each record is in it', () => {
    const { index } = indexOf(some);
    assert.deepEqual(index.lines(1, 3).map(({ record }) => record.key), ['accounts/9', 'accounts/2']);
    keys(index).forEach((key, place) => assert.equal(index.indexOf(key), place));
    index.ask({ ...ALL, text: 'alpha' });
    assert.deepEqual([index.indexOf('accounts/9'), index.indexOf('gone/1'), index.has('accounts/2'), index.has('accounts/9')], [-1, -1, true, false]);
  });

  it('is after any changes as if it were made anew', () => {
    const told = fc.record<Told & { readonly key: string; readonly status: Status | null }>({
      key: fc.nat(12).map((n) => `${n % 3 === 0 ? 'contacts' : 'accounts'}/${n}`),
      status: fc.option(fc.constantFrom(...STATUSES), { freq: 4 }),
      error: fc.constantFrom('alpha', 'beta'), title: fc.constantFrom('', 'ape', 'zoo'), version: fc.constantFrom(null, '1', '2', '10'),
      attempts: fc.nat(3), revision: fc.nat(2), dueAt: fc.nat(3), changedAt: fc.nat(9), confirmedAt: fc.nat(9),
    });
    const query = fc.record<Query>({
      text: fc.constantFrom('', 'ALPHA', 'accounts', 'z'), statuses: fc.subarray([...STATUSES], { minLength: 4 }).map((some) => new Set(some)), resource: fc.constantFrom(null, 'accounts'),
      since: fc.constantFrom(-Infinity, 4), keys: fc.constantFrom(null, new Set(['accounts/1', 'contacts/3'])), column: fc.constantFrom(...COLUMNS), isDown: fc.boolean(),
    });
    // more than a hundred records at once go another way than a few
    const crowd = Array.from({ length: 150 }, (_, n) => recordIn(`crowd/${n}`, n % 2 ? 'ERROR' : 'PENDING', { error: 'alpha', title: String(n % 7) }));
    fc.assert(
      fc.property(query, fc.array(fc.array(told, { maxLength: 6 }), { maxLength: 8 }), fc.boolean(), (asked, batches, isCrowded) => {
        const { index, records } = indexOf([], asked);
        for (const batch of [...batches, ...(isCrowded ? [crowd] : []), ...batches]) {
          for (const one of batch) {
            if ('id' in one) records.set(one.key, { ...one });
            else if (one.status === null) records.delete(one.key);
            else records.set(one.key, recordIn(one.key, one.status, one));
          }
          index.update(batch.map(({ key }) => key));
          const fresh = new RecordIndex({ records, sensitive: () => ['name'] }, asked);
          assert.deepEqual(keys(index), keys(fresh));
          assert.deepEqual(STATUSES.map((status) => index.count(status)), STATUSES.map((status) => fresh.count(status)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('The selection of records', () => {
  const records = Array.from({ length: 20 }, (_, n) => recordIn(`accounts/${n}`, n < 5 ? 'DEAD_LETTER' : n < 10 ? 'PENDING' : 'SYNCED'));

  it('grows and shrinks as a range from one record, beside what was selected before', () => {
    const { index } = indexOf(records);
    const selection = new Selection();
    selection.toggle('accounts/15');
    selection.extend(index, 'accounts/3', 6);
    assert.deepEqual(selection.keys(index), ['accounts/3', 'accounts/4', 'accounts/5', 'accounts/6', 'accounts/15']);
    selection.extend(index, 'accounts/3', 2);
    assert.deepEqual(selection.keys(index), ['accounts/2', 'accounts/3', 'accounts/15']);
    selection.toggle('accounts/3');
    assert.deepEqual(selection.keys(index), ['accounts/2', 'accounts/15']);
    selection.extend(index, 'gone/1', 4);
    assert.equal(selection.keys(index).length, 2);
  });

  it('stays when its records change, move or are filtered out, and says how many are', () => {
    const { index, records: map } = indexOf(records);
    const selection = new Selection();
    selection.set(new Set(['accounts/1', 'accounts/6', 'accounts/12', 'gone/1']));
    assert.deepEqual(selection.view(index), { count: 3, outside: 0, words: 'accounts, 3 statuses', applies: { retry: 1, sync: 2, discard: 2, open: 3 } });
    map.set('accounts/1', recordIn('accounts/1', 'PENDING'));
    index.update(['accounts/1']);
    index.ask({ ...ALL, statuses: new Set<Status>(['PENDING']) });
    assert.deepEqual(selection.view(index), { count: 3, outside: 1, words: 'accounts, 2 statuses', applies: { retry: 0, sync: 3, discard: 2, open: 3 } });
    assert.deepEqual(selection.keys(index), ['accounts/1', 'accounts/6', 'accounts/12']);
    assert.deepEqual(selection.keys(index, FOR.discard), ['accounts/1', 'accounts/6']);
    map.delete('accounts/6');
    index.update(['accounts/6']);
    assert.equal(selection.view(index)?.count, 2);
    selection.set(new Set());
    assert.equal(selection.view(index), null);
  });
});
