import { strict as assert } from 'node:assert';
import type { ConfigOptions } from '../../../src/node/config/decode';
import { STANDARD_ALERTS } from '../../../src/engine/alerts/settings';
import { STANDARD } from '../../../src/engine/schedule/tasks';
import { decodeConfig } from '../../../src/node/config/decode';
import type { ConfigProblem } from '../../../src/node/config/problem';
import type { Settings } from '../../../src/engine/settings';
import { config, LEGAL, MISTAKES, SMALLEST } from './examples';

const decode = (value: unknown, options?: ConfigOptions): ReturnType<typeof decodeConfig> => decodeConfig(JSON.stringify(value, null, 2), options);

function settingsOf(value: unknown, options?: ConfigOptions): Settings {
  const { settings, problems } = decode(value, options);
  assert.ok(settings, JSON.stringify(problems));
  return settings;
}

/** `path: text in the file`, for each problem. */
const places = (text: string, problems: readonly ConfigProblem[]): string[] =>
  problems.map(({ path, offset, length }) => `${path}: ${text.slice(offset, offset + length)}`);

describe('decodeConfig: what is left out', () => {
  it('gives the smallest file every default', () => {
    const { settings, problems } = decode(SMALLEST);
    assert.deepEqual(problems, []);
    assert.deepEqual(settings, {
      master: { baseUrl: 'http://127.0.0.1:4010', origin: 'http://127.0.0.1:4010', headers: {}, auth: { kind: 'none' } },
      resources: new Map([['accounts', { name: 'accounts', path: '/accounts', shape: {}, schema: null, rules: [], sensitive: [], update: { method: 'PUT' }, listKeys: new Map(), conflictSigns: [], compare: null }]]),
      sync: { mode: 'auto', readOnly: false, concurrency: 4 },
      timeouts: { connect: 10_000, headers: 30_000, body: 15_000, total: 60_000 },
      retry: { retries: 3, baseMs: 1000, factor: 5, capMs: 900_000, jitter: 'none' },
      conflicts: { concurrentEdit: 'rebase', autoMerge: 'never' },
      audit: { rate: 20 },
      log: { bodyLimit: 65_536 },
      schedules: STANDARD,
      alerts: STANDARD_ALERTS,
    });
  });
});

