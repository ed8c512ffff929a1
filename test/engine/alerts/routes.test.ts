import { strict as assert } from 'node:assert';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Alert } from '../../../src/engine/alerts/alert';
import type { Alerts } from '../../../src/engine/ports';
import { alertRoutes, type Routes } from '../../../src/node/alerts/routes';

const alert = (more: Partial<Alert> = {}): Alert => ({ id: 'a', at: 0, level: 'critical', rule: 'deadLetter', subject: 'accounts/1', text: 'accounts/1 used up its retries.', ...more });
const route = (routes: Routes): Alerts => alertRoutes(() => Promise.resolve(routes), 'api.example.com');
const portOf = (server: { address(): ReturnType<Server['address']> }): number => (server.address() as AddressInfo).port;

describe('alerts: the webhook', () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  let status = 200;
  let headers: Record<string, string> = {};
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.writeHead(status, { location: `http://127.0.0.1:${portOf(server)}/elsewhere`, ...headers }).end('no_service');
    });
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => server.close());
  beforeEach(() => void received.splice(0));
  const send = (alerts: readonly Alert[]) => route({ webhook: `http://127.0.0.1:${portOf(server)}/services/SECRET` }).send('webhook', alerts);

  it('takes Slack-shaped JSON, in which text from outside is no markup and no line of its own', async () => {
    status = 200;
    assert.equal(await send([alert({ text: 'The master said <!channel> & <https://evil|here>\nCRITICAL forged' })]), 'delivered');
    const [{ headers, body }] = received as [{ headers: IncomingHttpHeaders; body: string }];
    assert.equal(headers['content-type'], 'application/json');
    const json = JSON.parse(body) as { text: string; unfurl_links: boolean };
    assert.equal(json.unfurl_links, false);
    assert.equal(json.text.split('\n')[1], 'CRITICAL 1970-01-01T00:00:00.000Z The master said &lt;!channel&gt; &amp; &lt;https://evil|here&gt; CRITICAL forged');
    assert.equal(json.text.split('\n').length, 2);
  });

  it('row 96: a failure is a value, told from one that stays; a redirect is not followed; no sentence holds the address', async () => {
    for (const [code, isFinal] of [[500, false], [429, false], [404, true], [302, true]] as const) {
      status = code;
      assert.deepEqual(await send([alert()]), { problem: `The webhook answered ${code}.`, isFinal });
    }
    assert.equal(received.length, 4);
    const refused = await route({ webhook: 'http://127.0.0.1:1/SECRET' }).send('webhook', [alert()]);
    assert.deepEqual(refused, { problem: 'The webhook cannot be reached (ECONNREFUSED).', isFinal: false });
  });

  it('says how long the receiver asks to wait', async () => {
    for (const [code, more, afterMs] of [[429, { 'retry-after': '120' }, 120_000], [503, { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 60_000]] as const) {
      [status, headers] = [code, more];
      assert.deepEqual(await send([alert()]), { problem: `The webhook answered ${code}.`, isFinal: false, afterMs });
    }
    [status, headers] = [404, { 'retry-after': '120' }];
    assert.deepEqual(await send([alert()]), { problem: 'The webhook answered 404.', isFinal: true });
    headers = {};
  });

  it('is asked over https or on this machine only', async () => {
    for (const webhook of ['http://hooks.example.com/x', 'ftp://127.0.0.1', 'https://user:pass@example.com', 'nonsense']) {
      const sent = await route({ webhook }).send('webhook', [alert()]);
      assert.ok(typeof sent === 'object' && sent.isFinal, webhook);
    }
    assert.equal(await route({}).send('webhook', [alert()]), 'no address');
    assert.equal(await route({}).send('email', [alert()]), 'no address');
  });

  it('spells out thirty alerts at most', async () => {
    status = 200;
    await send(Array.from({ length: 100 }, (_, i) => alert({ id: String(i) })));
    const json = JSON.parse(received[0]?.body ?? '') as { text: string };
    assert.match(json.text, /^Reconciliation \(api\.example\.com\): 100 alerts, 100 critical\n/);
    assert.match(json.text, /… and 70 more; the alert log has them all\.$/);
  });
});

