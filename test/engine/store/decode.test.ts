import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Entry, EngineFact, Outcome, RecordFact } from '../../../src/engine/entry';
import { isObject, type JsonObject } from '../../../src/engine/json';
import { decodeEntry } from '../../../src/node/store/decodeEntry';
import { StoreError } from '../../../src/node/store/errors';
import { Folder, idOf } from '../../../src/node/store/folder';
import { headerJson } from '../../../src/node/store/header';
import { lineOf } from '../../../src/node/store/line';
import { recover } from '../../../src/node/store/recover';
import { decodeLine } from '../../../src/node/store/replay';
import { MemoryFiles } from '../../support/storeFiles';
import { IDENTITY } from '../../support/store';

const base = { content: { id: '1', ['__proto__']: 2 }, version: '7', etag: null };
const failure = { code: 'HTTP 500', message: 'The master failed.', isRetryable: true };
const outcomes: { readonly [T in Outcome['to']]: Outcome & { to: T } } = {
  SYNCED: { to: 'SYNCED', base, reason: 'Written.' },
  SKIPPED: { to: 'SKIPPED', base, reason: 'Already synced.', remove: true },
  VALIDATION_FAILED: { to: 'VALIDATION_FAILED', issues: [{ pointer: '/a', message: 'Wrong.', keyword: 'type' }], isUnsure: false },
  VERSION_CONFLICT: { to: 'VERSION_CONFLICT', remote: null, reason: 'Deleted there.', reopen: true },
  ERROR: { to: 'ERROR', failure, isUnsure: true },
  DEAD_LETTER: { to: 'DEAD_LETTER', failure, isUnsure: true },
  RETRY_PENDING: { to: 'RETRY_PENDING', failure, dueAt: 5, isCounted: true, isUnsure: false },
};
const exchange = { method: 'PUT', path: '/accounts/1', requestHeaders: { 'if-match': '"7"' }, requestBody: '{}', status: 500, headers: {}, body: null, ms: 1.5, at: 4, cut: { request: 70_000 } };
const finished = (outcome: Outcome): RecordFact => ({
  kind: 'finished', attempt: 1, outcome, next: { job: 'j2', local: {} }, exchanges: [exchange, { ...exchange, status: 'timeout' }], warning: 'Stale.',
  stages: [{ stage: 'V1', result: 'failed', us: 12, issue: { pointer: '', message: 'No.' } }, { stage: 'V2', result: 'not reached', us: 0 }], times: { queued: 1, commit: 4, http: 2, validation: 3 },
});
const shape = { id: 'id', precondition: { kind: 'if-match' }, checksum: { field: 'sum', encoding: 'hex', prefix: '' }, serverOwned: ['id'], etagIsVersion: true } as const;
const found = (resource: string, more: Pick<Extract<EngineFact, { kind: 'found' }>['shape'], 'version' | 'list'>): EngineFact => ({ kind: 'found', resource, lookedAt: 1, shape: { ...shape, ...more } });

