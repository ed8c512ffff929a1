import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { tokensOf } from '../../../src/webview/timeline/json';

const shown = (text: string): string | null => tokensOf(text)?.map((token) => token.text).join('') ?? null;

describe('JSON for the eye', () => {
  it('is indented as JSON.stringify does it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (value) => {
        const text = JSON.stringify(value);
        assert.equal(shown(text), JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });

  it('shows each value as it stands in the text, and a text that was cut up to there', () => {
    assert.equal(shown('{"a":1.00,"a":12345678901234567890}'), '{\n  "a": 1.00,\n  "a": 12345678901234567890\n}');
    assert.equal(shown('{"name":"Ada'), '{\n  "name": "Ada');
  });

  it('tells names from values', () => {
    assert.deepEqual(tokensOf('{"a" : "b"}')?.filter(({ kind }) => kind === 'name' || kind === 'string'), [{ kind: 'name', text: '"a"' }, { kind: 'string', text: '"b"' }]);
  });

  it('leaves alone what is no JSON', () => {
    for (const text of ['', '<html>', 'a=b', '{a:1}', '[redacted]', '"text"']) assert.equal(shown(text), null);
  });
});
