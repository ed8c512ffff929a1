import { strict as assert } from 'node:assert';
import { isEdited, rebase } from '../../src/editor/conflicts/mergeRebase';
import { readHalf, readMerge, withOwn } from '../../src/editor/conflicts/mergeResult';
import { mergeTexts, type MergeSides, type MergeTexts } from '../../src/editor/conflicts/mergeSeed';
import type { JsonObject } from '../../src/engine/json';
import type { MergeRules } from '../../src/engine/merge';

const RULES: MergeRules = { uncompared: new Set(['id', 'version']), listKeys: new Map([['/contacts', 'id']]) };
const BASE = { id: '42', name: 'Adatum', email: 'a@example.com', status: 'active', owner: { name: 'Mina', phone: '1' }, version: 7 };
const LOCAL = { ...BASE, email: 'here@example.com' };

const seed = (remote: JsonObject, local: JsonObject = LOCAL, base: JsonObject | null = BASE): MergeTexts => mergeTexts({ base, remote, local }, RULES, 'markers');
const contentOf = (text: string): JsonObject => {
  const read = readHalf(text);
  assert.ok('content' in read, text);
  return read.content;
};

describe('the documents of a merge', () => {
  it('leave the fields of the master out, and have the same order', () => {
    const texts = seed({ version: 9, status: 'closed', id: '42', tier: 'gold', email: 'a@example.com', name: 'Adatum', owner: { phone: '1', name: 'Mina' } });
    assert.deepEqual(Object.keys(contentOf(texts.result)), ['name', 'email', 'status', 'owner', 'tier']);
    assert.deepEqual(Object.keys(contentOf(texts.remote)), ['name', 'email', 'status', 'owner', 'tier']);
    for (const text of Object.values(texts)) assert.doesNotMatch(text, /"(id|version)"/);
  });

  it('have each field as the side that changed it, also inside of objects and lists by key', () => {
    const base = { ...BASE, contacts: [{ id: 1, name: 'A', mail: 'a' }, { id: 2, name: 'B', mail: 'b' }] };
    const remote = { ...base, version: 9, owner: { name: 'Mina', phone: '2' }, contacts: [{ id: 1, name: 'A', mail: 'a' }, { id: 2, name: 'B', mail: 'there' }] };
    const local = { ...base, owner: { name: 'Jonas', phone: '1' }, contacts: [{ id: 1, name: 'A', mail: 'here' }, { id: 2, name: 'B', mail: 'b' }] };
    const { result } = seed(remote, local, base);
    assert.deepEqual(contentOf(result)['owner'], { name: 'Jonas', phone: '2' });
    assert.deepEqual(contentOf(result)['contacts'], [{ id: 1, name: 'A', mail: 'here' }, { id: 2, name: 'B', mail: 'there' }]);
    assert.match(result, /"name": "Jonas",\n\n {4}"phone": "2"/, 'an empty line parts what has changes');
  });

  it('have what one side deleted left out, and what both changed alike once', () => {
    const { result } = seed({ id: '42', email: 'here@example.com', status: 'active', owner: BASE.owner, version: 9 });
    assert.deepEqual(contentOf(result), { email: 'here@example.com', status: 'active', owner: BASE.owner });
  });

  it('have markers around what both changed, and only there; for the merge editor what the base has', () => {
    const remote = { ...BASE, email: 'there@example.com', owner: { name: 'There', phone: '1' }, status: 'closed' };
    const local = { ...LOCAL, owner: { name: 'Here', phone: '1' } };
    const { result } = seed(remote, local);
    assert.match(result, /\n<<<<<<< Local\n {2}"email": "here@example.com",\n\|{7} Base\n {2}"email": "a@example.com",\n=======\n {2}"email": "there@example.com",\n>>>>>>> Remote\n\n {2}"status": "closed",/);
    assert.match(result, /<<<<<<< Local\n {4}"name": "Here",\n/);
    assert.equal(result.match(/<<<<<<</g)?.length, 2);
    assert.deepEqual(contentOf(result), contentOf(mergeTexts({ base: BASE, remote, local }, RULES, 'editor').result));
  });

  it('mark all that differs where both sides created the record, and nothing where it was deleted there', () => {
    assert.equal(seed({ ...BASE, email: 'x' }, LOCAL, null).result.match(/<<<<<<</g)?.length, 1);
    const deleted = mergeTexts({ base: BASE, remote: null, local: LOCAL }, RULES, 'markers');
    assert.deepEqual(withOwn(contentOf(deleted.result), LOCAL, RULES.uncompared), LOCAL);
  });
});

