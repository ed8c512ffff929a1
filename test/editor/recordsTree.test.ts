import { strict as assert } from 'node:assert';
import type { RecordNode } from '../../src/editor/records/recordNodes';
import { live, type Live } from './support/live';
import { until } from './workspace';

describe('the Records view', () => {
  let at: Live;
  const root = (): RecordNode[] => at.tree.getChildren();
  const status = (name: string): RecordNode => {
    const node = root().find((each) => each.kind === 'status' && each.status === name);
    assert.ok(node, `${name} is shown`);
    return node;
  };

  before(async () => {
    at = await live({ records: 450 });
  });
  after(async () => {
    at.tree.filter = '';
    await at.sample.close();
  });

  it('shows the statuses that have records, with how many', () => {
    assert.deepEqual(root(), [{ kind: 'status', status: 'SYNCED', count: 450 }]);
    const item = at.tree.getTreeItem(status('SYNCED'));
    assert.equal(item.description, '450');
    assert.equal(item.accessibilityInformation?.label, 'SYNCED, 450 records');
  });

  it('shows 200 records at a time, as a person counts', () => {
    const rows = at.tree.getChildren(status('SYNCED'));
    assert.equal(rows.length, 201);
    assert.deepEqual(rows.slice(0, 11).map((row) => row.kind === 'record' && row.key), Array.from({ length: 11 }, (_, i) => `accounts/${i + 1}`));
    const last = rows.at(-1);
    assert.deepEqual(last, { kind: 'more', status: 'SYNCED', resource: 'accounts', left: 250 });
    assert.ok(last?.kind === 'more');
    assert.equal(at.tree.getTreeItem(last).label, 'Load 200 more');
    at.tree.loadMore(last);
    assert.equal(at.tree.getChildren(status('SYNCED')).length, 401);
  });

  it('describes a record, in plain text', () => {
    const [row] = at.tree.getChildren(status('SYNCED'));
    assert.ok(row);
    const item = at.tree.getTreeItem(row);
    assert.equal(item.label, '1');
    assert.match(String(item.description), /^v\d+ · (now|\d+ s ago|\d+ min ago) · \S/);
    assert.equal(typeof item.tooltip, 'string');
    assert.match(item.accessibilityInformation?.label ?? '', /^accounts\/1, SYNCED, /);
  });

  it('shows what the filter lets through', () => {
    at.tree.filter = 'ACCOUNTS/44';
    assert.deepEqual(root(), [{ kind: 'status', status: 'SYNCED', count: 11 }]);
    assert.deepEqual(at.tree.getChildren(status('SYNCED')).map((row) => row.kind === 'record' && row.key).slice(0, 2), ['accounts/44', 'accounts/440']);
    at.tree.filter = 'no such record';
    assert.deepEqual(root(), []);
    at.tree.filter = '';
    assert.equal(root().length, 1);
  });

  it('moves a record to its new status, in the order of the statuses', async () => {
    await at.fault({ fault: '403', id: '7', method: 'PUT' });
    const record = at.session.model.records.get('accounts/7');
    await at.session.perform({ type: 'edit', key: 'accounts/7', content: { ...record?.local, name: 'Moved' } });
    await at.when('accounts/7', 'is ERROR', ({ job }) => job?.status === 'ERROR');
    await until('the row', () => (root().length === 2 ? true : undefined));
    assert.deepEqual(root(), [{ kind: 'status', status: 'ERROR', count: 1 }, { kind: 'status', status: 'SYNCED', count: 449 }]);
    const [row] = at.tree.getChildren(status('ERROR'));
    assert.ok(row);
    assert.equal(at.tree.getTreeItem(row).contextValue, 'record.ERROR');
    assert.ok(!at.tree.getChildren(status('SYNCED')).some((each) => each.kind === 'record' && each.key === 'accounts/7'));
  });
});
