import { strict as assert } from 'node:assert';
import { statusOf, type Accepted, type JobHead, type JobState, type SyncRecord } from '../../../src/engine/record';
import { STATUSES } from '../../../src/engine/status';
import { duration, pathSentence } from '../../../src/flows/sentence';

const NOW = 1_000_000;
const version = (text: string | null): Accepted => ({ content: {}, version: text, etag: null });
const head: JobHead = { id: 'j', queuedAt: 0, attempt: 1, counted: 0, trail: [], sent: [], resolution: null, lastFailure: null, isDiscarded: false, isUndone: false };
const record = (state: JobState | null, more: Partial<JobHead> = {}, base: Accepted | null = version('7')): SyncRecord => ({
  key: 'accounts/42', resource: 'accounts', id: '42', local: {}, base, localRevision: 3, confirmedAt: 0, ahead: null, job: state && { ...head, ...more, ...state },
});
const http500 = { code: 'HTTP 500', message: 'The master answered 500 Internal Server Error.', isRetryable: true };

const cases: readonly (readonly [SyncRecord, string])[] = [
  [record(null), 'SYNCED at version 7, as pulled; never edited here.'],
  [record({ status: 'PENDING' }), 'PENDING: revision 3 waits to be sent.'],
  [record({ status: 'PENDING' }, { isDiscarded: true }), "PENDING: the edit is given up; the master's record is taken next."],
  [record({ status: 'PENDING' }, { resolution: { choice: 'remote', by: 'person', seen: null, local: {}, base: null } }), 'PENDING: the conflict is resolved with the remote version, which waits to be checked.'],
  [record({ status: 'PENDING' }, { resolution: { choice: 'merge', by: 'person', seen: null, local: {}, base: null } }), 'PENDING: the conflict is resolved with a merge, which waits to be sent.'],
  [record({ status: 'PROCESSING', startedAt: NOW - 2_400 }, { attempt: 2 }), 'PROCESSING: attempt 2, for 3 s.'],
  [record({ status: 'PROCESSING', startedAt: NOW + 60_000 }, { sent: [{}, {}] }), 'PROCESSING: attempt 1, for 0 s. It asks first whether an earlier write arrived.'],
  [record({ status: 'RETRY_PENDING', dueAt: NOW + 18_200, failure: http500 }, { counted: 2 }), 'RETRY_PENDING: retry 2 of 3 in 19 s, after HTTP 500.'],
  [record({ status: 'RETRY_PENDING', dueAt: NOW + 18_200, failure: { ...http500, code: 'HTTP 503', request: 'PUT /accounts/42' } }, { counted: 2 }), 'RETRY_PENDING: retry 2 of 3 in 19 s, after 503 from PUT /accounts/42.'],
  [record({ status: 'RETRY_PENDING', dueAt: NOW, failure: http500 }, { counted: 1 }), 'RETRY_PENDING: retry 1 of 3 is due, after HTTP 500.'],
  [record({ status: 'RETRY_PENDING', dueAt: NOW + 72_000, failure: { ...http500, code: 'refused' } }), 'RETRY_PENDING: next attempt in 1 min 12 s, after refused.'],
  [record({ status: 'ERROR', since: 0, failure: { code: 'HTTP 403', message: 'The master answered 403.', isRetryable: false } }), 'ERROR after HTTP 403, not retried by itself. The master answered 403.'],
  [record({ status: 'ERROR', since: 0, failure: { code: 'redirect', message: 'It leads elsewhere.', isRetryable: false, request: 'PUT /accounts/42' } }), 'ERROR after redirect of PUT /accounts/42, not retried by itself. It leads elsewhere.'],
  [record({ status: 'ERROR', since: 0, failure: { code: 'settings', message: 'The resource is gone.', isRetryable: false } }, { attempt: 0 }), 'ERROR: the job could not start, not retried by itself. The resource is gone.'],
  [record({ status: 'DEAD_LETTER', since: 0, failure: http500 }, { attempt: 4 }), 'DEAD_LETTER after 4 attempts, the last with HTTP 500. The master answered 500 Internal Server Error.'],
  [
    record({ status: 'VALIDATION_FAILED', since: 0, stage: 'V3', issues: [{ pointer: '/creditLimit', message: 'The field "creditLimit" is missing.' }, { pointer: '/tier', message: 'x' }] }),
    'VALIDATION_FAILED on attempt 1, in V3, at creditLimit (1 more). The field "creditLimit" is missing.',
  ],
  [record({ status: 'VALIDATION_FAILED', since: 0, stage: 'V2', issues: [{ pointer: '', message: 'Not valid JSON.' }] }), 'VALIDATION_FAILED on attempt 1, in V2. Not valid JSON.'],
  [record({ status: 'VERSION_CONFLICT', since: 0, remote: version('9'), reason: '' }), 'VERSION_CONFLICT: edited on version 7, the master has version 9.'],
  [record({ status: 'VERSION_CONFLICT', since: 0, remote: null, reason: '' }), 'VERSION_CONFLICT: edited on version 7, deleted at the master.'],
  [record({ status: 'VERSION_CONFLICT', since: 0, remote: version(null), reason: '' }, {}, null), 'VERSION_CONFLICT: made here, the master has another content.'],
  [record({ status: 'SKIPPED', since: 0, reason: 'Already synced.' }), 'SKIPPED on attempt 1, at version 7. Already synced.'],
  [record({ status: 'SYNCED', since: 0, reason: '' }, { attempt: 2, lastFailure: 'HTTP 500' }, version('8')), 'SYNCED on attempt 2, after HTTP 500, as version 8.'],
  [record({ status: 'SYNCED', since: 0, reason: '' }, {}, version('9f1c6b20'.repeat(8))), 'SYNCED on attempt 1, as version 9f1c6b20….'],
];