describe('decodeConfig: what is said', () => {
  for (const [name, value] of LEGAL) it(`takes ${name}`, () => assert.ok(settingsOf(value)));

  it('turns seconds into milliseconds', () => {
    const { timeouts, retry } = settingsOf(config({}, {}, { timeouts: { connect: 1.5, total: 90 }, retry: { base: 0.01, cap: 60, factor: 2, retries: 4 } }));
    assert.deepEqual(timeouts, { connect: 1500, headers: 30_000, body: 15_000, total: 90_000 });
    assert.deepEqual(retry, { retries: 4, baseMs: 10, factor: 2, capMs: 60_000, jitter: 'none' });
  });

  it('keeps a path in baseUrl, without slashes at its end (row 2)', () => {
    const { master } = settingsOf(config({ baseUrl: 'https://API.example.com:443/v1//' }));
    assert.deepEqual([master.baseUrl, master.origin], ['https://api.example.com/v1', 'https://api.example.com']);
  });

  it('shows an international host as punycode (row 4)', () => {
    assert.equal(settingsOf(config({ baseUrl: 'https://bücher.example/ä' })).master.origin, 'https://xn--bcher-kva.example');
    assert.equal(settingsOf(config({ baseUrl: 'https://\u0430pple.example' })).master.origin, 'https://xn--pple-43d.example');
  });

  it('allows http elsewhere where the user allows it, with a warning (row 3)', () => {
    const { settings, problems } = decode(config({ baseUrl: 'http://api.example.com' }), { allowInsecureHttp: true });
    assert.equal(settings?.master.baseUrl, 'http://api.example.com');
    assert.deepEqual(problems.map(({ severity, path }) => [severity, path]), [['warning', 'master.baseUrl']]);
  });

  it('knows this machine in every spelling', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1', '0x7f000001', '127.0.0.2', '[::1]', '[0:0:0:0:0:0:0:1]']) {
      assert.deepEqual(decode(config({ baseUrl: `http://${host}:80` })).problems, [], host);
    }
  });

  it('writes header names in lower case', () => {
    const { master } = settingsOf(config({ auth: { header: 'X-Api-Key' }, headers: { 'X-Tenant': 'a' } }));
    assert.deepEqual([master.auth, master.headers], [{ kind: 'header', header: 'x-api-key' }, { 'x-tenant': 'a' }]);
  });

  it('reads a whole shape', () => {
    const shape = settingsOf(
      config({}, {
        id: 'key',
        version: { field: 'at', order: 'time' },
        precondition: { query: 'v' },
        checksum: { field: 'sum', encoding: 'base64', prefix: 'sha256-' },
        list: { style: 'page', items: '/data', parameter: 'page', sizeParameter: 'n' },
        serverOwned: ['at'],
      }),
    ).resources.get('accounts')?.shape;
    assert.deepEqual(shape, {
      id: 'key',
      version: { from: 'field', field: 'at', order: 'time' },
      precondition: { kind: 'query', parameter: 'v' },
      checksum: { field: 'sum', encoding: 'base64', prefix: 'sha256-' },
      list: { style: 'page', items: '/data', parameter: 'page', size: 200, sizeParameter: 'n' },
      serverOwned: ['at'],
    });
  });

  it('reads the short forms of a shape', () => {
    const shapeOf = (accounts: Parameters<typeof config>[1]): unknown => settingsOf(config({}, accounts)).resources.get('accounts')?.shape;
    assert.deepEqual(shapeOf({ version: 'rev', checksum: false, precondition: { body: 'rev' } }), {
      version: { from: 'field', field: 'rev', order: 'auto' },
      checksum: null,
      precondition: { kind: 'body', field: 'rev' },
    });
    assert.deepEqual(shapeOf({ version: 'hash', checksum: 'sum', precondition: 'read-first' }), {
      version: { from: 'hash' },
      checksum: { field: 'sum', encoding: 'hex', prefix: '' },
      precondition: { kind: 'read-first' },
    });
    assert.deepEqual(shapeOf({ version: { header: 'ETag' } }), { version: { from: 'header', header: 'etag' } });
  });

  it('reads how conflicts are found and merged', () => {
    const sign = { status: 400, pointer: '/code', equals: { stale: true } };
    const { resources, conflicts } = settingsOf(config({}, { listKeys: { '/contacts': 'id', '/contacts/*/phones': 'no', '/a~1b': 'x' }, conflictSigns: [sign, { ...sign, pointer: '', equals: null }] }, { conflicts: { autoMerge: 'disjoint' } }));
    const { listKeys, conflictSigns } = resources.get('accounts') ?? {};
    assert.deepEqual(listKeys, new Map([['/contacts', 'id'], ['/contacts/*/phones', 'no'], ['/a~1b', 'x']]));
    assert.deepEqual(conflictSigns, [sign, { ...sign, pointer: '', equals: null }]);
    assert.deepEqual(conflicts, { concurrentEdit: 'rebase', autoMerge: 'disjoint' });
  });

  it('encodes a path as a URL does, and drops slashes at its end', () => {
    assert.equal(settingsOf(config({}, { path: '/größe/' })).resources.get('accounts')?.path, '/gr%C3%B6%C3%9Fe');
  });
});

