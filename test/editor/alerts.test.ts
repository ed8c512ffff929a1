import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';
import { settings } from '../../src/editor/ids';
import { configure, live } from './support/live';
import { until, untilStatus } from './workspace';

describe('alerts in the window', () => {
  const received: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(body);
      response.end('ok');
    });
  });
  const setWebhook = (address: string | undefined): Thenable<void> => vscode.workspace.getConfiguration().update(settings.alertWebhook, address, vscode.ConfigurationTarget.Global);

  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(async () => {
    await setWebhook(undefined);
    server.close();
  });

  it('a dead letter is in the alert log, heard by listeners, and goes to the webhook of the user settings', async () => {
    const parts = await live();
    const { session, sample } = parts;
    await setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
    await configure(parts, JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts' } }, retry: { retries: 0 } }));
    const heard: string[] = [];
    const stop = session.onDidAlert(({ rule, key }) => heard.push(`${rule} ${key}`));
    await parts.fault({ fault: '500', id: '3', method: 'PUT' });
    const record = session.model.records.get('accounts/3');
    await session.perform({ type: 'edit', key: 'accounts/3', content: { ...record?.local, name: 'Dead' } });
    await untilStatus(session, 'accounts/3', 'DEAD_LETTER');
    await until('the webhook', () => received[0]);
    stop();
    assert.deepEqual(heard, ['deadLetter accounts/3']);
    assert.match(received[0] ?? '', /CRITICAL .* accounts\/3 used up its retries/);
    await until('the log to say so', () => session.model.alerts[0]?.routed[0]);
    assert.deepEqual(session.model.alerts.map(({ rule, routed }) => [rule, routed.map(({ problem }) => problem)]), [['deadLetter', [null]]]);
    await session.perform({ type: 'clear' });
    await sample.close();
  });
});
