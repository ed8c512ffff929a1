import { strict as assert } from 'node:assert';
import { seenOf } from '../../../src/engine/seen';
import { attemptsOf, jobsOf, stepsOf } from '../../../src/flows/history';
import { knownOf, whyOf, whyText } from '../../../src/flows/why/why';
import { hash } from '../../../src/node/ports';
import { answer, failure, Simulation, settingsWith } from '../../support/simulated';

const START = 1_000_000;

const steps = (s: Simulation, key = 'accounts/1') => stepsOf(key, s.journal.entries.map((entry, i) => ({ seq: i + 1, entry })));

/** Why, as the command line says it, with times since the simulation began. */
function told(s: Simulation, key = 'accounts/1'): string {
  const why = whyOf(s.record(key), steps(s, key), knownOf(s.record(key), s.settings, s.engine.ledger.model, null), s.clock.time);
  return `${whyText(why, s.clock.time, (at) => `+${(at - START) / 1_000} s`)}\n`;
}

/** Golden texts: a mismatch shows the difference. */
const golden = (actual: string, expected: string): void => assert.equal(actual, expected.replace(/^\n/, ''));

describe('Why', () => {
  it('tells a success', async () => {
    const s = await new Simulation().filled();
    await s.editAndSync({ credit: 200 });
    golden(told(s), `
accounts/1  SYNCED on attempt 1, as version 2.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: PUT: 200 in 1 ms  [entry 6]
  +0 s  Valid? Yes: 5 of 7 stages passed; not configured: V5, V7  [entry 6]
  +0 s  Applied as version 2: after version 1; local and base are the master’s record now  [entry 6]

What happens next
  Nothing by itself: the job has ended
  Edit and save: begins a job with revision 2
  A pull or a reconciliation: takes what the master has after version 2
`);
  });

  it('tells 500, its retries and the dead letter', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(500, { title: 'lock wait exceeded' });
    await s.editAndSync({ credit: 200 });
    await s.clock.advance(5_000);
    golden(told(s), `
accounts/1  RETRY_PENDING: retry 2 of 3 in 25 s, after 500 from GET /accounts/1.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: HTTP status? 5xx: 500 to PUT in 1 ms, no Retry-After  [entry 6]
  +0 s  Retryable? Yes, HTTP 500: retries used 0 < 3, wait 1 s × 5¹ = 5 s  [entry 6]
  +5.001 s  Attempt 2: look before sending: 500 to GET in 1 ms, no Retry-After  [entry 8]
  +5 s  Outage? No: the connection stands: the attempt counts  [entry 8]
  +5 s  Retries used? 1 < 3: wait 1 s × 5² = 25 s, due +30 s  [entry 8]

What happens next
  GET /accounts/1 in 25 s: looks first, then sends revision 1
  200 with version 2 or newer: V1 to V7, then applied
  5xx or timeout: retry 3 of 3 after 125 s, then DEAD_LETTER
  412: if the master is past version 1: a choice for you
`);
    await s.clock.advance(200_000);
    golden(told(s), `
accounts/1  DEAD_LETTER after 4 attempts, the last with 500 from GET /accounts/1. The master answered 500 Internal Server Error: lock wait exceeded

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: HTTP status? 5xx: 500 to PUT in 1 ms, no Retry-After  [entry 6]
  +0 s  Retryable? Yes, HTTP 500: retries used 0 < 3, wait 1 s × 5¹ = 5 s  [entry 6]
  +5.001 s  Attempt 2: look before sending: 500 to GET in 1 ms, no Retry-After  [entry 8]
  +5 s  Retryable? Yes, HTTP 500: retries used 1 < 3, wait 1 s × 5² = 25 s  [entry 8]
  +30.001 s  Attempt 3: look before sending: 500 to GET in 1 ms, no Retry-After  [entry 10]
  +30 s  Retryable? Yes, HTTP 500: retries used 2 < 3, wait 1 s × 5³ = 125 s  [entry 10]
  +155.001 s  Attempt 4: look before sending: 500 to GET in 1 ms, no Retry-After  [entry 12]
  +155 s  Retryable? Yes, HTTP 500: the master may answer another time  [implied by entry 12]
  +155 s  Outage? No: the connection stands: the attempt counts  [entry 12]
  +155 s  Retries used? 3 of 3: none is left  [entry 12]
  +155 s  Dead letter: after 4 attempts: it waits for a person  [entry 12]
  +155 s  Alert: critical: in the log  [entry 12]

What happens next
  Nothing by itself: its retries are used up
  Retry: queues the same content again, retries counted anew
  Edit and save: begins a new job
  Discard the edit: goes back to version 1 or newer
`);
  });

  it('tells the alert of a dead letter also when a pull saw the record since', async () => {
    const s = await new Simulation(settingsWith({ retry: { retries: 0, baseMs: 1_000, factor: 5, capMs: 900_000, jitter: 'none' } })).filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(500) : undefined);
    await s.editAndSync({ credit: 200 });
    s.master.put('1', { name: 'Theirs', credit: 1 });
    await s.clock.advance(1_000);
    await s.engine.perform({ type: 'pull' });
    assert.equal(s.facts().at(-1), 'sighted');
    assert.match(told(s), /Dead letter: .*\n.*Alert: critical: in the log .*\n.*Seen at the master: version 2/);
  });

  it('tells a timeout whose write had arrived', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (_request, apply) => {
      s.master.intercept = () => undefined;
      apply();
      return failure('timeout');
    };
    await s.editAndSync({ credit: 200 });
    golden(told(s), `
accounts/1  RETRY_PENDING: retry 1 of 3 in 5 s, after timeout of PUT /accounts/1.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: PUT, no answer: nothing came within 1 ms, so the write may have arrived  [entry 6]
  +0 s  Retryable? Yes, timeout: the master may answer another time  [implied by entry 6]
  +0 s  Outage? No: the connection stands: the attempt counts  [entry 6]
  +0 s  Retries used? 0 < 3: wait 1 s × 5¹ = 5 s, due +5 s  [entry 6]

What happens next
  GET /accounts/1 in 5 s: looks first, then sends revision 1
  200 with version 2 or newer: V1 to V7, then applied
  5xx or timeout: retry 2 of 3 after 25 s
  412: if the master is past version 1: a choice for you
`);
    await s.clock.advance(5_000);
    golden(told(s), `
accounts/1  SKIPPED on attempt 2, at version 2. Already synced: the master has this edit.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: PUT, no answer: nothing came within 1 ms, so the write may have arrived  [entry 6]
  +0 s  Retryable? Yes, timeout: retries used 0 < 3, wait 1 s × 5¹ = 5 s  [entry 6]
  +5.001 s  Attempt 2: look before sending: GET version 2, base 1  [entry 8]
  +5 s  Valid? Yes: 5 of 7 stages passed; not configured: V5, V7  [entry 8]
  +5 s  Skipped: nothing to write: Already synced: the master has this edit.  [entry 8]

What happens next
  Nothing by itself: the job has ended
  Edit and save: begins a job with revision 2
  A pull or a reconciliation: takes what the master has after version 2
`);
  });

  it('tells a look before sending that finds nothing arrived', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => {
      s.master.intercept = (request) => (request.method === 'PUT' ? answer(500) : undefined);
      return failure('timeout');
    };
    await s.editAndSync({ credit: 200, name: 'Adatum' });
    await s.clock.advance(5_000);
    golden(told(s), `
accounts/1  RETRY_PENDING: retry 2 of 3 in 25 s, after 500 from PUT /accounts/1.

Why
  +0 s  Saved: name, credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: PUT, no answer: nothing came within 1 ms, so the write may have arrived  [entry 6]
  +0 s  Retryable? Yes, timeout: retries used 0 < 3, wait 1 s × 5¹ = 5 s  [entry 6]
  +5.001 s  Attempt 2: look before sending: GET version 1 = base 1, not what was sent: send again  [entry 8]
  +5.001 s  HTTP status? 5xx: 500 to PUT in 1 ms, no Retry-After  [entry 8]
  +5 s  Outage? No: the connection stands: the attempt counts  [entry 8]
  +5 s  Retries used? 1 < 3: wait 1 s × 5² = 25 s, due +30 s  [entry 8]

What happens next
  GET /accounts/1 in 25 s: looks first, then sends revision 1
  200 with version 2 or newer: V1 to V7, then applied
  5xx or timeout: retry 3 of 3 after 125 s, then DEAD_LETTER
  412: if the master is past version 1: a choice for you
`);
  });

  it('tells a conflict, and its resolution', async () => {
    const s = await new Simulation().filled();
    s.master.put('1', { name: 'Theirs', credit: 100 });
    await s.editAndSync({ credit: 200 });
    golden(told(s), `
accounts/1  VERSION_CONFLICT: edited on version 1, the master has version 2.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: HTTP status? 412: 412 to PUT in 1 ms  [entry 6]
  +0.001 s  Look at the remote: GET version 2, base 1  [entry 6]
  +0 s  Valid? Yes: 5 of 7 stages passed; not configured: V5, V7  [entry 6]
  +0 s  Version? Changed on both sides: base 1, remote 2: a choice for you  [entry 6]

What happens next
  Nothing before you choose: both sides and the base are kept
  Use Remote: takes version 2, writes nothing
  Use Local: writes revision 1 over version 2
  Merge: joins both, then writes over version 2
`);
    const { job } = s.record();
    assert.ok(job?.status === 'VERSION_CONFLICT');
    await s.engine.perform({ type: 'resolve', key: 'accounts/1', choice: 'local', seen: seenOf(job.remote, hash) });
    await s.clock.advance(0);
    golden(told(s), `
accounts/1  SYNCED on attempt 1, as version 3.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: HTTP status? 412: 412 to PUT in 1 ms  [entry 6]
  +0.001 s  Look at the remote: GET version 2, base 1  [entry 6]
  +0 s  Valid? Yes: 5 of 7 stages passed; not configured: V5, V7  [entry 6]
  +0 s  Version? Changed on both sides: base 1, remote 2: a choice for you  [entry 6]
  +0 s  Resolved: keep the local version: by a person, over version 2; differing: name, credit  [entry 7]
  +0.001 s  Attempt 1: PUT: 200 in 1 ms  [entry 9]
  +0 s  Valid? Yes: 5 of 7 stages passed; not configured: V5, V7  [entry 9]
  +0 s  Applied as version 3: after version 2; local and base are the master’s record now  [entry 9]

What happens next
  Nothing by itself: the job has ended
  Edit and save: begins a job with revision 3
  A pull or a reconciliation: takes what the master has after version 3
`);
  });

  it('tells the stage and the field that failed', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(200, { id: '1', name: 'x', credit: 'much', version: 2 }) : undefined);
    await s.editAndSync({ credit: 200 });
    golden(told(s), `
accounts/1  VALIDATION_FAILED on attempt 1, in V4, at credit. The field "credit" is a string; it was a number.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: PUT: 200 in 1 ms  [entry 6]
  +0 s  Valid? V4 Types failed: credit: The field "credit" is a string; it was a number.  [entry 6]

What happens next
  Nothing by itself: the same content would fail again
  Correct the record and save: goes back to PENDING and is sent
  Retry: where the master was wrong: it is asked before anything is sent
  Discard the edit: goes back to version 1 or newer
`);
  });

  it('tells that an outage charges no retry', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = () => answer(503, '', { 'retry-after': '60' });
    await s.editAndSync({ credit: 200 });
    golden(told(s), `
accounts/1  RETRY_PENDING: next attempt is due, after 503 from PUT /accounts/1.

Why
  +0 s  Saved: credit: revision 0 → 1, durable before the save returned  [entry 4]
  +0.001 s  Attempt 1: HTTP status? 5xx: 503 to PUT in 1 ms, Retry-After: 60  [entry 6]
  +0 s  Outage? Yes: The master answered 503 Service Unavailable. The connection is at fault, not the record: no retry is charged  [entry 6]
  +0 s  Waits: as long as the connection is paused  [entry 6]

What happens next
  PUT /accounts/1 in 1 min 0 s: revision 1, unless a newer save folds in; paused: The master is unavailable for a while (503).
  200 with version 2 or newer: V1 to V7, then applied
  5xx or timeout: retry 1 of 3 after 5 s
  412: if the master is past version 1: a choice for you
`);
  });

  it('tells a record that was pulled and never edited', async () => {
    golden(told(await new Simulation().filled()), `
accounts/1  SYNCED at version 1, as pulled; never edited here.

Why
  +0 s  Pulled as version 1: never edited here  [entry 2]

What happens next
  Nothing by itself: it was never edited
  Edit and save: begins a job with revision 1
  A pull or a reconciliation: takes what the master has after version 1
`);
  });

  it('tells an edit that was made in flight as a job of its own', async () => {
    const s = await new Simulation().filled();
    s.master.intercept = async (request, apply) => {
      if (request.method === 'PUT' && s.master.requests.length === 1) await s.engine.perform({ type: 'edit', key: 'accounts/1', content: { ...s.record().local, name: 'Newer' } });
      return apply();
    };
    await s.editAndSync({ credit: 200 });
    const jobs = jobsOf(steps(s));
    assert.deepEqual(jobs.map((job) => job.steps.map(({ fact }) => fact.kind)), [['queued', 'started', 'edited', 'finished'], ['finished', 'started', 'finished']]);
    assert.deepEqual(jobs.map((job) => attemptsOf(job).length), [1, 1]);
    golden(told(s), `
accounts/1  SYNCED on attempt 1, as version 3.

Why
  +0 s  An edit made in flight goes on: revision 2, over version 2  [entry 7]
  +0.001 s  Attempt 1: PUT: 200 in 1 ms  [entry 9]
  +0 s  Valid? Yes: 5 of 7 stages passed; not configured: V5, V7  [entry 9]
  +0 s  Applied as version 3: after version 2; local and base are the master’s record now  [entry 9]

What happens next
  Nothing by itself: the job has ended
  Edit and save: begins a job with revision 3
  A pull or a reconciliation: takes what the master has after version 3
`);
  });

  it('begins anew where the log begins in the middle, or the store was cleared', async () => {
    const s = await new Simulation(settingsWith()).filled();
    await s.editAndSync({ credit: 200 });
    const all = s.journal.entries.map((entry, i) => ({ seq: i + 1, entry }));
    const from = all.findIndex(({ entry }) => entry.fact.kind === 'started');
    assert.deepEqual(stepsOf('accounts/1', all.slice(from)), []);
    s.master.intercept = () => answer(500);
    await s.editAndSync({ credit: 300 });
    await s.engine.perform({ type: 'clear' });
    s.master.intercept = () => undefined;
    await s.engine.perform({ type: 'pull' });
    await s.editAndSync({ credit: 400 });
    assert.equal(s.status(), 'SYNCED');
    assert.equal(steps(s).at(-1)?.after?.job?.status, 'SYNCED');
  });
});
