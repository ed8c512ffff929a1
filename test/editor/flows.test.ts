import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { entriesBehind, standingIn } from '../../src/editor/flows/behind';
import { History } from '../../src/editor/flows/history';
import { openMoment } from '../../src/editor/flows/moments';
import { schemes } from '../../src/editor/ids';
import { flowOf } from '../../src/flows/flows';
import { STATUSES } from '../../src/engine/status';
import { until, untilStatus } from './workspace';
import { closeAll, live, type Live } from './support/live';

describe('The history behind the Flows page', () => {
  let at: Live;
  let history: History;
  before(async () => {
    at = await live();
    history = new History(at.source, assert.fail);
  });
  after(async () => {
    history.dispose();
    await at.sample.close();
    await closeAll();
  });

  const edit = async (id: string, creditLimit: number): Promise<void> => {
    const local = at.session.model.records.get(`accounts/${id}`)?.local ?? assert.fail();
    assert.ok((await at.session.perform({ type: 'edit', key: `accounts/${id}`, content: { ...local, creditLimit } })).ok);
  };
  /** What is counted is what the engine counts. */
  const agrees = (): true | undefined => {
    const { traffic } = history;
    const counts = traffic.counts(0, traffic.length);
    const { model } = at.session;
    return ([...counts.edges('state-machine').values()].join() === model.edges.join() && STATUSES.every((status) => counts.status(status) === model.count(status))) || undefined;
  };

  it('reads the log once, with what is committed meanwhile, and goes on with what comes', async () => {
    await edit('1', 1);
    history.open();
    for (const id of ['2', '3', '4']) void edit(id, 2);
    await until('the log is read', () => (history.reading === null && agrees()) || undefined);
    for (const id of ['2', '3', '4']) await untilStatus(at.session, `accounts/${id}`, 'SYNCED');
    await edit('1', 3);
    await untilStatus(at.session, 'accounts/1', 'SYNCED');
    await until('what came is counted', agrees);
    assert.equal(history.traffic.entry(history.traffic.length - 1)?.seq, at.session.model.seq);
  });

  it('counts anew when the configured retries are others', async () => {
    const { settings } = at.session;
    const hasFourth = (): boolean => history.traffic.counts(0, 0).edges('backoff').has('rung4');
    assert.equal(hasFourth(), false);
    at.session.configure({ ...settings, retry: { ...settings.retry, retries: 4 } });
    history.open();
    await until('the fourth rung', () => (history.reading === null && hasFourth()) || undefined);
    at.session.configure(settings);
    history.open();
    await until('three rungs again', () => (history.reading === null && !hasFourth() && agrees()) || undefined);
  });

  it('leads from an arrow to the entries of the log', async () => {
    await at.fault({ fault: '403', id: '5', method: 'PUT' });
    await edit('5', 1);
    await untilStatus(at.session, 'accounts/5', 'ERROR');
    const seqs = await until('the arrow', () => {
      const found = history.traffic.newest('error-handling', ['clientError'], 0, history.traffic.length, 10);
      return found.length > 0 ? found : undefined;
    });
    const [entry] = await entriesBehind(at.session, seqs);
    assert.equal(entry?.key, 'accounts/5');
    assert.match(entry.text, /^ERROR: The master answered 403/);
  });

  it('leads from a box to the records that stand there: in a state, or on a rung', async () => {
    const { model, settings } = at.session;
    assert.deepEqual(standingIn(model, 'error-handling', 'error', flowOf('error-handling', settings.retry).nodes['error'])?.keys, ['accounts/5']);
    await at.fault({ fault: '500', id: '7', method: 'PUT' });
    await edit('7', 1);
    await untilStatus(at.session, 'accounts/7', 'RETRY_PENDING');
    assert.deepEqual(standingIn(model, 'backoff', 'retry1', undefined), { where: 'wait for retry 1', keys: ['accounts/7'] });
    assert.deepEqual(standingIn(model, 'backoff', 'retry2', undefined)?.keys, []);
    assert.equal(standingIn(model, 'backoff', 'count', undefined), null);
  });

  it('opens a record as it was beside what it is now', async () => {
    const before = at.session.model.seq;
    const was = at.session.model.records.get('accounts/6')?.local['creditLimit'];
    await edit('6', 123);
    await untilStatus(at.session, 'accounts/6', 'SYNCED');
    await openMoment('accounts/6', before, Date.now());
    const tab = await until('the diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff && input.original.scheme === schemes.moment ? input : undefined;
    });
    const [then, now] = await Promise.all([vscode.workspace.openTextDocument(tab.original), vscode.workspace.openTextDocument(tab.modified)]);
    assert.equal((JSON.parse(then.getText()) as { creditLimit: unknown }).creditLimit, was);
    assert.equal((JSON.parse(now.getText()) as { creditLimit: unknown }).creditLimit, 123);
    await openMoment('accounts/6', 0, 0);
    const never = await until('the diff with what never was', () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === schemes.moment && uri.query === '0'));
    assert.match(never.getText(), /did not have this record/);
  });
});
