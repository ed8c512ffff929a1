import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { canonical, isSame, without } from '../../../src/engine/canonical';
import type { Json, JsonObject } from '../../../src/engine/json';
import { compareSides, mergeDisjoint, mergeSides, pointerOf, sayPath, type FieldChange, type MergeRules } from '../../../src/engine/merge';
import { resolveResource } from '../../../src/engine/resource';
import { ACCOUNTS } from '../../support/simulated';

const OWN = ['id', 'version'];
const RULES: MergeRules = { uncompared: new Set(OWN), listKeys: new Map([['/contacts', 'id'], ['/contacts/*/phones', 'no']]) };

/** An object as the parser of JSON makes it, also with a field `__proto__`. */
const object = (...fields: readonly (readonly [string, Json])[]): JsonObject => Object.fromEntries(fields);
const fieldsOf = (name: fc.Arbitrary<string>, value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> =>
  fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 4 }).map((fields) => object(...fields));

const scalar = fc.constantFrom<Json[]>(null, true, 0, 1, '', '1', 'a');
const leaf = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
const name = fc.constantFrom('a', 'b', '1', '__proto__', 'constructor', 'a/b', '~');
const nested = fieldsOf(name, fc.oneof(leaf, fieldsOf(name, leaf)));
const items = (key: string, more: fc.Arbitrary<JsonObject>): fc.Arbitrary<Json> =>
  fc.array(fc.tuple(fc.constantFrom<Json[]>(1, 2, '1', 'x', '__proto__'), more).map(([id, rest]) => ({ ...rest, [key]: id })), { maxLength: 4 });
const contacts = items('id', fc.record({ name: scalar, phones: items('no', fc.record({ tag: scalar })) }, { requiredKeys: [] }));

/** Three states of a record. The sides are often near the base, so that single changes, shared ones and collisions all come up. */
const record = fc.record({ id: fc.constant('7'), version: scalar, a: fc.oneof(leaf, nested), constructor: nested, contacts: fc.oneof({ weight: 4, arbitrary: contacts }, { weight: 1, arbitrary: leaf }) }, { requiredKeys: ['id'] })
  .chain((known) => nested.map((more): JsonObject => ({ ...known, ...object(...Object.entries(more).filter(([key]) => key === '__proto__' || key === 'b')) })));
const near = (base: JsonObject): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    fc.constant(base),
    record,
    fc.tuple(record, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 })).map(([other, picks]) => {
      const names = [...new Set([...Object.keys(base), ...Object.keys(other)])];
      return object(...names.flatMap((key, i) => Object.entries(picks[i] ? base : other).filter(([own]) => own === key)));
    }),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }).map((kept) => {
      const list = base['contacts'];
      return Array.isArray(list) ? { ...base, contacts: (list as Json[]).filter((_, i) => kept[i]) } : base;
    }),
    fc.tuple(contacts, fc.nat(4)).map(([added, at]) => {
      const list = base['contacts'];
      return Array.isArray(list) && Array.isArray(added) ? { ...base, contacts: [...(list as Json[]).slice(0, at), ...(added as Json[]).slice(0, 1), ...(list as Json[]).slice(at)] } : base;
    }),
  );
const sides = record.chain((base) => fc.tuple(fc.constant(base), near(base), near(base)));

const bare = (side: JsonObject): JsonObject => without(side, OWN);
const assertSame = (a: JsonObject | null, b: JsonObject | null, what?: string): void => assert.ok(a && b ? isSame(a, b) : a === b, what ?? `${JSON.stringify(a)} is not ${JSON.stringify(b)}`);
const check = (law: (base: JsonObject, remote: JsonObject, local: JsonObject) => void): void => fc.assert(fc.property(sides, ([base, remote, local]) => law(base, remote, local)), { numRuns: 3_000 });
const changesOf = (base: JsonObject, remote: JsonObject, local: JsonObject): string[] => compareSides(base, remote, local, RULES).map(({ path, by }) => `${sayPath(path)} ${by}`);

/** A record without the order of its keyed lists: two sides that add have no order among them. */
const unordered = (side: JsonObject): JsonObject => JSON.parse(JSON.stringify(side), (_key, value: Json) => (Array.isArray(value) ? [...(value as Json[])].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) : value)) as JsonObject;

