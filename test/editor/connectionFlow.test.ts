import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/ids';
import type { TestAccess } from '../../src/editor/testAccess';
import { startSample, type Sample } from '../../src/sample/master';
import { closeAll, configure, live, replace, type Live } from './support/live';
import { configUri, smallest, until } from './workspace';

describe('the configuration in the window', () => {
  let parts: Live;
  let other: Sample;

  before(async () => {
    parts = await live();
    other = await startSample({ port: 0 });
  });

  afterEach(async () => {
    await closeAll();
    await configure(parts, smallest(parts.sample.url));
  });

  after(async () => {
    await parts.source.session?.perform({ type: 'clear' });
    await parts.sample.close();
    await other.close();
  });

  const problems = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(configUri()).filter(({ source }) => source === 'reconciliation');

  async function requestsOf({ url }: Sample): Promise<number> {
    const answer = await fetch(`${url}/_control/log`);
    return ((await answer.json()) as { requests: unknown[] }).requests.length;
  }

  it('row 5: sends nothing to another origin before that is approved too', async () => {
    assert.equal(parts.source.isApproved, true);
    await configure(parts, smallest(other.url));
    assert.equal(parts.source.session?.settings.master.origin, new URL(other.url).origin);
    assert.equal(parts.source.isApproved, false);
    const pulled = await parts.source.session.perform({ type: 'pull' });
    assert.equal(pulled.ok, false);
    assert.equal(await requestsOf(other), 0);
  });

  it('row 14: keeps its last good settings while the file is broken, and says where it is', async () => {
    const { settings } = parts.config;
    await configure(parts, '{\n  "master": { "baseUrl": "ftp://x" },\n  "resources": { "accounts": { "path": "accounts" } }\n}\n');
    assert.equal(parts.config.isBroken, true);
    assert.equal(parts.config.settings, settings);
    assert.deepEqual(problems().map(({ range }) => [range.start.line, range.start.character]), [[1, 25], [2, 39]]);
    await configure(parts, smallest(parts.sample.url));
    assert.equal(parts.config.isBroken, false);
    assert.deepEqual(problems(), []);
  });

  it('says what is wrong while it is typed, and takes it when it is saved', async () => {
    const document = await vscode.workspace.openTextDocument(configUri());
    await vscode.window.showTextDocument(document);
    await replace(document, '"/accounts"', '"accounts"');
    await until('the problem', () => problems()[0]);
    assert.equal(parts.config.isBroken, false, 'it is not saved');
    await replace(document, '"accounts"\n', '"/accounts",\n      "id": "id"\n');
    await until('no problem', () => (problems().length === 0 ? true : undefined));
    await document.save();
    await until('the saved settings', () => parts.config.settings?.resources.get('accounts')?.shape.id);
    assert.equal(parts.source.isApproved, true, 'the origin is the same');
  });

  it('row 17: no token is a pause and no error of a record', async () => {
    await configure(parts, smallest(parts.sample.url, { auth: 'bearer' }));
    const { session } = parts.source;
    assert.ok(session && parts.config.settings);
    assert.equal(parts.source.isApproved, false, 'the sign-in is part of the approval');
    await parts.approval.give(parts.config.settings);
    const pulled = await session.perform({ type: 'pull' });
    assert.match(pulled.message, /No token for http:\/\/127\.0\.0\.1/);
    const record = session.model.records.get('accounts/11');
    assert.ok(record);
    await session.perform({ type: 'edit', key: record.key, content: { ...record.local, email: 'here@example.com' } });
    const pause = await until('the pause', () => session.model.pause ?? undefined);
    assert.equal(pause.cause, 'credentials');
    assert.equal(session.model.count('ERROR'), 0);
  });

  it('shows what was found by looking, ready to be pasted', async () => {
    await vscode.commands.executeCommand(commands.showFound);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /"version": \{"field":"version","order":"number"\}, \/\/ found/);
    assert.match(text, /"precondition": "if-match", \/\/ found/);
    assert.match(text, /"checksum": \{"field":"checksum"/);
  });

  it('row 80: ends the session when the file is gone', async () => {
    await vscode.workspace.fs.delete(configUri());
    await until('the end of the session', () => (parts.source.session === null ? true : undefined));
    assert.equal(parts.config.settings, null);
    const state: TestAccess['source']['state'] = parts.source.state;
    assert.equal(state, 'noConfiguration');
  });
});
