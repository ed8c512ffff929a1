import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { csv, json, tsv } from '../../../src/editor/recordsPage/copied';
import { decodeFilter, listedOf, viewOf } from '../../../src/editor/recordsPage/filter';
import { lineOf, nextOf, versionOf } from '../../../src/editor/recordsPage/line';
import { RecordIndex } from '../../../src/editor/recordsPage/recordIndex';
import { Selection } from '../../../src/editor/recordsPage/selection';
import { firstStatuses, queryOf, snapshotOf, type Around, type Shown } from '../../../src/editor/recordsPage/snapshot';
import { Model } from '../../../src/engine/model';
import type { SyncRecord } from '../../../src/engine/record';
import { STATUSES } from '../../../src/engine/status';
import { decodeToEditor, decodeToPage, FIRST_VIEW, MOST_KEPT, MOST_ROWS, type Range, type Snapshot, type ToEditor, type View } from '../../../src/protocol/records';
import { recordIn } from '../../support/records';
import { settingsWith } from '../../support/simulated';

const NOW = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;

const shown = (records: readonly SyncRecord[]): Shown => ({ settings: settingsWith(), model: Model.from(new Model().head(), records) });

function page(records: readonly SyncRecord[], more: { readonly view?: View; readonly range?: Range; readonly key?: string; readonly selected?: readonly string[] } = {}): Snapshot {
  const session = shown(records);
  const view = more.view ?? { ...FIRST_VIEW, statuses: STATUSES };
  const index = new RecordIndex({ records: session.model.records, sensitive: () => [] }, queryOf(view, null, NOW));
  const selection = new Selection();
  selection.set(new Set(more.selected));
  return snapshotOf(session, index, { turn: 3, view, listed: null, range: more.range ?? { from: 0, to: 50 }, key: more.key ?? null, selection, selected: selection.view(index), obstacle: null, canPull: false, notice: null }, NOW);
}

const requests: readonly ToEditor[] = [
  { type: 'ready', view: null, list: null, range: { from: 0, to: 100 } }, { type: 'ready', view: FIRST_VIEW, list: { title: 'Two', keys: ['accounts/1', 'accounts/2'] }, range: { from: 5, to: 5 } }, { type: 'look', range: { from: 10, to: 400 }, key: 'accounts/__proto__' }, { type: 'look', range: { from: 0, to: 1 }, key: null },
  { type: 'choose', view: { text: '<b>', statuses: ['ERROR'], resource: 'accounts', period: '24h', column: 'error', isDown: true }, turn: 4 }, { type: 'toggle', key: 'a/1' }, { type: 'extend', key: 'a/1', to: 99_999 }, { type: 'openRecord', key: 'a/1' },
  { type: 'why', key: 'a/1' }, { type: 'timeline', key: 'a/1' }, { type: 'act', deed: 'discard' }, { type: 'copy', key: null }, { type: 'copy', key: 'a/1' }, { type: 'selectAll' }, { type: 'selectNone' }, { type: 'leaveList' }, { type: 'export' }, { type: 'connect' }, { type: 'pull' }, { type: 'failed', message: 'no' },
];

/** Each way to put a wrong value in the place of one field, at any depth. */
function* spoiled(value: object, wrong: unknown): Generator<unknown> {
  for (const [key, field] of Object.entries(value)) {
    const put = (other: unknown): unknown => (Array.isArray(value) ? (value as unknown[]).with(Number(key), other) : { ...value, [key]: other });
    yield put(wrong);
    if (typeof field === 'object' && field !== null) for (const inner of spoiled(field as object, wrong)) yield put(inner);
  }
}

