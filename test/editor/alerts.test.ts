import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';
import type { AlertNode } from '../../src/editor/alerts/alertNodes';
import { commands, settings } from '../../src/editor/ids';
import type { Status } from '../../src/engine/status';
import { closeAll, configure, live } from './support/live';
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

  it('are rows of a view, newest first, counted until they are seen; a rule is muted and unmuted from its row, and the log is a document', async () => {
    const parts = await live();
    const { session, sample, alerts } = parts;
    await configure(parts, JSON.stringify({ master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts' } }, retry: { retries: 0 } }));
    const fail = async (id: string, fault: string, status: Status): Promise<void> => {
      await parts.fault({ fault, id, method: 'PUT' });
      await session.perform({ type: 'edit', key: `accounts/${id}`, content: { ...session.model.records.get(`accounts/${id}`)?.local, name: 'Fails' } });
      await untilStatus(session, `accounts/${id}`, status);
    };
    const rows = (): string[] => alerts.getChildren().map((node) => `${alerts.getTreeItem(node).contextValue} ${node.kind === 'mute' ? node.rule : node.kind === 'alert' ? node.alert.subject : node.kind}`);
    await fail('3', '500', 'DEAD_LETTER');
    await fail('4', '403', 'ERROR');
    await until('the badge', () => alerts.badge === 1 || undefined);
    assert.deepEqual(rows(), ['alert.open accounts/4', 'alert.open accounts/3']);
    const [newest, dead] = alerts.getChildren();
    const { label, description } = alerts.getTreeItem(newest as AlertNode);
    assert.match(JSON.stringify(label), /^"\d\d:\d\d"$/);
    assert.match(String(description), /^accounts\/4 failed for good: /);

    await vscode.commands.executeCommand(commands.muteAlerts, dead);
    assert.deepEqual(rows(), ['mute deadLetter', 'alert.open accounts/4', 'alert.muted accounts/3']);
    await fail('5', '500', 'DEAD_LETTER');
    await until('the muted alert', () => session.model.alerts.find(({ isMuted }) => isMuted));
    assert.equal(alerts.badge, 1, 'what is muted does not count');
    await vscode.commands.executeCommand(commands.unmuteAlerts, dead);
    assert.equal(rows().some((row) => row.includes('mute ')), false);

    await vscode.commands.executeCommand(commands.openAlertLog);
    const log = (): string[] => vscode.window.activeTextEditor?.document.getText().trimEnd().split('\n') ?? [];
    assert.match(log()[0] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}CRITICAL {2}accounts\/3 used up its retries: /);
    assert.match(log()[2] ?? '', /accounts\/5 .* \[muted\]$/);

    await vscode.commands.executeCommand(commands.showAlerts);
    await until('the badge to go', () => alerts.badge === 0 || undefined);
    await closeAll();
    await session.perform({ type: 'clear' });
    await sample.close();
  });
});
