import { strict as assert } from 'node:assert';
import { STANDARD_ALERTS } from '../../../src/engine/alerts/settings';
import { Simulation } from '../../support/simulated';
import { alerting, Post, refusing } from './post';

const HOUR = 3_600_000;
const alerts = (s: Simulation): string[] => s.engine.ledger.model.alerts.map(({ level, rule, subject }) => `${level} ${rule} ${subject}`);

describe('alerts', () => {
  it('a dead letter alerts at once, on the webhook and in the log; a permanent error is a warning, by mail', async () => {
    const s = await new Simulation(alerting()).filled(3);
    const post = new Post(s);
    refusing(s, 500);
    await s.editAndSync({ name: 'Dead' });
    await s.clock.advance(155_000);
    refusing(s, 403);
    await s.editAndSync({ name: 'Forbidden' }, 'accounts/2');
    assert.deepEqual(alerts(s), ['warning error accounts/2', 'critical deadLetter accounts/1']);
    assert.deepEqual(post.to('webhook'), [['deadLetter accounts/1']]);
    assert.deepEqual(post.to('email'), [['error accounts/2']]);
    assert.deepEqual(s.engine.ledger.model.alerts[1]?.routed.map(({ route, attempts, problem }) => [route, attempts, problem]), [['webhook', 1, null]]);
  });

  it('the same rule about the same record alerts once within the window, also after a restart', async () => {
    const s = await new Simulation(alerting()).filled(2);
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    await s.editAndSync({ name: 'B' });
    await s.editAndSync({ name: 'C' }, 'accounts/2');
    await s.crash();
    await s.editAndSync({ name: 'D' });
    assert.deepEqual(alerts(s), ['warning error accounts/2', 'warning error accounts/1']);
    await s.clock.advance(HOUR);
    await s.editAndSync({ name: 'E' });
    assert.equal(alerts(s).length, 3);
  });

  it('in quiet hours only what is critical goes out; the rest goes as one message after them, also after a restart', async () => {
    const s = new Simulation(alerting({ quiet: { from: '22:00', to: '07:00' } }));
    s.clock.time = new Date(2026, 0, 5, 23, 30).getTime();
    await s.filled(4);
    const post = new Post(s);
    refusing(s, 403);
    for (const id of [1, 2]) await s.editAndSync({ name: 'Night' }, `accounts/${id}`);
    refusing(s, 500);
    await s.editAndSync({ name: 'Dead' }, 'accounts/3');
    await s.clock.advance(155_000);
    assert.deepEqual([post.to('webhook'), post.to('email')], [[['deadLetter accounts/3']], []]);
    await s.engine.stop(0);
    await s.crash();
    await s.clock.advance(7 * HOUR);
    assert.deepEqual(post.to('email'), []);
    await s.clock.advance(HOUR);
    assert.deepEqual(post.to('email'), [['error accounts/1', 'error accounts/2']]);
    assert.deepEqual(post.to('webhook'), [['deadLetter accounts/3']]);
  });

  it('row 96: a route that is down is tried four times, keeps the alert in the log, holds up nothing, and alerts of nothing', async () => {
    const s = await new Simulation(alerting()).filled(2);
    const post = new Post(s);
    post.answer = { problem: 'It is down.', isFinal: false };
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    s.master.intercept = () => undefined;
    await s.editAndSync({ name: 'Goes on' }, 'accounts/2');
    assert.equal(s.status('accounts/2'), 'SYNCED');
    await s.clock.advance(24 * HOUR);
    assert.equal(post.messages.length, 4);
    assert.deepEqual(alerts(s), ['warning error accounts/1']);
    assert.deepEqual(s.engine.ledger.model.alerts[0]?.routed.map(({ route, attempts, problem }) => [route, attempts, problem]), [['email', 4, 'It is down.']]);
    await s.crash();
    await s.clock.advance(HOUR);
    assert.equal(post.messages.length, 4);
  });

  it('a route is left alone as long as it asks, at most a quarter of an hour, and never shorter than else', async () => {
    for (const [afterMs, waited] of [[120_000, 120_000], [24 * HOUR, 900_000], [1, 5_000]] as const) {
      const s = await new Simulation(alerting()).filled();
      const post = new Post(s);
      post.answer = { problem: 'It is busy.', isFinal: false, afterMs };
      refusing(s, 403);
      await s.editAndSync({ name: 'A' });
      await s.clock.advance(waited - 1);
      assert.equal(post.messages.length, 1);
      await s.clock.advance(1);
      assert.equal(post.messages.length, 2);
    }
  });

  it('a route that never answers holds up neither a sync nor the end', async () => {
    const s = await new Simulation(alerting()).filled(2);
    s.deliver = () => new Promise(() => undefined);
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    s.master.intercept = () => undefined;
    await s.editAndSync({ name: 'B' }, 'accounts/2');
    assert.equal(s.status('accounts/2'), 'SYNCED');
    const ended = s.engine.stop(2_000);
    await s.clock.advance(2_000);
    await ended;
  });

  it('what comes while a message is under way goes out as one message after it', async () => {
    const s = await new Simulation(alerting()).filled(4);
    const post = new Post(s);
    let letGo: () => void = () => undefined;
    const record = s.deliver;
    s.deliver = (route, list) => new Promise((resolve) => (letGo = () => resolve(record(route, list))));
    refusing(s, 403);
    for (const id of [1, 2, 3, 4]) await s.editAndSync({ name: 'X' }, `accounts/${id}`);
    for (let i = 0; i < 2; i++) {
      letGo();
      await s.clock.advance(0);
    }
    assert.deepEqual(post.to('email'), [['error accounts/1'], ['error accounts/2', 'error accounts/3', 'error accounts/4']]);
  });

  it('the summary of a reconciliation goes to the report route, in the words of D6', async () => {
    const s = await new Simulation(alerting()).filled(3);
    const post = new Post(s);
    s.master.put('2', { name: 'Drifted', credit: 1 });
    await s.engine.perform({ type: 'audit', scope: {}, by: 'schedule' });
    await s.clock.advance(0);
    const [message] = post.messages;
    assert.equal(message?.route, 'email');
    assert.match(message?.alerts[0]?.text ?? '', /^Reconciliation complete\. Total checked: 3\. Discrepancies: 1\. Actions needed: \d\.$/);
  });

  it('a rule that is off alerts of nothing', async () => {
    const s = await new Simulation(alerting({ levels: { ...STANDARD_ALERTS.levels, error: 'off' } })).filled(1);
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    assert.deepEqual(alerts(s), []);
  });
});
