import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { connectionState } from '../../../src/editor/connection/connectionState';
import { listed, ofPattern, ofStatus } from '../../../src/editor/dashboard/lists';
import { connectionView, snapshotOf, type Shown } from '../../../src/editor/dashboard/snapshot';
import { patternNow } from '../../../src/engine/metrics/mishap';
import { Model } from '../../../src/engine/model';
import { STATUSES } from '../../../src/engine/status';
import type { Precondition, ResourceSettings } from '../../../src/engine/settings';
import { decodeToEditor, decodeToPage, FIRST_CHOICE, type Choice, type Snapshot, type ToEditor } from '../../../src/protocol/dashboard';
import { withJob } from '../../../src/webview/dashboard/shown';
import { SETTINGS, sessionOf } from '../../support/dashboardViews';
import { ACCOUNTS } from '../../support/simulated';
import { failed, HOUR, Log, OUTCOMES, TIMES } from '../metrics/entries';

const NOW = Date.UTC(2026, 0, 5, 12);
const settings = SETTINGS;

/** One record that failed, one that waits, one that was never edited. */
function session({ model: given, ...more }: Partial<Omit<Shown, 'model'>> & { readonly model?: Model } = {}): Shown & { model: Model } {
  const model = given ?? new Log()
    .pull(NOW - 9_000, 'accounts/42').job(NOW - 5_000, 'accounts/42', failed('ERROR', 'Not for accounts/42: <b>scope</b> is missing.', 'HTTP 403'))
    .pull(NOW - 9_000, 'accounts/43').queue(NOW - 5_000, 'accounts/43')
    .pull(NOW - 9_000, 'accounts/44').model;
  return { ...sessionOf(model, NOW), ...more, model };
}
const shown = (from: Shown | null, choice: Choice = FIRST_CHOICE): Snapshot =>
  snapshotOf(from, choice, from ? connectionView(connectionState(from, true), '127.0.0.1:1') : { kind: 'closed', host: '', state: 'Not open', why: 'Nothing is open.', action: 'Open' }, { hasToken: false, routes: [] }, NOW);

const requests: readonly ToEditor[] = [
  { type: 'ready', choice: null }, { type: 'ready', choice: FIRST_CHOICE }, { type: 'choose', choice: { window: '30d', resource: 'accounts', phase: 'commit' } }, { type: 'openStatus', status: 'ERROR' },
  { type: 'openList', list: 'failed' }, { type: 'openSlow', phase: 'http', least: 12.5 }, { type: 'openRecord', key: 'accounts/__proto__' }, { type: 'openPattern', code: 'HTTP 500', text: '"…"', key: 'a/1' }, { type: 'connect' }, { type: 'pull' }, { type: 'openAlerts' }, { type: 'run', task: 'anomalies' }, { type: 'mute', rule: 'successRate', isMuted: true }, { type: 'failed', message: 'no' },
];

/** Each way to put a wrong value in the place of one field, at any depth. */
function* spoiled(value: object, wrong: unknown): Generator<unknown> {
  for (const [key, field] of Object.entries(value)) {
    const put = (other: unknown): unknown => (Array.isArray(value) ? (value as unknown[]).with(Number(key), other) : { ...value, [key]: other });
    yield put(wrong);
    if (typeof field === 'object' && field !== null) for (const inner of spoiled(field as object, wrong)) yield put(inner);
  }
}