describe('The sentence on a record', () => {
  for (const [given, expected] of cases) it(expected, () => assert.equal(pathSentence(given, NOW, 3), expected));

  it('says when the master is known to have something newer', () => {
    const seen = (remote: Accepted | null): string => pathSentence({ ...record({ status: 'PENDING' }), ahead: { remote, at: NOW - 300_000 } }, NOW);
    assert.equal(seen(version('9')), 'PENDING: revision 3 waits to be sent. The master has version 9 by now, seen 5 min 0 s ago.');
    assert.equal(seen(version(null)), 'PENDING: revision 3 waits to be sent. The master has another content by now, seen 5 min 0 s ago.');
    assert.equal(seen(null), 'PENDING: revision 3 waits to be sent. It was deleted at the master by now, seen 5 min 0 s ago.');
  });

  it('begins with the status, for each of the nine', () => {
    for (const [given] of cases) assert.ok(pathSentence(given, NOW).startsWith(statusOf(given)));
    assert.deepEqual(new Set(cases.map(([given]) => statusOf(given))), new Set(STATUSES));
  });

  it('does not say of how many retries where that is not known', () => {
    const waiting = record({ status: 'RETRY_PENDING', dueAt: NOW + 5_000, failure: http500 }, { counted: 1 });
    assert.equal(pathSentence(waiting, NOW), 'RETRY_PENDING: retry 1 in 5 s, after HTTP 500.');
  });

  it('takes control and bidi characters out of the words of the master, and cuts them', () => {
    const hostile = record({ status: 'ERROR', since: 0, failure: { code: 'HTTP 400', message: `a\u001b[31m\nb\u202ec${'d'.repeat(10_000)}`, isRetryable: false } });
    const sentence = pathSentence(hostile, NOW);
    assert.match(sentence, /a \[31m b cd+…$/);
    assert.ok(sentence.length < 400);
  });
});

describe('A duration', () => {
  for (const [ms, text] of [[-5, '0 s'], [1, '1 s'], [59_001, '1 min 0 s'], [72_000, '1 min 12 s'], [7_500_000, '2 h 5 min'], [273_600_000, '3 d 4 h']] as const) {
    it(`of ${ms} ms is ${text}`, () => assert.equal(duration(ms), text));
  }
});
