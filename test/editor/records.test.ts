import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { exportText, losses } from '../../src/editor/commands/storeCommands';
import { connection } from '../../src/editor/statusBar';
import { recordUri } from '../../src/editor/records/uri';
import { commands } from '../../src/editor/ids';
import { closeAll, live, replace, type Live } from './support/live';
import { changeThere, until } from './workspace';

describe('a record in the editor', () => {
  let at: Live;
  const open = async (id: string): Promise<vscode.TextDocument> => {
    const document = await vscode.workspace.openTextDocument(recordUri(`accounts/${id}`));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  };
  const problems = (document: vscode.TextDocument): vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'reconciliation');

  before(async () => {
    at = await live();
  });
  beforeEach(closeAll);
  after(async () => {
    await closeAll();
    await at.sample.close();
  });

  it('opens as JSON with the keys in the order of the master', async () => {
    const document = await open('7');
    assert.equal(document.languageId, 'json');
    assert.deepEqual(Object.keys(JSON.parse(document.getText()) as object).slice(0, 2), ['id', 'name']);
  });

  it('is saved, sent, SYNCED, and shows what the master made of it', async () => {
    const document = await open('1');
    await replace(document, /"creditLimit": \d+/, '"creditLimit": 4321');
    assert.ok(await document.save());
    await at.when('accounts/1', 'is SYNCED', ({ job, local }) => job?.status === 'SYNCED' && local['creditLimit'] === 4321);
    const version = at.session.model.records.get('accounts/1')?.base?.version;
    await until('the new version in the document', () => (document.getText().includes(`"version": ${version}`) ? true : undefined));
    assert.equal(document.isDirty, false);
  });

  it('can be saved again while the master only set its own fields', async () => {
    const document = await open('2');
    for (const name of ['First', 'Second', 'Third']) {
      await replace(document, /"name": "[^"]*"/, `"name": "${name}"`);
      assert.ok(await document.save(), name);
    }
    await at.when('accounts/2', 'is SYNCED as Third', ({ job, local }) => job?.status === 'SYNCED' && local['name'] === 'Third');
    await until('no difference', () => (document.getText().includes('"name": "Third"') && !document.isDirty ? true : undefined));
  });

  it('is not saved as invalid JSON, and says where', async () => {
    const document = await open('3');
    const before = at.session.model.records.get('accounts/3');
    await replace(document, '"name":', 'name:');
    assert.equal(await document.save(), false);
    assert.equal(document.isDirty, true);
    assert.deepEqual(at.session.model.records.get('accounts/3')?.local, before?.local);
    const [problem] = problems(document);
    assert.equal(problem?.range.start.line, 2);
    await replace(document, 'name:', '"name":');
    assert.ok(await document.save());
    await until('no problem', () => (problems(document).length === 0 ? true : undefined));
  });

  it('keeps its id', async () => {
    const document = await open('4');
    await replace(document, '"id": "4"', '"id": "5"');
    assert.equal(await document.save(), false);
    assert.match(problems(document)[0]?.message ?? '', /stays as it is/);
    assert.equal(document.getText(problems(document)[0]?.range), '"5"');
  });

  it('shows what validation found on its field, until it is corrected', async () => {
    const document = await open('5');
    await at.fault({ fault: 'wrong-type', id: '5', method: 'PUT' });
    await replace(document, /"creditLimit": \d+/, '"creditLimit": 777');
    assert.ok(await document.save());
    await at.when('accounts/5', 'is VALIDATION_FAILED', ({ job }) => job?.status === 'VALIDATION_FAILED');
    const [problem] = await until('the problem', () => (problems(document).length > 0 ? problems(document) : undefined));
    assert.equal(document.getText(problem?.range), '777');
    await replace(document, '777', '778');
    assert.ok(await document.save());
    await at.when('accounts/5', 'is SYNCED', ({ job }) => job?.status === 'SYNCED');
    await until('no problem', () => (problems(document).length === 0 ? true : undefined));
  });

  it('is loaded again when the master changed it, unless someone types', async () => {
    const document = await open('6');
    const change = async (name: string): Promise<void> => {
      await changeThere(at.sample.url, '6', { name });
      assert.ok((await at.session.perform({ type: 'pull', key: 'accounts/6' })).ok);
    };
    await change('Changed there');
    await until('the change', () => (document.getText().includes('Changed there') ? true : undefined));
    await replace(document, 'Changed there', 'Typed here');
    const { mtime } = await vscode.workspace.fs.stat(document.uri);
    await change('Changed again');
    await at.when('accounts/6', 'was pulled', ({ local }) => local['name'] === 'Changed again');
    for (let now = mtime; now === mtime; ({ mtime: now } = await vscode.workspace.fs.stat(document.uri))) await new Promise((resolve) => setTimeout(resolve, 50));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    assert.match(lenses[1]?.command?.title ?? '', /has changed since you began to type/, 'it is said before the save');
    assert.equal(await document.save(), false, 'the save is not silent');
    assert.equal(at.session.model.records.get('accounts/6')?.local['name'], 'Changed again');
    assert.match(document.getText(), /Typed here/);
  });

  it('has its status and what can be done above its first line', async () => {
    const document = await open('8');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    const titles = lenses.flatMap(({ command }) => command?.title ?? []);
    assert.match(titles[0] ?? '', /^\$\(pass\)\u00a0SYNCED · version \d+ · /);
    assert.deepEqual(titles.slice(1), ['Sync now', 'Why?', 'Flow']);
  });

  it('is not found where there is none, and never under another address', async () => {
    for (const path of ['/accounts/nobody.json', '/accounts/%37.json', '/nothing/7.json']) {
      await assert.rejects(async () => vscode.workspace.fs.stat(vscode.Uri.from({ scheme: 'reconciliation', path })), /FileNotFound|EntryNotFound|not found|nonexist/i, path);
    }
  });

  it('is listed with the others of its resource', async () => {
    const list = await vscode.workspace.fs.readDirectory(vscode.Uri.from({ scheme: 'reconciliation', path: '/accounts' }));
    assert.equal(list.length, at.session.model.records.size);
    assert.deepEqual(await vscode.workspace.fs.readDirectory(vscode.Uri.from({ scheme: 'reconciliation', path: '/' })), [['accounts', vscode.FileType.Directory]]);
  });

  it('is sent by hand after a preview of its request', async () => {
    await vscode.commands.executeCommand(commands.setManual);
    const document = await open('9');
    await replace(document, /"creditLimit": \d+/, '"creditLimit": 99');
    assert.ok(await document.save());
    await at.when('accounts/9', 'waits', ({ job }) => job?.status === 'PENDING');
    await at.sending.preview(['accounts/9']);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^PUT .*\/accounts\/9$/m);
    assert.match(text, /"creditLimit": 99/);
    for (const line of [/^if-match: /m, /^content-type: application\/json$/m, /^accept: application\/json/m, /^user-agent: rest-api-reconciliation\//m]) assert.match(text, line);
    assert.equal(at.session.model.records.get('accounts/9')?.job?.status, 'PENDING', 'nothing is sent yet');
    assert.ok(await at.sending.send());
    await at.when('accounts/9', 'is SYNCED', ({ job }) => job?.status === 'SYNCED');
    await vscode.commands.executeCommand(commands.setAuto);
  });

  it('row 29: is a document of its own, whatever its id is', async () => {
    await at.session.perform({ type: 'mode', mode: 'manual' });
    const ids = ['a/b', 'a%2Fb', '...', '__proto__', 'constructor', 'a b', '100%', '😀', '\u00e9', 'e\u0301', 'A', 'a', '?q#f', 'x'.repeat(200)];
    for (const id of ids) assert.ok((await at.session.perform({ type: 'edit', key: `accounts/${id}`, content: { id, name: `Record ${id}` } })).ok, id);
    const documents: vscode.TextDocument[] = [];
    for (const id of ids) documents.push(await open(id));
    for (const [i, document] of documents.entries()) {
      assert.equal((JSON.parse(document.getText()) as { id: string }).id, ids[i]);
      await replace(document, '"Record ', '"Typed ');
      assert.ok(await document.save(), ids[i]);
      assert.equal(at.session.model.records.get(`accounts/${ids[i]}`)?.local['name'], `Typed ${ids[i]}`);
    }
    await assert.rejects(async () => vscode.workspace.fs.writeFile(recordUri('accounts/..'), new TextEncoder().encode('{"id":".."}')), /Not saved/);
    assert.equal(new Set(documents.map(({ uri }) => uri.toString())).size, ids.length);
    for (const id of ids) await at.session.perform({ type: 'discard', key: `accounts/${id}` });
    await at.session.perform({ type: 'clear' });
    await at.session.perform({ type: 'mode', mode: 'auto' });
    assert.ok((await at.session.perform({ type: 'pull' })).ok);
  });

  it('is exported with its status, and what clearing would cost is named', async () => {
    const { records } = JSON.parse(await exportText(at.session)) as { records: { id: string; status: string }[] };
    assert.equal(records.length, at.session.model.records.size);
    assert.ok(records.every(({ status }) => status === 'SYNCED'));
    assert.match(losses(at.session), /^25 records would leave this machine; .* No edit would be lost\.$/);
    await at.session.perform({ type: 'pause' });
    await at.session.perform({ type: 'edit', key: 'accounts/10', content: { ...at.session.model.records.get('accounts/10')?.local, name: 'Unsent' } });
    assert.match(losses(at.session), /^1 unsent edit would be lost for good\. /);
    assert.equal(connection(at.session, true).words, `127.0.0.1:${new URL(at.sample.url).port} · paused`);
    await at.session.perform({ type: 'clear' });
    assert.equal(at.session.model.records.size, 0);
    await at.session.perform({ type: 'resume' });
  });
});