describe('The snapshot of the dashboard', () => {
  it('has what the log adds up to, of the window and phase that are chosen', () => {
    const { figures } = shown(session());
    assert.deepEqual(figures?.counts.filter(({ count }) => count > 0), [{ status: 'ERROR', count: 1 }, { status: 'PENDING', count: 1 }, { status: 'SYNCED', count: 1 }]);
    assert.deepEqual([figures.successRate, figures.withoutJob, figures.ended, figures.step], [0, 1, 1, 'minute']);
    assert.equal(figures.points.find((point) => point.duration)?.duration?.average, TIMES.http);
    assert.equal(shown(session(), { ...FIRST_CHOICE, phase: 'commit' }).figures?.points.find((point) => point.duration)?.duration?.average, TIMES.commit);
    assert.deepEqual(figures.oldestPending, { key: 'accounts/43', since: NOW - 5_000 });
    assert.equal(figures.recentErrors[0]?.key, 'accounts/42');
  });

  it('counts as judged what ended SYNCED or failed, and not what was skipped or is in conflict', () => {
    const log = new Log();
    for (const [id, outcome] of Object.entries(OUTCOMES)) log.pull(NOW - 9_000, `accounts/${id}`).job(NOW - 5_000, `accounts/${id}`, outcome);
    const it = session({ model: log.model });
    const { figures } = shown(it);
    assert.deepEqual([figures?.endedRate, figures?.judged, figures?.ended], [0.25, 4, 6]);
    assert.equal([...log.model.records.values()].filter(listed('judged', FIRST_CHOICE, NOW).fits).length, 4);
  });

  it('is what the page understands, with a session and without', () => {
    for (const snapshot of [shown(session()), shown(session(), { window: '30d', resource: null, phase: 'queued' }), shown(null)]) assert.deepEqual(decodeToPage(structuredClone(snapshot)), snapshot);
  });

  it('has each resource to choose that the configuration names or the figures know, and lets go of others', () => {
    const renamed = session({ settings: { ...settings, resources: new Map([['customers', { ...ACCOUNTS, name: 'customers' }]]) } });
    const { resources, choice, figures } = shown(renamed, { ...FIRST_CHOICE, resource: 'accounts' });
    assert.deepEqual([resources, choice.resource, figures?.ended], [['accounts', 'customers'], 'accounts', 1]);
    assert.equal(shown(session(), { ...FIRST_CHOICE, resource: 'gone' }).choice.resource, null);
    assert.equal(shown(null, { ...FIRST_CHOICE, resource: 'accounts' }).choice.resource, 'accounts', 'kept until a session is open');
  });

  it('says how the connection stands, and what leads on', () => {
    const it = session();
    it.model.apply({ at: NOW, fact: { kind: 'paused', pause: { cause: 'throttled', reason: 'Slow down.', until: null } } });
    const { connection } = shown(it);
    assert.deepEqual(connection, { kind: 'paused', host: '127.0.0.1:1', state: 'Paused (throttled)', why: 'Slow down.', action: 'Resume' });
    assert.equal(connectionState(it, false).kind, 'notApproved');
    assert.equal(shown(session({ settings: { ...settings, sync: { ...settings.sync, readOnly: true } } })).connection.kind, 'readOnly');
    assert.equal(shown(session()).connection.kind, 'connected');
  });

  it('offers to pull into an empty store alone', () => {
    assert.equal(shown({ ...session(), model: new Model() }).canPull, true);
    assert.equal(shown(session()).canPull, false);
  });
});

describe('The facts beside the figures', () => {
  const facts = (from: Shown, hasToken = false) => {
    const found = snapshotOf(from, FIRST_CHOICE, connectionView(connectionState(from, true), 'host'), { hasToken, routes: ['webhook'] }, NOW).facts;
    assert.ok(found);
    return found;
  };
  const resource = (name: string, precondition?: Precondition): readonly [string, ResourceSettings] => [name, { ...ACCOUNTS, name, shape: precondition ? { precondition } : {} }];

  it('say how writes are protected, what is not protected first, and nothing of what was not looked at', () => {
    const resources = new Map([resource('a', { kind: 'if-match' }), resource('b', { kind: 'read-first' }), resource('c', { kind: 'if-match' }), resource('d', { kind: 'body', field: 'rev' }), resource('e')]);
    assert.deepEqual(
      facts(session({ settings: { ...settings, resources } })).protections.map(({ how, isKnown, isProtected, resources: names }) => [how, isKnown, isProtected, names]),
      [['unprotected', true, false, 'b'], ['not looked at yet', false, false, 'e'], ['If-Match', true, true, 'a, c'], ['rev in the body', true, true, 'd']],
    );
  });

  it('say whether the token is set, and that it was refused', () => {
    const signed = session({ settings: { ...settings, master: { ...settings.master, auth: { kind: 'bearer' } } } });
    assert.deepEqual([facts(session()).signIn, facts(signed).signIn, facts(signed, true).signIn], ['none', 'bearer token, not set', 'bearer token, set']);
    signed.model.apply({ at: NOW, fact: { kind: 'paused', pause: { cause: 'credentials', reason: 'No.', until: null } } });
    assert.equal(facts(signed, true).signIn, 'bearer token, refused');
  });

  it('count failures towards the breaker where this window sends, and say when an open one tries again', () => {
    assert.deepEqual([facts(session()).breaker, facts(session()).sending], [{ isOpen: false, until: null, failures: 2, of: 5 }, 1]);
    const follower = session({ role: 'follower', traffic: () => null });
    assert.deepEqual([facts(follower).breaker.failures, facts(follower).sending, facts(follower).isOwner], [null, null, false]);
    follower.model.apply({ at: NOW, fact: { kind: 'paused', pause: { cause: 'breaker', reason: '5 failures.', until: NOW + 30_000 } } });
    assert.deepEqual(facts(follower).breaker, { isOpen: true, until: NOW + 30_000, failures: null, of: 0 });
  });

  it('count what each route took in the window, and name what is muted', () => {
    const { model } = session();
    for (const [id, age, problem] of [['a', 2 * HOUR, null], ['b', 9_000, null], ['c', 8_000, 'It is down.']] as const) {
      model.apply({ at: NOW - age, fact: { kind: 'alerted', alert: { id, at: NOW - age, level: 'critical', rule: 'deadLetter', subject: id, text: `Of ${id}.` }, isHeld: false } });
      model.apply({ at: NOW - age, fact: { kind: 'routed', alerts: [id], route: 'webhook', attempts: 1, problem } });
    }
    model.apply({ at: NOW, fact: { kind: 'muted', rule: 'successRate', until: NOW + 1_000 } });
    assert.deepEqual(facts(session({ model })).alerts, {
      routes: [{ route: 'webhook', isSet: true, sent: 1, failed: 1 }, { route: 'email', isSet: false, sent: 0, failed: 0 }],
      last: { at: NOW - 8_000, level: 'critical', text: 'Of c.' }, mutes: [{ rule: 'successRate', until: NOW + 1_000 }], isCut: false,
    });
  });
});

