import { strict as assert } from 'node:assert';
import type { Alert } from '../../../src/engine/alerts/alert';
import { Outbox } from '../../../src/engine/alerts/outbox';
import { answer, settled, Simulation } from '../../support/simulated';
import { alerting, die, Post, refusing } from './post';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const logged = (s: Simulation) => s.journal.entries.flatMap(({ fact }) => (fact.kind === 'alerted' ? [fact.alert] : []));
const upTo = (n: number): string[] => Array.from({ length: n }, (_, i) => `accounts/${i + 1}`);

/** An engine that sends nothing by itself, so that records die when the test says so. */
async function silent(n: number): Promise<{ s: Simulation; post: Post }> {
  const s = await new Simulation(alerting()).filled(n);
  s.mayConnect = false;
  return { s, post: new Post(s) };
}

describe('a storm of alerts', () => {
  it('is a few at once, and the rest together each minute, with nothing left out', async () => {
    const { s } = await silent(1_000);
    const subjects: string[] = [];
    let messages = 0;
    s.deliver = (_route, alerts) => {
      messages += 1;
      for (const { subject, also = [] } of alerts) subjects.push(subject, ...also);
      return new Promise((resolve) => void s.clock.after(300, () => resolve('delivered')));
    };
    for (let id = 1; id <= 1_000; id += 4) {
      await die(s, id, id + 1, id + 2, id + 3);
      await s.clock.advance(100);
    }
    await s.clock.advance(2 * MINUTE);
    assert.ok(messages <= 6, `${messages} messages`);
    assert.ok(logged(s).length <= 12, `${logged(s).length} alerts`);
    assert.deepEqual(subjects.sort(), upTo(1_000).sort());
  });

  it('of one commit is told at once, as one', async () => {
    const { s, post } = await silent(7);
    await die(s, 1, 2, 3, 4, 5, 6, 7);
    assert.deepEqual(post.messages.map(({ alerts }) => alerts.map(({ text }) => text)), [['7 records used up their retries: accounts/1, accounts/2, accounts/3, accounts/4, accounts/5 and 2 more. The first: accounts/1 used up its retries: No.']]);
  });

  it('holds back none of which nothing was told yet, and repeats none that was', async () => {
    const { s, post } = await silent(20);
    await die(s, 1);
    await s.clock.advance(2 * MINUTE);
    await die(s, 1, 2, 3, 4, 5, 6, 7, 8);
    await s.clock.advance(2 * MINUTE);
    await die(s, 2, 3, 9);
    assert.deepEqual(post.messages.map(({ alerts: [alert] }) => [alert?.subject, ...(alert?.also ?? [])]), [['accounts/1'], upTo(8).slice(1), ['accounts/9']]);
  });

  it('goes out before its minute where the engine ends, as far as its route takes it', async () => {
    for (const answer of ['delivered', { problem: 'It is down.', isFinal: false }] as const) {
      const { s, post } = await silent(20);
      post.answer = answer;
      await die(s, 1, 2, 3, 4, 5, 6);
      await die(s, 7, 8);
      const ended = s.engine.stop(2_000);
      await s.clock.advance(0);
      await ended;
      assert.deepEqual(logged(s).flatMap(({ subject, also = [] }) => [subject, ...also]).sort(), upTo(8));
      assert.equal(post.messages.length, answer === 'delivered' ? 2 : 1);
      if (answer === 'delivered') assert.deepEqual(post.subjects.sort(), upTo(8));
    }
  });

  it('fits into the log', async () => {
    const { s } = await silent(1_200);
    await die(s, ...Array.from({ length: 1_200 }, (_, i) => i + 1));
    assert.deepEqual(logged(s).map(({ also = [] }) => also.length + 1), [500, 500, 200]);
  });

  it('in quiet hours goes out after them, all of it', async () => {
    const s = new Simulation(alerting({ quiet: { from: '22:00', to: '07:00' } }));
    s.clock.time = new Date(2026, 0, 5, 23, 30).getTime();
    await s.filled(300);
    const post = new Post(s);
    refusing(s, 403);
    for (let id = 1; id <= 300; id++) {
      await s.editAndSync({ name: 'Night' }, `accounts/${id}`);
      await s.clock.advance(61_000);
    }
    assert.deepEqual(post.messages, []);
    await s.clock.advance(4 * HOUR);
    assert.deepEqual(post.subjects.sort(), upTo(300).sort());
    assert.equal(post.messages.length, 1);
    assert.equal(s.engine.ledger.model.alerts.length, 200);
  });

  it('is not told again after a restart', async () => {
    const s = await new Simulation(alerting()).filled(260);
    const post = new Post(s);
    refusing(s, 403);
    for (const key of upTo(260)) await s.editAndSync({ name: 'A' }, key);
    await s.clock.advance(MINUTE);
    assert.equal(post.subjects.length, 260);
    await s.crash();
    post.messages.length = 0;
    for (const key of upTo(260)) await s.editAndSync({ name: 'B' }, key);
    await s.clock.advance(MINUTE);
    assert.deepEqual(post.messages, []);
  });
});

