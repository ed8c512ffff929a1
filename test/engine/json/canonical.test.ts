import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { canonical, equalExcept, isSame, without } from '../../../src/engine/canonical';
import type { Json, JsonObject } from '../../../src/engine/json';

const isJsonObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const json = fc.jsonValue({ stringUnit: 'grapheme', depthSize: 'medium' }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** The same value with every object's keys in the opposite order. */
function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, shuffled(item)]));
}
const deep = (levels: number): Json => (levels === 0 ? 0 : [deep(levels - 1)]);

describe('canonical (RFC 8785)', () => {
  it('writes the example of section 3.2.2', () => {
    const value = JSON.parse('{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}') as Json;
    assert.equal(canonical(value), '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
  });

  it('orders keys by UTF-16 code units, as section 3.2.3 does', () => {
    const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
    assert.deepEqual([...canonical(value).matchAll(/:"([^"]*)"/g)].map((match) => match[1]), ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh']);
    assert.equal(canonical({ b: 1, '10': 1, '9': 1, a: 1 }), '{"10":1,"9":1,"a":1,"b":1}');
  });

  it('writes numbers as appendix B lists them', () => {
    const numbers: [number, string][] = [
      [0, '0'], [-0, '0'], [5e-324, '5e-324'], [-5e-324, '-5e-324'], [1.7976931348623157e308, '1.7976931348623157e+308'], [9007199254740992, '9007199254740992'],
      [295147905179352830000, '295147905179352830000'], [9.999999999999997e22, '9.999999999999997e+22'], [1e23, '1e+23'], [999999999999999700000, '999999999999999700000'],
      [1e21, '1e+21'], [9.999999999999997e-7, '9.999999999999997e-7'], [0.000001, '0.000001'], [333333333.3333332, '333333333.3333332'], [-0.0000033333333333333333, '-0.0000033333333333333333'], [1424953923781206.2, '1424953923781206.2'],
    ];
    assert.deepEqual(canonical(numbers.map(([number]) => number)), `[${numbers.map(([, text]) => text).join()}]`);
  });

  it('is stable under key order, and means the same as its value', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value);
        assert.equal(canonical(shuffled(value)), text);
        assert.ok(isSame(JSON.parse(text) as Json, value));
      }),
    );
  });

  it('writes every string as JSON.stringify does', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (string) => assert.equal(canonical(string), JSON.stringify(string))), { numRuns: 1000 });
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (string) => assert.equal(canonical(string), JSON.stringify(string))));
    for (const string of ['\\', '"', '\u001f', '\u007f', '\u2028']) assert.equal(canonical(string), JSON.stringify(string));
  });

  it('keeps a field named __proto__', () => assert.equal(canonical(JSON.parse('{"b":1,"__proto__":{"a":[]}}') as Json), '{"__proto__":{"a":[]},"b":1}'));

  it('takes depth 64 and throws a RangeError above', () => {
    assert.equal(canonical(deep(64)).length, 129);
    assert.throws(() => canonical(deep(65)), RangeError);
  });
});

describe('isSame', () => {
  it('says the same as comparing canonical texts', () => {
    fc.assert(fc.property(json, json, (a, b) => assert.equal(isSame(a, b), canonical(a) === canonical(b))));
    fc.assert(fc.property(json, (value) => assert.ok(isSame(value, shuffled(value)))));
  });

  it('takes -0 as 0, and keeps kinds apart', () => {
    assert.ok(isSame([-0], [0]));
    const different: Json[] = [null, false, 0, '', [], {}, [null], { a: null }, 'null', '0', [[]], [{}]];
    for (const a of different) for (const b of different) assert.equal(isSame(a, b), a === b);
  });

  it('is not misled by names that every object inherits', () => {
    assert.ok(!isSame(JSON.parse('{"__proto__":{}}') as Json, { x: {} }));
    assert.ok(!isSame({ x: 1 }, JSON.parse('{"constructor":1}') as Json));
  });
});

describe('equalExcept', () => {
  const fields = new Set(['version', 'checksum']);
  it('leaves the named fields out, whether or not they are there', () => {
    assert.ok(equalExcept({ a: [1], version: 1 }, { version: 2, checksum: 'x', a: [1] }, fields));
    assert.ok(!equalExcept({ a: 1, version: 1 }, { a: 2, version: 1 }, fields));
    assert.ok(!equalExcept({ version: 1 }, { version: 1, b: 1 }, fields));
    assert.ok(!equalExcept({ b: 1 }, {}, fields));
  });
  it('looks at the top level only', () => assert.ok(!equalExcept({ a: { version: 1 } }, { a: { version: 2 } }, fields)));
});

describe('without', () => {
  it('copies all other fields and leaves the object as it was', () => {
    const object = { a: 1, b: 2, c: { a: 1 } };
    assert.deepEqual(without(object, ['a', 'x']), { b: 2, c: { a: 1 } });
    assert.deepEqual(object, { a: 1, b: 2, c: { a: 1 } });
  });
  it('keeps a field named __proto__', () => assert.deepEqual(Object.keys(without(JSON.parse('{"__proto__":1,"a":1}') as JsonObject, ['a'])), ['__proto__']));
});
