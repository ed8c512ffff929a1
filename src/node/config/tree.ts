import { createScanner, getNodePath, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Json } from '../../engine/json';
import type { ProblemList } from './problem';

/** Deeper nesting is refused before any recursive code sees it (reliability F17). */
const MAX_DEPTH = 64;

/** Where a node stands, as in `resources.accounts.rules[0]`. */
export const pathOf = (node: Node): string =>
  getNodePath(node).reduce<string>((path, part) => (typeof part === 'number' ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');

/** The members of an object node. Members that a syntax error left without a value are not among them. */
export function membersOf(node: Node): { name: string; key: Node; value: Node }[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ name: String(key.value), key, value }] : [],
  );
}

/** The plain value of a node. `__proto__` becomes an own key like any other. */
export function toJson(node: Node): Json {
  if (node.type === 'object') return Object.fromEntries(membersOf(node).map(({ name, value }) => [name, toJson(value)]));
  if (node.type === 'array') return (node.children ?? []).map(toJson);
  const value: unknown = node.value;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** Reads JSON with comments and trailing commas. Reports syntax errors, duplicate keys and numbers that are none; undefined when nothing can be read. */
export function parseConfigTree(text: string, problems: ProblemList): Node | undefined {
  const json = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text; // a byte order mark is legal; offsets stay
  const deep = findTooDeep(json);
  if (deep !== undefined) {
    problems.add('error', { offset: deep, length: 1 }, '', `This is nested deeper than ${MAX_DEPTH} levels.`);
    return undefined;
  }
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: true });
  problems.hasSyntaxErrors = errors.length > 0;
  for (const error of errors) problems.add('error', error, '', sentence(printParseErrorCode(error.error)));
  if (root) checkValues(root, problems);
  return root;
}

/** `CommaExpected` → "Comma expected." */
const sentence = (code: string): string => `${code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}.`;

function findTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const first = text.charAt(scanner.getTokenOffset());
    if ((first === '{' || first === '[') && ++depth > MAX_DEPTH) return scanner.getTokenOffset();
    if (first === '}' || first === ']') depth--;
  }
  return undefined;
}

function checkValues(node: Node, problems: ProblemList): void {
  if (node.type === 'number' && !Number.isFinite(node.value)) problems.add('error', node, pathOf(node), 'This number is too large for JSON.');
  if (node.type === 'object') {
    const seen = new Set<string>();
    for (const { name, key } of membersOf(node)) {
      if (seen.has(name)) problems.add('error', key, pathOf(key), `The key ${JSON.stringify(name)} stands here twice.`);
      seen.add(name);
    }
  }
  for (const child of node.children ?? []) checkValues(child, problems);
}
