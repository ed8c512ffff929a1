/** A piece of a JSON text for the eye; `space` holds its own line breaks. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'mark' | 'space';
  readonly text: string;
}

/** Longer texts are shown as they are: so many pieces would be slow. */
const LONGEST = 65_536;

const PIECE = /("(?:[^"\\]|\\.)*"?)|(-?\d[\d.eE+-]*)|(true|false|null)|([{}[\],:])|\s+/y;

/** A JSON text on lines of its own, each value as it stands in the text: nothing is parsed, so nothing is made rounder. Null for what is no JSON; a text that was cut is shown up to there. */
export function tokensOf(text: string): Token[] | null {
  if (text.length > LONGEST || !/^\s*[{[]/.test(text)) return null;
  const tokens: Token[] = [];
  let depth = 0;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const match = PIECE.exec(text);
    if (!match) return null;
    const [, string, number, word, mark] = match;
    if (string !== undefined) tokens.push({ kind: /^\s*:/.test(text.slice(PIECE.lastIndex, PIECE.lastIndex + 20)) ? 'name' : 'string', text: string });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (mark !== undefined) depth = put(tokens, mark, depth);
  }
  return tokens;
}

/** A mark with the line break that it asks for; answers with the depth behind it. */
function put(tokens: Token[], mark: string, depth: number): number {
  const line = (at: number): Token => ({ kind: 'space', text: `\n${'  '.repeat(at)}` });
  switch (mark) {
    case '{':
    case '[':
      tokens.push({ kind: 'mark', text: mark }, line(depth + 1));
      return depth + 1;
    case '}':
    case ']': {
      const isEmpty = tokens.at(-1)?.kind === 'space' && /^[{[]$/.test(tokens.at(-2)?.text ?? '');
      if (isEmpty) tokens.pop();
      const at = Math.max(0, depth - 1);
      tokens.push(...(isEmpty ? [] : [line(at)]), { kind: 'mark', text: mark });
      return at;
    }
    case ',':
      tokens.push({ kind: 'mark', text: mark }, line(depth));
      return depth;
    default:
      tokens.push({ kind: 'mark', text: ': ' });
      return depth;
  }
}
