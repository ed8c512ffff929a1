import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Notices } from '../../src/editor/session/notices';
import { WorkspaceSession } from '../../src/editor/session/workspaceSession';
import { openSession } from '../../src/node/openSession';
import type { LogLine } from '../../src/node/session';
import { configure, live, type Live } from './support/live';
import { untilStatus } from './workspace';

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

describe('the notification of dead letters', () => {
  let at: Live;
  const told: string[] = [];
  const { showWarningMessage } = vscode.window;
  before(async () => {
    at = await live();
    vscode.window.showWarningMessage = async (message: string) => void told.push(message);
  });
  after(async () => {
    vscode.window.showWarningMessage = showWarningMessage;
    await configured();
    await at.source.perform({ type: 'clear' });
    await at.sample.close();
  });

  const configured = (more: object = {}, url = at.sample.url): Promise<void> =>
    configure(at, JSON.stringify({ master: { baseUrl: url }, resources: { accounts: { path: '/accounts' } }, retry: { retries: 1, base: 0.05, factor: 1 }, ...more }));

  const edit = (id: string, email: string) => at.session.perform({ type: 'edit', key: `accounts/${id}`, content: { ...at.session.model.records.get(`accounts/${id}`)?.local, email } });

  async function die(...ids: string[]): Promise<void> {
    for (const id of ids) await at.fault({ fault: '500', id, times: 2, method: 'PUT' });
    for (const id of ids) await edit(id, 'dead@example.com');
    for (const id of ids) await untilStatus(at.session, `accounts/${id}`, 'DEAD_LETTER');
  }

  it('comes once for those of a second, whatever else goes on', async () => {
    await configured();
    await die('1', '2');
    for (let n = 0; n < 10 && told.length === 0; n++) {
      await edit('3', `busy${n}@example.com`);
      await setTimeout(200);
    }
    assert.deepEqual(told.splice(0), ['2 records used up their retries.']);
  });

  it('does not come where the configuration switches its alert off', async () => {
    await configured({ alerts: { levels: { deadLetter: 'off' } } });
    await die('4');
    await setTimeout(1_300);
    assert.deepEqual(told.splice(0), []);
  });

  it('does not come of a store that this window has left', async () => {
    await configured();
    await die('5');
    await configured({}, at.sample.url.replace('127.0.0.1', 'localhost'));
    await setTimeout(1_300);
    assert.deepEqual(told.splice(0), []);
  });
});
