import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/engine/json';
import { decodeConfig } from '../../../src/node/config/decode';
import { approvalKey, originsOf } from '../../../src/node/config/origins';
import type { Settings } from '../../../src/engine/settings';
import { config } from './examples';

function settingsOf(master: JsonObject, rest: JsonObject = {}): Settings {
  const { settings, problems } = decodeConfig(JSON.stringify(config(master, {}, rest)));
  assert.ok(settings, JSON.stringify(problems));
  return settings;
}

describe('originsOf', () => {
  it('names origin, kind of authorisation and headers, and no header value', () => {
    const origins = originsOf(settingsOf({ baseUrl: 'https://bücher.example/v1', auth: { header: 'X-Api-Key' }, headers: { 'X-B': 'hidden', 'X-A': 'hidden' } }));
    assert.deepEqual(origins, [{ origin: 'https://xn--bcher-kva.example', auth: { kind: 'header', header: 'x-api-key' }, headers: ['x-a', 'x-b'] }]);
  });
});

describe('approvalKey (row 5)', () => {
  const key = (master: JsonObject, rest?: JsonObject): string => approvalKey(settingsOf(master, rest));
  const approved = { baseUrl: 'https://a.example/v1', auth: 'bearer', headers: { 'X-A': '1', 'X-B': '2' } };

  it('stays for the same origin, authorisation and headers', () => {
    assert.equal(key(approved), key({ ...approved, baseUrl: 'https://A.example:443/v2/', headers: { 'x-b': '2', 'X-A': '1' } }));
    assert.equal(key(approved), key(approved, { sync: { concurrency: 9 } }));
  });

  const changes: Record<string, JsonObject> = {
    host: { ...approved, baseUrl: 'https://b.example/v1' },
    port: { ...approved, baseUrl: 'https://a.example:444/v1' },
    scheme: { ...approved, baseUrl: 'http://localhost' },
    'kind of authorisation': { ...approved, auth: 'basic' },
    'authorisation header': { ...approved, auth: { header: 'X-Key' } },
    'header value': { ...approved, headers: { 'X-A': '1', 'X-B': '3' } },
    'header name': { ...approved, headers: { 'X-A': '1', 'X-C': '2' } },
    'one header less': { ...approved, headers: { 'X-A': '1' } },
    'values exchanged': { ...approved, headers: { 'X-A': '2', 'X-B': '1' } },
  };
  for (const [name, changed] of Object.entries(changes)) it(`changes with: ${name}`, () => assert.notEqual(key(approved), key(changed)));

  it('changes when what was only read may be written', () => assert.notEqual(key(approved, { sync: { readOnly: true } }), key(approved)));

  it('tells two authorisation headers apart', () => assert.notEqual(key({ auth: { header: 'X-A' } }), key({ auth: { header: 'X-B' } })));

  it('is a hash: header values cannot be read from it', () => assert.match(key(approved), /^[\da-f]{64}$/));
});
