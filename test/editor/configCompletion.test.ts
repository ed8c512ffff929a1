import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { closeAll } from './support/live';
import { access, configUri } from './workspace';

/** VS Code's JSON support starts with the first JSON document, and loads the schema then. */
const PATIENCE_MS = 30_000;

const TEXT = `{
  "master": { "baseUrl": "http://127.0.0.1:4010" },
  "resources": { "accounts": { "path": "/accounts" } },
  "sync": { "mode": "never" },
  "retry": { }
}
`;

describe('A configuration in the editor', () => {
  // another environment's file: this window's own configuration stays as it is
  const uri = vscode.Uri.joinPath(configUri(), '..', 'reconciliation.completion.json');

  before(async () => {
    await access();
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(TEXT));
  });
  after(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(uri);
  });

  it('offers the keys that belong there, and marks a value that does not, at its place', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, 'jsonc');
    const inRetry = document.positionAt(TEXT.indexOf('"retry": {') + '"retry": {'.length);
    const labels = await until('completion from the schema', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, inRetry);
      const found = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes('retries') ? found : undefined;
    }, PATIENCE_MS);
    assert.deepEqual(['retries', 'base', 'cap', 'factor', 'jitter'].filter((key) => !labels.includes(key)), []);
    assert.equal(labels.includes('mode'), false, 'a key of another place');

    const marked = await until('the mark of the wrong value', async () => vscode.languages.getDiagnostics(uri).find(({ range }) => document.getText(range) === '"never"'), PATIENCE_MS);
    assert.match(marked.message, /"auto", "manual"/);
  });
});
