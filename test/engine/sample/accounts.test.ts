import { strict as assert } from 'node:assert';
import { without } from '../../../src/engine/canonical';
import { isObject, type Json } from '../../../src/engine/json';
import { startSample } from '../../../src/sample/master';
import { assertSealed, textOf, useSample } from './client';

const arrayOf = (text: string): readonly Json[] => {
  const value: unknown = JSON.parse(text);
  assert.ok(Array.isArray(value));
  return value as readonly Json[];
};

describe('the accounts of the sample', () => {
  const sample = useSample();

  it('are 25 by default, all different, sealed and in version 1', async () => {
    const { text, headers, status } = await sample.send('GET', '/accounts');
    const accounts = arrayOf(text).filter(isObject);
    assert.equal(status, 200);
    assert.equal(headers.get('x-total-count'), '25');
    assert.equal(headers.get('link'), null);
    assert.deepEqual(accounts.map(({ id }) => id), Array.from({ length: 25 }, (_, i) => String(i + 1)));
    assert.equal(new Set(accounts.map(({ name }) => name)).size, 25);
    for (const account of accounts) {
      assertSealed(account);
      assert.deepEqual(Object.keys(account), ['id', 'name', 'email', 'status', 'tier', 'creditLimit', 'owner', 'tags', 'updatedAt', 'version', 'checksum']);
      assert.equal(account['version'], 1);
      assert.match(textOf(account, 'updatedAt'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  it('are the same at every start', async () => {
    const other = await startSample({ port: 0 });
    try {
      assert.equal((await sample.send('GET', '/accounts/24')).text, await (await fetch(`${other.url}/accounts/24`)).text());
    } finally {
      await other.close();
    }
  });

  it('are read with the version as strong ETag, and 304 where it is known', async () => {
    const { headers, status } = await sample.send('GET', '/accounts/1');
    assert.equal(status, 200);
    assert.equal(headers.get('etag'), '"1"');
    for (const known of ['"1"', 'W/"1"', '"7", "1"', '*']) assert.equal((await sample.send('GET', '/accounts/1', undefined, { 'If-None-Match': known })).status, 304);
    assert.equal((await sample.send('GET', '/accounts/1', undefined, { 'If-None-Match': '"2"' })).status, 200);
    assert.equal((await sample.send('HEAD', '/accounts/1')).headers.get('etag'), '"1"');
  });

  it('take a PUT: version, updatedAt and checksum are the master’s own', async () => {
    const before = await sample.get('2');
    const { status, body, headers } = await sample.send('PUT', '/accounts/2', { ...before, creditLimit: 1, version: 99, updatedAt: 'never', checksum: 'none' });
    assert.equal(status, 200);
    assert.equal(headers.get('etag'), '"2"');
    assert.deepEqual([body['creditLimit'], body['version']], [1, 2]);
    assert.ok(textOf(body, 'updatedAt') > textOf(before, 'updatedAt'));
    assertSealed(body);
    assert.deepEqual(await sample.get('2'), body);
  });

  it('keep their version when a PUT or PATCH changes nothing', async () => {
    const before = await sample.get('3');
    assert.deepEqual((await sample.send('PUT', '/accounts/3', { ...before, version: 8 })).body, before);
    assert.deepEqual((await sample.send('PATCH', '/accounts/3', { name: before['name'] })).body, before);
  });

  it('refuse a write with If-Match of another version with 412, and change nothing', async () => {
    const before = await sample.get('4');
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const { status, headers, body } = await sample.send(method, '/accounts/4', { ...before, name: 'x' }, { 'If-Match': '"2"' });
      assert.equal(status, 412);
      assert.equal(headers.get('content-type'), 'application/problem+json');
      assert.deepEqual([body['status'], body['title']], [412, 'Precondition Failed']);
    }
    assert.equal((await sample.send('PUT', '/accounts/4', { ...before, name: 'x' }, { 'If-Match': 'W/"1"' })).status, 412);
    assert.deepEqual(await sample.get('4'), before);
    for (const held of ['"1"', '"9", "2"', '*']) assert.equal((await sample.send('PATCH', '/accounts/4', { name: held }, { 'If-Match': held })).status, 200);
  });

  it('take a PUT without If-Match from anybody', async () => {
    const seen = await sample.get('5');
    await sample.send('PUT', '/accounts/5', { ...seen, name: 'Somebody else' });
    assert.equal((await sample.send('PUT', '/accounts/5', { ...seen, name: 'Me' }, { 'If-Match': '"1"' })).status, 412);
  });

  it('take a merge patch: null removes, objects merge', async () => {
    const { body, status } = await sample.send('PATCH', '/accounts/6', { tags: null, owner: { name: 'New Owner' }, note: { a: 1 } });
    assert.equal(status, 200);
    assert.ok(!('tags' in body));
    assert.ok(isObject(body['owner'] ?? null));
    assert.deepEqual(body['owner'], { ...(isObject(body['owner']) ? body['owner'] : {}), name: 'New Owner' });
    assert.match(JSON.stringify(body['owner']), /"id":"u-\d+"/);
    assert.deepEqual(body['note'], { a: 1 });
  });

  it('are gone after DELETE', async () => {
    assert.equal((await sample.send('DELETE', '/accounts/7')).status, 204);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) assert.equal((await sample.send(method, '/accounts/7', method === 'GET' ? undefined : {})).status, 404);
  });

  it('are created by POST with a new id and Location', async () => {
    const content = without(await sample.get('8'), ['id']);
    const { status, headers, body } = await sample.send('POST', '/accounts', content);
    assert.equal(status, 201);
    assert.equal(headers.get('location'), `/accounts/${textOf(body, 'id')}`);
    assert.equal(body['version'], 1);
    assert.deepEqual(await sample.get(textOf(body, 'id')), body);
  });

  for (const id of ['a/b', '😀', '__proto__', 'a b%2F', 'constructor']) {
    it(`work with the id ${id}`, async () => {
      const path = `/accounts/${encodeURIComponent(id)}`;
      assert.equal((await sample.send('GET', path)).status, 404);
      const content = { ...(await sample.get('8')), id };
      const created = await sample.send('PUT', path, content, { 'If-None-Match': '*' });
      assert.equal(created.status, 201);
      assert.equal(created.headers.get('location'), path);
      assert.equal((await sample.send('PUT', path, content, { 'If-None-Match': '*' })).status, 412);
      assert.equal((await sample.send('PATCH', path, { name: 'Changed' }, { 'If-Match': '"1"' })).body['version'], 2);
      assert.deepEqual([(await sample.get(id))['id'], (await sample.get(id))['name']], [id, 'Changed']);
    });
  }

  it('refuse what is no account, and name each field', async () => {
    const { id, ...content } = await sample.get('9');
    const put = async (change: object) => {
      const { status, body, headers } = await sample.send('PUT', '/accounts/9', { id, ...content, ...change });
      assert.equal(status, 422);
      assert.equal(headers.get('content-type'), 'application/problem+json');
      return body['errors'];
    };
    assert.deepEqual(await put({ status: 'closed' }), [{ pointer: '#/status', detail: 'status must be one of active, inactive, suspended' }]);
    assert.deepEqual(await put({ name: undefined, creditLimit: -1 }), [{ pointer: '#/name', detail: 'name is missing' }, { pointer: '#/creditLimit', detail: 'creditLimit must be a number from 0 on' }]);
    assert.deepEqual(await put({ id: '10' }), [{ pointer: '#/id', detail: 'id must be "9", as in the address' }]);
    assert.deepEqual(await put({ tags: [1], owner: {}, email: 'x', tier: null }), [
      { pointer: '#/email', detail: 'email must be an e-mail address' },
      { pointer: '#/tier', detail: 'tier must be one of bronze, silver, gold, platinum' },
      { pointer: '#/owner', detail: 'owner must be an object with the texts id and name' },
      { pointer: '#/tags', detail: 'tags must be a list of texts' },
    ]);
    assert.equal((await sample.get('9'))['version'], 1);
  });

  it('refuse what is no JSON object, what is too large, and what does not exist', async () => {
    assert.equal((await sample.send('PUT', '/accounts/9', '{"a":1')).status, 400);
    assert.equal((await sample.send('PUT', '/accounts/9', '[]')).status, 400);
    assert.equal((await sample.send('PUT', '/accounts/9', `"${'x'.repeat(1024 * 1024)}"`)).status, 413);
    for (const path of ['/', '/accounts/', '/accounts/1/2', '/accounts/%ff', '/contacts']) assert.equal((await sample.send('GET', path)).status, 404, path);
    assert.equal((await sample.send('DELETE', '/accounts')).headers.get('allow'), 'GET, HEAD, POST');
  });

  it('say in Server-Timing how long query and update took', async () => {
    assert.match((await sample.send('GET', '/accounts/11')).headers.get('server-timing') ?? '', /^query;dur=\d+\.\d+$/);
    assert.match((await sample.send('PATCH', '/accounts/11', { name: 'x' })).headers.get('server-timing') ?? '', /^query;dur=\d+\.\d+, update;dur=\d+\.\d+$/);
  });
});

describe('the list of the sample', () => {
  const sample = useSample({ records: 450 });
  const walk = async (first: string): Promise<{ pages: number[]; ids: unknown[] }> => {
    const pages: number[] = [];
    const ids: unknown[] = [];
    for (let path: string | undefined = first; path !== undefined; ) {
      const { text, headers } = await sample.send('GET', path);
      const accounts = arrayOf(text);
      pages.push(accounts.length);
      ids.push(...accounts.map((account) => isObject(account) && account['id']));
      path = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    return { pages, ids };
  };

  it('comes in pages of 200, each with a Link to the next', async () => {
    const { pages, ids } = await walk('/accounts');
    assert.deepEqual(pages, [200, 200, 50]);
    assert.equal(new Set(ids).size, 450);
  });

  it('can be had by number of page, and in other sizes up to 1000', async () => {
    assert.deepEqual((await walk('/accounts?page=2&limit=150')).pages, [150, 150]);
    assert.deepEqual((await walk('/accounts?limit=5000')).pages, [450]);
    assert.deepEqual((await walk('/accounts?page=9')).pages, [0]);
    for (const query of ['limit=0', 'limit=x', 'page=0', 'page=-1', 'cursor=abc']) assert.equal((await sample.send('GET', `/accounts?${query}`)).status, 400, query);
  });

  it('loses no account to a cursor when others are deleted on the way', async () => {
    const { headers } = await sample.send('GET', '/accounts?limit=100');
    await sample.send('DELETE', '/accounts/100');
    await sample.send('DELETE', '/accounts/1');
    const next = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1] ?? '';
    assert.equal((await walk(next)).ids[0], '101');
  });
});

describe('the sample itself', () => {
  it('wants the token that it was started with', async () => {
    const other = await startSample({ port: 0, token: 'secret' });
    try {
      const refused = await fetch(`${other.url}/accounts`, { headers: { Authorization: 'Bearer wrong' } });
      assert.equal(refused.status, 401);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer/);
      assert.equal((await fetch(`${other.url}/accounts`, { headers: { Authorization: 'Bearer secret' } })).status, 200);
    } finally {
      await other.close();
    }
  });

  it('listens on this machine only', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com', '127.example.com']) await assert.rejects(startSample({ port: 0, host }), /listens on this machine only/);
  });

  it('says EADDRINUSE when the port is taken', async () => {
    const first = await startSample({ port: 0 });
    try {
      await assert.rejects(startSample({ port: Number(new URL(first.url).port) }), { code: 'EADDRINUSE' });
    } finally {
      await first.close();
    }
  });

  it('takes at least the latency that was asked for, and says so', async () => {
    const other = await startSample({ port: 0, latencyMs: 40 });
    try {
      const answer = await fetch(`${other.url}/accounts/1`, { method: 'PATCH', body: '{"name":"x"}' });
      const [, query, update] = /query;dur=([\d.]+), update;dur=([\d.]+)/.exec(answer.headers.get('server-timing') ?? '') ?? [];
      assert.ok(Number(query) >= 30 && Number(update) >= 10);
    } finally {
      await other.close();
    }
  });
});
