import { strict as assert } from 'node:assert';
import { hiding } from '../../../src/engine/hide';

const blanks = (value: string, text: string, left: string): void => assert.equal(hiding([value])(text), left);

describe('What is hidden in a text', () => {
  it('are the values in whatever case', () => {
    blanks('Alice@Example.com', 'alice@example.com is used.', '[redacted] is used.');
    blanks('alice@example.com', 'ALICE@EXAMPLE.COM or Alice@Example.Com?', '[redacted] or [redacted]?');
    blanks('Weißstraße', 'No WEISSSTRASSE, no weißstraße.', 'No [redacted], no [redacted].');
    blanks('ΟΔΟΣ ΟΔΟΣ', 'İ: οδος οδοσ', 'İ: [redacted]');
  });

  it('are the whole of one that begins as another does', () => {
    assert.equal(hiding(['DE02', 'DE02-9'])('DE02-9 and DE02-8'), '[redacted] and [redacted]-8');
  });

  it('are few steps in a long text, whatever the values', () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `user${i}@example.com`);
    const hide = hiding([...names, 'x'.repeat(100_000)]);
    const from = performance.now();
    assert.equal(hide(`${'x'.repeat(100_000)}${'some words, '.repeat(10_000)}USER77@example.com`).length, 2 * '[redacted]'.length + 120_000);
    assert.ok(performance.now() - from < 500);
  });
});