describe('The records behind a figure', () => {
  const { model } = session();
  const keys = ({ fits }: ReturnType<typeof listed>): string[] => [...model.records.values()].filter(fits).map(({ key }) => key);

  it('are those that it counts', () => {
    assert.deepEqual(keys(listed('failed', FIRST_CHOICE, NOW)), ['accounts/42']);
    assert.deepEqual(keys(listed('ended', FIRST_CHOICE, NOW)), ['accounts/42']);
    assert.deepEqual(keys(listed('ended', FIRST_CHOICE, NOW + 3_600_000)), [], 'out of the window');
    assert.deepEqual(keys(listed('judged', FIRST_CHOICE, NOW)), ['accounts/42']);
    assert.deepEqual(keys(listed('edited', FIRST_CHOICE, NOW)), ['accounts/42', 'accounts/43']);
    assert.deepEqual(keys(listed('unedited', FIRST_CHOICE, NOW)), ['accounts/44']);
  });

  it('of a status are as many as it counts, of all nine and of each resource: what was only pulled is not among those in SYNCED', () => {
    const log = new Log();
    const jobs = ['a', 'b', ...Object.keys(OUTCOMES)];
    for (const resource of ['accounts', 'contacts']) for (const id of jobs) log.pull(NOW - 9_000, `${resource}/${id}`);
    for (const [id, outcome] of Object.entries(OUTCOMES)) log.job(NOW - 5_000, `accounts/${id}`, outcome);
    log.queue(NOW - 5_000, 'accounts/a').queue(NOW - 5_000, 'accounts/b').add(NOW - 5_000, 'accounts/b', { kind: 'started', attempt: 1 }).job(NOW - 5_000, 'contacts/b', OUTCOMES.SYNCED);
    for (const resource of [null, 'accounts', 'contacts']) {
      const choice = { ...FIRST_CHOICE, resource };
      const { figures } = shown(session({ model: log.model, settings: { ...settings, resources: new Map([['accounts', ACCOUNTS], ['contacts', { ...ACCOUNTS, name: 'contacts' }]]) } }), choice);
      assert.ok(figures);
      const listedNow = STATUSES.map((status) => ({ status, count: [...log.model.records.values()].filter(ofStatus(status, choice).fits).length }));
      assert.deepEqual(listedNow, withJob(figures));
      assert.equal(listedNow.every(({ count }) => count > 0), resource !== 'contacts', 'the test has a record in each');
    }
  });

  it('of a pattern are those that stand with it, by the words that the figures have', () => {
    const [pattern] = shown(session({ model })).figures?.patterns ?? [];
    assert.ok(pattern);
    assert.deepEqual(keys(ofPattern(pattern.code, pattern.text, FIRST_CHOICE)), ['accounts/42']);
    assert.equal(patternNow({ id: '43', job: null }), null);
  });
});

describe('Messages of the dashboard', () => {
  it('come through as they were sent', () => {
    for (const request of requests) assert.deepEqual(decodeToEditor(structuredClone(request)), request);
  });

  it('are dropped when any field of any message is of another kind', () => {
    const snapshot = shown(session());
    const few = { ...snapshot, resources: ['accounts'], figures: snapshot.figures && { ...snapshot.figures, points: snapshot.figures.points.filter(({ duration: found }) => found) } };
    assert.ok(decodeToPage(few));
    for (const wrong of [undefined, -1, NaN, {}, [7], Symbol('x')]) {
      for (const request of requests) for (const message of spoiled(request, wrong)) assert.equal(decodeToEditor(message), null);
      for (const message of spoiled(few, wrong)) assert.equal(decodeToPage(message), null);
    }
  });

  it('name only what there is, and bring nothing along', () => {
    for (const status of ['synced', '__proto__', '[*]']) assert.equal(decodeToEditor({ type: 'openStatus', status }), null);
    assert.equal(decodeToEditor({ type: 'openList', list: 'constructor' }), null);
    assert.equal(decodeToEditor({ type: 'openSlow', phase: 'constructor', least: 1 }), null);
    assert.equal(decodeToEditor({ type: 'openSlow', phase: 'http', least: -1 }), null);
    assert.equal(decodeToEditor({ type: 'choose', choice: { ...FIRST_CHOICE, window: '2h' } }), null);
    assert.deepEqual(decodeToEditor({ type: 'connect', command: 'workbench.action.quit' }), { type: 'connect' });
    assert.equal(STATUSES.length, 9);
  });

  it('are judged without an exception, whatever they are', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(decodeToEditor(value), null);
        assert.equal(decodeToPage(value), null);
      }),
    );
  });
});