describe('the result of a merge', () => {
  it('gets the fields of the master from the remote', () => {
    const whole = withOwn({ name: 'N', version: 1 }, { id: '42', name: 'Adatum', version: 9 }, RULES.uncompared);
    assert.equal(JSON.stringify(whole), '{"id":"42","name":"N","version":9}');
  });

  it('is read when it is whole, a comma before a bracket forgiven', () => {
    assert.deepEqual(readMerge('{\n  "a": [1,],\n  "b": ",}",\n}'), { content: { a: [1], b: ',}' } });
  });

  it('says where it cannot be read', () => {
    const issues = [
      [seed({ ...BASE, email: 'x' }).result, '<<<<<<< Local', /Both sides/],
      ['{ "a": 1 "b": 2 }', '"b"', /comma/i],
      ['[]', '[]', /object/],
      ['{ "a": "42", "a": 5 }', '"a": 5 }', /twice/],
    ] as const;
    for (const [text, place, message] of issues) {
      const read = readMerge(text);
      assert.ok('issue' in read, text);
      assert.equal(read.issue.offset, text.lastIndexOf(place), text);
      assert.match(read.issue.message, message);
    }
  });
});

describe('a merge whose sides have moved', () => {
  const remote = { ...BASE, email: 'there@example.com', status: 'closed', version: 9 };
  const local = { ...LOCAL, name: 'Here' };
  const begun = { sides: { base: BASE, remote, local }, edit: local };
  const go = (half: JsonObject, now: Partial<MergeSides>): MergeTexts => mergeTexts(rebase(begun, half, { ...begun.sides, ...now }, RULES), RULES, 'markers');
  const undecided = { name: 'Here', email: BASE.email, status: 'closed', owner: BASE.owner };

  it('keeps what was decided, and takes what is new', () => {
    const { result } = go({ ...undecided, email: 'decided@example.com' }, { remote: { ...remote, owner: { name: 'New', phone: '1' }, version: 10 } });
    assert.deepEqual(contentOf(result), { name: 'Here', email: 'decided@example.com', status: 'closed', owner: { name: 'New', phone: '1' } });
    assert.doesNotMatch(result, /<<<<<<</);
  });

  it('leaves open what was not decided, with the newest on both sides', () => {
    const { result } = go(undecided, { remote: { ...remote, email: 'newer@example.com', version: 10 } });
    assert.match(result, /"email": "here@example.com",\n\|{7} Base\n.*"email": "a@example.com",\n={7}\n.*"email": "newer@example.com"/);
    assert.equal(contentOf(result)['name'], 'Here');
  });

  it('opens what the remote changed again after it was decided', () => {
    const { result } = go({ ...undecided, email: 'decided@example.com' }, { remote: { ...remote, email: 'newer@example.com', version: 10 } });
    assert.match(result, /"email": "decided@example.com",\n\|{7} Base\n.*"email": "there@example.com",\n={7}\n.*"email": "newer@example.com"/);
  });

  it('never loses an edit that was made meanwhile', () => {
    const edited = { ...local, email: 'later@example.com', name: 'Later' };
    assert.ok(isEdited(local, edited, RULES));
    assert.ok(!isEdited(local, { ...local, version: 8 }, RULES));
    const { result } = go({ ...undecided, email: 'there@example.com' }, { local: edited });
    assert.equal(contentOf(result)['name'], 'Later');
    assert.match(result, /"email": "later@example.com",\n\|{7} Base\n.*"email": "a@example.com",\n={7}\n.*"email": "there@example.com"/);
  });
});