describe('decodeConfig: what is wrong', () => {
  for (const { name, config: value, path, at, says } of MISTAKES) {
    it(`refuses ${name}, at its place`, () => {
      const text = JSON.stringify(value);
      const { settings, problems } = decodeConfig(text);
      assert.equal(settings, null);
      assert.deepEqual(places(text, problems), [`${path}: ${at}`]);
      assert.match(problems[0]?.message ?? '', says);
      assert.equal(problems[0]?.severity, 'error');
    });
  }

  it('reports everything at once, in the order of the text, with line and column', () => {
    const text = '{\r\n  // a comment\r\n  "master": { "baseUrl": "ftp://x", "auth": 1 },\n\t"resources": { "a": { "path": "a", "update": "x" } },\r  "sync": { "concurrency": 0 },\n}\n';
    const { problems } = decodeConfig(text);
    assert.deepEqual(
      problems.map(({ path, line, column }) => `${line}:${column} ${path}`),
      ['3:26 master.baseUrl', '3:45 master.auth', '4:32 resources.a.path', '4:47 resources.a.update', '5:28 sync.concurrency'],
    );
  });

  it('takes comments, trailing commas and a byte order mark', () => {
    assert.ok(decodeConfig(`\uFEFF${JSON.stringify(SMALLEST).replace('{', '{ /* a */ // b\n').replace(/\}$/, ',}')}`).settings);
  });

  it('says where the text is not JSON, and what else is wrong in the rest', () => {
    const text = '{ "master": { "baseUrl": "ftp://x" "auth": "none" }, "resources": {';
    const { settings, problems } = decodeConfig(text);
    assert.equal(settings, null);
    assert.deepEqual(problems.map(({ message, offset }) => [message.slice(0, 27), offset]), [
      ['The address must begin with', 25],
      ['Comma expected.', 35],
      ['Name at least one resource,', 66],
      ['Close brace expected.', 67],
      ['Close brace expected.', 67],
    ]);
  });

  it('does not call missing what a syntax error may have hidden', () => {
    const { problems } = decodeConfig('{ "master": { "baseUrl": }, "resources": ');
    assert.deepEqual(problems.map(({ message }) => message), ['Value expected.', 'Value expected.', 'Close brace expected.']);
  });

  for (const text of ['', ' \n ', '// nothing']) {
    it(`answers ${JSON.stringify(text)} with an error`, () => {
      const { settings, problems } = decodeConfig(text);
      assert.equal(settings, null);
      assert.ok(problems.length > 0);
    });
  }

  it('reports a key that stands twice, wherever it is', () => {
    const text = '{ "master": { "baseUrl": "https://a.example", "headers": { "X": "1", "X": "2" } }, "resources": { "a": { "path": "/a" }, "a": { "path": "/b" } } }';
    assert.deepEqual(places(text, decodeConfig(text).problems), ['master.headers.X: "X"', 'resources.a: "a"']);
    assert.equal(decodeConfig(text).problems[1]?.offset, text.lastIndexOf('"a"'));
  });

  it('refuses a number that JSON cannot hold, deep inside', () => {
    const text = JSON.stringify(config({}, { rules: [{ field: 'a', oneOf: [12345] }] })).replace('12345', '1e400');
    assert.deepEqual(places(text, decodeConfig(text).problems), ['resources.accounts.rules[0].oneOf[0]: 1e400']);
  });

  it('refuses nesting of any depth without overflowing', () => {
    for (const text of ['['.repeat(200_000), '{"a":'.repeat(200_000)]) {
      assert.match(decodeConfig(text).problems[0]?.message ?? '', /deeper than 64/);
    }
  });

  it('keeps __proto__ in a schema as a key of its own, and refuses to describe it', () => {
    const text = JSON.stringify(config({}, { schema: {} })).replace('"schema":{}', '"schema":{"properties":{"__proto__":{"type":"string"}}}');
    assert.match(decodeConfig(text).problems[0]?.message ?? '', /"__proto__"/);
    assert.equal(Object.hasOwn(Object.prototype, 'type'), false);
  });
});

describe('decodeConfig: warnings leave the settings standing', () => {
  it('two resources with the same path (row 16)', () => {
    const { settings, problems } = decode({ ...config(), resources: { a: { path: '/x' }, b: { path: '/x/' } } });
    assert.equal(settings?.resources.size, 2);
    assert.deepEqual(problems.map(({ severity, path }) => [severity, path]), [['warning', 'resources.b']]);
  });

  it('a backoff that grows beyond 15 minutes (row 9)', () => {
    const { settings, problems } = decode(config({}, {}, { retry: { retries: 10 } }));
    assert.equal(settings?.retry.capMs, 900_000);
    assert.deepEqual(problems.map(({ severity, path }) => [severity, path]), [['warning', 'retry']]);
    assert.match(problems[0]?.message ?? '', /900/);
  });

  it('a backoff whose limit was chosen is no surprise', () => {
    assert.deepEqual(decode(config({}, {}, { retry: { retries: 10, cap: 900 } })).problems, []);
  });

  it('a header that looks like a credential', () => {
    const { settings, problems } = decode(config({ headers: { 'X-Api-Key': 'hidden' } }));
    assert.ok(settings);
    assert.deepEqual(problems.map(({ severity, path }) => [severity, path]), [['warning', 'master.headers.X-Api-Key']]);
    assert.doesNotMatch(problems[0]?.message ?? '', /hidden/);
  });
});
