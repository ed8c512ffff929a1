import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { WorkspaceSession } from '../../src/editor/session/workspaceSession';
import { openSession } from '../../src/node/openSession';
import type { LogLine } from '../../src/node/session';
import { defaultDataDir } from '../../src/node/store/folder';
import { live, type Live } from './support/live';

describe('row 75: edits that wait when the extension is disabled, updated or removed', () => {
  let at: Live;
  let storeDir: string;
  before(async () => {
    at = await live({ approve: false });
    storeDir = await mkdtemp(join(tmpdir(), 'store-'));
  });
  after(async () => {
    await at.sample.close();
    await rm(storeDir, { recursive: true });
  });

  /** The extension once more, with a store of its own; `said` is what its log gets. */
  async function run(): Promise<{ source: WorkspaceSession; said: LogLine[] }> {
    const { config, approval } = at;
    const source = new WorkspaceSession({ config, approval, tokens: { get: () => Promise.resolve(undefined) }, routes: async () => ({}), open: (options) => openSession({ ...options, storeDir }) });
    const said: LogLine[] = [];
    source.onDidLog((line) => said.push(line));
    await source.whenStarted();
    return { source, said };
  }

  it('are counted as it ends and as it starts again, and are still there', async () => {
    const first = await run();
    assert.deepEqual(first.said, []);
    for (const id of ['1', '2']) assert.ok((await first.source.perform({ type: 'edit', key: `accounts/${id}`, content: { id, name: 'Waits' } })).ok);
    const closed = first.source.close();
    assert.deepEqual(first.said, [{ level: 'info', text: 'Unsent edits: 2. They stay in the store, and go on when it is opened again.' }], 'said before VS Code takes the log away');
    await closed;
    first.source.dispose();
    assert.equal(first.said.length, 1);

    const second = await run();
    assert.deepEqual(second.said, [{ level: 'info', text: 'Unsent edits: 2. They are in the store.' }]);
    assert.equal(second.source.session?.model.count('PENDING'), 2);
    assert.deepEqual(second.source.session?.model.records.get('accounts/2')?.local, { id: '2', name: 'Waits' });
    await second.source.perform({ type: 'clear' });
    const closedEmpty = second.source.close();
    assert.equal(second.said.length, 1, 'nothing to say about an empty store');
    await closedEmpty;
    second.source.dispose();
  });

  it('stay when it is removed: nothing runs then, and the store is not among its files', async () => {
    const extension = vscode.extensions.getExtension('rest-api-reconciliation.rest-api-reconciliation');
    assert.ok(extension);
    const { scripts } = JSON.parse(await readFile(join(extension.extensionPath, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    assert.equal(scripts['vscode:uninstall'], undefined);
    assert.ok(!defaultDataDir().startsWith(extension.extensionPath));
  });
});
