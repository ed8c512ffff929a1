import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../src/engine/json';
import { loadConfig } from '../../../src/node/config/load';
import { config } from './examples';

describe('loadConfig: the schema of a resource', () => {
  let folder = '';
  const load = (schema: Json): ReturnType<typeof loadConfig> => loadConfig(JSON.stringify(config({}, { schema })), folder);
  /** The one message about the schema. */
  async function refusal(schema: Json, path = 'resources.accounts.schema'): Promise<string> {
    const { settings, problems } = await load(schema);
    assert.equal(settings, null);
    assert.deepEqual(problems.map((problem) => problem.path), [path]);
    return problems[0]?.message ?? '';
  }

  before(() => {
    const outer = mkdtempSync(join(tmpdir(), 'reconciliation-config-'));
    folder = join(outer, 'project');
    mkdirSync(join(folder, 'schemas'), { recursive: true });
    writeFileSync(join(outer, 'secret.json'), '{}');
    writeFileSync(join(folder, 'good.json'), '\uFEFF{ // a comment\n "type": "object", "required": ["name"] }');
    writeFileSync(join(folder, 'schemas', 'good.json'), 'true');
    writeFileSync(join(folder, 'broken.json'), '{\n  "type": }');
    writeFileSync(join(folder, 'remote.json'), '{ "properties": { "a": { "$ref": "https://evil.example/s" } } }');
    symlinkSync(join(outer, 'secret.json'), join(folder, 'link.json'));
  });
  after(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('is read from a file beside the configuration or below', async () => {
    assert.deepEqual((await load('./good.json')).settings?.resources.get('accounts')?.schema, { type: 'object', required: ['name'] });
    assert.equal((await load('schemas/../schemas/good.json')).settings?.resources.get('accounts')?.schema, true);
  });

  for (const path of ['../secret.json', 'schemas/../../secret.json', '/etc/passwd', 'C:\\x.json', 'a\\b.json', 'https://evil.example/s.json', 'file:///etc/passwd']) {
    it(`is not read from ${path}`, async () => assert.match(await refusal(path), /relative path/));
  }

  it('is not read through a link that leads out of the folder', async () => assert.match(await refusal('link.json'), /outside the folder/));
  it('is not read from a file that is missing, or a folder', async () => {
    assert.match(await refusal('nowhere.json'), /cannot be read: ENOENT/);
    assert.match(await refusal('schemas'), /cannot be read: EISDIR/);
  });
  it('says where in the file the mistake is', async () => {
    assert.match(await refusal('broken.json'), /line 2, column 11: Value expected/);
    assert.match(await refusal('remote.json'), /at \/properties\/a\/\$ref: A reference must stay/);
  });

  it('is compiled: what only the compiler sees is said at its place', async () => {
    assert.match(await refusal({ properties: { a: { type: 'strng' } } }, 'resources.accounts.schema.properties.a.type'), /Must be one of \["array"/);
    assert.match(await refusal({ properties: { a: { minLength: 'x' } } }, 'resources.accounts.schema.properties.a.minLength'), /integer/);
    assert.match(await refusal({ $ref: '#/$defs/nowhere' }), /can't resolve reference/);
  });

  it('is not read without a folder to read from', async () => {
    const { decodeConfig } = await import('../../../src/node/config/decode');
    assert.match(decodeConfig(JSON.stringify(config({}, { schema: './a.json' }))).problems[0]?.message ?? '', /no folder/);
  });

  it('passes the user\'s own setting on', async () => {
    const text = JSON.stringify(config({ baseUrl: 'http://api.example.com' }));
    assert.equal((await loadConfig(text, folder)).settings, null);
    assert.ok((await loadConfig(text, folder, { allowInsecureHttp: true })).settings);
  });
});
