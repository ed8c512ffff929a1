import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activeConflictTab, conflictTabs, type ConflictTab } from '../../src/editor/conflicts/diffTabs';
import { commands } from '../../src/editor/ids';
import { localUri, recordUri } from '../../src/editor/records/uri';
import type { JsonObject } from '../../src/engine/json';
import { seenOf } from '../../src/engine/seen';
import { hash } from '../../src/node/ports';
import { changeOrDelete, conflict, inFront, open } from './support/conflict';
import { closeAll, live, replace, type Live } from './support/live';
import { atMaster, until, untilStatus } from './workspace';

const OWN = ['version', 'checksum', 'updatedAt'];

describe('the diff of a conflict', () => {
  let at: Live;

  before(async () => {
    at = await live();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand(commands.hideServerOwned);
    await closeAll();
  });
  after(async () => {
    await at.session.perform({ type: 'clear' });
    await at.sample.close();
  });

  const sides = async ({ original, modified }: ConflictTab): Promise<[vscode.TextDocument, vscode.TextDocument]> => [await vscode.workspace.openTextDocument(original), await vscode.workspace.openTextDocument(modified)];
  const parse = (document: vscode.TextDocument): JsonObject => JSON.parse(document.getText()) as JsonObject;
  const local = (key: string): JsonObject => at.session.model.records.get(key)?.local ?? {};

  it('shows nothing but what differs: without the fields of the master, unless they are asked for', async () => {
    const { key } = await conflict(at, '1', { email: 'here@example.com' }, { email: 'there@example.com' });
    const own = OWN.filter((field) => Object.hasOwn(local(key), field));
    assert.ok(own.length > 1, 'the sample has such fields');
    const [left, right] = await sides(await open(key));
    assert.equal(left.getText().replace('there@', 'here@'), right.getText());
    assert.equal(parse(right)['id'], '1', 'it says which record this is');
    for (const side of [left, right]) assert.deepEqual(own.filter((field) => Object.hasOwn(parse(side), field)), []);
    await vscode.commands.executeCommand(commands.showServerOwned);
    for (const side of [left, right]) await until('the fields of the master', () => own.every((field) => Object.hasOwn(parse(side), field)) || undefined);
    assert.deepEqual(parse(right), local(key));
    await vscode.commands.executeCommand(commands.hideServerOwned);
    for (const side of [left, right]) await until('no fields of the master', () => !own.some((field) => Object.hasOwn(parse(side), field)) || undefined);
  });

  it('saves what is typed on the right as an edit, and keeps the fields that it does not show', async () => {
    const { key, local: before } = await conflict(at, '14', { email: 'here@example.com' }, { email: 'there@example.com' });
    const [, right] = await sides(await open(key));
    await replace(right, 'here@example.com', 'typed@example.com');
    assert.ok(await right.save());
    assert.deepEqual(local(key), { ...before, email: 'typed@example.com' });
    assert.deepEqual(Object.keys(local(key)), Object.keys(before));
    const record = await vscode.workspace.openTextDocument(recordUri(key));
    assert.deepEqual(parse(record), local(key));
    await replace(right, 'typed@example.com', 'twice@example.com');
    assert.ok(await right.save(), 'and again');
    assert.equal(local(key)['email'], 'twice@example.com');
  });

  it('follows its record, and refuses to overwrite what changed under what was typed', async () => {
    const { key } = await conflict(at, '3', { email: 'here@example.com' }, { email: 'there@example.com' });
    const [, right] = await sides(await open(key));
    await at.session.perform({ type: 'edit', key, content: { ...local(key), email: 'elsewhere@example.com' } });
    await until('the new text', () => right.getText().includes('elsewhere@') || undefined);
    await replace(right, 'elsewhere@', 'typed@');
    await at.session.perform({ type: 'edit', key, content: { ...local(key), email: 'again@example.com' } });
    assert.equal(await right.save(), false);
    assert.equal(local(key)['email'], 'again@example.com');
    assert.match(right.getText(), /typed@/);
  });

  it('is not saved as invalid JSON, says where, and is not shown otherwise until it is corrected', async () => {
    const { key, local: before } = await conflict(at, '4', { email: 'here@example.com' }, { email: 'there@example.com' });
    const [left, right] = await sides(await open(key));
    await replace(right, '"email"', 'email');
    assert.equal(await right.save(), false);
    assert.deepEqual(local(key), before);
    const [problem] = vscode.languages.getDiagnostics(right.uri).filter(({ source }) => source === 'reconciliation');
    assert.ok(right.lineAt(problem?.range.start.line ?? 0).text.trimStart().startsWith('email'));
    await vscode.commands.executeCommand(commands.showServerOwned);
    await replace(right, 'email', '"email"');
    assert.ok(await right.save());
    assert.equal(Object.hasOwn(parse(left), 'version'), false, 'both sides stayed as they were');
  });

  it('still shows the version that was seen after its conflict is settled, while someone types there', async () => {
    const { key } = await conflict(at, '5', { email: 'here@example.com' }, { email: 'there@example.com' });
    const [left, right] = await sides(await open(key));
    await replace(right, 'here@example.com', 'typed@example.com');
    assert.ok((await at.session.perform({ type: 'resolve', key, choice: 'remote', seen: activeConflictTab()?.seen ?? assert.fail() })).ok);
    await untilStatus(at.session, key, 'SKIPPED', 'SYNCED');
    await vscode.commands.executeCommand(commands.hideServerOwned); // shows both sides again
    assert.match(left.getText(), /there@example\.com/);
    assert.ok(right.isDirty);
  });

  it('leads to the next and the previous conflict, round the end, and to the first from elsewhere', async () => {
    for (const { key } of [...at.session.model.records.values()].filter(({ job }) => job?.status === 'VERSION_CONFLICT')) await settle(key);
    for (const id of ['6', '7', '8']) await conflict(at, id, { email: 'here@example.com' }, { email: 'there@example.com' });
    await closeAll();
    const walk = async (command: string, id: string): Promise<void> => {
      await vscode.commands.executeCommand(command);
      await inFront(`accounts/${id}`);
    };
    for (const id of ['8', '7', '6', '8']) await walk(commands.nextConflict, id); // newest first, as in the view
    for (const id of ['6', '7']) await walk(commands.previousConflict, id);
  });

  it('is beside the others in one editor', async () => {
    await vscode.commands.executeCommand(commands.openAllConflicts);
    const label = await until('the editor of all conflicts', () => /^\d+ conflicts/.exec(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '')?.[0]);
    assert.equal(label, `${at.session.model.count('VERSION_CONFLICT')} conflicts`);
    const isOpen = (uri: vscode.Uri): boolean => vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    await until('its documents', () => ['6', '7', '8'].every((id) => isOpen(localUri(`accounts/${id}`))) || undefined);
    assert.equal(conflictTabs().length, 0);
  });

  async function settle(key: string): Promise<void> {
    const job = at.session.model.records.get(key)?.job;
    const seen = seenOf(job?.status === 'VERSION_CONFLICT' ? job.remote : null, hash);
    assert.ok((await at.session.perform({ type: 'resolve', key, choice: 'remote', seen })).ok);
    await untilStatus(at.session, key, 'SKIPPED', 'SYNCED');
  }
});

