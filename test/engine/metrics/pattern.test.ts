import { strict as assert } from 'node:assert';
import { PATTERNS } from '../../../src/engine/metrics/cell';
import { patternOf } from '../../../src/engine/metrics/pattern';
import { failed, HOUR, Log, MINUTE, NOON, TIMES } from './entries';

/** Pairs of the same error, for two records. */
const ALIKE: readonly (readonly [string, string, string])[] = [
  ['numbers', 'Balance -12.50 is under 3', 'Balance 1,000 is under -4.75'],
  ['UUIDs', 'No account 550e8400-e29b-41d4-a716-446655440000.', 'No account 6BA7B810-9DAD-11D1-80B4-00C04FD430C8.'],
  ['hex strings', 'Lock deadbeef01 is held by 0x1f', 'Lock 00c0ffee99 is held by 0xABCDEF'],
  ['times', 'Locked until 2026-01-05T12:00:00.123Z (12:00:01)', 'Locked until 2025-11-30 09:15:00+02:00 (9:15)'],
  ['HTTP dates', 'Since Mon, 05 Jan 2026 12:00:00 GMT', 'Since Tuesday, 06 Oct 2026 01:02:03 GMT'],
  ['quoted values', `Name "Adatum" is taken by 'x'`, `Name "Fabrikam, Inc." is taken by 'Wide World'`],
  ['URLs', 'GET https://api.example.com/accounts/17?expand=a failed', 'GET https://api.example.com/accounts/2291?expand=b&x=1 failed'],
  ['opaque ids', 'No customer cus_9s6XKzkNRiz8i3', 'No customer cus_4QxF01kk2'],
  ['IP addresses and ports', 'connect 127.0.0.1:4010', 'connect 10.11.12.13:80'],
  ['quoted values that are longer than what is read', `The name is "${'Fabrikam '.repeat(60)}"`, `The name is "${'wide world importers, '.repeat(40)}", no`],
  ['quoted JSON', String.raw`Cannot read "{\"name\":\"Adatum\"}" as an account`, String.raw`Cannot read "{\"name\":\"Wide \\\"World\\\"\",\"note\":\"x\"}" as an account`],
  ['JSON with escaped quotes', String.raw`Refused: {\"name\":\"Adatum\"}`, String.raw`Refused: {\"name\":\"Wide \\\"World\\\" Inc.\"}`],
  ['JSON strings with quotes inside', String.raw`Refused: {"name":"Adatum"}`, String.raw`Refused: {"name":"Wide \"World\" Inc."}`],
  ['low quotes', 'Der Name „Adatum“ ist vergeben', 'Der Name „Fabrikam, Inc.“ ist vergeben'],
  ['e-mail addresses', 'No mail to ann@example.com.', 'No mail to bob.smith+x@mail.example.co.uk.'],
  ['UUIDs behind a prefix', 'No acct_550e8400-e29b-41d4-a716-446655440000', 'No acct_6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  ['UUIDs behind a letter', 'No x550e8400-e29b-41d4-a716-446655440000 here', 'No xabababab-cdcd-eeee-ffff-abcdefabcdef here'],
  ['nanoids', 'No session V1StGXR8_Z5jdHi6B-myT.', 'No session 3-pQ9xLm_kZkTaBcDeFgH.'],
  ['American dates', 'Locked until Jan 5, 2026 9:15 AM', 'Locked until September 30, 2025 11:05:59 p.m.'],
  ['days of a month', 'Locked since 5 Jan 2026 09:15', 'Locked since 30-Sep-2025 11:05 PM'],
  ['times of day', 'Since Jan 5, 2026 at 09:15:00Z', 'Since Monday, 05 Jan 2026 12:00:00 +0200'],
  ['ratios', 'Rate 1:2345 is over 12:00:01.5s', 'Rate 10:20 is over 3'],
  ['clock times', 'Closed at 9:15 AM', 'Closed at 21:30'],
  ['MAC addresses', 'Device 00:1a:2b:3c:4d:5e is unknown', 'Device DE-AD-BE-EF-CA-FE is unknown'],
  ['IPv6 addresses', 'connect 2001:db8::1 failed', 'connect fe80:0:0:0:1ff:fe23:4567:890a failed'],
  ['IPv6 addresses and ports', 'connect [::1]:443: refused', 'connect [::ffff:10.0.0.1]:8080: refused'],
  ['hex strings of letters', 'Commit deadbeef is gone', 'Commit 00c0ffee is gone'],
  ['durations', 'Wait for PT5M', 'Wait for P1DT12H30.5S'],
  ['lists of numbers', 'Rows 1, 2, 3 are wrong', 'Rows 17, 4 are wrong'],
];

describe('D7, error patterns', () => {
  for (const [what, one, other] of ALIKE) {
    it(`are the same with other ${what}`, () => {
      assert.equal(patternOf(one, '1'), patternOf(other, '2'));
    });
  }

  it('leave out the record’s own id, and no part of another word', () => {
    assert.equal(patternOf('Account acme is locked by acmeists: acme', 'acme'), 'Account # is locked by acmeists: #');
    assert.equal(patternOf('It is a mess', 'a'), 'It is a mess');
    assert.equal(patternOf('GET /v1/accounts/a%20b%2Fc: a b/c is locked', 'a b/c'), 'GET /v1/accounts/#: # is locked');
    assert.equal(patternOf('PUT /accounts/no: accounts/no has no name', 'no'), 'PUT /accounts/#: accounts/# has no name');
    assert.equal(patternOf('/no: must be string', 'no'), '/no: must be string');
    assert.equal(patternOf('No \ud800 here', '\ud800'), 'No \ud800 here');
  });

  it('keep what tells errors apart', () => {
    const kept = ["The name doesn't fit, and won't", '/address/line1: must be string', '/contacts/#/email: is missing', 'The master answered # Internal Server Error.', 'The facade was effaced a decade ago', 'std::string and Foo::Bar', 'Address-Line-Two and creditLimitOfTheCustomer-isExceeded', 'You may not PATCH a Party', '/oauth2ClientCredentialsGrant: is missing', 'C++ says: no'];
    for (const text of kept) assert.equal(patternOf(text, '1'), text);
    assert.notEqual(patternOf('/line1: must be string', '1'), patternOf('/line2: must be string', '1'));
  });

  it('are short, and quickly found in hostile text', () => {
    for (const text of ['a1'.repeat(150_000), '"'.repeat(300_000), '/'.repeat(300_000), `/${'?'.repeat(300_000)}`, 'a'.repeat(300_000), '1:'.repeat(300_000), '# '.repeat(300_000), 'x '.repeat(300_000), 'a@'.repeat(50_000), 'a'.repeat(100_000) + '@', 'Ab-'.repeat(50_000), '"\\'.repeat(50_000), '\\"'.repeat(50_000), '\\'.repeat(100_000), '"' + '\\'.repeat(100_000), '„'.repeat(100_000), '::'.repeat(50_000), 'ab:'.repeat(40_000), '1::'.repeat(40_000), 'abcdef'.repeat(20_000), 'P1D'.repeat(40_000), 'T1M'.repeat(40_000), 'Jan 5, '.repeat(20_000), '12345678-'.repeat(20_000)]) {
      const from = performance.now();
      assert.ok(patternOf(text, '1').length <= 160);
      assert.ok(performance.now() - from < 100, text.slice(0, 10));
    }
  });

  it('count the five most frequent, with the newest time and record', () => {
    const log = new Log();
    for (let kind = 0; kind < 7; kind++)
      for (let n = 0; n <= kind; n++) log.job(NOON - 30 * MINUTE + n * MINUTE, `accounts/${kind}-${n}`, failed('ERROR', `Reason ${'abcdefg'[kind]}: ${n}`));
    const { patterns, otherErrors } = log.figures();
    assert.deepEqual(patterns.map(({ text, count }) => `${count} ${text}`), ['7 Reason g: #', '6 Reason f: #', '5 Reason e: #', '4 Reason d: #', '3 Reason c: #']);
    assert.deepEqual(patterns[0], { code: 'HTTP 500', text: 'Reason g: #', count: 7, lastAt: NOON - 24 * MINUTE, key: 'accounts/6-6' });
    assert.equal(otherErrors, 2 + 1);
  });

  it('are apart by code, and by the stage and the first issue of a validation', () => {
    const log = new Log();
    log.job(NOON - 1, 'accounts/1', failed('ERROR', 'No.', 'HTTP 403')).job(NOON - 1, 'accounts/2', failed('ERROR', 'No.', 'HTTP 405'));
    const issues = [{ pointer: '/age', message: 'must be number' }, { pointer: '/name', message: 'is missing' }];
    for (const n of [1, 2]) log.queue(NOON - 1, `accounts/v${n}`).attempt(NOON - 1, `accounts/v${n}`, { to: 'VALIDATION_FAILED', issues: issues.slice(0, n), isUnsure: false }, TIMES, [{ stage: 'V4', result: 'failed', us: 3 }]);
    assert.equal(log.figures().recentErrors[0]?.message, '/age: must be number /name: is missing');
    assert.deepEqual(new Set(log.figures().patterns.map(({ code, text }) => `${code} ${text}`)), new Set(['HTTP 403 No.', 'HTTP 405 No.', 'V4 /age: must be number']));
  });

  it('are bounded in each minute, and none is lost', () => {
    const log = new Log();
    const letters = (n: number): string => String.fromCharCode(97 + (n % 26), 97 + (Math.floor(n / 26) % 26));
    for (let n = 0; n < 300; n++) log.job(NOON - 5 * MINUTE, `accounts/${n}`, failed('ERROR', `Reason ${letters(n)}`));
    for (let n = 0; n < 5; n++) log.job(NOON - 5 * MINUTE, `accounts/x${n}`, failed('ERROR', 'Reason aa'));
    for (const { cell } of log.model.rollup.state().rows) assert.ok(cell.patterns.length <= PATTERNS);
    const { patterns, otherErrors } = log.figures();
    assert.equal(patterns[0]?.text, 'Reason aa');
    assert.equal(patterns.reduce((sum, { count }) => sum + count, otherErrors), 305);
  });

  it('find over many minutes what is frequent in none', () => {
    const log = new Log();
    for (let n = 0; n < 50; n++) {
      log.job(NOON - HOUR + n * MINUTE, 'accounts/1', failed('ERROR', 'Always once'));
      for (let i = 0; i < 9; i++) for (let twice = 0; twice < 2; twice++) log.job(NOON - HOUR + n * MINUTE, 'accounts/1', failed('ERROR', `Only ${String.fromCharCode(97 + i, 97 + (n % 25), 97 + Math.floor(n / 25))}`));
    }
    assert.equal(log.figures().patterns[0]?.text, 'Always once');
  });
});
