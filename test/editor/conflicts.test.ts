import { strict as assert } from 'node:assert';
import { conflictOf, describeConflict, type Conflict } from '../../src/editor/conflicts/conflict';
import { noticeText } from '../../src/editor/conflicts/conflictNotice';
import { diffTitle } from '../../src/editor/conflicts/diffTabs';
import { arrange } from '../../src/editor/conflicts/mergeSeed';
import { remoteText, remoteUri, seenAt } from '../../src/editor/conflicts/remoteContent';
import { keyOfUri } from '../../src/editor/records/uri';
import type { JsonObject } from '../../src/engine/json';
import type { SyncRecord } from '../../src/engine/record';

const BASE = { id: '42', name: 'Adatum', email: 'a@example.com', status: 'active', version: 7 };

const RULES = { uncompared: new Set(['id', 'version']), listKeys: new Map([['/contacts', 'id']]) };

function recordWith(local: JsonObject, remote: JsonObject | null, key = 'accounts/42'): SyncRecord {
  const accepted = (content: JsonObject): { content: JsonObject; version: string; etag: null } => ({ content, version: JSON.stringify(content['version']), etag: null });
  return {
    key, resource: 'accounts', id: '42', local, base: accepted(BASE), localRevision: 1, ahead: null, confirmedAt: 0,
    job: { id: 'j', queuedAt: 0, attempt: 1, counted: 0, trail: [], sent: [], resolution: null, lastFailure: null, isDiscarded: false, isUndone: false, status: 'VERSION_CONFLICT', since: 0, remote: remote && accepted(remote), reason: 'The master has a newer version.' },
  };
}

function conflict(local: JsonObject, remote: JsonObject | null, key?: string): Conflict {
  const found = conflictOf(recordWith(local, remote, key), RULES);
  assert.ok(found);
  return found;
}

describe('a conflict', () => {
  it('names the fields that differ, in the order of the record, without those of the master', () => {
    const { fields } = conflict({ ...BASE, email: 'here@example.com' }, { version: 9, id: '42', name: 'Adatum', email: 'a@example.com', status: 'closed', tier: 'gold' });
    assert.deepEqual(fields, ['email', 'status', 'tier']);
  });

  it('names nested fields and items of keyed lists by their path, and not what both sides changed alike', () => {
    const contacts = (name: string): JsonObject[] => [{ id: 7, name }, { id: 8, name: 'Olu' }];
    const here = { ...BASE, status: 'closed', address: { city: 'Oslo', zip: '1' }, contacts: contacts('Mina') };
    const { fields } = conflict(here, { ...BASE, status: 'closed', address: { city: 'Bergen', zip: '1' }, contacts: contacts('Ada'), version: 9 });
    assert.deepEqual(fields, ['address.city', 'contacts[7].name']);
  });

  it('names a few fields in its row and counts the others', () => {
    const change = { name: 'b', email: 'b', status: 'b', tier: 'b', owner: 'b' };
    assert.match(describeConflict(conflict({ ...BASE, ...change }, { ...BASE, version: 9 }), 0), /^name, email, status and 2 more · /);
  });

  it('is described by fields, versions and age', () => {
    const minutes = 4 * 60_000 + 1;
    assert.equal(describeConflict(conflict({ ...BASE, email: 'b' }, { ...BASE, version: 9 }), minutes), 'email · base 7, remote 9 · 4 min');
    assert.equal(describeConflict(conflict(BASE, null), 11 * 60_000), 'deleted there · 11 min');
    assert.equal(describeConflict(conflict(BASE, null), 3 * 86_400_000), 'deleted there · 3 d');
  });

  it('is no conflict in another state', () => {
    assert.equal(conflictOf({ ...recordWith(BASE, null), job: null }, RULES), null);
    assert.equal(conflictOf(undefined, RULES), null);
  });

  it('has a title without control and bidi characters', () => {
    assert.equal(diffTitle(conflict(BASE, { ...BASE, version: 9 })), '42 · Remote (version 9, read-only) ↔ Local (your edit)');
    assert.doesNotMatch(diffTitle(conflict(BASE, null, 'accounts/4\u202e2\n')), /[\p{Cc}\u202e]/u);
    assert.match(diffTitle(conflict(BASE, null)), /Remote \(deleted, read-only\)/);
  });

  it('is told of in fixed words', () => {
    assert.equal(noticeText(1), 'A conflict needs resolution.');
    assert.equal(noticeText(12), '12 conflicts need resolution.');
  });
});

describe('the left side of a conflict', () => {
  it('has its version in its address, for the id that the record has', () => {
    for (const id of ['42', 'a/b', '..', 'ä 😀', '__proto__', '100%']) {
      const uri = remoteUri(conflict(BASE, { ...BASE, version: 9 }, `accounts/${id}`));
      assert.equal(keyOfUri(uri), `accounts/${id}`);
      assert.deepEqual(seenAt(uri), { remote: 'there', version: '9' });
    }
    assert.deepEqual(seenAt(remoteUri(conflict(BASE, null))), { remote: 'gone' });
    assert.equal(seenAt(remoteUri(conflict(BASE, null)).with({ scheme: 'file' })), null);
  });

  it('has a mark of its content in its address where it has no version', () => {
    const at = (name: string) => remoteUri({ key: 'accounts/42', local: BASE, remote: { content: { ...BASE, name }, version: null, etag: null } });
    const [seen, other] = [seenAt(at('Theirs')), seenAt(at('Theirs again'))];
    assert.ok(seen?.remote === 'there' && seen.version === null && other?.remote === 'there');
    assert.notEqual(seen.mark, other.mark);
    assert.deepEqual(seen, seenAt(at('Theirs')));
  });

  it('shows only real differences: its keys are in the order of the right side', () => {
    const remote = { tags: [{ b: 1, a: 2 }], version: 9, owner: { name: 'Mina', id: 'u' }, extra: true, id: '42' };
    const local = { id: '42', owner: { id: 'u', name: 'Mina' }, tags: [{ a: 2, b: 1 }], version: 7 };
    assert.equal(JSON.stringify(arrange(remote, local)), '{"id":"42","owner":{"id":"u","name":"Mina"},"tags":[{"a":2,"b":1}],"version":9,"extra":true}');
    assert.equal(remoteText(conflict(BASE, null)), '// The record was deleted at the master.\n');
  });
});