describe('alerts: e-mail', () => {
  const mails: { from: string; to: string[]; user: string | undefined; raw: string }[] = [];
  let refusal: (Error & { responseCode?: number }) | null = null;
  let refused = ''; // whom it refuses: addresses that begin so
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authOptional: true, logger: false,
    onAuth: ({ username, password }, _session, done) => done(password === 'secret' ? null : new Error('No.'), { user: username }),
    onRcptTo: ({ address }, _session, done) => done(address.startsWith(refused) ? refusal : null),
    onData: (stream, { envelope, user }, done) => {
      void text(stream).then((raw) => {
        mails.push({ from: envelope.mailFrom ? envelope.mailFrom.address : '', to: envelope.rcptTo.map(({ address }) => address), user: typeof user === 'string' ? user : undefined, raw });
        done();
      });
    },
  });
  const port = (): number => portOf(server.server);
  before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve())));
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  beforeEach(() => void mails.splice(0));
  const email = (more: object = {}) => ({ to: 'ops@example.com, admin@example.com', from: 'sync@example.com', server: `smtp://robot@127.0.0.1:${port()}`, password: 'secret', ...more });

  it('reaches every recipient, signed in, with no header of its own from the text', async () => {
    assert.equal(await route({ email: email() }).send('email', [alert({ text: 'Bad\r\nBcc: evil@example.com' })]), 'delivered');
    const [mail] = mails;
    assert.deepEqual([mail?.from, mail?.to, mail?.user], ['sync@example.com', ['ops@example.com', 'admin@example.com'], 'robot']);
    assert.match(mail?.raw ?? '', /^Subject: Reconciliation \(api\.example\.com\): Bad Bcc: evil@example\.com\r$/m);
    assert.doesNotMatch(mail?.raw ?? '', /^Bcc:/m);
  });

  it('row 96: a server that refuses is a value; what it will always refuse is final', async () => {
    refusal = Object.assign(new Error('Mailbox unknown'), { responseCode: 550 });
    assert.deepEqual(await route({ email: email() }).send('email', [alert()]), { problem: 'The mail server did not take the mail (550).', isFinal: true });
    refusal = Object.assign(new Error('Later'), { responseCode: 451 });
    assert.deepEqual(await route({ email: email() }).send('email', [alert()]), { problem: 'The mail server did not take the mail (451).', isFinal: false });
    refusal = null;
    const down = await route({ email: email({ server: 'smtp://127.0.0.1:1' }) }).send('email', [alert()]);
    assert.ok(typeof down === 'object' && !down.isFinal);
    assert.match(down.problem, /ESOCKET|ECONN/);
  });

  it('that reaches only some of its recipients is said, without their addresses, and not sent again', async () => {
    refused = 'admin';
    for (const responseCode of [550, 451]) {
      refusal = Object.assign(new Error('Mailbox unknown'), { responseCode });
      assert.deepEqual(await route({ email: email() }).send('email', [alert()]), { problem: 'The mail server refused 1 of 2 recipients; the others have it.', isFinal: true });
    }
    [refused, refusal] = ['', null];
    assert.deepEqual(mails.map(({ to }) => to), [['ops@example.com'], ['ops@example.com']]);
  });

  it('sends nothing unencrypted off this machine', async function () {
    const address = Object.values(networkInterfaces()).flat().find((one) => one?.family === 'IPv4' && !one.internal)?.address;
    if (address === undefined) return this.skip();
    const open = new SMTPServer({ disabledCommands: ['STARTTLS'], authOptional: true, logger: false, onData: () => assert.fail() });
    await new Promise<void>((resolve) => void open.listen(0, address, () => resolve()));
    const sent = await route({ email: email({ server: `smtp://${address}:${portOf(open.server)}` }) }).send('email', [alert()]);
    await new Promise<void>((resolve) => open.close(() => resolve()));
    assert.equal(typeof sent, 'object'); // the server knows no STARTTLS
  });

  it('takes plain addresses only', async () => {
    for (const to of ['Ops <ops@example.com>', 'ops@example.com\r\nBcc: x@y.z', '"a@evil.com x"@example.com', '']) {
      const sent = await route({ email: email({ to }) }).send('email', [alert()]);
      assert.ok(typeof sent === 'object' && sent.isFinal, to);
    }
    assert.equal(mails.length, 0);
  });
});
