import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { ended, QUICK, start, useWorld, type World } from './reconcile';

/** Five writes that the master refuses for good. */
async function refuseFive(world: World): Promise<void> {
  for (const id of ['1', '2', '3', '4', '5']) {
    await world.fault({ fault: '403', id, method: 'PUT' });
    await world.ok('edit', `accounts/${id}`, '--set', 'name="Refused"');
  }
  await world.run('sync');
}

describe('reconcile: alerts and detect', () => {
  const world = useWorld(QUICK);
  const received: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(body);
      response.end('ok');
    });
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => server.close());

  it('shows what was alerted and where it went; the webhook comes from the environment', async () => {
    assert.equal(await world().ok('alerts'), 'No alerts.\n');
    await world().ok('pull');
    assert.equal(await world().ok('detect'), 'Nothing unusual.\n');
    await refuseFive(world());
    const env = { RECONCILE_ALERT_WEBHOOK: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
    const found = await ended(start(['detect', '--store', world().store], world().folder, env));
    assert.equal(found.code, 1);
    assert.match(found.stdout, /^The success rate of the last hour is 0\.0 %, below 90\.0 %\.$/m);
    assert.equal(received.length, 1);
    assert.match(received[0] ?? '', /CRITICAL .* The success rate of the last hour/);
    const lines = (await world().ok('alerts')).trimEnd().split('\n');
    assert.match(lines[0] ?? '', /warning {3}accounts\/[1-5] failed for good: /);
    assert.match(lines.find((line) => line.includes('critical')) ?? '', /critical {2}The success rate .*\[webhook: delivered\]$/);
    const file = await readFile(join(world().store, 'alerts.log'), 'utf8');
    assert.deepEqual(file.trimEnd().split('\n'), lines.map((line) => line.replace(/ {2}\[webhook: delivered\]$/, '')), 'the same in a file');
    assert.equal((await world().ok('alerts', '--last', '1')).trimEnd().split('\n').length, 1);
    assert.match(await world().ok('log'), /alert to webhook: delivered/);
  });

  it('a rule that is muted is logged and goes nowhere, and says so', async () => {
    await world().ok('pull');
    assert.match(await world().ok('mute', 'successRate', '--hours', '2'), /^"successRate" is muted for 120 min/);
    await refuseFive(world());
    received.splice(0);
    const env = { RECONCILE_ALERT_WEBHOOK: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
    assert.equal((await ended(start(['detect', '--store', world().store], world().folder, env))).code, 1);
    assert.deepEqual(received, []);
    const text = await world().ok('alerts');
    assert.match(text, /The success rate .*\[muted\]$/m);
    assert.match(text, /^successRate is muted until /m);
    await world().ok('unmute', 'successRate');
    await ended(start(['detect', '--store', world().store], world().folder, env));
    assert.equal(received.length, 1, 'it alerts again, whatever was logged meanwhile');
    assert.equal((await world().run('mute', 'everything')).code, 2);
  });

  it('a sync whose record becomes a dead letter tells the webhook before it ends, and ends as well where the webhook is down', async () => {
    await world().ok('pull');
    await world().fault({ fault: '500', id: '1', times: 4, method: 'PUT' });
    await world().ok('edit', 'accounts/1', '--set', 'name="Dead"');
    received.splice(0);
    const env = { RECONCILE_ALERT_WEBHOOK: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
    assert.equal((await ended(start(['sync', '--store', world().store], world().folder, env))).code, 1);
    assert.match(received[0] ?? '', /CRITICAL .* accounts\/1 used up its retries/);
    await world().fault({ fault: '500', id: '2', times: 4, method: 'PUT' });
    await world().ok('edit', 'accounts/2', '--set', 'name="Dead too"');
    const down = await ended(start(['sync', '--store', world().store], world().folder, { RECONCILE_ALERT_WEBHOOK: 'http://127.0.0.1:1/hook' }));
    assert.equal(down.code, 1);
    assert.match(await world().ok('alerts', '--last', '1'), /critical {2}accounts\/2 used up its retries/);
  });

  it('the summary of a reconciliation goes by mail', async () => {
    const mails: string[] = [];
    const mail = new SMTPServer({
      disabledCommands: ['STARTTLS'], authOptional: true, logger: false,
      onData: (stream, _session, done) => {
        void text(stream).then((raw) => {
          mails.push(raw);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => void mail.listen(0, '127.0.0.1', () => resolve()));
    try {
      await world().ok('pull');
      await world().writeBehind('3', { name: 'Drifted' });
      const env = { RECONCILE_ALERT_EMAIL: 'admin@example.com', RECONCILE_SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}` };
      await ended(start(['audit', '--store', world().store], world().folder, env));
      assert.equal(mails.length, 1);
      assert.match((mails[0] ?? '').replaceAll('=\r\n', ''), /Total checked: 5\. Discrepancies: 1\. Actions needed: \d\./);
    } finally {
      await new Promise<void>((resolve) => mail.close(() => resolve()));
    }
  });
});
