import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands, contexts, schemes, settings, views } from '../../src/editor/ids';
import manifest from '../../package.json';

const { contributes } = manifest;
const contributed = {
  commands: contributes.commands.map(({ command }) => command),
  views: [...contributes.viewsContainers.activitybar.map(({ id }) => id), ...contributes.views.reconciliation.map(({ id }) => id)],
  settings: Object.keys(contributes.configuration.properties),
};
const text = JSON.stringify(contributes);
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe('ids', () => {
  it('are those of package.json, both ways', () => {
    assert.deepEqual(sorted(Object.values(commands)), sorted(contributed.commands));
    assert.deepEqual(sorted(Object.values(views)), sorted(contributed.views));
    assert.deepEqual(sorted(Object.values(settings)), sorted(contributed.settings));
  });

  it('begin with the name of the product', () => {
    for (const id of [commands, contexts, schemes, settings, views].flatMap((ids) => Object.values(ids) as string[])) assert.match(id, /^reconciliation(\.|-|$)/);
  });

  it('cover every context key and scheme that the manifest asks for', () => {
    const known = new Set<string>([commands, contexts, settings, views].flatMap((ids) => Object.values(ids) as string[]));
    const asked = [...text.matchAll(/reconciliation\.[A-Za-z.]+/g)].map(([id]) => id).filter((id) => !id.endsWith('.json') && !id.endsWith('.svg') && id !== 'reconciliation.schema');
    assert.deepEqual(asked.filter((id) => !known.has(id)), []);
    for (const context of Object.values(contexts)) assert.ok(text.includes(context), `${context} is asked for`);
    for (const [, scheme = ''] of text.matchAll(/resourceScheme == ([a-z-]+)/g)) assert.ok(Object.values<string>(schemes).includes(scheme), scheme);
  });

  it('all do something: every command is registered once the extension runs', async () => {
    await vscode.extensions.getExtension('rest-api-reconciliation.rest-api-reconciliation')?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(Object.values(commands).filter((id) => !registered.has(id)), []);
  });

  it('hide from the palette what needs an argument', () => {
    const hidden = contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
    for (const id of [commands.openRecord, commands.loadMore, commands.showStatus, commands.send, commands.openFinding, commands.acceptRemote, commands.pushLocal, commands.ignoreField, commands.loadMoreFindings, commands.openAlert, commands.copyAlert]) assert.ok(hidden.includes(id), id);
  });
});
