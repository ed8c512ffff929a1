import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activeConflictTab, conflictTabs } from '../../src/editor/conflicts/diffTabs';
import { commands, schemes } from '../../src/editor/ids';
import { localUri } from '../../src/editor/records/uri';
import type { JsonObject } from '../../src/engine/json';
import type { SyncRecord } from '../../src/engine/record';
import type { Session } from '../../src/node/session';
import type { Sample } from '../../src/sample/master';
import { conflict as inConflict, open } from './support/conflict';
import { closeAll, configure, live, replace } from './support/live';
import { access, atMaster, changeThere, smallest, until, untilStatus } from './workspace';

describe('a conflict in the window', () => {
  let sample: Sample;
  let session: Session;

  before(async () => {
    ({ sample, session } = await live());
  });

  afterEach(closeAll);

  after(async () => {
    await session.perform({ type: 'clear' });
    await sample.close();
  });

  const conflict = (id: string, here: JsonObject, there: JsonObject | null): Promise<SyncRecord> => inConflict({ sample, session }, id, here, there);

  const untilClosed = (key: string): Promise<true> => until(`the diff of ${key} to be closed`, () => !conflictTabs().some((tab) => tab.key === key) || undefined);

  async function type(uri: vscode.Uri, from: string | RegExp, to: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uri);
    await replace(document, from, to);
    return document;
  }

  /** The result of the merge that is open in front, after VS Code has merged what it can: its documents are there before its editor. */
  const resultOf = (id: string, than?: vscode.TextDocument): Promise<vscode.TextDocument> =>
    until('the merge editor', () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.label === `Merging: ${id}.json` && vscode.window.activeTextEditor?.document.uri.scheme === schemes.merge
        ? vscode.workspace.textDocuments.find((each) => each !== than && !each.isClosed && each.uri.scheme === schemes.merge && each.uri.path === `/result/accounts/${id}.json` && !each.getText().includes('<<<<<<<'))
        : undefined,
    );

  /** The document with the markers of the merge in front. */
  const markersOf = (id: string): Promise<vscode.TextDocument> =>
    until('the merge document', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === schemes.merge && document.uri.path === `/result/accounts/${id}.json` ? document : undefined;
    });

  it('shows the remote on the left, read-only, and the record on the right', async () => {
    const { key } = await conflict('1', { email: 'here@example.com' }, { email: 'there@example.com' });
    const { tab, seen, original, modified } = await open(key);
    assert.ok(seen.remote === 'there');
    assert.equal(tab.label, `1 · Remote (version ${seen.version}, read-only) ↔ Local (your edit)`);
    assert.equal(modified.toString(), localUri(key).toString());
    assert.equal(vscode.workspace.fs.isWritableFileSystem(original.scheme), undefined, 'the left side is read-only');
    const left = JSON.parse((await vscode.workspace.openTextDocument(original)).getText()) as JsonObject;
    const right = JSON.parse((await vscode.workspace.openTextDocument(modified)).getText()) as JsonObject;
    assert.equal(left['email'], 'there@example.com');
    assert.equal(right['email'], 'here@example.com');
    assert.deepEqual(Object.keys(left), Object.keys(right));
  });

  it('row 85: is open still when the diff was closed without a choice', async () => {
    const { key } = await conflict('2', { email: 'here@example.com' }, { status: 'inactive' });
    await open(key);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await untilClosed(key);
    assert.equal(session.model.records.get(key)?.job?.status, 'VERSION_CONFLICT');
  });

  it('ends with the remote on both sides after Use Remote', async () => {
    const { key } = await conflict('3', { email: 'here@example.com' }, { email: 'there@example.com' });
    await open(key);
    await vscode.commands.executeCommand(commands.useRemote);
    const record = await untilStatus(session, key, 'SKIPPED');
    assert.equal(record.local['email'], 'there@example.com');
    assert.deepEqual(record.local, await atMaster(sample.url, '3'));
    await untilClosed(key);
  });

  it('saves what is typed on the right and writes it after Use Local', async () => {
    const { key } = await conflict('4', { email: 'here@example.com' }, { email: 'there@example.com' });
    const { modified } = await open(key);
    await type(modified, 'here@example.com', 'typed@example.com');
    await vscode.commands.executeCommand(commands.useLocal, modified);
    await untilStatus(session, key, 'SYNCED');
    assert.equal((await atMaster(sample.url, '4'))['email'], 'typed@example.com');
    await untilClosed(key);
  });

  it('row 85: decides nothing while the right side is not JSON', async () => {
    const { key } = await conflict('5', { email: 'here@example.com' }, { email: 'there@example.com' });
    const { modified } = await open(key);
    const document = await type(modified, '"email"', 'email');
    for (const command of [commands.useLocal, commands.useRemote, commands.merge]) {
      await vscode.commands.executeCommand(command, modified);
      assert.equal(session.model.records.get(key)?.job?.status, 'VERSION_CONFLICT', command);
      assert.ok(document.isDirty, 'what was typed is still there');
    }
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('row 85: refuses a choice that was made on an older remote, and shows the newer', async () => {
    const { key } = await conflict('6', { email: 'here@example.com' }, { email: 'there@example.com' });
    const { seen } = await open(key);
    assert.ok(seen.remote === 'there');
    await changeThere(sample.url, '6', { email: 'again@example.com' });
    // The engine meets the newer remote when it writes, so this choice is taken, and the conflict comes back.
    await vscode.commands.executeCommand(commands.useLocal);
    const record = await until('the newer remote', () => {
      const now = session.model.records.get(key);
      return now?.job?.status === 'VERSION_CONFLICT' && now.job.remote?.version !== seen.version ? now : undefined;
    });
    assert.equal((await atMaster(sample.url, '6'))['email'], 'again@example.com');
    const old = { key, remote: { version: seen.version }, local: record.local, since: 0 };
    await vscode.commands.executeCommand(commands.useRemote, old);
    assert.equal(session.model.records.get(key)?.job?.status, 'VERSION_CONFLICT');
    const tab = await until('the diff with the newer remote', () => activeConflictTab() ?? undefined);
    assert.notDeepEqual(tab.seen, seen);
    assert.match((await vscode.workspace.openTextDocument(tab.original)).getText(), /again@example\.com/);
  });

  it('merges by itself what does not collide, and writes it when it is completed', async () => {
    const { key } = await conflict('7', { email: 'here@example.com' }, { status: 'inactive' });
    await open(key);
    await vscode.commands.executeCommand(commands.merge);
    const { uri } = await resultOf('7');
    assert.equal(session.model.records.get(key)?.job?.status, 'VERSION_CONFLICT', 'opening decides nothing');
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, uri), true);
    await untilStatus(session, key, 'SYNCED');
    const { email, status } = await atMaster(sample.url, '7');
    assert.deepEqual({ email, status }, { email: 'here@example.com', status: 'inactive' });
  });

  it('row 85: keeps a merge that cannot be read open, and says where', async () => {
    const { key } = await conflict('8', { email: 'here@example.com' }, { email: 'there@example.com' });
    await open(key);
    await vscode.commands.executeCommand(commands.merge);
    const result = await resultOf('8');
    await type(result.uri, '"email"', 'email');
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), false);
    const [issue] = vscode.languages.getDiagnostics(result.uri).filter(({ message }) => /key in double quotes/.test(message));
    assert.equal(result.lineAt(issue?.range.start.line ?? 0).text.trimStart().startsWith('email'), true);
    assert.equal(session.model.records.get(key)?.job?.status, 'VERSION_CONFLICT');
    await type(result.uri, 'email', '"email"');
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), true);
    await untilStatus(session, key, 'SYNCED');
  });

  it('row 85: merges again with the newest remote what was merged with an older one', async () => {
    const { key } = await conflict('9', { email: 'here@example.com' }, { status: 'inactive' });
    await open(key);
    await vscode.commands.executeCommand(commands.merge);
    const first = await resultOf('9');
    await changeThere(sample.url, '9', { creditLimit: 12_345 });
    await vscode.commands.executeCommand(commands.useLocal, key); // another window's choice, which meets the newer remote
    await until('the newer remote', () => session.model.records.get(key)?.job?.status === 'VERSION_CONFLICT' && session.model.records.get(key)?.base?.content['status'] === 'inactive' || undefined);
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, first.uri), false);
    await until('the newest remote in the result', () => first.getText().includes('12345') || undefined);
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, first.uri), true);
    await untilStatus(session, key, 'SYNCED');
    const { email, status, creditLimit } = await atMaster(sample.url, '9');
    assert.deepEqual({ email, status, creditLimit }, { email: 'here@example.com', status: 'inactive', creditLimit: 12_345 });
  });

  it('says that the record was deleted there, and writes the right side as the merge', async () => {
    const { key } = await conflict('10', { email: 'here@example.com' }, null);
    const { tab, original, seen } = await open(key);
    assert.match(tab.label, /Remote \(deleted, read-only\)/);
    assert.deepEqual(seen, { remote: 'gone' });
    const left = await vscode.workspace.openTextDocument(original);
    assert.match(left.getText(), /deleted at the master/);
    await until('a text without an error', () => (left.languageId === 'jsonc' && vscode.languages.getDiagnostics(original).length === 0) || undefined);
    await vscode.commands.executeCommand(commands.merge);
    const result = await markersOf('10');
    assert.doesNotMatch(result.getText(), /<<<<<<</);
    await type(result.uri, 'here@example.com', 'restored@example.com');
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), true);
    await untilStatus(session, key, 'SYNCED');
    assert.equal((await atMaster(sample.url, '10'))['email'], 'restored@example.com');
    await untilClosed(key);
  });

  it('merges in one document with conflict markers where the merge editor is missing', async () => {
    const { mergeEditor } = await access();
    const isAvailable = mergeEditor.isAvailable.bind(mergeEditor);
    mergeEditor.isAvailable = async () => false;
    try {
      const { key } = await conflict('11', { email: 'here@example.com', owner: { id: 'u-1', name: 'Here' } }, { email: 'there@example.com', owner: { id: 'u-2', name: 'Here' } });
      await vscode.commands.executeCommand(commands.merge, key);
      const result = await markersOf('11');
      assert.equal(result.getText().match(/<<<<<<< Local/g)?.length, 2);
      assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), false);
      const [issue] = vscode.languages.getDiagnostics(result.uri).filter(({ source }) => source === 'reconciliation');
      assert.match(result.lineAt(issue?.range.start.line ?? 0).text, /^<{7}/);
      assert.equal(session.model.records.get(key)?.job?.status, 'VERSION_CONFLICT');
      assert.equal(result.lineAt(vscode.window.activeTextEditor?.selection.start.line ?? 0).text, '<<<<<<< Local');
      await vscode.commands.executeCommand('merge-conflict.accept.current');
      await until('the first to be decided', () => result.getText().match(/<<<<<<</g)?.length === 1 || undefined);
      await type(result.uri, /<{7}(?:.*\n)*?={7}\n(.*\n)>{7}.*\n/, '$1');
      assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), true);
      await untilStatus(session, key, 'SYNCED');
      const { email, owner } = await atMaster(sample.url, '11');
      assert.deepEqual({ email, owner }, { email: 'here@example.com', owner: { id: 'u-2', name: 'Here' } });
      await until('the document to be closed', () => !vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === '11.json')) || undefined);
    } finally {
      mergeEditor.isAvailable = isAvailable;
    }
  });

  it('merges with conflict markers what both sides created', async () => {
    const { name, email, status, tier, creditLimit, owner, tags } = await atMaster(sample.url, '1');
    const account = { name, email, status, tier, creditLimit, owner, tags } as JsonObject;
    const answer = await fetch(`${sample.url}/accounts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...account, name: 'There' }) });
    const { id } = (await answer.json()) as { id: string };
    const key = `accounts/${id}`;
    const saved = await session.perform({ type: 'edit', key, content: { ...account, id, name: 'Here' } });
    assert.ok(saved.ok, saved.message);
    await untilStatus(session, key, 'VERSION_CONFLICT');
    assert.equal(session.model.records.get(key)?.base, null);
    await vscode.commands.executeCommand(commands.merge, key);
    const result = await markersOf(id);
    assert.match(result.getText(), /"name": "Here",\n\|{7} Base\n={7}\n.*"name": "There"/);
    await type(result.uri, /<{7}(?:.*\n)*?={7}\n(.*\n)>{7}.*\n/, '$1');
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), true);
    await untilStatus(session, key, 'SYNCED', 'SKIPPED');
    assert.equal((await atMaster(sample.url, id))['name'], 'There');
  });

  it('marks the fields of a merge that the rules refuse, and queues nothing', async () => {
    const parts = await access();
    const config = JSON.parse(smallest(sample.url)) as { resources: { accounts: object } };
    await configure(parts, JSON.stringify({ ...config, resources: { accounts: { ...config.resources.accounts, rules: [{ field: 'status', oneOf: ['active', 'inactive'] }] } } }));
    const { key } = await conflict('12', { email: 'here@example.com' }, { creditLimit: 12 });
    await vscode.commands.executeCommand(commands.merge, key);
    const result = await resultOf('12');
    await type(result.uri, /"status": ".*"/, '"status": "odd"');
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), false);
    const [issue] = vscode.languages.getDiagnostics(result.uri).filter(({ source }) => source === 'reconciliation');
    assert.equal(result.getText(issue?.range), '"odd"');
    assert.match(issue?.message ?? '', /"status" is none of/);
    assert.equal(session.model.records.get(key)?.job?.status, 'VERSION_CONFLICT');
    await type(result.uri, '"odd"', '"inactive"');
    assert.equal(await vscode.commands.executeCommand(commands.completeMerge, result.uri), true);
    await untilStatus(session, key, 'SYNCED');
    assert.equal((await atMaster(sample.url, '12'))['status'], 'inactive');
  });

  it('goes on with a merge where it was when it is closed and opened again, and forgets it when the conflict is settled otherwise', async () => {
    const { key } = await conflict('13', { email: 'here@example.com' }, { status: 'inactive' });
    await vscode.commands.executeCommand(commands.merge, key);
    const result = await resultOf('13');
    await type(result.uri, /"tier": ".*"/, '"tier": "typed"');
    await until('the result to be kept', () => !result.isDirty || undefined);
    await closeAll();
    await vscode.commands.executeCommand(commands.merge, key);
    assert.match((await resultOf('13')).getText(), /"tier": "typed"/);
    await vscode.commands.executeCommand(commands.useLocal, key);
    await untilStatus(session, key, 'SYNCED');
    await closeAll();
    await conflict('13', { email: 'next@example.com' }, { creditLimit: 13 });
    await vscode.commands.executeCommand(commands.merge, key);
    assert.doesNotMatch((await resultOf('13', result)).getText(), /"tier": "typed"/);
  });
});
