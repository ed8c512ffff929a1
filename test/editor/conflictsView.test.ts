import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { broughtBack } from '../../src/editor/conflicts/bringBack';
import type { Conflict } from '../../src/editor/conflicts/conflict';
import { batchQuestion, resolveEach, sayOutcome } from '../../src/editor/conflicts/conflictBatch';
import type { ConflictNode } from '../../src/editor/conflicts/conflictNodes';
import { withoutName } from '../../src/editor/conflicts/settledCommands';
import { settledTarget } from '../../src/editor/conflicts/settledContent';
import { commands, schemes } from '../../src/editor/ids';
import { recordUri } from '../../src/editor/records/uri';
import type { JsonObject } from '../../src/engine/json';
import type { SyncRecord } from '../../src/engine/record';
import { closeAll, configure, live, replace, type Live } from './support/live';
import { atMaster, changeThere, until, untilStatus } from './workspace';

type Row<K extends ConflictNode['kind']> = Extract<ConflictNode, { kind: K }>;

describe('the Conflicts view', () => {
  let at: Live;
  const subscriptions: vscode.Disposable[] = [];

  before(async () => {
    at = await live({ records: 60 });
  });

  afterEach(async () => {
    for (const each of subscriptions.splice(0)) each.dispose();
    await at.session.perform({ type: 'resume' });
    await closeAll();
  });

  after(async () => {
    await at.session.perform({ type: 'clear' });
    await at.sample.close();
  });

  const rows = <K extends ConflictNode['kind']>(kind: K, parent?: ConflictNode): Row<K>[] => at.conflictsTree.getChildren(parent).filter((node): node is Row<K> => node.kind === kind);
  const row = (key: string): Row<'open'> => {
    const found = rows('open').find((node) => node.key === key);
    assert.ok(found, `${key} has a row`);
    return found;
  };
  const settled = (key: string): Row<'settled'> => {
    const [lately] = rows('lately');
    const found = rows('settled', lately).find((node) => node.key === key);
    assert.ok(found, `${key} is resolved lately`);
    return found;
  };
  const tooltip = (node: ConflictNode): string => {
    const text = at.conflictsTree.resolveTreeItem(at.conflictsTree.getTreeItem(node), node).tooltip;
    assert.ok(text instanceof vscode.MarkdownString);
    return text.value;
  };
  /** A tooltip as it is read: every mark in it may be escaped. */
  const read = (node: ConflictNode): string => tooltip(node).replace(/\\(.)/g, '$1');
  const stateOf = (key: string): string => settled(key).state;

  /** Edits a record here and there at once. */
  async function conflict(id: string, here: JsonObject, there: JsonObject | null, resource = 'accounts'): Promise<SyncRecord> {
    const key = `${resource}/${id}`;
    const local = at.session.model.records.get(key)?.local;
    assert.ok(local);
    if (there) await changeThere(at.sample.url, id, there);
    else await fetch(`${at.sample.url}/accounts/${id}`, { method: 'DELETE' });
    assert.ok((await at.session.perform({ type: 'edit', key, content: { ...local, ...here } })).ok);
    return untilStatus(at.session, key, 'VERSION_CONFLICT');
  }

  /** Settles a conflict while the connection is paused, so that the choice waits. */
  async function chooseAndWait(key: string, choice: string): Promise<void> {
    await at.session.perform({ type: 'pause' });
    await vscode.commands.executeCommand(choice, row(key));
    await untilStatus(at.session, key, 'PENDING');
  }

  /** What is told of from now on: the conflict of this record is the last that was before. */
  async function listen(id: string): Promise<string[]> {
    const told: string[] = [];
    subscriptions.push(at.conflicts.onDidFind((keys) => told.push(...keys)));
    const { key } = await conflict(id, { email: 'here@example.com' }, { email: 'there@example.com' });
    await until(`${key} to be told of`, () => told.includes(key) || undefined);
    told.length = 0;
    return told;
  }

  /** The lines above a record's document. */
  async function lenses(key: string): Promise<string[]> {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', recordUri(key), 9);
    return found.map(({ command }) => command?.title ?? '');
  }

  it('has a row for each open conflict, which says who changed what when it is pointed at', async () => {
    const { key } = await conflict('1', { email: 'here@example.com', creditLimit: 5 }, { email: '*there*@example.com', status: 'inactive' });
    const item = at.conflictsTree.getTreeItem(row(key));
    assert.equal(item.label, '1');
    assert.match(String(item.description), /^email, status, creditLimit · base 1, remote 2 · now · \S/);
    assert.equal(item.contextValue, 'conflict');
    assert.match(read(row(key)), /^\*\*accounts\/1\*\* · .+\n\nBase 1, remote 2\.\n\n- email: here and there\n- status: there only\n- creditLimit: here only\n\nNoticed now\. /);
  });

  it('escapes what comes from outside', async () => {
    const { key } = await conflict('2', { '[a](command:x)': 1, name: '**b** <img src=x> https://example.com' }, { status: 'inactive' });
    const text = tooltip(row(key));
    assert.ok(text.includes(String.raw`\[a\] \(command\:x\)\: here only`), text);
    assert.ok(text.includes(String.raw`\*\*b\*\* \<img src\=x\> https\:\/\/example\.com`), text);
  });

  it('says that a record was deleted there', async () => {
    const { key } = await conflict('3', { email: 'here@example.com' }, null);
    assert.match(String(at.conflictsTree.getTreeItem(row(key)).description), /^deleted there · now/);
    assert.match(read(row(key)), /Deleted at the master, edited here\./);
  });

  it('keeps what was resolved below, with what became of it', async () => {
    const { key } = await conflict('4', { email: 'here@example.com' }, { email: 'there@example.com', creditLimit: 1 });
    await chooseAndWait(key, commands.useLocal);
    assert.equal(stateOf(key), 'waiting');
    const item = at.conflictsTree.getTreeItem(settled(key));
    assert.match(String(item.description), /^Use Local · waiting, can be undone · email, creditLimit · now$/);
    assert.equal(item.contextValue, 'settled.waiting');
    await at.session.perform({ type: 'resume' });
    await untilStatus(at.session, key, 'SYNCED');
    assert.equal(stateOf(key), 'applied');
    assert.match(read(settled(key)), /Use Local, now: applied\.\n\n- email\n- creditLimit$/);
  });

  it('decides the diff that is seen, not the record that a button in its title still names', async () => {
    const { key } = await conflict('14', { email: 'here@example.com' }, { email: 'there@example.com' });
    const { key: other } = await conflict('15', { email: 'here@example.com' }, { email: 'there@example.com' });
    await vscode.commands.executeCommand(commands.openConflict, key);
    await vscode.commands.executeCommand(commands.useLocal, recordUri(other));
    await untilStatus(at.session, key, 'SYNCED');
    assert.ok(at.conflicts.get(other));
  });

  it('undoes a choice that waits, from the line above the record, and tells of no new conflict', async () => {
    const told = await listen('5');
    const key = 'accounts/5';
    await chooseAndWait(key, commands.useRemote);
    await vscode.window.showTextDocument(recordUri(key));
    assert.ok((await lenses(key)).includes('Use Remote chosen, waits to be sent · Undo'));
    assert.equal(await vscode.commands.executeCommand(commands.undoResolution), true);
    assert.equal(stateOf(key), 'undone');
    assert.ok(!(await lenses(key)).some((title) => title.includes('Undo')));
    await at.session.perform({ type: 'resume' });
    const { local } = await untilStatus(at.session, key, 'VERSION_CONFLICT');
    assert.equal(local['email'], 'here@example.com');
    const other = await conflict('6', { email: 'here@example.com' }, { email: 'there@example.com' });
    await until('the other conflict to be told of', () => told.includes(other.key) || undefined);
    assert.deepEqual(told, [other.key]);
    assert.equal(stateOf(key), 'undone');
  });

  it('undoes nothing when it is too late', async () => {
    const { key } = await conflict('7', { email: 'here@example.com' }, { email: 'there@example.com' });
    await vscode.commands.executeCommand(commands.useLocal, row(key));
    await untilStatus(at.session, key, 'SYNCED');
    assert.equal(await vscode.commands.executeCommand(commands.undoResolution, settled(key)), false);
    assert.equal(stateOf(key), 'applied');
    const { message } = await at.session.perform({ type: 'undo', key });
    assert.match(withoutName(message, key), /^The record has no resolution that waits: what is applied cannot be undone/);
  });

  it('shows what was compared, and the result, read-only', async () => {
    const { key } = await conflict('8', { email: 'here@example.com' }, { email: 'there@example.com' });
    await vscode.commands.executeCommand(commands.useRemote, row(key));
    await untilStatus(at.session, key, 'SKIPPED');
    const shown = async (what: RegExp): Promise<{ left: JsonObject; right: JsonObject; modified: vscode.Uri }> => {
      const { original, modified } = await until('the diff', () => {
        const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
        return tab?.input instanceof vscode.TabInputTextDiff && what.test(tab.label) ? tab.input : undefined;
      });
      const read = async (uri: vscode.Uri): Promise<JsonObject> => JSON.parse((await vscode.workspace.openTextDocument(uri)).getText()) as JsonObject;
      return { left: await read(original), right: await read(modified), modified };
    };
    await vscode.commands.executeCommand(commands.showSettled, settled(key));
    const { left, right, modified } = await shown(/^Resolved: accounts\/8 — Remote \(version 2\) ↔ Local$/);
    assert.deepEqual([left['email'], right['email']], ['there@example.com', 'here@example.com']);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(schemes.settled), undefined);
    assert.deepEqual(settledTarget(modified), { key, at: settled(key).at });
    await vscode.commands.executeCommand(commands.showResult, modified);
    assert.equal((await shown(/↔ Result \(Use Remote\)$/)).right['email'], 'there@example.com');
  });

  it('resolves several, each as its row shows it, saves what is typed, and leaves what has changed again', async () => {
    for (const id of ['10', '11', '12', '13']) await conflict(id, { email: 'here@example.com' }, { email: 'there@example.com' });
    const document = await vscode.workspace.openTextDocument(recordUri('accounts/11'));
    await replace(document, 'here@example.com', 'typed@example.com');
    const shown: readonly Conflict[] = ['10', '11', '12', '13'].map((id) => row(`accounts/${id}`));
    await at.session.perform({ type: 'resolve', key: 'accounts/13', choice: 'remote', seen: { remote: 'there', version: '2' } });
    // Another window's choice met a newer remote: the row is of the older one.
    await changeThere(at.sample.url, '12', { email: 'again@example.com' });
    await at.session.perform({ type: 'resolve', key: 'accounts/12', choice: 'local', seen: { remote: 'there', version: '2' } });
    await at.when('accounts/12', 'shows the newer remote', ({ job }) => job?.status === 'VERSION_CONFLICT' && job.remote?.version === '3');
    const steps: number[] = [];
    const source = new vscode.CancellationTokenSource();
    const log = { add: () => undefined };
    const outcome = await resolveEach({ source: at.source, log }, at.conflicts, 'local', shown, { onStep: (done) => steps.push(done), token: source.token });
    assert.equal(sayOutcome(outcome), '2 resolved, 2 not: the remote had changed again (1), settled already (1).');
    assert.deepEqual(steps, [1, 2, 3, 4]);
    await untilStatus(at.session, 'accounts/11', 'SYNCED');
    assert.equal((await atMaster(at.sample.url, '11'))['email'], 'typed@example.com');
    assert.equal((await atMaster(at.sample.url, '12'))['email'], 'again@example.com');
    assert.equal(row('accounts/12').remote?.version, '3');
    source.cancel();
    assert.equal(sayOutcome(await resolveEach({ source: at.source, log }, at.conflicts, 'remote', [row('accounts/12')], { onStep: () => undefined, token: source.token })), '0 resolved, 1 left as they are.');
  });

  it('asks before it resolves several: which, and what that does', () => {
    const one: Conflict = row('accounts/12');
    const many = Array.from({ length: 47 }, (_, i) => ({ ...one, key: `accounts/${i + 1}` }));
    const { message, detail, button } = batchQuestion('remote', many, () => 'Adatum');
    assert.equal(message, 'Use Remote for 47 conflicts?');
    assert.equal(button, 'Use Remote for 47');
    assert.match(detail, /^accounts\/1 · Adatum\n(.+\n){9}and 37 more\n\nYour edits are given up/);
    assert.match(batchQuestion('local', [{ ...one, remote: null }], () => '').detail, /^accounts\/12\n\nYour versions .*created again/);
    assert.equal(sayOutcome({ resolved: 12, refused: new Map([['the remote had changed again', 2]]), left: 0 }), '12 resolved, 2 not: the remote had changed again.');
  });

  it('brings a side back with what the master sets by itself as it is now', () => {
    const lost = { id: '1', version: 1, email: 'here@example.com' };
    assert.deepEqual(broughtBack(lost, { id: '1', version: 3, email: 'there@example.com' }, ['id', 'version']), { id: '1', version: 3, email: 'here@example.com' });
    assert.deepEqual(broughtBack(lost, undefined, ['id', 'version']), lost);
  });

  it('tells of no conflict that a rule has merged, and shows it with what was resolved', async () => {
    await configure(at, JSON.stringify({ master: { baseUrl: at.sample.url }, resources: { accounts: { path: '/accounts' } }, conflicts: { autoMerge: 'disjoint' } }));
    const told = await listen('22');
    const key = 'accounts/20';
    await at.session.perform({ type: 'pause' });
    assert.ok((await at.session.perform({ type: 'edit', key, content: { ...at.session.model.records.get(key)?.local, email: 'here@example.com' } })).ok);
    await changeThere(at.sample.url, '20', { creditLimit: 1 });
    await at.session.perform({ type: 'resume' });
    await untilStatus(at.session, key, 'SYNCED');
    const { key: other } = await conflict('21', { email: 'here@example.com' }, { email: 'there@example.com' });
    await until('the conflict to be told of', () => told.length > 0 || undefined);
    assert.deepEqual(told, [other]);
    assert.match(String(at.conflictsTree.getTreeItem(settled(key)).description), /^Merged by rule · applied · email, creditLimit · /);
  });

  it('groups by resource where there are several', async () => {
    const path = '/accounts';
    await configure(at, JSON.stringify({ master: { baseUrl: at.sample.url }, resources: { accounts: { path }, customers: { path } } }));
    assert.ok(at.session.settings.resources.has('customers'));
    await at.session.perform({ type: 'pull', resource: 'customers' });
    await conflict('30', { email: 'here@example.com' }, { email: 'there@example.com' }, 'customers');
    const groups = rows('resource');
    assert.deepEqual(groups.map(({ resource }) => resource), ['accounts', 'customers']);
    assert.deepEqual(rows('open'), []);
    assert.deepEqual(rows('open', groups[1]).map(({ key }) => key), ['customers/30']);
    assert.equal(at.conflictsTree.getTreeItem(settled('accounts/8')).label, 'accounts/8');
    assert.equal(groups[0] && at.conflictsTree.getTreeItem(groups[0]).description, String(rows('open', groups[0]).length));
  });
});