describe('A row of the records page', () => {
  it('says where each status stands, and when it goes on', () => {
    const next = STATUSES.map((status) => nextOf(recordIn('a/1', status, { dueAt: 7 })));
    assert.deepEqual(next, ['needs you', 'needs you', 'needs you', 'needs you', 7, 'now', 'queued', '–', '–']);
    const conflict = recordIn('a/1', 'VERSION_CONFLICT', { version: '3' });
    assert.equal(versionOf(conflict), '3 ≠ –');
    const there = (version: string | null): SyncRecord => ({ ...conflict, job: conflict.job?.status === 'VERSION_CONFLICT' ? { ...conflict.job, remote: { content: {}, version, etag: null } } : null });
    assert.equal(versionOf(there('9')), '3 ≠ 9');
    assert.equal(versionOf({ ...there(null), base: null }), 'differs');
    assert.equal(versionOf(recordIn('a/1', 'SYNCED', { version: null })), '–');
  });

  it('has its error on one line, without what could be taken for more than text, and not without end', () => {
    assert.equal(lineOf(recordIn('a/1', 'ERROR', { error: ' a\r\n\u202eb [x](command:y)\t' })).error, 'a b [x] (command:y)');
    assert.equal(lineOf(recordIn('a/1', 'VALIDATION_FAILED', { error: 'must be number' })).error, 'V4 age: must be number');
    assert.equal([...lineOf(recordIn('a/1', 'DEAD_LETTER', { error: 'x'.repeat(5_000) })).error].length, 300);
    assert.equal(lineOf(recordIn('a/1', 'PENDING')).error, '');
  });
});

describe('The snapshot of the records page', () => {
  const many = Array.from({ length: 120 }, (_, n) => recordIn(`accounts/${n}`, n < 5 ? 'ERROR' : 'SYNCED', { changedAt: NOW - n * HOUR, confirmedAt: NOW - n * HOUR }));

  it('has the rows that are asked for, and the last ones where the list has become shorter', () => {
    const { total, all, from, rows, counts } = page(many, { range: { from: 2, to: 6 }, selected: ['accounts/3'] });
    assert.deepEqual([total, all, from, rows.map(({ key, isSelected }) => [key, isSelected])], [120, 120, 2, [['accounts/2', false], ['accounts/3', true], ['accounts/4', false], ['accounts/5', false]]]);
    assert.deepEqual(counts.filter(({ count }) => count > 0), [{ status: 'ERROR', count: 5 }, { status: 'SYNCED', count: 115 }]);
    assert.equal(page(many, { range: { from: 5_000, to: 5_010 } }).from, 110);
    assert.equal(page(many.slice(0, 3), { range: { from: 5_000, to: 5_010 } }).rows.length, 3);
  });

  it('says where the record is that the page stands on', () => {
    assert.deepEqual(page(many, { key: 'accounts/7' }).current, { key: 'accounts/7', index: 7 });
    assert.deepEqual(page(many, { key: 'accounts/7', view: { ...FIRST_VIEW, statuses: ['ERROR'] } }).current, { key: 'accounts/7', index: -1 });
  });

  it('knows how long ago the last change may be', () => {
    assert.equal(page(many, { view: { ...FIRST_VIEW, statuses: STATUSES, period: '1h' } }).total, 2);
    assert.equal(page(many, { view: { ...FIRST_VIEW, statuses: STATUSES, period: '24h' } }).total, 25);
  });

  it('begins with what is not at rest; where all is, with all', () => {
    assert.deepEqual(firstStatuses(shown(many)), STATUSES.filter((status) => status !== 'SKIPPED' && status !== 'SYNCED'));
    assert.deepEqual(firstStatuses(shown(many.slice(5))), STATUSES);
  });

  it('is what the page understands, with a session and without', () => {
    const around: Around = { turn: 0, view: FIRST_VIEW, listed: { title: 'Some', keys: new Set() }, range: { from: 0, to: 9 }, key: 'a/1', selection: new Selection(), selected: null, obstacle: { kind: 'closed', why: 'Closed.', action: 'Open' }, canPull: false, notice: 'Paused.' };
    const none = snapshotOf(null, null, around, NOW);
    const listing = (size: number): Snapshot['list'] => snapshotOf(null, null, { ...around, listed: { title: 'Some', keys: new Set(Array.from({ length: size }, (_, n) => `a/${n}`)) } }, NOW).list;
    assert.deepEqual([listing(MOST_KEPT)?.keys.length, listing(MOST_KEPT + 1)], [MOST_KEPT, null], 'a list that is too long is not kept over a reload');
    for (const snapshot of [page(many, { selected: ['accounts/1'], key: 'accounts/1' }), none]) assert.deepEqual(decodeToPage(structuredClone(snapshot)), snapshot);
  });
});

