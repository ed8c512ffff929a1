import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { FINDINGS } from '../../src/engine/audit/finding';
import { commands } from '../../src/editor/ids';
import { performFixes } from '../../src/editor/runs/fixFindings';
import { planFix } from '../../src/editor/runs/fixPlan';
import type { RunNode } from '../../src/editor/runs/runNodes';
import { openFindings } from '../../src/editor/runs/target';
import { changeThere, until } from './workspace';
import { closeAll, configure, live, type Live } from './support/live';

/** The accounts once more, as if they had neither versions nor a checksum. */
const plain = { path: '/accounts', version: 'hash', checksum: false, serverOwned: ['id', 'version', 'checksum', 'updatedAt'] };

describe('the six kinds of findings', () => {
  let at: Live;
  const groups = (): Extract<RunNode, { kind: 'group' }>[] => at.runs.getChildren(at.runs.getChildren()[0]).flatMap((each) => (each.kind === 'group' ? [each] : []));
  const rows = (): string[] => groups().flatMap((group) => at.runs.getChildren(group).flatMap((each) => (each.kind === 'finding' ? [`${each.finding.kind} ${each.finding.key}: ${String(at.runs.getTreeItem(each).description)}`] : [])));

  before(async () => {
    at = await live({ records: 30 });
    await configure(at, JSON.stringify({ master: { baseUrl: at.sample.url }, resources: { accounts: { path: '/accounts' }, plain } }));
    await at.session.perform({ type: 'pull' });
    assert.equal(at.session.model.records.size, 60);
    for (const [fault, id] of [['same-version', '1'], ['same-checksum', '2']]) {
      await at.fault({ fault, id });
      await fetch(`${at.sample.url}/accounts/${id}`);
    }
    await changeThere(at.sample.url, '3', { creditLimit: 7 });
    await fetch(`${at.sample.url}/accounts/4`, { method: 'DELETE' });
    await fetch(`${at.sample.url}/accounts`, { method: 'POST', body: JSON.stringify({ name: 'New', email: 'new@new.example', status: 'active', tier: 'gold', creditLimit: 1 }) });
  });
  afterEach(closeAll);
  after(async () => {
    await at.session.perform({ type: 'clear' });
    await at.sample.close();
  });

  it('are found as they were planted, and each says what it is', async () => {
    void vscode.commands.executeCommand(commands.reconcileNow);
    await until('the end of the run', () => at.session.model.audits.runs[0]?.end ?? undefined);
    assert.deepEqual(groups().map(({ of, count }) => `${of} ${count}`), ['unversioned 1', 'discrepancy 3', 'orphaned 2', 'drift 1', 'missing 2', 'unchecked 1']);
    assert.deepEqual(new Set(groups().map(({ of }) => of)), new Set(FINDINGS));
    assert.deepEqual(rows(), [
      'unversioned accounts/1: name · v1 · action needed',
      ...['1', '2'].map((id) => `discrepancy plain/${id}: name · action needed`),
      'discrepancy plain/3: creditLimit · action needed',
      'orphaned accounts/4: v1 here · action needed',
      'orphaned plain/4: action needed',
      'drift accounts/3: creditLimit · v1 here, v2 there · no action needed',
      'missing accounts/31: v1 there · no action needed',
      'missing plain/31: no action needed',
      'unchecked accounts/2: The checksum "checksum" does not match the content. · action needed',
    ]);
    assert.deepEqual(at.session.model.audits.runs[0]?.figures, { checked: 61, matched: 52, left: 0, needsPerson: 7, kinds: { unversioned: 1, discrepancy: 3, orphaned: 2, drift: 1, missing: 2, unchecked: 1 } });
  });

  it('are put right as far as they can be, and what cannot is counted', async () => {
    const findings = openFindings(at.session, groups());
    const { fixes, question, detail } = planFix(at.session, findings, 'accept');
    assert.equal(question, 'Accept the master’s side of 9 records?');
    assert.match(detail, /1 of those chosen cannot be put right this way and stay as they are\./);
    assert.deepEqual(await performFixes({ source: at.source, log: at.log }, fixes), { done: 9, of: 9 });
    await at.session.perform({ type: 'audit', scope: {}, by: 'person' });
    assert.deepEqual(groups().map(({ of, count }) => `${of} ${count}`), ['unchecked 1']);
  });
});