const recordFacts: { readonly [K in RecordFact['kind']]: readonly RecordFact[] } = {
  pulled: [{ kind: 'pulled', base }],
  removed: [{ kind: 'removed', reason: 'Gone.' }],
  edited: [{ kind: 'edited', local: {} }],
  queued: [{ kind: 'queued', job: 'j', cause: 'edit', local: {} }],
  discarded: [{ kind: 'discarded', job: 'j' }],
  hastened: [{ kind: 'hastened' }],
  resolved: [{ kind: 'resolved', choice: 'merge', by: 'rule', local: {}, sides: { base: null, remote: null, local: {} }, fields: ['name'] }],
  undone: [{ kind: 'undone' }],
  sighted: [{ kind: 'sighted', remote: null }],
  started: [{ kind: 'started', attempt: 1 }],
  unstarted: [{ kind: 'unstarted', failure }],
  finished: Object.values(outcomes).map(finished),
  recovered: [{ kind: 'recovered', dueAt: 9 }],
};
const engineFacts: { readonly [K in EngineFact['kind']]: readonly EngineFact[] } = {
  paused: [{ kind: 'paused', pause: { cause: 'throttled', reason: 'Too many requests.', until: 9 } }],
  resumed: [{ kind: 'resumed', by: 'probe' }],
  mode: [{ kind: 'mode', mode: 'manual' }],
  found: [
    found('a', { version: { from: 'field', field: 'v', order: 'number' }, list: { style: 'page', items: '', parameter: 'page', size: 200, sizeParameter: 'limit' } }),
    found('b', { version: { from: 'header', header: 'etag' }, list: { style: 'cursor', items: '/items', cursor: '/next', parameter: 'after' } }),
    found('c', { version: { from: 'hash' }, list: { style: 'next', items: '/items', next: '/next' } }),
    found('d', { version: { from: 'hash' }, list: { style: 'link', items: '' } }),
  ],
  listed: [{ kind: 'listed', resource: 'a', records: 25, isComplete: true }],
  cleared: [{ kind: 'cleared' }],
  alerted: [{ kind: 'alerted', alert: { id: 'a', at: 1, level: 'critical', rule: 'deadLetter', subject: 'accounts/1', text: 'No.', key: 'accounts/1' }, isHeld: false }],
  muted: [{ kind: 'muted', rule: 'successRate', until: 9 }, { kind: 'muted', rule: 'successRate', until: null }],
  routed: [{ kind: 'routed', alerts: ['a'], route: 'email', attempts: 4, problem: 'Refused.' }],
  ran: [{ kind: 'ran', task: 'sweep', due: 1, isLate: true }],
  owed: [{ kind: 'owed', task: 'reconciliation' }],
  scheduled: [{ kind: 'scheduled', task: 'sweep', pattern: '*/5 * * * *' }, { kind: 'scheduled', task: 'sweep', pattern: null }],
  auditStarted: [{ kind: 'auditStarted', run: 'r', by: 'schedule', scope: { resource: 'accounts', status: 'SYNCED', keys: ['accounts/1'] } }],
  audited: [{
    kind: 'audited', run: 'r',
    batch: { resource: 'accounts', cursor: null, ids: ['1'], checked: 1, matched: 0, left: 0, findings: [{ key: 'accounts/1', kind: 'drift', remote: 'gone', here: '1', there: null, fields: ['name'], needsPerson: false, reason: 'Because.' }] },
  }],
  auditEnded: [{ kind: 'auditEnded', run: 'r', how: 'stopped', reason: null }],
  ignored: [{ kind: 'ignored', resource: 'accounts', field: 'note', isIgnored: true }],
};
const entries: Entry[] = [
  ...Object.values(recordFacts).flat().map((fact) => ({ at: 1, key: 'accounts/1', fact })),
  ...Object.values(engineFacts).flat().map((fact) => ({ at: 1, fact })),
];
const stored = ({ at, key, fact }: Entry): JsonObject => JSON.parse(JSON.stringify({ s: 1, t: at, k: key, f: fact })) as JsonObject;

describe('store: decoding', () => {
  it('takes every kind of entry back as it was', () => {
    for (const entry of entries) assert.deepEqual(decodeEntry(stored(entry)), entry);
  });

  it('refuses each of them without a field that it must have, or with one of the wrong type', () => {
    const optional = new Set(['next', 'warning', 'issue', 'keyword', 'remove', 'reopen']);
    for (const entry of entries) {
      const { f: fact } = stored(entry);
      if (!isObject(fact)) assert.fail();
      const { k } = stored(entry);
      for (const name of Object.keys(fact)) {
        const without: JsonObject = Object.fromEntries(Object.entries(fact).filter(([other]) => other !== name));
        if (!optional.has(name)) assert.equal(typeof decodeEntry({ t: 1, k, f: without }), 'string', `${JSON.stringify(fact)} without ${name}`);
        assert.equal(typeof decodeEntry({ t: 1, k, f: { ...fact, [name]: [[]] } }), 'string', `${JSON.stringify(fact)} with another ${name}`);
      }
    }
    for (const outcome of Object.values(outcomes)) {
      for (const name of Object.keys(outcome)) {
        const wrong = { ...outcome, [name]: 3.5 };
        if (name !== 'dueAt') assert.equal(typeof decodeEntry({ t: 1, k: 'a/1', f: { ...finished(outcome), outcome: wrong } }), 'string', JSON.stringify(wrong));
      }
    }
  });

  it('answers anything else with a sentence', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof decodeLine(value) === 'string'), { numRuns: 2000 });
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (k, f) => typeof decodeLine({ s: 1, t: 1, k, f }) === 'string'), { numRuns: 2000 });
  });

  it('opens a store of any bytes, or refuses it with a reason', async () => {
    const header = lineOf(headerJson({ generation: 1, from: 1, seals: new Map(), base: 0, identity: IDENTITY }));
    const line = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.jsonValue().map((value) => lineOf(JSON.stringify(value))), fc.constantFrom(...entries).map((entry) => lineOf(JSON.stringify(stored(entry)))));
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(line, { maxLength: 8 }), fc.uint8Array({ maxLength: 400 }), async (hasHeader, lines, snapshot) => {
        const files = new MemoryFiles();
        files.content.set('/s/j-1.log', Buffer.concat(hasHeader ? [header, ...lines] : lines));
        files.content.set('/s/snap-1.json', Buffer.from(snapshot));
        try {
          await recover(new Folder(files, '/s'), idOf(IDENTITY), new Map());
        } catch (error) {
          assert.ok(error instanceof StoreError, String(error));
        }
      }),
      { numRuns: 1500 },
    );
  });
});