describe('an alert is not lost', () => {
  for (const hours of [0, 60]) it(`where the engine was killed between a dead letter and its alert, and begins again ${hours} h later`, async () => {
    const s = await new Simulation(alerting()).filled(1);
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(500) : undefined);
    const append = s.journal.append.bind(s.journal);
    s.journal.append = (entries) => (entries.some(({ fact }) => fact.kind === 'alerted') ? new Promise(() => undefined) : append(entries));
    await s.editAndSync({ name: 'Dead' });
    await s.clock.advance(155_000);
    assert.equal(s.status(), 'DEAD_LETTER');
    const post = new Post(s);
    s.clock.time += hours * HOUR;
    await s.crash();
    await s.clock.advance(0);
    assert.deepEqual(post.to('webhook'), [['deadLetter accounts/1']]);
    await s.crash();
    await s.clock.advance(3 * HOUR);
    assert.equal(post.messages.length, 1, 'once');
  });

  it('where a person looked at a record since the reconciliation that it is about', async () => {
    const s = await new Simulation(alerting()).filled(2);
    const append = s.journal.append.bind(s.journal);
    s.journal.append = (entries) => (entries.some(({ fact }) => fact.kind === 'alerted') ? new Promise(() => undefined) : append(entries));
    await s.engine.perform({ type: 'audit', scope: {}, by: 'schedule' });
    await s.engine.perform({ type: 'audit', scope: { keys: ['accounts/1'] }, by: 'person' });
    const post = new Post(s);
    await s.crash();
    await s.clock.advance(0);
    assert.equal(post.messages[0]?.alerts[0]?.rule, 'reconciliation');
  });

  it('where it could not be written down at first', async () => {
    const { s, post } = await silent(3);
    const append = s.journal.append.bind(s.journal);
    let isFailing = true;
    s.journal.append = (entries) => (isFailing && entries.some(({ fact }) => fact.kind === 'alerted') ? Promise.reject(new Error('EAGAIN')) : append(entries));
    await die(s, 1, 2, 3);
    await s.clock.advance(MINUTE);
    assert.deepEqual(post.subjects, []);
    isFailing = false;
    await s.clock.advance(MINUTE);
    assert.deepEqual(post.subjects, upTo(3));
  });

  it('whenever it comes to the outbox', async () => {
    const s = await new Simulation(alerting()).filled(1);
    const alert = (id: string): Alert => ({ id, at: 0, level: 'critical', rule: 'deadLetter', subject: id, text: id });
    for (let ticks = 0; ticks < 40; ticks++) {
      const sent: string[] = [];
      const outbox = new Outbox(s.engine.ledger, s.clock, { send: async (_route, list) => (sent.push(...list.map(({ id }) => id)), 'delivered') });
      outbox.add('webhook', alert('a'));
      while (sent.length === 0) await Promise.resolve();
      for (let i = 0; i < ticks; i++) await Promise.resolve();
      outbox.add('webhook', alert('b'));
      await settled();
      assert.deepEqual(sent, ['a', 'b'], `${ticks} ticks after the first`);
    }
  });

  it('where it was held over a weekend, or quiet hours are given up', async () => {
    const s = new Simulation(alerting({ quiet: { from: '22:00', to: '07:00' } }));
    s.clock.time = new Date(2026, 0, 9, 22, 30).getTime();
    await s.filled(2);
    const post = new Post(s);
    refusing(s, 403);
    await s.editAndSync({ name: 'Friday' });
    await s.engine.stop(0);
    s.clock.time = new Date(2026, 0, 12, 9).getTime();
    await s.crash();
    await s.clock.advance(0);
    assert.deepEqual(post.to('email'), [['error accounts/1']]);
    s.clock.time = new Date(2026, 0, 12, 22, 30).getTime();
    await s.editAndSync({ name: 'Monday' }, 'accounts/2');
    s.engine.configure(alerting());
    await s.clock.advance(0);
    assert.deepEqual(post.to('email')[1], ['error accounts/2']);
  });

  it('where its address is set later', async () => {
    const s = await new Simulation(alerting()).filled(2);
    const post = new Post(s);
    post.answer = 'no address';
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    await s.clock.advance(5 * HOUR);
    post.answer = 'delivered';
    post.messages.length = 0;
    await s.editAndSync({ name: 'B' }, 'accounts/2');
    assert.deepEqual(post.to('email'), [['error accounts/1', 'error accounts/2']]);
  });

  it('where the clock was set back by a second, nor repeated', async () => {
    const s = await new Simulation(alerting()).filled(1);
    const post = new Post(s);
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    s.clock.time -= 1_000;
    await s.editAndSync({ name: 'B' });
    assert.equal(post.messages.length, 1);
  });

  it('where the store was emptied since: it is news again', async () => {
    const s = await new Simulation(alerting()).filled(1);
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    await s.engine.perform({ type: 'clear' });
    s.master.intercept = () => undefined;
    await s.engine.perform({ type: 'pull' });
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    assert.equal(s.engine.ledger.model.alerts.length, 1);
  });
});

