import { strict as assert } from 'node:assert';
import { canonical } from '../../../src/engine/canonical';
import { resolveResource, UNKNOWN_SHAPE } from '../../../src/engine/resource';
import type { ResourceSettings, Shape } from '../../../src/engine/settings';
import { base64, validate, type Tools } from '../../../src/engine/stages';
import { hash } from '../../../src/node/ports';
import { loadSchemas } from '../../../src/node/schemas';
import { ACCOUNTS, answer } from '../../support/simulated';

const schemas = await loadSchemas();
const tools = (schema?: object): Tools => ({ hash, monotonic: () => 0, schema: schema ? schemas.compile(schema as never) : null });

const versioned: Partial<Shape> = { version: { from: 'field', field: 'version', order: 'number' } };
const resource = (shape: Partial<Shape> = versioned, more: Partial<ResourceSettings> = {}) => resolveResource({ ...ACCOUNTS, ...more }, { ...UNKNOWN_SHAPE, ...shape });

const good = { id: '1', name: 'Adatum', credit: 5, version: 2 };

/** Results as `V1+ V2- V3.`: passed, failed, not reached; `?` for not configured. */
function run(body: unknown, r = resource(), t = tools(), known: object[] = []) {
  const { accepted, issues, stages } = validate(answer(200, body), r, { id: '1', known: known as never }, t);
  const mark = { passed: '+', failed: '-', 'not reached': '.', 'not configured': '?' };
  return { accepted, issue: issues[0], line: stages.map((s) => s.stage + mark[s.result]).join(' ') };
}

describe('D5, the validation pipeline', () => {
  it('passes a good answer, and calls a stage without configuration by its name', () => {
    const { line, accepted } = run(good);
    assert.equal(line, 'V1+ V2+ V3+ V4+ V5? V6. V7?');
    assert.deepEqual(accepted, { content: good, version: '2', etag: null });
  });

  it('V2 names the place where the JSON breaks', () => {
    const { line, issue } = run('{"id": "1",\n "name": }');
    assert.equal(line, 'V1+ V2- V3. V4. V5. V6. V7.');
    assert.match(issue?.message ?? '', /line 2, column 10/);
  });

  for (const [what, body] of [['null', 'null'], ['a list', '[]'], ['a text', '"ok"'], ['two documents', '{}{}'], ['trailing garbage', '{}x'], ['an HTML page', '<html></html>'], ['duplicate keys', '{"id":"1","id":"2"}']] as const) {
    it(`V2 rejects ${what}`, () => assert.match(run(body).line, /V2-/));
  }

  it('V2 accepts a BOM', () => assert.match(run(`\ufeff${JSON.stringify(good)}`).line, /V2\+/));

  it('V3 names a missing id, version and field of the schema', () => {
    assert.equal(run({ ...good, id: undefined }).issue?.pointer, '/id');
    assert.equal(run({ ...good, version: undefined }).issue?.pointer, '/version');
    assert.equal(run({ id: '1', version: 1 }, resource(), tools({ required: ['name'] })).issue?.pointer, '/name');
  });

  it('V3 rejects an answer about another record', () => {
    assert.match(run({ ...good, id: '2' }).issue?.message ?? '', /another record/);
  });

  it('V3 misses a field that the master had and was sent again; V4 sees its type change', () => {
    assert.equal(run({ id: '1', version: 3, credit: 5 }, resource(), tools(), [good, good]).issue?.pointer, '/name');
    assert.match(run({ ...good, credit: '5' }, resource(), tools(), [good, good]).line, /V3\+ V4-/);
    assert.match(run({ id: '1', version: 3, credit: 5 }, resource(), tools(), [good, { id: '1', credit: 5 }]).line, /V3\+ V4\+/);
  });

  it('V4 names a wrong type, and a version that is no whole number', () => {
    const schema = { properties: { credit: { type: 'number' } } };
    assert.deepEqual(run({ ...good, credit: 'x' }, resource(), tools(schema)).issue?.pointer, '/credit');
    assert.match(run({ ...good, version: 1.5 }).line, /V4-/);
    assert.match(run({ ...good, version: '7' }).line, /V4\+/);
  });

  it('V5 applies rules, and the other keywords of the schema', () => {
    const r = resource(versioned, { rules: [{ field: 'name', oneOf: ['Contoso'] }] });
    assert.match(run(good, r).line, /V4\+ V5- V6\. V7\?/);
    assert.match(run(good, resource(), tools({ properties: { credit: { maximum: 4 } } })).line, /V5-/);
  });

  it('V7 compares the checksum before any field is used', () => {
    const r = resource({ ...versioned, checksum: { field: 'sum', encoding: 'hex', prefix: '' } });
    assert.match(run({ ...good, sum: hash(canonical(good)) }, r).line, /V7\+/);
    assert.equal(run({ name: 'no id', sum: 'bad' }, r).line, 'V1+ V2+ V3. V4. V5. V6. V7-');
  });

  it('reads base64 checksums', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'hello world']) assert.equal(base64(Buffer.from(text).toString('hex')), Buffer.from(text).toString('base64'));
  });
});