describe('The laws of a merge', () => {
  it('one side alone is taken as it is', () => {
    check((base, remote, local) => {
      assertSame(bare(mergeDisjoint(base, base, local, RULES) ?? {}), bare(local));
      assertSame(mergeDisjoint(base, remote, base, RULES), remote);
    });
  });

  it('what both sides have is taken', () => {
    check((base, remote) => assertSame(mergeDisjoint(base, remote, remote, RULES), remote));
  });

  it('the sides can be exchanged where nothing collides', () => {
    check((base, remote, local) => {
      const [one, other] = [mergeDisjoint(base, remote, local, RULES), mergeDisjoint(base, local, remote, RULES)];
      assertSame(one && unordered(bare(one)), other && unordered(bare(other)));
    });
  });

  it('who chooses one side throughout gets that side', () => {
    check((base, remote, local) => {
      const choices: [FieldChange['by'], (change: FieldChange) => Json | undefined][] = [['remote', ({ remote: side }) => side], ['local', ({ local: side }) => side]];
      for (const [by, choose] of choices) {
        const chosen = unordered(bare(mergeSides(base, remote, local, RULES, choose)));
        assertSame(chosen, unordered(bare(by === 'remote' ? remote : local)), by);
      }
    });
  });

  it('every change of one side is in the result, and nothing else changes', () => {
    check((base, remote, local) => {
      const merged = mergeDisjoint(base, remote, local, RULES);
      if (!merged) return;
      const own = (by: FieldChange['by'], changes: readonly FieldChange[]): string[] => changes.filter((change) => change.by === by).map(({ path, remote: there, local: here }) => `${pointerOf(path)} ${JSON.stringify(by === 'remote' ? there : here)}`);
      const asked = compareSides(base, remote, local, RULES);
      for (const [side, by] of [[remote, 'local'], [local, 'remote']] as const) {
        const more = compareSides(base, side, merged, RULES);
        assert.ok(more.every((change) => change.by === 'both' || change.by === 'local'));
        assert.deepEqual(own('local', more).sort(), own(by, asked).sort());
      }
      assertSame(Object.fromEntries(Object.entries(merged).filter(([key]) => OWN.includes(key))), Object.fromEntries(Object.entries(remote).filter(([key]) => OWN.includes(key))));
    });
  });

  it('merging again changes nothing', () => {
    check((base, remote, local) => {
      const merged = mergeDisjoint(base, remote, local, RULES);
      if (merged) assertSame(mergeDisjoint(remote, remote, merged, RULES), merged);
    });
  });

  it('the fields stand as they do here, then as they do there', () => {
    check((base, remote, local) => {
      const merged = Object.keys(mergeDisjoint(base, remote, local, RULES) ?? {});
      const order = [...new Set([...Object.keys(local), ...Object.keys(remote)])];
      assert.deepEqual(merged.filter((key) => !OWN.includes(key)), order.filter((key) => !OWN.includes(key) && merged.includes(key)));
    });
  });

  it('no two changes have one name', () => {
    check((base, remote, local) => {
      const names = compareSides(base, remote, local, RULES).map(({ path }) => pointerOf(path));
      assert.equal(new Set(names).size, names.length, names.join(' '));
    });
  });
});

describe('A merge', () => {
  const base = { id: '7', version: 1, name: 'A', address: { city: 'X', zip: 1 }, tags: ['a'] };

  it('joins changes of different fields, also inside an object; server-owned fields follow the remote', () => {
    const merged = mergeDisjoint(base, { ...base, version: 2, name: 'B', address: { city: 'Y', zip: 1 } }, { ...base, address: { city: 'X', zip: 2 }, tags: [] }, RULES);
    assert.deepEqual(merged, { id: '7', version: 2, name: 'B', address: { city: 'Y', zip: 2 }, tags: [] });
  });

  it('says who changed what', () => {
    const remote = { ...base, version: 2, name: 'B', address: { city: 'Y', zip: 3 }, added: 1 };
    const local = { ...base, name: 'C', address: { city: 'Y', zip: 1 }, tags: [] };
    assert.deepEqual(changesOf(base, remote, local), ['name collision', 'address.city both', 'address.zip remote', 'tags local', 'added remote']);
    assert.equal(mergeDisjoint(base, remote, local, RULES), null);
  });

  it('knows a field that went from one that was changed', () => {
    const gone = without(base, ['address']);
    assert.deepEqual(changesOf(base, gone, { ...base, address: { city: 'Y', zip: 1 } }), ['address collision']);
    assert.deepEqual(mergeDisjoint(base, gone, { ...base, name: 'B' }, RULES), { ...gone, name: 'B' });
  });

  it('keeps fields named as what every object has', () => {
    const was = object(['__proto__', { polluted: 1 }], ['constructor', 1], ['toString', 1]);
    const merged = mergeDisjoint(was, object(['__proto__', { polluted: 2 }], ['constructor', 1], ['toString', 1]), object(['__proto__', { polluted: 1 }], ['constructor', 2]), RULES);
    assert.equal(JSON.stringify(merged), '{"__proto__":{"polluted":2},"constructor":2}');
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
    assert.deepEqual(changesOf({}, object(['constructor', 1]), {}), ['constructor remote']);
  });
});