describe('a route that was down', () => {
  it('is tried soon with what is new, and with the rest of it', async () => {
    const s = await new Simulation(alerting()).filled(2);
    const post = new Post(s);
    post.answer = { problem: 'It is down.', isFinal: false };
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    await s.clock.advance(31_000);
    post.answer = 'delivered';
    const from = s.clock.time;
    await s.editAndSync({ name: 'B' }, 'accounts/2');
    await s.clock.advance(5_000);
    const last = post.messages.at(-1);
    assert.deepEqual(last?.alerts.map(({ subject }) => subject), ['accounts/1', 'accounts/2']);
    assert.ok(last.at - from <= 5_000, String(last.at - from));
  });

  it('is not given up sooner because much comes', async () => {
    const s = await new Simulation(alerting()).filled(40);
    const post = new Post(s);
    post.answer = { problem: 'It is down.', isFinal: false };
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    for (const key of upTo(25).slice(1)) {
      await s.editAndSync({ name: 'A' }, key);
      await s.clock.advance(6_000);
    }
    post.answer = 'delivered';
    await s.clock.advance(6_000);
    assert.ok(post.messages.at(-1)?.alerts.some(({ subject }) => subject === 'accounts/1'));
  });

  it('does not get what was muted while it waited behind another message', async () => {
    const s = await new Simulation(alerting()).filled(2);
    const sent: string[] = [];
    let release = (): void => undefined;
    s.deliver = (_route, alerts) => new Promise((resolve) => {
      sent.push(...alerts.map(({ subject }) => subject));
      release = () => resolve('delivered');
    });
    refusing(s, 403);
    await s.editAndSync({ name: 'A' });
    await s.editAndSync({ name: 'B' }, 'accounts/2');
    await s.engine.perform({ type: 'mute', rule: 'error', ms: HOUR });
    release();
    await s.clock.advance(HOUR);
    assert.deepEqual(sent, ['accounts/1']);
  });
});

describe('the summary of a reconciliation', () => {
  it('is not mailed of records that a person chose', async () => {
    const s = await new Simulation(alerting()).filled(3);
    const post = new Post(s);
    await s.engine.perform({ type: 'audit', scope: { keys: ['accounts/1'] }, by: 'person' });
    await s.clock.advance(0);
    assert.deepEqual(post.messages, []);
    await s.engine.perform({ type: 'audit', scope: {}, by: 'person' });
    await s.clock.advance(0);
    assert.equal(post.messages.length, 1);
  });
});
