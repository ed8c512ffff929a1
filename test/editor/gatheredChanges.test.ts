import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { GatheredChanges, type Batch } from '../../src/editor/session/gatheredChanges';
import type { Change } from '../../src/engine/model';
import { until } from './workspace';

describe('what views hear of changes', () => {
  const changed = new vscode.EventEmitter<readonly Change[]>();
  const opened = new vscode.EventEmitter<void>();
  const batches: Batch[] = [];
  const gathered = new GatheredChanges({ session: null, onDidChange: changed.event, onDidChangeSession: opened.event });
  const change = (key: string): Change => ({ entry: { at: 0, key, fact: { kind: 'hastened' } }, before: undefined, after: undefined, edges: [] });

  before(() => gathered.onDidChange((batch) => batches.push(batch)));
  after(() => gathered.dispose());

  it('is one batch for 2,000 transitions', async () => {
    for (let i = 0; i < 2_000; i++) changed.fire([change(`accounts/${i % 500}`)]);
    assert.equal(batches.length, 0);
    await until('a batch', () => batches[0]);
    assert.equal(batches.length, 1);
    assert.equal(batches[0]?.keys.size, 500);
    assert.equal(batches[0]?.isEverything, false);
  });

  it('is everything at once when the session is another', () => {
    opened.fire();
    assert.equal(batches[1]?.isEverything, true);
  });
});