describe('A merge of keyed lists', () => {
  const [ann, bob, cas] = [{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }, { id: 3, name: 'Cas' }];
  const list = (...contacts: JsonObject[]): JsonObject => ({ contacts });
  const merge = (...[was, remote, local]: [JsonObject, JsonObject, JsonObject]): Json | undefined => mergeDisjoint(was, remote, local, RULES)?.['contacts'];

  it('joins an item changed here with one changed there, one added and one removed', () => {
    const bo = { ...bob, name: 'Bo' };
    assert.deepEqual(merge(list(ann, bob), list(ann, bob, cas), list(ann, bo)), [ann, bo, cas]);
    assert.deepEqual(merge(list(ann, bob), list(bob), list(ann, bo)), [bo]);
    assert.deepEqual(changesOf(list(ann, bob), list(ann, cas), list(ann, bo)), ['contacts[2] collision', 'contacts[3] remote']);
  });

  it('keeps what was put in front or between in its place', () => {
    assert.deepEqual(merge(list(bob), list(ann, bob), list(bob, cas)), [ann, bob, cas]);
    assert.deepEqual(merge(list(ann, cas), list(ann, bob, cas), list(ann, cas)), [ann, bob, cas]);
  });

  it('keeps the items of both sides that were added at one place, those from here first', () => {
    assert.deepEqual(merge(list(ann), list(ann, bob), list(ann, cas)), [ann, cas, bob]);
  });

  it('goes into an item, and into a keyed list inside it', () => {
    const phones = (...numbers: [number, string][]): JsonObject => list({ id: 1, phones: numbers.map(([no, tag]) => ({ no, tag })) });
    assert.deepEqual(changesOf(phones([5, 'a'], [6, 'a']), phones([5, 'b'], [6, 'a']), phones([5, 'a'], [6, 'c'])), ['contacts[1].phones[5].tag remote', 'contacts[1].phones[6].tag local']);
  });

  it('counts a list in another order as one field, and never drops the order', () => {
    assert.deepEqual(changesOf(list(ann, bob), list(bob, ann), list(ann, bob)), ['contacts remote']);
    assert.deepEqual(changesOf(list(ann, bob), list(bob, ann), list(ann, bob, cas)), ['contacts collision']);
  });

  it('counts a list with a key twice, or with none, as one field', () => {
    assert.deepEqual(changesOf(list(ann), list(ann, ann), list(ann, bob)), ['contacts collision']);
    assert.deepEqual(changesOf(list(ann), list(ann, { name: 'Nobody' }), list(ann, bob)), ['contacts collision']);
  });

  it('does not take the number 7 for the text "7"', () => {
    const [number, text] = [{ id: 7, name: 'A' }, { id: '7', name: 'A' }];
    assert.deepEqual(changesOf(list(), list(number), list(text)), ['contacts collision']);
    assert.deepEqual(changesOf(list(number), list(text), list(number, ann)), ['contacts collision']);
    assert.deepEqual(merge(list(number), list(text), list(number)), [text]);
  });

  it('names no item by a sensitive key', () => {
    const listKeys = new Map([['/contacts', 'ssn'], ['/se~1cret', 'id'], ['/others', 'id']]);
    assert.deepEqual([...resolveResource({ ...ACCOUNTS, listKeys, sensitive: ['ssn', 'se/cret'] }).listKeys.keys()], ['/others']);
  });
});

describe('The name of a path', () => {
  const path = ['a/b', { item: '7' }, 'c~d'];
  it('is for reading', () => assert.equal(sayPath(path), 'a/b[7].c~d'));
  it('is a JSON Pointer', () => assert.equal(pointerOf(path), '/a~1b/7/c~0d'));
});