describe('What opens the records page', () => {
  it('names statuses, a resource, a text or certain records; anything else is left out', () => {
    assert.deepEqual(decodeFilter({ statuses: ['ERROR', 'x', 1], resource: 'accounts', text: 7, keys: ['a/1', null], title: 'Two' }), { statuses: ['ERROR'], resource: 'accounts', keys: ['a/1'], title: 'Two' });
    for (const value of [undefined, null, 'accounts/1', ['a']]) assert.equal(decodeFilter(value), null);
  });

  it('shows certain records in whatever status they are, and otherwise what is not at rest', () => {
    assert.deepEqual(viewOf({ keys: ['a/1'] }).statuses, STATUSES);
    assert.deepEqual(viewOf({ text: 'scope' }), { ...FIRST_VIEW, text: 'scope', statuses: STATUSES });
    assert.equal(viewOf({ resource: 'accounts' }).statuses, null);
    assert.deepEqual(listedOf({ keys: ['a/1'], title: 'One' }), { title: 'One', keys: new Set(['a/1']) });
    assert.equal(listedOf({ statuses: ['ERROR'] }), null);
  });
});

describe('Records that are copied or exported', () => {
  const lines = [recordIn('accounts/1', 'ERROR', { error: '=cmd|"x"', title: '@SUM(1)\tb', confirmedAt: NOW }), recordIn('accounts/2', 'RETRY_PENDING', { dueAt: NOW, title: '+1' })].map((record) => lineOf(record));

  it('are rows parted by tabs, none of which a spreadsheet takes for a formula', () => {
    assert.deepEqual(tsv(lines).split('\n').map((row) => row.split('\t')), [
      ['Status', 'Record', 'Name', 'Version', 'Revision', 'Attempts', 'Next', 'Last error', 'Last sync'],
      ['ERROR', 'accounts/1', "'@SUM(1) b", '1', '0', '0', 'needs you', `'=cmd|"x"`, '2026-01-05T12:00:00.000Z'],
      ['RETRY_PENDING', 'accounts/2', "'+1", '1', '0', '0', '2026-01-05T12:00:00.000Z', 'It failed.', ''],
    ]);
  });

  it('are CSV and JSON of the same', () => {
    assert.equal(csv(lines).split('\r\n')[1], `"ERROR","accounts/1","'@SUM(1) b","1","0","0","needs you","'=cmd|""x""","2026-01-05T12:00:00.000Z"`);
    const [, second] = JSON.parse(json(lines)) as unknown[];
    assert.deepEqual(second, { record: 'accounts/2', status: 'RETRY_PENDING', name: '+1', version: '1', revision: 0, attempts: 0, next: '2026-01-05T12:00:00.000Z', error: 'It failed.', lastSync: null });
  });
});

describe('Messages of the records page', () => {
  it('come through as they were sent', () => {
    for (const request of requests) assert.deepEqual(decodeToEditor(structuredClone(request)), request);
  });

  it('are dropped when any field of any message is of another kind', () => {
    const snapshot = { ...page([recordIn('accounts/1', 'ERROR')], { selected: ['accounts/1'] }), obstacle: { kind: 'closed', why: '', action: '' } };
    assert.ok(decodeToPage(snapshot));
    for (const wrong of [undefined, -1, NaN, {}, [7], Symbol('x')]) {
      for (const request of requests) for (const message of spoiled(request, wrong)) assert.equal(decodeToEditor(message), null);
      for (const message of spoiled(snapshot, wrong)) assert.equal(decodeToPage(message), null);
    }
    assert.equal(decodeToPage({ ...snapshot, current: { key: 'a/1', index: -2 } }), null);
  });

  it('ask for no more rows than a page shows, and for nothing that there is not', () => {
    for (const range of [{ from: 0, to: MOST_ROWS + 1 }, { from: 2, to: 1 }]) assert.equal(decodeToEditor({ type: 'look', range, key: null }), null);
    assert.equal(decodeToEditor({ type: 'act', deed: 'clear' }), null);
    assert.equal(decodeToEditor({ type: 'choose', view: { ...FIRST_VIEW, column: 'constructor' }, turn: 1 }), null);
    assert.deepEqual(decodeToEditor({ type: 'export', path: '/etc/passwd' }), { type: 'export' });
  });

  it('are judged without an exception, whatever they are', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(decodeToEditor(value), null);
        assert.equal(decodeToPage(value), null);
      }),
    );
  });
});
