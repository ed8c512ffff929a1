import { strict as assert } from 'node:assert';

import { loggableHeaders, loggableUrl, REDACTED } from '../../../src/engine/exchange';
import { hideSecrets } from '../../../src/node/http/redact';
import { assertAnswer, assertFailure, CANARY, client, closeServers, GET, PUT, reply, serve, serveReply } from './servers';

describe('Http: credentials (rows 17, 18)', () => {
  after(closeServers);

  const pair = `müller:${CANARY}`;
  for (const [auth, secret, line] of [
    [{ kind: 'bearer' }, CANARY, `authorization: Bearer ${CANARY}`],
    [{ kind: 'bearer' }, `  ${CANARY}\r\n`, `authorization: Bearer ${CANARY}`],
    [{ kind: 'basic' }, pair, `authorization: Basic ${Buffer.from(pair).toString('base64')}`],
    [{ kind: 'header', header: 'X-Api-Key' }, CANARY, `x-api-key: ${CANARY}`],
  ] as const) {
    it(`sends ${auth.kind}${secret === secret.trim() ? '' : ', trimmed'}`, async () => {
      const server = await serveReply(200, '{}');
      assertAnswer(await client(server.origin, { auth, credentials: () => Promise.resolve(secret) }).send(GET(server.origin)));
      assert.ok(server.requests[0]?.includes(`\r\n${line}\r\n`), server.requests[0]);
    });
  }

  it('asks for no secret where auth is none', async () => {
    const server = await serveReply(200, '{}');
    assertAnswer(await client(server.origin, { auth: { kind: 'none' }, credentials: () => assert.fail('asked') }).send(GET(server.origin)));
    assert.doesNotMatch(server.requests[0] ?? '', /authorization/i);
  });

  it('sends the secret as it is now, not as it was', async () => {
    const server = await serveReply(200, '{}');
    const secrets = ['first-0123456789', 'second-0123456789'];
    const http = client(server.origin, { credentials: () => Promise.resolve(secrets.shift()) });
    assertAnswer(await http.send(GET(server.origin)));
    assertAnswer(await http.send(GET(server.origin)));
    assert.deepEqual(server.requests.map((request) => /Bearer (\w+)/.exec(request)?.[1]), ['first', 'second']);
  });

  for (const [name, kind, credentials, says] of [
    ['missing', 'bearer', () => Promise.resolve(undefined), /^No token for http:\/\/127\.0\.0\.1:\d+/],
    ['empty', 'bearer', () => Promise.resolve(' \n'), /^No token for/],
    ['with a line break inside', 'bearer', () => Promise.resolve(`${CANARY}\r\nX-Evil: 1`), /line break/],
    ['with a control character inside', 'basic', () => Promise.resolve(`user:${CANARY}\u0000`), /control character/],
    ['that no header can carry', 'bearer', () => Promise.resolve(`${CANARY}→`), /no HTTP header/],
    ['without a user', 'basic', () => Promise.resolve(CANARY), /user:password/],
    ['that cannot be read', 'bearer', () => Promise.reject(new Error(`keyring locked: ${CANARY}`)), /cannot be read/],
  ] as const) {
    it(`sends nothing with a secret ${name}`, async () => {
      const server = await serveReply(200, '{}');
      const result = await client(server.origin, { auth: { kind }, credentials }).send(PUT(server.origin));
      assertFailure(result, 'credentials', false);
      assert.match(result.detail, says);
      assert.equal(server.sockets.length, 0);
    });
  }
});

describe('Http: secrets do not come back (row 50)', () => {
  after(closeServers);

  const forms = [CANARY, CANARY.replaceAll('/', '\\/'), encodeURIComponent(CANARY), Buffer.from(CANARY).toString('base64'), Buffer.from(CANARY).toString('base64url')];

  it('takes them out of headers and body, in every form', async () => {
    const server = await serveReply(200, JSON.stringify({ echo: forms.filter((form) => !form.includes('\\')) }), { 'X-Echo': `you sent Bearer ${CANARY}`, 'X-Url': `/?token=${encodeURIComponent(CANARY)}` });
    const answer = await client(server.origin).send(GET(server.origin));
    assertAnswer(answer);
    const text = JSON.stringify(answer);
    for (const form of forms) assert.ok(!text.includes(form.replace(/=+$/, '')), form);
    assert.equal(answer.headers['x-echo'], `you sent Bearer ${REDACTED}`);
  });

  it('takes out the Basic header and the password alone', async () => {
    const pair = `user:${CANARY}`;
    const server = await serve((socket, request) => socket.write(reply(400, JSON.stringify({ got: /authorization: (.*)\r/i.exec(request)?.[1], password: CANARY }))));
    const answer = await client(server.origin, { auth: { kind: 'basic' }, credentials: () => Promise.resolve(pair) }).send(GET(server.origin));
    assertAnswer(answer);
    assert.deepEqual(JSON.parse(answer.body.replaceAll('=', '')), { got: `Basic ${REDACTED}`, password: REDACTED });
  });

  it('takes them out of a sentence', async () => {
    const server = await serve((socket) => socket.write(reply(302, '', { Location: `https://${CANARY.replace(/\W/g, '-')}.example` })));
    const secret = CANARY.replace(/\W/g, '-');
    const result = await client(server.origin, { credentials: () => Promise.resolve(secret) }).send(GET(server.origin));
    assert.ok(result.kind === 'failure' && !result.detail.includes(secret) && result.detail.includes(REDACTED));
  });

  it('leaves records alone that hold a short secret by chance', () => {
    assert.equal(hideSecrets(['admin:admin', 'admin'])('{"role":"admin"}'), '{"role":"admin"}');
  });
});

describe('Http: what may be logged (3.4)', () => {
  it('shows the headers of the allow-list and no others', () => {
    const shown = { 'content-type': 'a', etag: '"7"', 'retry-after': '5', 'ratelimit-remaining': '3', 'x-request-id': 'r', 'server-timing': 'db;dur=1', link: '</a>; rel=next', 'if-match': '"6"' };
    const hidden = { authorization: 'Bearer x', cookie: 'a=b', 'set-cookie': 'a=b', 'x-api-key': 'k', 'x-anything': 'v' };
    assert.deepEqual({ ...loggableHeaders({ ...shown, ...hidden }) }, { ...shown, ...Object.fromEntries(Object.keys(hidden).map((name) => [name, REDACTED])) });
  });

  it('shows origin and path of an address', () => {
    assert.equal(loggableHeaders({ location: 'https://user:word@m:8/a/b?token=1#c' })['location'], 'https://m:8/a/b');
    assert.equal(loggableUrl('https://m/a@b/c?x=https://u@n/'), 'https://m/a@b/c');
    assert.equal(loggableUrl('/a?b'), '/a');
  });
});
