import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseStrict, type JsonIssue } from '../../../src/engine/parse';

const valueOf = (text: string) => {
  const result = parseStrict(text);
  assert.ok(result.ok, result.ok ? '' : result.issue.message);
  return result.value;
};
const issueOf = (text: string, limits?: Parameters<typeof parseStrict>[1]): JsonIssue => {
  const result = parseStrict(text, limits);
  assert.ok(!result.ok, `accepted: ${text.slice(0, 80)}`);
  return result.issue;
};
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Values that are legal here: well-formed strings, no `__proto__`, no integer that is written with digits it cannot keep. */
const text = fc.string({ unit: 'grapheme' });
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n) || Number.isSafeInteger(n) || Math.abs(n) >= 1e21);
const { legal } = fc.letrec((tie) => ({
  legal: fc.oneof({ depthSize: 'small' }, text, fc.maxSafeInteger(), double, fc.boolean(), fc.constant(null), fc.array(tie('legal')), fc.dictionary(text.filter((key) => key !== '__proto__'), tie('legal'))),
}));

describe('parseStrict', () => {
  it('agrees with JSON.parse on everything legal, however it is spaced', () => {
    fc.assert(
      fc.property(legal, fc.constantFrom('', ' ', '\t', '\r\n  '), (value, space) => {
        const json = JSON.stringify(value, undefined, space);
        assert.deepEqual(valueOf(json), JSON.parse(json));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, and takes nothing that JSON.parse refuses', () => {
    const fragment = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '"b"', '\\', '\\u', '\\ud83d', '1', '-', '0', '.5', 'e9', 'true', 'null', ' ', '\n', '\u0001', '\ud800', '\ufeff', '{"a":1}');
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')), (json) => {
        const result = parseStrict(json);
        if (result.ok) assert.deepEqual(result.value, JSON.parse(json.replace(/^\ufeff/, '')));
        else assert.notEqual(result.issue.message, 'The text is not JSON.', json);
      }),
      { numRuns: 5000 },
    );
  });

  it('accepts a byte order mark and does not count it', () => {
    assert.deepEqual(valueOf('\ufeff{"a":1}'), { a: 1 });
    assert.equal(issueOf('\ufeff?').offset, 0);
  });

  it('names the place of a syntax error by offset, line, column and pointer', () => {
    const issue = issueOf('{\r\n  "tags": [1, 2 3]\n}');
    assert.deepEqual(issue, { message: 'A comma or ] was expected, not "3".', offset: 19, line: 2, column: 17, pointer: '/tags' });
  });

  it('escapes ~ and / in the pointer', () => assert.equal(issueOf('{"a/b~c":[0,1e400]}').pointer, '/a~1b~0c/1'));

  for (const [json, message] of [
    ['', /empty/],
    ['{"a":1,}', /comma stands before }/],
    ['[1,]', /comma stands before ]/],
    ['{a:1}', /key in double quotes was expected, not "a"/],
    ['{"a" 1}', /colon was expected after the key "a"/],
    ['{"a":', /expected, not the end of the text/],
    ['[1', /comma or ] was expected, not the end of the text/],
    ['"abc', /not closed/],
    ['"a\nb"', /control character U\+000A/],
    ['"\\x"', /begins no escape/],
    ['"\\u12g4"', /begins no escape/],
    ['01', /not written as JSON writes numbers/],
    ['-', /not written as JSON writes numbers/],
    ['1.', /nothing more/],
    ['NaN', /value was expected, not "N"/],
    ['<html>', /value was expected, not "<"/],
    ['\u00a01', /the character U\+00A0/],
    ['{} {}', /nothing more was expected/],
    ['{"a":1,"a":2}', /key "a" occurs twice/],
    ['{"a":1,"\\u0061":2}', /key "a" occurs twice/],
    ['[{"b":{"a":1,"c":2,"a":1}}]', /key "a" occurs twice/],
    ['{"__proto__":1}', /key __proto__ is not allowed/],
    ['{"a":{"__pr\\u006fto__":{}}}', /key __proto__ is not allowed/],
    ['9007199254740993', /9007199254740993 cannot be kept exactly/],
    ['[-9007199254740992]', /-9007199254740992 cannot be kept exactly/],
    ['{"n":1e400}', /1e400 is too large/],
    ['-1e400', /-1e400 is too large/],
    ['9'.repeat(400), /9{40}… is too large/],
    ['"\\ud800"', /half of a surrogate pair/],
    ['"\\uDE00\\uD83D"', /half of a surrogate pair/],
    ['"\ud83d"', /half of a surrogate pair/],
    ['{"\\ud800":1}', /half of a surrogate pair/],
  ] as const) {
    it(`refuses ${json.length > 40 ? 'a number of 400 digits' : JSON.stringify(json)}`, () => assert.match(issueOf(json).message, message));
  }

  it('finds every key that is written twice, whatever is around it', () => {
    const key = fc.constantFrom('a', 'b', ':', '":', ' ', '\\');
    const space = fc.constantFrom('', ' ', '\n\t');
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key, space, space), { minLength: 1, maxLength: 5 }), (members) => {
        const json = `{${members.map(([name, value, before, behind]) => `${JSON.stringify(name)}${before}:${behind}${JSON.stringify(value)}${before}`).join()}}`;
        assert.equal(parseStrict(json).ok, new Set(members.map(([name]) => name)).size === members.length, json);
      }),
    );
  });

  it('points at the second of two equal keys', () => {
    const { offset, pointer } = issueOf('{"a":1,"x":[{"k":1,\n"k":2}]}');
    assert.deepEqual({ offset, pointer }, { offset: 20, pointer: '/x/0/k' });
  });

  it('keeps what only looks suspicious', () => {
    assert.deepEqual(valueOf('{"a:b":"c\\":\\\\","x":"\\ud83d\\ude00 😀 \\ud7ff"}'), { 'a:b': 'c":\\', x: '😀 😀 \ud7ff' });
    assert.deepEqual(valueOf('[9007199254740991, -9007199254740991, 1e21, 12345678901234567890.5, 1E+2, 5e-324, 1e-400]'), [9007199254740991, -9007199254740991, 1e21, 12345678901234567890.5, 100, 5e-324, 0]);
    assert.ok(Object.is(valueOf('-0'), -0));
  });

  it('keeps constructor and prototype as plain fields of their own', () => {
    const value = valueOf('{"constructor":{"prototype":{"isAdmin":true}}}');
    assert.deepEqual(Object.keys(value as object), ['constructor']);
    assert.ok(!('isAdmin' in {}));
  });

  it('takes depth 64 and refuses 65, and 200,000 without deep recursion', () => {
    valueOf(nested(64));
    assert.match(issueOf(nested(65)).message, /deeper than 64 levels/);
    assert.equal(issueOf(nested(200_000)).offset, 64);
    assert.match(issueOf('{"a":'.repeat(65) + '1' + '}'.repeat(65)).message, /deeper than 64 levels/);
  });

  it('takes 10,000 keys in one object and refuses 10,001', () => {
    const object = (keys: number) => `{${Array.from({ length: keys }, (_, i) => `"k${i}":0`).join()}}`;
    valueOf(object(10_000));
    assert.match(issueOf(object(10_001)).message, /more than 10000 keys/);
    assert.equal(issueOf(object(10_001)).pointer, '/k10000');
  });

  it('takes 1,000,000 values and refuses one more', () => {
    const array = (nodes: number) => `[${'0,'.repeat(nodes - 2)}0]`;
    valueOf(array(1_000_000));
    assert.match(issueOf(array(1_000_001)).message, /more than 1000000 values/);
  });

  it('takes other limits', () => {
    assert.match(issueOf('[[]]', { depth: 1, keys: 9, nodes: 9 }).message, /deeper than 1 levels/);
    assert.match(issueOf('{"a":1,"b":2}', { depth: 9, keys: 1, nodes: 9 }).message, /more than 1 keys/);
    assert.match(issueOf('[0,0]', { depth: 9, keys: 9, nodes: 2 }).message, /more than 2 values/);
  });
});
