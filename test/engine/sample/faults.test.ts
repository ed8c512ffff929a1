import { strict as assert } from 'node:assert';
import { without } from '../../../src/engine/canonical';
import type { JsonObject } from '../../../src/engine/json';
import { startSample } from '../../../src/sample/master';
import { FAULTS, type FaultName } from '../../../src/sample/faults';
import { RequestLog } from '../../../src/sample/requestLog';
import { assertSealed, checksumOf, textOf, useSample, type Got } from './client';

describe('the faults of the sample', () => {
  const sample = useSample({ records: 60 });
  let last = 0;

  /** Switches the fault on for the next account, sends it a PUT, and looks at it afterwards. */
  async function provoke(fault: FaultName, more: JsonObject = {}): Promise<{ id: string; before: JsonObject; sent: JsonObject; put: Got | null; later: JsonObject }> {
    const id = String(++last);
    const before = await sample.get(id);
    const sent = { ...before, creditLimit: 4321 };
    assert.equal((await sample.fault({ fault, id, ...more })).status, 201);
    const put = await sample.send('PUT', `/accounts/${id}`, sent, { 'If-Match': '"1"' }).catch(() => null);
    return { id, before, sent, put, later: await sample.get(id) };
  }
  const answered = (got: Got | null): Got => {
    assert.ok(got !== null, 'there was no answer');
    return got;
  };

  for (const status of [401, 403, 404, 409, 500] as const) {
    it(`${status}: answers so once, applies nothing`, async () => {
      const { put, before, later } = await provoke(`${status}`);
      assert.equal(answered(put).status, status);
      assert.equal(answered(put).body['status'], status);
      assert.equal(answered(put).headers.get('content-type'), 'application/problem+json');
      assert.equal(answered(put).headers.has('www-authenticate'), status === 401);
      assert.deepEqual(later, before);
    });
  }

  for (const status of [429, 503] as const) {
    it(`${status}: answers so with Retry-After, applies nothing`, async () => {
      const { put, before, later } = await provoke(`${status}`);
      assert.equal(answered(put).status, status);
      assert.equal(answered(put).headers.get('retry-after'), '5');
      assert.deepEqual(later, before);
      assert.equal(answered((await provoke(`${status}`, { retryAfter: 90 })).put).headers.get('retry-after'), '90');
    });
  }

  it('timeout: takes the request and never answers, applies nothing', async () => {
    const before = await sample.get('50');
    await sample.fault({ fault: 'timeout', id: '50' });
    const giveUp = new AbortController();
    const put = fetch(`${sample.url}/accounts/50`, { method: 'PUT', body: JSON.stringify({ ...before, name: 'x' }), signal: giveUp.signal });
    while (!(await logged()).some(({ id, status, fault }) => id === '50' && status === null && fault === 'timeout'));
    giveUp.abort();
    await assert.rejects(put, { name: 'AbortError' });
    assert.deepEqual(await sample.get('50'), before);
  });

  it('timeout: ends with the sample', async () => {
    const other = await startSample({ port: 0 });
    await fetch(`${other.url}/_control/faults`, { method: 'POST', body: '{"fault":"timeout"}' });
    const hanging = assert.rejects(fetch(`${other.url}/accounts/1`));
    for (;;) {
      const log = await (await fetch(`${other.url}/_control/log`)).text();
      if (log.includes('"timeout"')) break;
    }
    await other.close();
    await hanging;
  });

  it('reset: drops the connection, applies nothing', async () => {
    const { put, before, later } = await provoke('reset');
    assert.equal(put, null);
    assert.deepEqual(later, before);
  });

  it('reset-after-apply: applies, then drops the connection', async () => {
    const { put, later } = await provoke('reset-after-apply');
    assert.equal(put, null);
    assert.deepEqual([later['creditLimit'], later['version']], [4321, 2]);
  });

  it('delay: answers properly, but later', async () => {
    const from = performance.now();
    const { put, later } = await provoke('delay', { delayMs: 60 });
    assert.ok(performance.now() - from >= 59);
    assert.deepEqual(answered(put).body, later);
  });

  it('html: answers 200 with a login page, applies nothing', async () => {
    const { put, before, later } = await provoke('html');
    assert.equal(answered(put).status, 200);
    assert.match(answered(put).headers.get('content-type') ?? '', /^text\/html/);
    assert.match(answered(put).text, /^<!doctype html>.*password/);
    assert.deepEqual(later, before);
  });

  it('bad-json: applies, and answers with JSON that breaks off', async () => {
    const { put, later } = await provoke('bad-json');
    assert.equal(answered(put).status, 200);
    assert.throws(() => { JSON.parse(answered(put).text); }, SyntaxError);
    assert.equal(later['version'], 2);
  });

  it('empty: applies, and answers 204', async () => {
    const { put, later } = await provoke('empty');
    assert.deepEqual([answered(put).status, answered(put).text, answered(put).headers.get('etag')], [204, '', null]);
    assert.equal(later['version'], 2);
  });

  const mangled = [
    ['missing-field', 'no name', { name: undefined }],
    ['wrong-type', 'creditLimit as text', { creditLimit: '4321' }],
    ['wrong-status', 'another status', { status: 'archived' }],
    ['stale-version', 'an older version', { version: 0 }],
  ] as const;
  for (const [fault, shows, difference] of mangled) {
    it(`${fault}: applies, and shows ${shows} with a checksum that is right for it`, async () => {
      const { put, later } = await provoke(fault);
      const shown = answered(put).body;
      assert.deepEqual(without(shown, ['checksum']), JSON.parse(JSON.stringify({ ...later, ...difference, checksum: undefined })));
      assertSealed(shown);
      assertSealed(later);
      assert.equal(answered(put).headers.get('etag'), fault === 'stale-version' ? '"0"' : '"2"');
      assert.deepEqual([later['creditLimit'], later['version']], [4321, 2]);
    });
  }

  it('wrong-checksum: applies, and the checksum alone is wrong', async () => {
    const { put, later } = await provoke('wrong-checksum');
    const { body } = answered(put);
    assert.match(textOf(body, 'checksum'), /^sha256-[0-9a-f]{64}$/);
    assert.notEqual(body['checksum'], checksumOf(body));
    assert.deepEqual({ ...body, checksum: later['checksum'] }, later);
  });

  it('not-applied: answers 200 with the old record', async () => {
    const { put, before, later } = await provoke('not-applied');
    assert.deepEqual([answered(put).status, answered(put).body, answered(put).headers.get('etag')], [200, before, '"1"']);
    assert.deepEqual(later, before);
  });

  it('same-version: applies and changes the name as well, and keeps the version', async () => {
    const { put, before, later } = await provoke('same-version');
    assert.deepEqual(answered(put).body, later);
    assert.deepEqual([later['creditLimit'], later['version'], later['name']], [4321, 1, `${textOf(before, 'name')} (changed)`]);
    assertSealed(later);
  });

  it('same-version: changes a record that is only read', async () => {
    await sample.fault({ fault: 'same-version', id: '51' });
    const before = await sample.get('52');
    const read = await sample.get('51');
    assert.match(textOf(read, 'name'), / \(changed\)$/);
    assert.deepEqual([read['version'], before['version']], [1, 1]);
    assert.deepEqual(await sample.get('51'), read);
  });

  it('same-checksum: changes a record that is only read, and no more of it', async () => {
    await sample.fault({ fault: 'same-checksum', id: '57' });
    const list = async () => (JSON.parse((await sample.send('GET', '/accounts')).text) as JsonObject[]).find(({ id }) => id === '57') ?? assert.fail();
    const before = await list();
    const read = await sample.get('57');
    assert.match(textOf(read, 'name'), / \(changed\)$/);
    assert.deepEqual([read['version'], read['checksum']], [before['version'], before['checksum']]);
    assert.deepEqual(await list(), read);
  });

  it('spoil every record of a list', async () => {
    await sample.fault({ fault: 'wrong-status', method: 'GET' });
    const list = JSON.parse((await sample.send('GET', '/accounts')).text) as JsonObject[];
    assert.deepEqual(new Set(list.map(({ status }) => status)), new Set(['archived']));
    for (const account of list) assertSealed(account);
  });

  it('leave a refusal as it is', async () => {
    await sample.fault({ fault: 'wrong-status', id: '53' });
    assert.equal((await sample.send('PATCH', '/accounts/53', { name: 'x' }, { 'If-Match': '"9"' })).status, 412);
  });

  it('hit the requests that they are meant for, as often as they are meant to, oldest first', async () => {
    await sample.fault({ fault: '500', id: '54', method: 'PUT', times: 2 });
    await sample.fault({ fault: 503, id: '54' });
    await sample.fault({ fault: 'not-applied', id: '54' });
    const account = await sample.get('55');
    assert.equal(account['id'], '55');
    const statuses: number[] = [];
    const versions: unknown[] = [];
    for (const method of ['PUT', 'GET', 'PUT', 'GET', 'PUT', 'PUT']) {
      const { status, body } = await sample.send(method, '/accounts/54', method === 'PUT' ? { ...account, id: '54' } : undefined);
      statuses.push(status);
      versions.push(body['version']);
    }
    assert.deepEqual(statuses, [500, 503, 500, 200, 200, 200]);
    assert.deepEqual(versions.slice(3), [1, 1, 2]);
  });

  it('are listed with what is left, and cleared', async () => {
    await sample.fault({ fault: '500', times: 3, id: '56' });
    await sample.fault({ fault: 'delay', method: 'PATCH' });
    await sample.send('GET', '/accounts/56');
    assert.deepEqual(JSON.parse((await sample.send('GET', '/_control/faults')).text), [
      { fault: '500', left: 2, id: '56', method: null, retryAfter: null, delayMs: 0 },
      { fault: 'delay', left: 1, id: null, method: 'PATCH', retryAfter: null, delayMs: 2000 },
    ]);
    assert.equal((await sample.send('DELETE', '/_control/faults')).status, 204);
    assert.equal((await sample.send('GET', '/_control/faults')).text, '[]');
    assert.equal((await sample.send('GET', '/accounts/56')).status, 200);
  });

  it('are refused with a sentence when they are not understood', async () => {
    const cases: [unknown, RegExp][] = [
      [{ fault: 'explode' }, /"explode" is unknown; there are .*reset-after-apply, .*same-version/],
      [{ fault: 'toString' }, /"toString" is unknown/],
      [{}, /null is unknown/],
      [{ fault: '500', time: 3 }, /field "time" is unknown/],
      [{ fault: '500', times: 0 }, /times must be a whole number from 1 on/],
      [{ fault: '500', times: 1.5 }, /times/],
      [{ fault: '500', id: 42 }, /id must be a text/],
      [{ fault: '500', method: 'GO' }, /method must be one of GET, PUT/],
      [{ fault: '503', retryAfter: -1 }, /retryAfter/],
      [{ fault: 'delay', delayMs: '5' }, /delayMs/],
      ['[]', /must be an object/],
      ['{', /key in double quotes/],
    ];
    for (const [body, message] of cases) {
      const { status, body: answer } = await sample.send('POST', '/_control/faults', body);
      assert.equal(status, 400);
      assert.match(textOf(answer, 'detail'), message);
    }
    assert.equal((await sample.send('GET', '/_control/faults')).text, '[]');
  });

  it('are described by the control endpoint, all of them', async () => {
    const { body } = await sample.send('GET', '/_control');
    assert.deepEqual(body['faults'], FAULTS);
    assert.equal((await sample.send('GET', '/_control/other')).status, 404);
  });

  const logged = async (): Promise<JsonObject[]> => {
    const { requests } = JSON.parse((await sample.send('GET', '/_control/log')).text) as { requests: JsonObject[] };
    return requests;
  };

  it('stand in the log, with every request and the number of writes that were applied', async () => {
    await sample.fault({ fault: '500', id: '59', method: 'PATCH' });
    for (const name of ['a', 'b', 'b', 'c']) await sample.send('PATCH', '/accounts/59', { name }, name === 'c' ? { 'If-Match': '"7"' } : {});
    const seen = (await logged()).filter(({ id }) => id === '59');
    assert.deepEqual(seen.map(({ status, fault, ifMatch }) => [status, fault, ifMatch]), [[500, '500', null], [200, null, null], [200, null, null], [412, null, '"7"']]);
    assert.deepEqual([seen[0]?.['method'], seen[0]?.['path'], typeof seen[0]?.['time']], ['PATCH', '/accounts/59', 'number']);
    const { writes } = JSON.parse((await sample.send('GET', '/_control/log')).text) as { writes: JsonObject[] };
    assert.deepEqual(writes.filter(({ id }) => id === '59'), [{ id: '59', count: 1 }]);
  });
});

describe('the log of the sample', () => {
  it('keeps the last 1000 requests, oldest first', () => {
    const log = new RequestLog();
    for (let time = 0; time < 2345; time++) log.add({ time, method: 'GET', path: '/accounts', id: null, ifMatch: null, fault: null, status: 200 });
    assert.deepEqual(log.list().map(({ time }) => time), Array.from({ length: 1000 }, (_, i) => 1345 + i));
  });
});
