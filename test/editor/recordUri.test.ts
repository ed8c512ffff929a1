import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { keyOfUri, recordUri } from '../../src/editor/records/uri';

/** Row 29. */
const IDS = ['42', 'a/b', 'a%2Fb', '..', '.', '...', '__proto__', 'constructor', 'a b', '100%', '%', '😀', 'x.json', '.json', 'é', 'e\u0301', 'A', 'a', 'C:', '\\', '?q#f', '~', 'a&b=c', 'x'.repeat(300), '\u202eabc', '日本'];

describe('the address of a record', () => {
  for (const id of IDS) {
    it(`goes there and back: ${JSON.stringify(id.slice(0, 20))}`, () => {
      const uri = recordUri(`accounts/${id}`);
      assert.equal(keyOfUri(uri), `accounts/${id}`);
      assert.equal(keyOfUri(vscode.Uri.parse(uri.toString(), true)), `accounts/${id}`, 'as text');
      assert.equal(keyOfUri(vscode.Uri.from(JSON.parse(JSON.stringify(uri)) as vscode.Uri)), `accounts/${id}`, 'as it goes between processes');
      assert.equal(uri.path.split('/').length, 3, 'one segment');
    });
  }

  it('is another one for each id', () => {
    assert.equal(new Set(IDS.map((id) => recordUri(`accounts/${id}`).toString())).size, IDS.length);
  });

  it('is the only one of its record', () => {
    for (const path of ['/accounts/4%32.json', '/accounts/a b.json', '/accounts/é.json', '/accounts/%zz.json', '/accounts/.json', '/accounts/42', '/accounts', '/', '/accounts/a/b.json']) {
      assert.equal(keyOfUri(vscode.Uri.from({ scheme: 'reconciliation', path })), null, path);
    }
  });
});
