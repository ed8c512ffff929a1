import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands, schemes } from '../../src/editor/ids';
import { performFixes, sayFixed } from '../../src/editor/runs/fixFindings';
import { planFix } from '../../src/editor/runs/fixPlan';
import { ignoredFields } from '../../src/editor/runs/ignoredFields';
import type { RunNode } from '../../src/editor/runs/runNodes';
import { reportUri, writeReport } from '../../src/editor/runs/runReports';
import { reportOf } from '../../src/flows/report/reportOf';
import { scopeIn } from '../../src/editor/runs/scope';
import { openFindings, targetNodes } from '../../src/editor/runs/target';
import { changeThere, configUri, until } from './workspace';
import { closeAll, live, type Live } from './support/live';

type Of<K extends RunNode['kind']> = Extract<RunNode, { kind: K }>;

describe('the Runs view', () => {
  let at: Live;
  const roots = (): RunNode[] => at.runs.getChildren();
  const newest = (): Of<'run'> => {
    const [run] = roots();
    assert.ok(run?.kind === 'run');
    return run;
  };
  const group = (of: string): Of<'group'> => {
    const node = at.runs.getChildren(newest()).find((each) => each.kind === 'group' && each.of === of);
    assert.ok(node?.kind === 'group', `${of} is shown`);
    return node;
  };
  const rows = (of: string): Of<'finding'>[] => at.runs.getChildren(group(of)).flatMap((each) => (each.kind === 'finding' ? [each] : []));
  const row = (of: string, key: string): Of<'finding'> => {
    const node = rows(of).find(({ finding }) => finding.key === key);
    assert.ok(node, `${key} is shown`);
    return node;
  };
  const look = (node: RunNode): vscode.TreeItem => at.runs.getTreeItem(node);

  before(async () => {
    at = await live({ records: 450 });
    await changeThere(at.sample.url, '1', { name: 'Newer' });
    await changeThere(at.sample.url, '2', { name: 'Newer' });
    for (const id of ['3', '4']) await fetch(`${at.sample.url}/accounts/${id}`, { method: 'DELETE' });
  });
  afterEach(closeAll);
  after(async () => {
    await at.session.perform({ type: 'clear' });
    await at.sample.close();
  });

  it('is empty before the first run', () => {
    assert.deepEqual(roots(), []);
  });

  it('shows a run on a line after Reconcile Now, with its findings by kind, gravest first', async () => {
    void vscode.commands.executeCommand(commands.reconcileNow);
    await until('the end of the run', () => at.session.model.audits.runs[0]?.end ?? undefined);
    const item = look(newest());
    assert.equal(item.description, '4 discrepancies, 2 actions needed · 450 checked · complete, by hand');
    assert.match(item.accessibilityInformation?.label ?? '', /^Run of .*\d\d:\d\d, 4 discrepancies, 2 actions needed · 450 checked · complete, by hand$/, 'it says once how it went');
    assert.equal(item.contextValue, 'run.ended');
    assert.deepEqual(at.runs.getChildren(newest()).map((node) => look(node).label), ['Orphaned', 'Version drift']);
    assert.deepEqual(rows('drift').map(({ finding }) => finding.key), ['accounts/1', 'accounts/2']);
    const drift = look(row('drift', 'accounts/1'));
    assert.equal(drift.description, 'name · v1 here, v2 there · no action needed');
    assert.equal(look(row('orphaned', 'accounts/3')).description, 'v1 here · action needed');
    assert.equal(drift.contextValue, 'finding.drift.open.fields');
    assert.match(drift.accessibilityInformation?.label ?? '', /^Version drift: accounts\/1, name · v1 here, v2 there · no action needed/);
  });

  it('compares a finding with the master as it is now, read-only, and changes nothing', async () => {
    await vscode.commands.executeCommand(commands.openFinding, row('drift', 'accounts/1'));
    const input = await until('the diff', () => {
      const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return shown instanceof vscode.TabInputTextDiff ? shown : undefined;
    });
    assert.equal(input.original.scheme, schemes.audited);
    assert.match((await vscode.workspace.openTextDocument(input.original)).getText(), /"name": "Newer"/);
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, '1 · Remote (version 2) ↔ Here (version 1)');
    assert.doesNotMatch((await vscode.workspace.openTextDocument(input.modified)).getText(), /"name": "Newer"/);
    assert.equal(look(row('drift', 'accounts/1')).contextValue, 'finding.drift.open.fields');
  });

  it('says what would be done before anything is, then does it and marks what is put right', async () => {
    const findings = openFindings(at.session, targetNodes(group('drift'), [group('drift'), group('orphaned')], []));
    const accept = planFix(at.session, findings, 'accept');
    assert.equal(accept.question, 'Accept the master’s side of 4 records?');
    assert.deepEqual(accept.detail.split('\n').slice(0, 4), ['accounts/1 becomes version 2, was 1', 'accounts/2 becomes version 2, was 1', 'accounts/3 is removed here', 'accounts/4 is removed here']);
    const push = planFix(at.session, findings, 'push');
    assert.deepEqual(push.detail.split('\n').slice(0, 4), ['PUT /accounts/1 over version 2', 'PUT /accounts/2 over version 2', 'PUT /accounts/3, created again', 'PUT /accounts/4, created again']);

    const parts = { source: at.source, log: at.log };
    assert.deepEqual(await performFixes(parts, accept.fixes.filter(({ key }) => key !== 'accounts/2' && key !== 'accounts/4')), { done: 2, of: 2 });
    assert.equal(at.session.model.records.get('accounts/1')?.local['name'], 'Newer');
    assert.equal(at.session.model.records.has('accounts/3'), false);
    assert.deepEqual(await performFixes(parts, push.fixes.filter(({ key }) => key === 'accounts/2')), { done: 1, of: 1 });
    await at.when('accounts/2', 'is pushed', ({ job }) => job?.status === 'SYNCED');

    assert.equal(look(group('drift')).description, '2, all put right');
    assert.equal(look(group('drift')).contextValue, 'group.drift.settled');
    assert.equal(look(group('orphaned')).contextValue, 'group.orphaned.open');
    assert.match(String(look(row('drift', 'accounts/1')).description), / · put right$/);
    assert.equal(look(group('orphaned')).description, '2, 1 put right');
    assert.deepEqual(openFindings(at.session, [group('orphaned'), group('drift')]).map(({ key }) => key), ['accounts/4']);
  });

  it('leaves alone what moved meanwhile, and says so in one sentence', async () => {
    const fixed = await performFixes({ source: at.source, log: at.log }, [{ key: 'accounts/5', how: 'push', seen: { remote: 'there', version: '99' } }]);
    assert.deepEqual(fixed, { done: 0, of: 1 });
    assert.equal(sayFixed(fixed, 'push'), '0 of 1 records are queued to be sent; the others were left alone.');
    assert.equal(sayFixed({ done: 1, of: 1 }, 'accept'), '1 record is as the master has it.');
  });

  it('opens the report of any run in the preview, and saves it in four formats', async () => {
    const { run } = newest();
    await at.session.perform({ type: 'audit', scope: { keys: ['accounts/9'] }, by: 'person' });
    assert.equal(look(newest()).description, '0 discrepancies, 0 actions needed · 1 checked · complete, by hand, 1 record');
    await vscode.commands.executeCommand(commands.openReport, { kind: 'run', run, isNewest: false });
    await until('the preview', () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.startsWith('Preview Reconciliation ')));
    const text = (await vscode.workspace.openTextDocument(reportUri(run))).getText();
    assert.match(text, /## Version drift \(2\)/);
    assert.match(text, /accounts\/1/);
    assert.equal((await reportOf(at.session, run)).findings.length, 4, 'an older run is read from the log');
    for (const [ending, expected] of [['md', /^# Reconciliation report/], ['json', /"key": "accounts\/3"/], ['csv', /"accounts\/3","Orphaned"/], ['html', /<td>accounts\/3<\/td>/]] as const) {
      const uri = vscode.Uri.joinPath(configUri(), `../report.${ending}`);
      assert.ok(await writeReport(uri, at.session, run));
      assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), expected);
      await vscode.workspace.fs.delete(uri);
    }
    assert.equal(await writeReport(vscode.Uri.joinPath(configUri(), '../report.pdf'), at.session, run), false);
  });

  it('lists the fields that runs leave out', async () => {
    await at.session.perform({ type: 'ignore', resource: 'accounts', field: 'name', isIgnored: true });
    assert.deepEqual(ignoredFields(at.session).map(({ label, description }) => [label, description]), [['name', 'accounts']]);
    await at.session.perform({ type: 'ignore', resource: 'accounts', field: 'name', isIgnored: false });
    assert.deepEqual(ignoredFields(at.session), []);
  });

  it('shows 200 findings of a kind at a time', async () => {
    await Promise.all(Array.from({ length: 230 }, (_, i) => changeThere(at.sample.url, String(i + 100), { name: 'Many' })));
    await at.session.perform({ type: 'audit', scope: {}, by: 'person' });
    const all = at.runs.getChildren(group('drift'));
    const last = all.at(-1);
    assert.ok(all.length === 201 && last?.kind === 'more');
    assert.equal(look(last).label, 'Load 30 more');
    await vscode.commands.executeCommand(commands.loadMoreFindings, last);
    assert.equal(at.runs.getChildren(group('drift')).length, 230);
    assert.match(planFix(at.session, openFindings(at.session, [group('drift')]), 'push').detail, /… and 220 more/);
  });

  it('knows what a row of the Records view covers', () => {
    assert.deepEqual(scopeIn({ kind: 'status', status: 'SYNCED', count: 3 }), { status: 'SYNCED' });
    assert.deepEqual(scopeIn({ kind: 'resource', status: 'SYNCED', resource: 'accounts', count: 3 }), { status: 'SYNCED', resource: 'accounts' });
    assert.deepEqual(scopeIn({ kind: 'record', status: 'SYNCED', resource: 'accounts', key: 'accounts/1' }), { keys: ['accounts/1'] });
  });
});

describe('a run that goes on', () => {
  it('is on a line with its progress, and ends when it is cancelled', async () => {
    const at = await live({ latencyMs: 400 });
    try {
      const before = at.session.model.audits.runs[0]?.id;
      void vscode.commands.executeCommand(commands.reconcileNow);
      const running = await until('the run', () => at.session.model.audits.running ?? undefined);
      const [row] = at.runs.getChildren();
      assert.ok(row?.kind === 'run' && row.run.id === running.id && running.id !== before);
      const item = at.runs.getTreeItem(row);
      assert.equal(item.iconPath instanceof vscode.ThemeIcon && item.iconPath.id, 'sync~spin');
      assert.equal(item.description, '0 of 25 compared · 0 discrepancies, 0 actions needed · 0 checked');
      assert.equal(item.contextValue, 'run.running');
      await vscode.commands.executeCommand(commands.cancelReconciliation);
      await until('its end', () => at.session.model.audits.runs[0]?.end ?? undefined);
      const [ended] = at.runs.getChildren();
      assert.ok(ended);
      assert.match(String(at.runs.getTreeItem(ended).description), /· cancelled, by hand$/);
    } finally {
      await at.session.perform({ type: 'clear' });
      await at.sample.close();
    }
  });
});
