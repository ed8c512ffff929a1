import { REDACTED } from './exchange';
import { formsOf } from './forms';

/** Blanks in a text what may not be seen. To be asked before a text is cut: of a value across the cut, a part would be left. */
export type Hide = (text: string) => string;

/** For where there is nothing to hide. */
export const asItIs: Hide = (text) => text;

/** Shorter values would blank half of any sentence. */
export const SHORTEST = 4;

/** Blanks these values, in whatever case, and written as the web writes them in addresses and JSON. */
export function hiding(values: readonly string[]): Hide {
  if (values.length === 0) return asItIs;
  const byStart = new Map<string, string[]>();
  for (const form of new Set(values.flatMap(formsOf).map(folded))) {
    const start = form.slice(0, SHORTEST);
    const alike = byStart.get(start);
    if (alike) alike.push(form);
    else byStart.set(start, [form]);
  }
  return (text) => {
    const read = folded(text);
    let [left, done] = ['', 0];
    for (let at = 0; at < read.length; at++) {
      const found = (byStart.get(read.slice(at, at + SHORTEST)) ?? []).filter((form) => read.startsWith(form, at));
      if (found.length === 0) continue;
      left += text.slice(done, at) + REDACTED;
      done = at + Math.max(...found.map((form) => form.length));
      at = done - 1;
    }
    return left + text.slice(done);
  };
}

/** A text as it compares with another, of the same length; U+0130 alone would grow. In a form, a plus is a space. */
const folded = (text: string): string => text.replaceAll('\u0130', 'I').toLowerCase().replaceAll('ς', 'σ').replaceAll('+', ' ');
