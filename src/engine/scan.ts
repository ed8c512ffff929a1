import type { JsonIssue, JsonLimits } from './parse';

const LONE_SURROGATE = /\p{Surrogate}/u;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The first fault of a JSON text (RFC 8259) or the first breach of the limits, with its place; null when there is none. */
export function findIssue(text: string, limits: JsonLimits): JsonIssue | null {
  try {
    new Scanner(text, limits).document();
    return null;
  } catch (error) {
    if (error instanceof Fault) return { message: error.message, offset: error.offset, ...position(text, error.offset), pointer: error.pointer };
    throw error;
  }
}

/** Line and column of a UTF-16 offset, both from 1; a line ends with LF, CR or both. */
function position(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

class Fault extends Error {
  constructor(
    message: string,
    readonly offset: number,
    readonly pointer: string,
  ) {
    super(message);
  }
}

/** Recursive descent, never deeper than `limits.depth`. Looks only: the value itself comes from `JSON.parse`. */
class Scanner {
  private at = 0;
  private nodes = 0;
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  document(): void {
    this.space();
    if (this.at === this.text.length) this.fail('The text is empty; a JSON value was expected.');
    this.value();
    this.space();
    if (this.at < this.text.length) this.fail(`After the JSON value comes ${this.found()}; nothing more was expected.`);
  }

  private value(): void {
    this.nodes += 1;
    if (this.nodes > this.limits.nodes) this.fail(`The text holds more than ${this.limits.nodes} values.`);
    const first = this.text[this.at];
    if (first === '{') this.object();
    else if (first === '[') this.array();
    else if (first === '"') this.string();
    else if (first === '-' || isDigit(first)) this.number();
    else this.word();
  }

  private object(): void {
    const keys = new Set<string>();
    this.container('}', () => {
      const start = this.at;
      if (this.text[start] !== '"') this.fail(`A key in double quotes was expected, not ${this.found()}.`);
      const key = this.string();
      this.path.push(key);
      if (key === '__proto__') this.fail('The key __proto__ is not allowed.', start);
      if (keys.has(key)) this.fail(`The key ${quote(key)} occurs twice in one object.`, start);
      keys.add(key);
      if (keys.size > this.limits.keys) this.fail(`One object holds more than ${this.limits.keys} keys.`, start);
      this.space();
      if (this.text[this.at] !== ':') this.fail(`A colon was expected after the key ${quote(key)}, not ${this.found()}.`);
      this.at += 1;
      this.space();
      this.value();
      this.path.pop();
    });
  }

  private array(): void {
    let index = 0;
    this.container(']', () => {
      this.path.push(index);
      this.value();
      this.path.pop();
      index += 1;
    });
  }

  private container(end: '}' | ']', member: () => void): void {
    // The path holds one step for each container around this one.
    if (this.path.length >= this.limits.depth) this.fail(`The value is nested deeper than ${this.limits.depth} levels.`);
    this.at += 1;
    this.space();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      member();
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== end) this.fail(`A comma or ${end} was expected, not ${this.found()}.`);
      this.at += 1;
      if (next === end) return;
      this.space();
      if (this.text[this.at] === end) this.fail(`A comma stands before ${end} with nothing after it.`);
    }
  }

  private string(): string {
    const start = this.at;
    let code = this.text.charCodeAt(++this.at);
    while (code !== 0x22) {
      if (Number.isNaN(code)) this.fail('The string is not closed with a double quote.', start);
      if (code < 0x20) this.fail(`The string holds the control character ${codePoint(code)}, which must be written as an escape.`);
      if (code === 0x5c) {
        ESCAPE.lastIndex = this.at;
        if (!ESCAPE.test(this.text)) this.fail('The string holds a backslash that begins no escape of JSON.');
        this.at = ESCAPE.lastIndex;
      } else this.at += 1;
      code = this.text.charCodeAt(this.at);
    }
    this.at += 1;
    const string: unknown = JSON.parse(this.text.slice(start, this.at));
    if (LONE_SURROGATE.test(String(string))) this.fail('The string holds half of a surrogate pair, which is no character.', start);
    return String(string);
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null || isDigit(this.text[NUMBER.lastIndex])) return this.fail('A number was expected here; it is not written as JSON writes numbers.');
    const [literal, fraction, exponent] = match;
    const number = Number(literal);
    if (!Number.isFinite(number)) this.fail(`The number ${shorten(literal)} is too large.`);
    if (fraction === undefined && exponent === undefined && !Number.isSafeInteger(number))
      this.fail(`The number ${shorten(literal)} cannot be kept exactly; whole numbers end at ${Number.MAX_SAFE_INTEGER}.`);
    this.at = NUMBER.lastIndex;
  }

  private word(): void {
    const word = ['true', 'false', 'null'].find((w) => this.text.startsWith(w, this.at));
    if (word === undefined) return this.fail(`A JSON value was expected, not ${this.found()}.`);
    this.at += word.length;
  }

  private space(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? '.')) this.at += 1;
  }

  private found(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return 'the end of the text';
    return code > 0x20 && code < 0x7f ? `"${String.fromCodePoint(code)}"` : `the character ${codePoint(code)}`;
  }

  private fail(message: string, offset = this.at): never {
    throw new Fault(message, offset, this.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
  }
}

const isDigit = (character: string | undefined): boolean => character !== undefined && character >= '0' && character <= '9';
const codePoint = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
const quote = (text: string): string => JSON.stringify(shorten(text));
