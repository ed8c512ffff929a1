import { REDACTED } from './exchange';
import { formsOf } from './forms';

/** Blanks in a text what may not be seen. To be asked before a text is cut: of a value across the cut, a part would be left. */
export type Hide = (text: string) => string;

/** For where there is nothing to hide. */
export const asItIs: Hide = (text) => text;

/** Shorter values, and the words of JSON, would blank half of any sentence: they are blanked where they stand alone. */
const SHORTEST = 4;
const WORDS = new Set(['true', 'false', 'null']);

/** A way in which a value may stand in a text. */
interface Form {
  readonly text: string;
  /** No letter or digit may be next to it. */
  readonly isWord: boolean;
}

/** Blanks these values, in whatever case, and written as the web writes them in addresses and JSON. */
export function hiding(values: readonly string[]): Hide {
  if (values.length === 0) return asItIs;
  const byStart = new Map<string, Form[]>();
  for (const value of values) {
    const isWord = value.length < SHORTEST || WORDS.has(value.toLowerCase());
    for (const text of new Set(formsOf(value).map(folded))) {
      const start = text.slice(0, SHORTEST);
      const alike = byStart.get(start);
      if (alike) alike.push({ text, isWord });
      else byStart.set(start, [{ text, isWord }]);
    }
  }
  const starts = [...new Set([...byStart.keys()].map(({ length }) => length))];
  return (text) => {
    const read = folded(text);
    let [left, done] = ['', 0];
    for (let at = 0; at < read.length; at++) {
      let end = at;
      for (const length of starts) {
        for (const form of byStart.get(read.slice(at, at + length)) ?? []) {
          if (at + form.text.length > end && read.startsWith(form.text, at) && !(form.isWord && isInWord(read, at, at + form.text.length))) end = at + form.text.length;
        }
      }
      if (end === at) continue;
      left += text.slice(done, at) + REDACTED;
      done = end;
      at = end - 1;
    }
    return left + text.slice(done);
  };
}

/** A text as it compares with another, of the same length; U+0130 alone would grow. In a form, a plus is a space. */
const folded = (text: string): string => text.replaceAll('\u0130', 'I').toLowerCase().replaceAll('ς', 'σ').replaceAll('+', ' ');

/** True where a letter or digit is next to a part of a text. */
const isInWord = (text: string, from: number, to: number): boolean =>
  /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, from - 2), from)) || /^[\p{L}\p{N}]/u.test(text.slice(to, to + 2));
