import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Notices } from '../../src/editor/session/notices';
import { WorkspaceSession } from '../../src/editor/session/workspaceSession';
import { openSession } from '../../src/node/openSession';
import type { LogLine } from '../../src/node/session';
import { live, type Live } from './support/live';

describe('row 68: a store from another machine, with an edit that waits', () => {
  let at: Live;
  let storeDir: string;
  const { showWarningMessage } = vscode.window;
  before(async () => {
    at = await live({ approve: false });
    storeDir = await mkdtemp(join(tmpdir(), 'store-'));
  });
  after(async () => {
    vscode.window.showWarningMessage = showWarningMessage;
    await at.sample.close();
    await rm(storeDir, { recursive: true });
  });

  /** Opens the store once more and closes it; answers with what a person and the log were told. */
  async function run(work: (source: WorkspaceSession) => Promise<unknown> = async () => undefined): Promise<{ told: string[]; warned: LogLine[] }> {
    const { config, approval } = at;
    const [told, warned]: [string[], LogLine[]] = [[], []];
    vscode.window.showWarningMessage = async (message: string) => void told.push(message);
    const source = new WorkspaceSession({ config, approval, tokens: { get: () => Promise.resolve(undefined) }, routes: async () => ({}), open: (options) => openSession({ ...options, storeDir }) });
    source.onDidLog((line) => line.level === 'warning' && warned.push(line));
    const notices = new Notices(source);
    await source.whenStarted();
    await work(source);
    await source.close();
    source.dispose();
    notices.dispose();
    return { told, warned };
  }

  it('is told once, with the details in the log', async () => {
    await run((source) => source.perform({ type: 'edit', key: 'accounts/1', content: { id: '1', name: 'Waits' } }));
    const owner = join(storeDir, (await readdir(storeDir)).find((name) => name.startsWith('owner-')) ?? '');
    const heartbeat = JSON.parse(await readFile(owner, 'utf8')) as { by: object };
    await writeFile(owner, JSON.stringify({ ...heartbeat, by: { ...heartbeat.by, host: 'laptop' } }).padEnd(512));
    const { told, warned } = await run();
    assert.deepEqual(told, ['This store was last used on another machine. The log says what that means for the edits that wait.']);
    assert.match(warned[0]?.text ?? '', /^The store was last used on the machine "laptop"\./);
    assert.deepEqual(await run(), { told: [], warned: [] });
  });
});
