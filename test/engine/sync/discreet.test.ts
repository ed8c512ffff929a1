import { strict as assert } from 'node:assert';
import { sensitiveValues } from '../../../src/engine/discreet';
import type { JsonObject } from '../../../src/engine/json';
import { answer, settingsWith, Simulation } from '../../support/simulated';

const SECRET = 'DE02-1234-5678';
const PROBLEM = { 'content-type': 'application/problem+json' };

/** A record whose write, with that value in a sensitive field, the master refuses in those words. */
async function refused(iban: JsonObject[string], status: number, body: unknown, bodyLimit = 65_536): Promise<Simulation> {
  const s = await new Simulation(settingsWith({ log: { bodyLimit } }, { sensitive: ['iban'] })).filled();
  s.master.intercept = ({ method }) => (method === 'PUT' ? answer(status, body, PROBLEM) : undefined);
  await s.editAndSync({ iban });
  return s;
}

/** What the log and the record say of attempts, without the record's contents. */
function said(s: Simulation): string {
  const finished = s.journal.entries.flatMap(({ fact }) => (fact.kind === 'finished' ? [fact.exchanges, fact.stages, { ...fact.outcome, base: null, remote: null }] : []));
  assert.ok(finished.length > 0);
  return JSON.stringify([finished, { ...s.record().job, sent: [], resolution: null }]);
}

/** The message of a permanent error. */
const failureOf = (s: Simulation): string => s.outcomes().flatMap((outcome) => (outcome.to === 'ERROR' ? [outcome.failure.message] : [])).join();

describe('Sensitive values in what the master says', () => {
  for (const [name, status, body] of [
    ['a failure', 403, { title: `The account ${SECRET} may not be changed.`, detail: SECRET }],
    ['an error that is tried again', 500, { title: `Cannot book ${SECRET}` }],
    ['the errors of fields', 422, { errors: [{ field: 'iban', message: `${SECRET} is no IBAN` }] }],
    ['the errors of fields that it names so', 422, { errors: { [SECRET]: `no IBAN` } }],
  ] as const) {
    it(`are blanked in ${name}: in the record, and in everything that the log keeps of it`, async () => {
      const s = await refused(SECRET, status, body);
      assert.equal(s.record().local['iban'], SECRET, 'the record itself holds it');
      assert.ok(!said(s).includes(SECRET));
      assert.match(said(s), /\[redacted\]/);
    });
  }

  it('do not survive in part where a text is cut', async () => {
    for (const at of [285, 290, 299]) {
      const sentence = `${'x'.repeat(at)}${SECRET}`;
      const s = await refused(SECRET, 403, { detail: sentence });
      assert.doesNotMatch(said(s), /DE02/, `at ${at}`);
      assert.ok(failureOf(s).length < 340, 'it stays short');
      assert.doesNotMatch(said(await refused(SECRET, 422, { errors: [{ field: 'iban', detail: sentence }] })), /DE02/, `at ${at}`);
      assert.doesNotMatch(said(await refused(SECRET, 403, { detail: sentence }, at + 17)), /DE02/, `a body cut at ${at + 17}`);
    }
  });

  it('do not survive in part in an id that is another', async () => {
    const s = await new Simulation(settingsWith({}, { sensitive: ['iban'] })).filled();
    s.master.intercept = ({ method }) => (method === 'PUT' ? answer(200, { id: `${'x'.repeat(90)}${SECRET}` }) : undefined);
    await s.editAndSync({ iban: SECRET });
    assert.equal(s.status(), 'VALIDATION_FAILED');
    const { job } = s.record();
    assert.doesNotMatch(JSON.stringify(job?.status === 'VALIDATION_FAILED' && job.issues), /DE02/);
  });

  it('are words of the master where they are short, not those around them', async () => {
    const s = await refused(403, 403, { detail: 'PIN 403 is wrong; it is not 4030.' });
    assert.equal(failureOf(s), 'The master answered 403 Forbidden: PIN [redacted] is wrong; it is not 4030.');
    s.master.intercept = () => undefined;
    await s.editAndSync({ iban: 2 });
    const { job } = s.record();
    assert.equal(job?.status === 'SYNCED' && job.reason, 'Written as version 2.');
  });

  it('are those of the named fields at any depth, without the spaces around them', () => {
    const content = { iban: 'DE02', owner: { iban: 'DE02-9', name: 'Ann', pins: { iban: [12_345, ' abc ', ' ', true] } }, other: 'DE99' };
    assert.deepEqual(sensitiveValues([content, undefined], ['iban']), ['DE02', 'DE02-9', '12345', 'abc']);
    assert.deepEqual(sensitiveValues([content], []), []);
  });
});
