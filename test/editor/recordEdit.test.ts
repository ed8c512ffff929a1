import { strict as assert } from 'node:assert';
import { keepServerOwned, placeOf, readEdit } from '../../src/editor/records/edit';
import { compareIds } from '../../src/editor/records/order';
import { firstSight, nextSight } from '../../src/editor/records/published';
import { ago, dueIn } from '../../src/editor/records/describe';

const LOCAL = { id: '42', name: 'Adatum', version: 8 };
const expected = { idField: 'id', id: '42', local: LOCAL };
const issueOf = (text: string): { message: string; at: string } => {
  const result = readEdit(text, expected);
  assert.ok('issue' in result, 'it is refused');
  return { message: result.issue.message, at: text.slice(result.issue.offset, result.issue.offset + result.issue.length) };
};

describe('row 83: a text that is saved', () => {
  it('is taken when it is an object with the same id', () => {
    assert.deepEqual(readEdit('{"id":"42","name":"B"}', expected), { content: { id: '42', name: 'B' } });
    assert.deepEqual(readEdit('{"id":42,"name":"B"}', expected), { content: { id: 42, name: 'B' } });
  });

  it('is refused with a place when it is no JSON, no object, or another record', () => {
    assert.equal(issueOf('{"id":"42",}').at, '}');
    assert.match(issueOf('[1]').message, /not a list/);
    assert.match(issueOf('"x"').message, /not a single value/);
    assert.equal(issueOf('{"name":"B","id":"43"}').at, '"43"');
    assert.match(issueOf('{"name":"B"}').message, /lacks its id/);
    assert.match(issueOf('{"id":"42","a":1,"a":2}').message, /a/);
  });

  it('takes over what the master set meanwhile, and nothing that was typed', () => {
    const now = { id: '42', name: 'Adatum', version: 9 };
    assert.deepEqual(keepServerOwned({ id: '42', name: 'B', version: 8 }, LOCAL, now, ['id', 'version']), { id: '42', name: 'B', version: 9 });
    assert.deepEqual(keepServerOwned({ id: '42', name: 'B', version: 5 }, LOCAL, now, ['id', 'version']), { id: '42', name: 'B', version: 5 });
    assert.deepEqual(keepServerOwned({ id: '42', name: 'B' }, LOCAL, now, ['id', 'version']), { id: '42', name: 'B' });
  });
});

describe('a place in a document', () => {
  const text = '{"owner":{"1":"x","a/b":[10,{"~":"y"}]}}';
  const at = (pointer: string): string => {
    const { offset, length } = placeOf(text, pointer);
    return text.slice(offset, offset + length);
  };

  it('is found by its pointer', () => {
    assert.equal(at('/owner/1'), '"x"');
    assert.equal(at('/owner/a~1b/0'), '10');
    assert.equal(at('/owner/a~1b/1/~0'), '"y"');
  });

  it('is the next that is there where a part is missing', () => {
    assert.equal(at('/owner/a~1b/7'), '[10,{"~":"y"}]');
    assert.equal(at('/nothing'), '{');
    assert.equal(at(''), '{');
  });
});

describe('what VS Code is shown of a record', () => {
  const record = { key: 'accounts/42', resource: 'accounts', id: '42', local: LOCAL, base: null, localRevision: 0, job: null, confirmedAt: 1_000, ahead: null };
  const own = new Set(['version']);

  it('moves in time alone for what the master sets, so that a dirty document can be saved', () => {
    const first = firstSight(record);
    const next = nextSight(first, { ...LOCAL, version: 9 }, 500, own);
    assert.ok(next.mtime > first.mtime);
    assert.equal(next.size, first.size);
  });

  it('moves in time and size for anything else, so that nothing is overwritten unseen', () => {
    const first = firstSight(record);
    const other = nextSight(first, { ...LOCAL, name: 'Adatun' }, 500, own);
    const back = nextSight(other, { ...LOCAL, name: 'Adatux' }, 500, own);
    assert.equal(new Set([first.size, other.size, back.size]).size, 3);
  });

  it('is the same after a restart', () => {
    assert.deepEqual(firstSight(record), firstSight({ ...record }));
  });
});

describe('ids', () => {
  it('are sorted as a person counts', () => {
    assert.deepEqual(['10', '9', 'a10', 'a9', '100', 'b', '1'].sort(compareIds), ['1', '9', '10', '100', 'a9', 'a10', 'b']);
  });
});

describe('ages', () => {
  it('are said shortly', () => {
    assert.deepEqual([0, 12_000, 240_000, 7_200_000, 200_000_000].map(ago), ['now', '12 s ago', '4 min ago', '2 h ago', '2 d ago']);
    assert.deepEqual([-5, 18_200, 72_000, 3_700_000].map(dueIn), ['now', 'in 19 s', 'in 1:12', 'in 1 h 1 min']);
  });
});
