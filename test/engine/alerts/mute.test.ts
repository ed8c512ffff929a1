import { strict as assert } from 'node:assert';
import { mutedNow } from '../../../src/engine/alerts/mute';
import { STANDARD_ALERTS } from '../../../src/engine/alerts/settings';
import { Model } from '../../../src/engine/model';
import { decodeHead } from '../../../src/node/store/decodeRecord';
import { answer, settingsWith, Simulation } from '../../support/simulated';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Each edit of a record fails for good: a warning, which goes by mail. `mails`: the records that were mailed of. */
async function failing(): Promise<{ s: Simulation; mails: string[] }> {
  const s = await new Simulation().filled(3);
  const mails: string[] = [];
  s.deliver = async (_route, alerts) => {
    mails.push(...alerts.map(({ subject }) => subject));
    return 'delivered';
  };
  s.master.intercept = (request) => (request.method === 'PUT' ? answer(403) : undefined);
  return { s, mails };
}
const logged = (s: Simulation): string[] => s.engine.ledger.model.alerts.map(({ subject, isMuted }) => `${subject}${isMuted ? ' muted' : ''}`);
const mute = (s: Simulation, ms: number) => s.engine.perform({ type: 'mute', rule: 'error', ms });

describe('a muted rule', () => {
  it('is logged and goes nowhere, until its time is over: then the same alerts at once', async () => {
    const { s, mails } = await failing();
    await mute(s, HOUR);
    await s.editAndSync({ name: 'A' });
    assert.deepEqual([logged(s), mails], [['accounts/1 muted'], []]);
    await s.clock.advance(HOUR - MINUTE);
    await s.editAndSync({ name: 'B' }, 'accounts/2');
    assert.deepEqual(mails, []);
    await s.clock.advance(MINUTE);
    await s.editAndSync({ name: 'C' }, 'accounts/2');
    assert.deepEqual([logged(s)[0], mails], ['accounts/2', ['accounts/2']]);
    await s.clock.advance(24 * HOUR);
    assert.deepEqual(mails, ['accounts/2'], 'what was muted is not made up for');
  });

  it('alone is quiet', async () => {
    const { s, mails } = await failing();
    await s.engine.perform({ type: 'mute', rule: 'deadLetter', ms: HOUR });
    await s.editAndSync({ name: 'A' });
    assert.deepEqual(mails, ['accounts/1']);
  });

  it('stays muted over a restart, and what was muted before it goes out neither then', async () => {
    const { s, mails } = await failing();
    await mute(s, HOUR);
    await s.editAndSync({ name: 'A' });
    await s.crash();
    await s.editAndSync({ name: 'B' }, 'accounts/2');
    assert.deepEqual([logged(s), mails], [['accounts/2 muted', 'accounts/1 muted'], []]);
    const head: unknown = JSON.parse(JSON.stringify(s.engine.ledger.model.head()));
    const read = decodeHead(head, []);
    assert.ok(read);
    assert.deepEqual(mutedNow(Model.from(read, []).mutes, s.clock.time), [{ rule: 'error', until: s.clock.time + HOUR }]);
  });

  it('goes nowhere either with what was held for quiet hours when it was muted', async () => {
    const s = new Simulation(settingsWith({ alerts: { ...STANDARD_ALERTS, quiet: { from: '22:00', to: '07:00' } } }));
    s.clock.time = new Date(2026, 0, 5, 23, 30).getTime();
    await s.filled(2);
    const sent: string[] = [];
    s.deliver = async (_route, alerts) => {
      sent.push(...alerts.map(({ rule }) => rule));
      return 'delivered';
    };
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(403) : undefined);
    await s.engine.perform({ type: 'audit', scope: {}, by: 'schedule' });
    await s.editAndSync({ name: 'A' });
    await s.engine.perform({ type: 'mute', rule: 'reconciliation', ms: HOUR });
    await s.engine.stop(0);
    await s.crash();
    await s.clock.advance(9 * HOUR);
    assert.deepEqual(sent, ['error']);
    assert.deepEqual(s.engine.ledger.model.alerts.map(({ rule, isMuted = false }) => [rule, isMuted]), [['error', false], ['reconciliation', true]]);
  });

  it('is not tried again on a route that could not be reached before it was muted', async () => {
    const { s, mails } = await failing();
    s.deliver = async (_route, alerts) => {
      mails.push(...alerts.map(({ subject }) => subject));
      return { problem: 'The server is down.', isFinal: false };
    };
    await s.editAndSync({ name: 'A' });
    await mute(s, HOUR);
    await s.clock.advance(2 * HOUR);
    assert.deepEqual(mails, ['accounts/1']);
    assert.equal(s.engine.ledger.model.alerts[0]?.routed[0]?.problem, 'It was muted before it was delivered.');
  });

  it('alerts again when a person says so', async () => {
    const { s, mails } = await failing();
    await mute(s, HOUR);
    assert.equal((await mute(s, 0)).message, '"error" alerts again.');
    await s.editAndSync({ name: 'A' });
    assert.deepEqual(mails, ['accounts/1']);
  });

  it('is muted for a day at most, also when the clock is set back', async () => {
    const { s, mails } = await failing();
    assert.equal((await mute(s, 25 * HOUR)).ok, false);
    s.clock.time += 60 * 24 * HOUR;
    await mute(s, 24 * HOUR);
    s.clock.time -= 30 * 24 * HOUR;
    await s.editAndSync({ name: 'A' });
    assert.deepEqual(mails, ['accounts/1']);
  });
});
