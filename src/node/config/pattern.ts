/** Longest regular expression that is taken from a file. */
const MAX_LENGTH = 200;

/** A repeated group with a choice inside is harmless up to this many repetitions, as in `(\d{1,3}\.){3}`. */
const HARMLESS = 10;

/** What a group holds: quantifiers without an end, quantifiers or alternatives that leave a choice. */
interface Group {
  isUnbounded: boolean;
  isVariable: boolean;
}

/**
 * Why a regular expression from a file is refused: it is invalid, longer than 200 characters, or may backtrack
 * exponentially, since it repeats a group that can itself match one text in several ways (reliability 3.5).
 * The check is conservative: it also refuses harmless ones such as `(foo|bar)+`. It does not find polynomial ones such as `.*.*.*x`.
 */
export function complainAboutPattern(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH) return `A pattern has at most ${MAX_LENGTH} characters, and this one has ${pattern.length}.`;
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return error instanceof Error ? `${error.message}.` : String(error);
  }
  return repeatsChoice(pattern) ? 'This pattern repeats a group that holds a quantifier or alternatives, which can take for ever: write it without the nesting.' : undefined;
}

/** Reads a valid pattern once, token by token. */
function repeatsChoice(pattern: string): boolean {
  const stack: Group[] = [{ isUnbounded: false, isVariable: false }];
  let last: Group | undefined; // the group that a quantifier right here would repeat
  for (const [token] of pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\{\d+(?:,\d*)?\}|./gsu)) {
    const top = stack.at(-1);
    const count = repetition(token);
    if (token.startsWith('(')) {
      stack.push({ isUnbounded: false, isVariable: false });
    } else if (token === ')' && top) {
      stack.pop();
      last = top;
      const outer = stack.at(-1);
      if (outer) {
        outer.isUnbounded ||= top.isUnbounded;
        outer.isVariable ||= top.isVariable;
      }
      continue;
    } else if (token === '|' && top) {
      top.isVariable = true;
    } else if (count && top) {
      if (last && ((count.max > 1 && last.isUnbounded) || (count.max > HARMLESS && last.isVariable))) return true;
      top.isUnbounded ||= count.max === Infinity;
      top.isVariable ||= count.min !== count.max;
    }
    last = undefined;
  }
  return false;
}

/** How often a quantifier repeats what stands before it; undefined for any other token. */
function repetition(token: string): { min: number; max: number } | undefined {
  if (token === '*') return { min: 0, max: Infinity };
  if (token === '+') return { min: 1, max: Infinity };
  if (token === '?') return { min: 0, max: 1 };
  const [, min, comma, max] = /^\{(\d+)(,(\d*))?\}$/.exec(token) ?? [];
  if (min === undefined) return undefined;
  return { min: Number(min), max: comma === undefined ? Number(min) : max === '' ? Infinity : Number(max) };
}
