import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('VS Code', () => {
  it('has the extension', () => {
    assert.ok(vscode.extensions.getExtension('rest-api-reconciliation.rest-api-reconciliation'));
  });
});
