import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ended, QUICK, start, useWorld } from './reconcile';

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
    await world().fault({ fault: '403', id: '2', method: 'PUT' });
    await world().ok('edit', 'accounts/2', '--set', 'name="Refused"');
    await world().run('sync');
    const env = { RECONCILE_ALERT_WEBHOOK: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
    const found = await ended(start(['detect', '--store', world().store], world().folder, env));
    assert.equal(found.code, 1);
    assert.match(found.stdout, /^The success rate of the last hour is 0\.0 %, below 90\.0 %\.$/m);
    assert.equal(received.length, 1);
    assert.match(received[0] ?? '', /CRITICAL .* The success rate of the last hour/);
    const lines = (await world().ok('alerts')).trimEnd().split('\n');
    assert.match(lines[0] ?? '', /warning {3}accounts\/2 failed for good: /);
    assert.match(lines[1] ?? '', /critical {2}The success rate .*\[webhook: delivered\]$/);
    assert.equal((await world().ok('alerts', '--last', '1')).trimEnd().split('\n').length, 1);
    assert.match(await world().ok('log'), /alert to webhook: delivered/);
  });
});
