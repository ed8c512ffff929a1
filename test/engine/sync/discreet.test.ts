import { strict as assert } from 'node:assert';
import { sensitiveValues } from '../../../src/engine/discreet';
import { answer, settingsWith, Simulation } from '../../support/simulated';

const SECRET = 'DE02-1234-5678';

describe('Sensitive values in what the master says', () => {
  for (const [name, status, body] of [
    ['a failure', 403, { title: `The account ${SECRET} may not be changed.`, detail: SECRET }],
    ['an error that is tried again', 500, { title: `Cannot book ${SECRET}` }],
    ['the errors of fields', 422, { errors: [{ field: 'iban', message: `${SECRET} is no IBAN` }] }],
  ] as const) {
    it(`are blanked in ${name}: in the record, and in everything that the log keeps of it`, async () => {
      const s = await new Simulation(settingsWith({}, { sensitive: ['iban'] })).filled();
      s.master.intercept = ({ method }) => (method === 'PUT' ? answer(status, body, { 'content-type': 'application/problem+json' }) : undefined);
      await s.editAndSync({ iban: SECRET });
      const { local, job } = s.record();
      assert.equal(local['iban'], SECRET, 'the record itself holds it');
      const said = s.journal.entries.flatMap(({ fact }) => (fact.kind === 'finished' ? [fact.exchanges, fact.stages, { ...fact.outcome, base: null, remote: null }] : []));
      assert.ok(said.length > 0);
      assert.ok(!JSON.stringify([said, { ...job, sent: [], resolution: null }]).includes(SECRET));
      assert.match(JSON.stringify(said), /\[redacted\]/);
    });
  }

  it('are those of the named fields at any depth, long enough to be told from words, the longer first', () => {
    const content = { iban: 'DE02', owner: { iban: 'DE02-9', name: 'Ann', pins: { iban: [12_345, 'abc'] } }, other: 'DE99' };
    assert.deepEqual(sensitiveValues([content, undefined], ['iban']), ['DE02-9', '12345', 'DE02']);
    assert.deepEqual(sensitiveValues([content], []), []);
  });
});
