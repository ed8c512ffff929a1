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

  it('stand in the form that texts of the web give them, too', () => {
    for (const value of ['ann+lee@example.com', 'Ann Lée (50 %)', 'a"b/c\\d\né', '<b>Ann & Lée</b>', 'Zoë \ud83d\ude00', 'A "half" \ud83d']) {
      const uri = encodeURIComponent(value.toWellFormed());
      const json = JSON.stringify(value).slice(1, -1);
      const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
      const forms = [
        value, uri, uri.replace(/%../g, (byte) => byte.toLowerCase()), encodeURI(value.toWellFormed()), uri.replaceAll('%20', '+'), new URLSearchParams({ q: value }).toString().slice(2),
        encodeURIComponent(value.toWellFormed().toUpperCase()), json, json.replaceAll('/', '\\/'), ascii, ascii.replaceAll('/', '\\/'), JSON.stringify(value.toUpperCase()).slice(1, -1),
        json.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
      ];
      for (const form of forms) blanks(value, `/q?${form}"`, '/q?[redacted]"');
    }
  });

  it('are blanked where they are one word alone, when they are short', () => {
    blanks('739', 'PIN 739 is wrong (739), 7390 and x739 are not it: é739, 739é.', 'PIN [redacted] is wrong ([redacted]), 7390 and x739 are not it: é739, 739é.');
    blanks('a', 'A cat has a tail. caf\\u00e9', '[redacted] cat has [redacted] tail. caf\\u00e9');
    blanks('true', 'It is true of what is construed.', 'It is [redacted] of what is construed.');
    blanks('é', 'caf%C3%A9s: %C3%A9', 'caf%C3%A9s: [redacted]');
    blanks('李', '李 and 李明', '[redacted] and 李明');
    blanks('\u{1d4d0}', '\u{1d4d0}\u{1d4d1} \u{1d4d0}', '\u{1d4d0}\u{1d4d1} [redacted]');
    blanks('x', 'ax,x', 'ax,[redacted]');
  });

  it('are the whole of one that begins as another does', () => {
    assert.equal(hiding(['DE02', 'DE02-9'])('DE02-9 and DE02-8'), '[redacted] and [redacted]-8');
  });

  it('are few steps in a long text, whatever the values', () => {
    const names = Array.from({ length: 1_000 }, (_, i) => `user${i}@example.com`);
    const hide = hiding([...names, 'x'.repeat(100_000)]);
    const from = performance.now();
    assert.equal(hide(`${'x'.repeat(100_000)}${'some words, '.repeat(10_000)}USER77@example.com`).length, 2 * '[redacted]'.length + 120_000);
    assert.ok(performance.now() - from < 500);
  });
});
