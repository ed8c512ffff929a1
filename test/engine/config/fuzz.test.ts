import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { decodeConfig } from '../../../src/node/config/decode';
import { LEGAL, MISTAKES } from './examples';

/** Whatever the text is: an answer, problems inside the text and in its order, and settings exactly where there is no error. */
function checkAnswer(text: string): void {
  const { settings, problems } = decodeConfig(text);
  assert.equal(settings === null, problems.some(({ severity }) => severity === 'error'));
  let last = 0;
  for (const { offset, length, line, column, message } of problems) {
    assert.ok(offset >= last && length >= 0 && offset + length <= text.length, `${offset}+${length} of ${text.length}`);
    const before = text.slice(0, offset).split(/\r\n|\r|\n/);
    if (!(text[offset - 1] === '\r' && text[offset] === '\n')) assert.deepEqual([line, column], [before.length, (before.at(-1)?.length ?? 0) + 1]);
    assert.notEqual(message, '');
    last = offset;
  }
}

const files = [...LEGAL.map(([, value]) => value), ...MISTAKES.map(({ config }) => config)].map((value) => JSON.stringify(value, null, 1));
const keys = ['master', 'baseUrl', 'auth', 'headers', 'header', 'resources', 'path', 'version', 'field', 'order', 'list', 'style', 'items', 'schema', 'rules', 'oneOf', 'retry', 'sync', '$ref', 'properties', 'pattern', '__proto__'];
const nearJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom<unknown>(null, 0, -1, 1e300, true, '', '/a', 'hash', 'page', 'https://a.example', '__proto__', '(a+)+', '#'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...keys), tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries) as unknown),
  ),
})).value;

describe('decodeConfig: any input', () => {
  it('answers arbitrary text', () => fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), checkAnswer), { numRuns: 1000 }));

  it('answers text of JSON punctuation', () =>
    fc.assert(fc.property(fc.array(fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '"a"', '"master"', '1', 'null', '/*', '*/', '//', '\n', '\\', '\uFEFF', "'"), { maxLength: 40 }).map((parts) => parts.join('')), checkAnswer), { numRuns: 1500 }));

  it('answers arbitrary JSON', () => fc.assert(fc.property(fc.json(), checkAnswer), { numRuns: 1000 }));

  it('answers JSON made of its own keys', () => fc.assert(fc.property(nearJson, (value) => checkAnswer(JSON.stringify(value))), { numRuns: 1500 }));

  it('answers damaged files', () =>
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(8), fc.constantFrom('', '"', '{', '}', ',', '\r\n', '\\u', '1e999', '[', '/*', '\u0000'), (file, at, cut, insert) => {
        const place = at % file.length;
        checkAnswer(file.slice(0, place) + insert + file.slice(place + cut));
      }),
      { numRuns: 2000 },
    ));
});
