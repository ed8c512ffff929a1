import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { Exchange } from '../../../src/engine/entry';
import { curlOf } from '../../../src/flows/curl';

const exchange: Exchange = { method: 'PUT', path: '/accounts/1', requestHeaders: {}, requestBody: '{"name":"O\'Neil & Sons"}', status: 200, headers: {}, body: '{}', ms: 1 };
const URL = 'http://127.0.0.1:4010/accounts/1';

/** The words that bash gives to curl, read back one by one; with the credential that a person has put into the variable. */
const words = (command: string): string[] => execFileSync('bash', ['--noprofile', '--norc', '-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], { env: { TOKEN: 's e"c\'r$t', X_API_KEY: 'k' }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).split('\0').slice(0, -1);

describe('A request as cURL', () => {
  it('reads as a person would write it', () => {
    const headers = { host: '127.0.0.1:4010', accept: 'application/json', 'accept-encoding': 'gzip', 'if-match': '"7"', authorization: '[redacted]' };
    assert.equal(
      curlOf({ ...exchange, cut: { request: 70_000 } }, URL, headers, 'Bearer'),
      `# TOKEN: the value of authorization is not in the log
# The body was cut in the log: 24 of 70000 characters
curl --globoff --compressed --request PUT http://127.0.0.1:4010/accounts/1 \\
  --header 'accept: application/json' \\
  --header 'if-match: "7"' \\
  --header 'authorization: Bearer '"$TOKEN" \\
  --data-raw '{"name":"O'\\''Neil & Sons"}'
`,
    );
  });

  it('holds no credential, and takes the one that a variable holds', () => {
    assert.deepEqual(words(curlOf(exchange, URL, { authorization: '[redacted]', 'x-api-key': '[redacted]' }, 'Bearer')).slice(5, 9), ['--header', 'authorization: Bearer s e"c\'r$t', '--header', 'x-api-key: k']);
  });

  it('gives every word to curl as it was, whatever is in it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((raw) => raw.replaceAll('\0', ''));
    const nasty = fc.oneof(text, fc.constantFrom("'", '$(touch /tmp/x)', '`id`', '!!', '\\', "\n# '\n", '-x', '@file', '"$TOKEN"', '~', '*'));
    const name = fc.stringMatching(/^[a-z!#$%&'*+.^_`|~-]{1,12}$/).filter((each) => !['host', 'connection'].includes(each));
    fc.assert(
      fc.property(nasty, nasty, fc.dictionary(name, nasty, { maxKeys: 3 }), (path, body, headers) => {
        const url = `${URL}/${path}`;
        const found = words(curlOf({ ...exchange, requestBody: body }, url, headers, null));
        const fields = Object.entries(headers).flatMap(([field, value]) => (value === '[redacted]' ? [] : ['--header', value === '' ? `${field};` : `${field}: ${value}`]));
        assert.deepEqual(found, ['--globoff', '--compressed', '--request', 'PUT', url, ...fields, '--data-raw', body]);
      }),
      { numRuns: 150 },
    );
  });
});
