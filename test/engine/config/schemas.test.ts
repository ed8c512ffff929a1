import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/engine/json';
import type { Schemas } from '../../../src/engine/ports';
import { complainAboutPattern } from '../../../src/node/config/pattern';
import { loadSchemas, SchemaError } from '../../../src/node/schemas';

describe('loadSchemas', () => {
  let schemas: Schemas;
  before(async () => {
    schemas = await loadSchemas();
  });
  /** `pointer keyword`, for each issue. */
  const issues = (schema: Json, value: Json): string[] => schemas.compile(schema)(value).map(({ pointer, keyword }) => `${pointer} ${keyword}`);
  const isRefused = (schema: Json, says: RegExp): void => assert.throws(() => schemas.compile(schema), (error) => error instanceof SchemaError && says.test(error.message));

  it('finds nothing wrong with what fits', () => assert.deepEqual(issues({ type: 'object', properties: { a: { type: 'string' } } }, { a: 'x' }), []));

  it('reports every issue, with the pointer of the field itself', () => {
    const schema = {
      type: 'object',
      required: ['name', 'a/b~c'],
      additionalProperties: false,
      properties: { name: {}, 'a/b~c': {}, age: { type: 'integer', minimum: 0 }, tags: { items: { type: 'string' } } },
    };
    assert.deepEqual(issues(schema, { age: 'x', tags: ['a', 1], more: 1 }).sort(), [
      '/age type', '/a~1b~0c required', '/more additionalProperties', '/name required', '/tags/1 type',
    ]);
    assert.deepEqual(issues(schema, { name: 1, 'a/b~c': 1, age: -1 }), ['/age minimum']);
  });

  it('says each issue as a sentence', () => {
    const check = schemas.compile({ required: ['a'], properties: { b: { type: 'string' }, c: { enum: ['x', 'y'] }, d: { const: 1 } } });
    assert.deepEqual(check({ b: 1, c: 2, d: 2 }).map(({ message }) => message), ['This required field is missing.', 'Must be string.', 'Must be one of ["x","y"].', 'Must be 1.']);
  });

  it('points at dependent and unevaluated fields', () => {
    assert.deepEqual(issues({ dependentRequired: { a: ['b'] } }, { a: 1 }), ['/b dependentRequired']);
    assert.deepEqual(issues({ properties: { a: {} }, unevaluatedProperties: false }, { a: 1, b: 1 }), ['/b unevaluatedProperties']);
  });

  it('does not take what an object inherits for a field', () => assert.deepEqual(issues({ required: ['constructor', 'toString'] }, {}), ['/constructor required', '/toString required']));

  it('takes 19.99 for a multiple of 0.01', () => {
    assert.deepEqual(issues({ multipleOf: 0.01 }, 19.99), []);
    assert.deepEqual(issues({ multipleOf: 0.01 }, 19.995), [' multipleOf']);
  });

  it('knows 2020-12', () => {
    assert.deepEqual(issues({ prefixItems: [{ type: 'string' }], items: false }, ['a', 1]), [' items']);
    assert.deepEqual(issues({ $schema: 'https://json-schema.org/draft/2020-12/schema', $dynamicAnchor: 'node', type: 'object', properties: { child: { $dynamicRef: '#node' } } }, { child: 1 }), ['/child type']);
  });

  it('compiles two schemas with the same $id, and one twice', () => {
    for (const type of ['string', 'number', 'string']) assert.deepEqual(issues({ $id: 'https://a.example/s', type }, null), [' type']);
  });

  const formats: Record<string, readonly [legal: string[], illegal: string[]]> = {
    date: [['2024-02-29', '2000-02-29'], ['2023-02-29', '1900-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '24-01-01', '2024-1-1']],
    'date-time': [['2024-02-29T23:59:60Z', '2024-01-01t00:00:00.123456789+05:30', '2024-01-01 00:00:00z'], ['2024-01-01T24:00:00Z', '2024-01-01T00:00:00', '2024-01-01', '2024-02-30T00:00:00Z', '2024-01-01T00:60:00Z']],
    email: [['a@b', 'a.b+c@d.example'], ['a', '@b', 'a@', 'a@b@c', 'a b@c', 'a@b.', 'a@.b']],
    uri: [['https://a.example/x?y#z', 'urn:isbn:1', 'mailto:a@b'], ['/a', 'a b:c', '//x', 'https://a b', '']],
    uuid: [['123e4567-E89B-12d3-a456-426614174000'], ['123e4567e89b12d3a456426614174000', '123e4567-e89b-12d3-a456-42661417400g', 'x']],
  };
  for (const [format, [legal, illegal]] of Object.entries(formats)) {
    it(`checks the format ${format}`, () => {
      for (const text of legal) assert.deepEqual(issues({ format }, text), [], text);
      for (const text of illegal) assert.deepEqual(issues({ format }, text), [' format'], text);
      assert.deepEqual(issues({ format }, 7), []);
    });
  }
  it('takes any other format for a note', () => assert.deepEqual(issues({ format: 'iban' }, 'x'), []));

  it('refuses an unknown keyword, and takes x-…', () => {
    isRefused({ properties: { a: { requried: [] } } }, /\/properties\/a\/requried: .*Did you mean "required"/);
    assert.deepEqual(issues({ 'x-order': 1, properties: { requried: {} }, const: { requried: 1 } }, { requried: 1 }), []);
  });
  it('refuses a remote $ref', () => isRefused({ properties: { a: { $ref: 'https://evil.example/s' } } }, /must stay inside this schema/));
  it('refuses a $ref to nothing', () => isRefused({ $ref: '#/nope' }, /can't resolve reference #\/nope/));
  it('refuses what the meta-schema refuses', () => isRefused({ type: 'strng' }, /^\/type: Must be one of/));
  it('refuses what is no schema', () => {
    for (const schema of [null, 1, 'x', [], { properties: { a: 1 } }, { allOf: [null] }]) isRefused(schema, /object/);
  });

  it('refuses a $ref cycle that consumes nothing (row 13)', () => {
    isRefused({ $ref: '#' }, /without end/);
    isRefused({ $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { $ref: '#/$defs/a' } } }, /without end/);
    isRefused({ type: 'object', allOf: [{ $ref: '#' }] }, /without end/);
  });
  it('takes a $ref cycle that descends', () => {
    const tree = { properties: { child: { $ref: '#' }, n: { type: 'number' } } };
    assert.deepEqual(issues(tree, { child: { child: { n: 'x' } } }), ['/child/child/n type']);
  });
  it('bounds a cycle that only some records enter', () => {
    const check = schemas.compile({ if: { type: 'object', required: ['a'] }, then: { $ref: '#' } });
    assert.deepEqual(check({ b: 1 }), []);
    assert.match(check({ a: 1 })[0]?.message ?? '', /cannot be checked .* without end/);
  });
  it('says when a record has a field that breaks the comparison', () => {
    const check = schemas.compile({ uniqueItems: true });
    assert.match(check([{ valueOf: 1 }, { valueOf: 1 }])[0]?.message ?? '', /cannot be checked/);
  });
});

describe('complainAboutPattern (row 12)', () => {
  for (const pattern of ['^[A-Z]{2}\\d{6}$', '^(\\d{1,3}\\.){3}\\d{1,3}$', '^(-[A-Z]{3})*$', '(a|b)?c+', '^[(a+)+]*$', '\\(a+\\)+', '^(?:v\\d+)?$', '(?<year>\\d{4})-\\d\\d', '(a{3}){12}', '\\u{1F600}+', '(?=a)b*', 'a{2,}']) {
    it(`takes ${pattern}`, () => assert.equal(complainAboutPattern(pattern), undefined));
  }
  for (const pattern of ['(a+)+$', '(a*)*', '(a|aa)+', '((a+))*', '(?:a?){20}', '(.*a){10}', '(?<x>a+)+', '([a-z]+)*?x', '(x+x+)+y', '(a{1,}b?){2,}', '((a|b)c)+', '((a+)b){3}', '^(\\w+\\s?)*$']) {
    it(`refuses ${pattern}`, () => assert.match(complainAboutPattern(pattern) ?? '', /for ever/));
  }
  it('refuses what is no regular expression, or is long', () => {
    for (const pattern of ['(', '[', 'a{2,1}', '\\1(', '*']) assert.match(complainAboutPattern(pattern) ?? '', /Invalid regular expression/);
    assert.equal(complainAboutPattern('a'.repeat(200)), undefined);
    assert.match(complainAboutPattern('a'.repeat(201)) ?? '', /200/);
  });
});