describe('a record that is newer at the master than an edit knows', () => {
  let at: Live;

  before(async () => {
    at = await live();
  });
  beforeEach(async () => {
    assert.ok((await at.session.perform({ type: 'pause' })).ok);
  });
  afterEach(async () => {
    await closeAll();
    await at.session.perform({ type: 'resume' });
  });
  after(async () => {
    await at.session.perform({ type: 'clear' });
    await at.sample.close();
  });

  const lenses = async (key: string): Promise<vscode.Command[]> => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', recordUri(key), 10);
    return found.flatMap(({ command }) => command ?? []);
  };

  /** Edits a record while nothing is sent, lets somebody else change it, and reads it. */
  async function overtake(id: string, there: JsonObject | null): Promise<string> {
    const key = `accounts/${id}`;
    assert.ok((await at.session.perform({ type: 'edit', key, content: { ...at.session.model.records.get(key)?.local, email: 'here@example.com' } })).ok);
    await changeOrDelete(at.sample.url, id, there);
    await vscode.window.showTextDocument(recordUri(key)); // opening reads it
    await at.when(key, 'knows of the newer one', ({ ahead }) => ahead !== null);
    return key;
  }

  it('says so above its document, leads to a diff, and becomes its conflict in place', async () => {
    const key = await overtake('11', { email: 'there@example.com' });
    const lens = (await lenses(key)).find(({ title }) => title.includes('The master'));
    assert.match(lens?.title ?? '', /The master has version 2, newer than version 1 here · Show Diff$/);
    await vscode.commands.executeCommand(lens?.command ?? '', ...(lens?.arguments ?? []) as unknown[]);
    const { original, tab } = await inFront(key);
    assert.equal(tab.label, '11 · Remote (version 2, read-only) ↔ Local (your edit)');
    assert.match((await vscode.workspace.openTextDocument(original)).getText(), /there@example\.com/);
    await vscode.commands.executeCommand(commands.useLocal);
    assert.equal(at.session.model.records.get(key)?.job?.status, 'PENDING', 'there is nothing to decide yet');
    await at.session.perform({ type: 'resume' });
    await untilStatus(at.session, key, 'VERSION_CONFLICT');
    assert.equal((await inFront(key)).original.toString(), original.toString());
    await vscode.commands.executeCommand(commands.useLocal);
    await untilStatus(at.session, key, 'SYNCED');
    assert.equal((await atMaster(at.sample.url, '11'))['email'], 'here@example.com');
    await until('the diff to be closed', () => conflictTabs().length === 0 || undefined);
  });

  it('says that it was deleted there', async () => {
    const key = await overtake('12', null);
    assert.match((await lenses(key)).map(({ title }) => title).join('|'), /The record was deleted at the master · Show Diff/);
  });
});
