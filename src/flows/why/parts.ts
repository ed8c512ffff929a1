/** A piece of a sentence: words, a value that decided, or a moment (ms since 1970), which is written in the clock of who reads it. */
export type Part = string | { readonly value: string } | { readonly at: number };

/** A sentence of parts: what is put in is a value that decided, a moment, or in a list further words. */
export const say = (words: readonly string[], ...values: readonly (string | number | { readonly at: number } | readonly Part[])[]): readonly Part[] =>
  words.flatMap((word, i) => [...(word === '' ? [] : [word]), ...partsOf(values[i])]);

const partsOf = (put: string | number | { readonly at: number } | readonly Part[] | undefined): readonly Part[] =>
  put === undefined ? [] : typeof put !== 'object' ? [{ value: String(put) }] : isMoment(put) ? [put] : put;

const isMoment = (put: { readonly at: number } | readonly Part[]): put is { readonly at: number } => !Array.isArray(put);

/** A sentence as text. `clock` writes a moment. */
export const textOf = (parts: readonly Part[], clock: (at: number) => string): string =>
  parts.map((part) => (typeof part === 'string' ? part : 'value' in part ? part.value : clock(part.at))).join('');

/** "187 ms", "1.5 s", "25 s", "2 min 5 s". */
export function span(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 100) / 10;
  if (seconds < 1_000) return `${seconds} s`;
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s` : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** A whole number as an exponent. */
export const raised = (n: number): string => [...String(n)].map((digit) => RAISED[Number(digit)] ?? digit).join('');
