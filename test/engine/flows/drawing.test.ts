import { strict as assert } from 'node:assert';
import { branchesOf, drawingOf } from '../../../src/flows/drawing';
import { apart, Scale } from '../../../src/webview/flows/scale';
import { flows } from '../../support/flowViews';

const drawing = (name: string, figures: Readonly<Record<string, string>> = {}): string => {
  const found = flows.find((flow) => flow.name === name);
  return found ? drawingOf(found, { figures }) : '';
};

describe('The drawing of a flow', () => {
  it('has room for a count or a value on every arrow, below its words', () => {
    const lines = drawing('error-handling').split('\n').filter((line) => line.includes('-->'));
    assert.equal(lines.length, 30);
    for (const line of lines) assert.match(line, /0"\| n_\w+$/);
    assert.ok(lines.includes('n_status -->|"200 OK<br/>0000000000"| n_parse'));
    assert.ok(lines.includes('n_start -->|"00,000"| n_processing'));
  });

  it('has decisions as hexagons, room for the icon of a status, and for a figure where one may come', () => {
    assert.ok(drawing('error-handling').includes('n_status{{"HTTP status?"}}'));
    assert.ok(drawing('error-handling').includes('n_error["000ERROR"]'));
    assert.ok(drawing('architecture', { store: '000,000 records' }).includes('n_store[("Local store<br/>000,000 records")]'));
    assert.ok(drawing('architecture').includes('n_store[("Local store")]'));
  });

  it('breaks long words on an arrow into two lines', () => {
    assert.ok(drawing('architecture').includes('|"Alert if over<br/>a threshold<br/>00,000"|'));
  });

  it('knows the branches of a sequence diagram in their order, those within others included', () => {
    const branches = (name: string): readonly (readonly string[])[] => flows.flatMap((flow) => (flow.name === name ? branchesOf(flow) : []));
    assert.deepEqual(branches('overall-sync').map(([first]) => first), ['full', 'error', 'badData']);
    assert.deepEqual(branches('reconciliation').map(({ length }) => length), [7, 1, 1, 1, 1]);
    assert.deepEqual(branches('backoff'), []);
  });
});

describe('The slider of time travel', () => {
  const scale = new Scale({ bars: [10, 0, 30], first: 100, total: 140 });

  it('places entries by their time, side by side within a bar', () => {
    assert.deepEqual([100, 105, 110, 125, 140].map((position) => Math.round(scale.at(position) * 1_000)), [0, 167, 333, 833, 1_000]);
  });

  it('finds every entry where it placed it', () => {
    for (let position = 100; position <= 140; position += 1) assert.equal(scale.position(scale.at(position)), position);
  });

  it('steps by one and stays on the log', () => {
    assert.deepEqual([scale.step(120, 1), scale.step(100, -1), scale.step(140, 5), scale.step(120, -Infinity)], [121, 100, 140, 100]);
  });

  it('keeps the icons of its stops apart, in their order, within the slider', () => {
    assert.deepEqual(apart([0.25, 0.25, 0.25, 0.75], 0.125), [0.25, 0.375, 0.5, 0.75]);
    assert.deepEqual(apart([0, 1, 1, 1], 0.125), [0, 0.75, 0.875, 1]);
    assert.deepEqual(apart([0, 0, 0, 0.5, 1, 1], 0.25), [0, 0.5, 0.75, 1]);
    assert.deepEqual(apart([], 0.25), []);
  });

  it('has no entry to show for an empty log', () => {
    const empty = new Scale({ bars: [], first: 0, total: 0 });
    assert.deepEqual([empty.at(0), empty.position(0.5)], [1, 0]);
  });
});
