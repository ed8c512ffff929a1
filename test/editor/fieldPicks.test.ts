import { strict as assert } from 'node:assert';
import { readTyped, resultOf, sayPick, saySide, sayValue, startPicks, take, takenOf, typedText, undecided, type FieldPicks } from '../../src/editor/conflicts/fieldPicks';
import { mergeText, unitOf } from '../../src/editor/conflicts/textParts';
import { sayPath, type FieldChange, type MergeRules, type Side } from '../../src/engine/merge';

const RULES: MergeRules = { uncompared: new Set(['id', 'version']), listKeys: new Map([['/contacts', 'id']]) };
const BASE = { id: '42', version: 7, name: 'Adatum', email: 'a@x', status: 'active', note: 'gone', contacts: [{ id: 'a/b', mail: '1' }] };
const REMOTE = { id: '42', version: 9, name: 'Adatum', email: 'b@x', status: 'closed', note: 'gone', tier: 'gold', contacts: [{ id: 'a/b', mail: '2' }] };
const LOCAL = { id: '42', version: 7, name: 'Adatum', email: 'c@x', status: 'active', contacts: [{ id: 'a/b', mail: '3' }] };

const start = (): FieldPicks => startPicks({ base: BASE, remote: REMOTE, local: LOCAL }, RULES);
const field = ({ changes }: FieldPicks, name: string): FieldChange => {
  const found = changes.find(({ path }) => sayPath(path) === name);
  assert.ok(found, name);
  return found;
};
const change = (base: Side, remote: Side, local: Side): FieldChange => ({ path: ['field'], base, remote, local, by: 'collision' });

describe('a conflict field by field', () => {
  it('begins with collisions, which are open, and gives each other field to the side that changed it', () => {
    const picks = start();
    assert.deepEqual(picks.changes.map((each) => `${sayPath(each.path)} — ${sayPick(each, takenOf(picks, each))}`), [
      'email — choose: remote b@x or local c@x',
      'contacts[a/b].mail — choose: remote "2" or local "3"',
      'status — remote: closed · changed there',
      'note — local: nothing · removed here',
      'tier — remote: gold · added there',
    ]);
    assert.deepEqual(undecided(picks).map(({ path }) => sayPath(path)), ['email', 'contacts[a/b].mail']);
  });

  it('has as its result what was picked, and the fields of the master from the remote', () => {
    let picks = start();
    picks = take(picks, field(picks, 'email'), { from: 'remote' });
    picks = take(picks, field(picks, 'contacts[a/b].mail'), { from: 'typed', value: '4' });
    picks = take(picks, field(picks, 'status'), { from: 'local' });
    picks = take(picks, field(picks, 'note'), { from: 'base' });
    assert.deepEqual(undecided(picks), []);
    assert.deepEqual(resultOf(picks), { id: '42', version: 9, name: 'Adatum', email: 'b@x', status: 'active', note: 'gone', tier: 'gold', contacts: [{ id: 'a/b', mail: '4' }] });
    assert.equal(sayPick(field(picks, 'status'), takenOf(picks, field(picks, 'status'))), 'local: active · changed there');
  });

  it('leaves everything that both created in different ways open', () => {
    const picks = startPicks({ base: null, remote: { id: '1', a: 1, b: 2 }, local: { id: '1', a: 2, b: 2 } }, RULES);
    assert.deepEqual(undecided(picks).map(({ path }) => sayPath(path)), ['a']);
  });

  it('shows values cut, on one line, and with quotes where they could be taken for something else', () => {
    assert.deepEqual(['b@x', '12', 12, '', undefined, null, 'nothing', ' a\n\u202eb ', { a: [1] }].map(sayValue), ['b@x', '"12"', '12', '""', 'nothing', 'null', '"nothing"', 'a b', '{"a":[1]}']);
    assert.equal(sayValue('long '.repeat(40)).length, 48);
    const text = 'A text that is long enough to be cut, and that goes on with';
    assert.equal(saySide(change(text, `${text} this`, `${text} that`), 'local'), '…goes on with that');
    assert.equal(saySide(change('a', `${text} this`, 5), 'remote'), 'A text that is long enough to be cut, and that …');
  });
});

describe('a typed value', () => {
  it('is text in a field that holds text, unless it is quoted or null', () => {
    const text = change('a', 'b', 'c');
    assert.deepEqual(['d', '12', '"12"', '', 'null', '{"a":1}'].map((typed) => readTyped(typed, text)), [{ value: 'd' }, { value: '12' }, { value: '12', ok: true }, { value: '' }, { value: null, ok: true }, { value: '{"a":1}' }]);
    assert.ok('issue' in readTyped('"open', text));
  });

  it('is JSON elsewhere', () => {
    const number = change(1, 2, 3);
    assert.ok('value' in readTyped('[4, "x"]', number));
    assert.ok('issue' in readTyped('four', number));
    assert.match(JSON.stringify(readTyped(' ', number)), /Type a value/);
  });

  it('begins with what the field takes, and comes back the same', () => {
    for (const value of ['plain', 'null', '"quoted"', 'two\nlines', '']) {
      const text = change('a', value, 'c');
      const read = readTyped(typedText(text, { from: 'remote' }), text);
      assert.ok('value' in read);
      assert.equal(read.value, value);
    }
    assert.equal(typedText(change(1, { a: 2 }, 3), { from: 'remote' }), '{"a":2}');
    assert.equal(typedText(change(undefined, undefined, 'here'), undefined), 'here');
  });
});

describe('a long text that both changed', () => {
  it('is merged by line where it has lines, by word where it is long, else not', () => {
    assert.equal(unitOf(change('a\nb', 'a', 'b')), 'line');
    assert.equal(unitOf(change('x '.repeat(50), 'a', 'b')), 'word');
    assert.equal(unitOf(change('a', 'b', 'c')), null);
    assert.equal(unitOf(change(1, 'a\nb', 'c')), null);
    assert.equal(unitOf({ ...change('a\nb', 'a', 'a\nb'), by: 'remote' }), null);
  });

  it('takes both changes where they do not touch, and both sides of a part where they do', () => {
    assert.deepEqual(mergeText(change('1\n2\n3\n4\n5', '1!\n2\n3\n4\n5', '1\n2\n3\n4\n5!'), 'line'), ['1!\n2\n3\n4\n5!']);
    assert.deepEqual(mergeText(change('1\n2\n3\n', '1\nR\n3\n', '1\nL\n3\n'), 'line'), ['1\n', { remote: 'R\n', local: 'L\n' }, '3\n']);
    assert.deepEqual(mergeText(change('the quick brown fox jumps', 'a quick brown fox jumps', 'the quick brown fox sleeps'), 'word'), ['a quick brown fox sleeps']);
  });
});
