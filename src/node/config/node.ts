import type { Node } from 'jsonc-parser';
import type { Json } from '../../engine/json';
import type { ProblemList } from './problem';
import { suggest } from './suggest';
import { membersOf, pathOf, toJson } from './tree';

/** What a number may be. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** 'whole number', 'number of seconds'. */
  readonly what: string;
}

/** The members of an object, by name: keys from outside never become properties. */
export type Fields = ReadonlyMap<string, ConfigNode>;

/** One value of the file. Each reader returns the value, or reports at this place why it is none and returns undefined. */
export class ConfigNode {
  constructor(
    readonly node: Node,
    private readonly problems: ProblemList,
  ) {}

  error(message: string): void {
    this.problems.add('error', this.node, pathOf(this.node), message);
  }

  warn(message: string): void {
    this.problems.add('warning', this.node, pathOf(this.node), message);
  }

  /** As `error`, but at the key in front of the value. */
  errorAtKey(message: string): void {
    this.problems.add('error', this.#key, pathOf(this.node), message);
  }

  warnAtKey(message: string): void {
    this.problems.add('warning', this.#key, pathOf(this.node), message);
  }

  text(what = 'text'): string | undefined {
    const value: unknown = this.node.value;
    if (typeof value === 'string' && value !== '') return value;
    this.error(value === '' ? 'This must not be empty.' : `This must be ${what}, not ${this.#shown}.`);
    return undefined;
  }

  /** The name of a field of a record. */
  field(): string | undefined {
    const name = this.text('the name of a field');
    if (name !== '__proto__') return name;
    this.error('"__proto__" cannot be used as a field here.');
    return undefined;
  }

  /** An RFC 6901 pointer; '' is the whole. */
  pointer(): string | undefined {
    const value: unknown = this.node.value;
    if (typeof value === 'string' && /^(\/([^~]|~[01])*)?$/.test(value)) return value;
    this.error(`This must be a JSON pointer (RFC 6901), as in "/data", or "" for the whole body, not ${this.#shown}.`);
    return undefined;
  }

  number({ min, max, what }: Range): number | undefined {
    const value: unknown = this.node.value;
    if (typeof value === 'number' && value >= min && value <= max && (what !== 'whole number' || Number.isInteger(value))) return value;
    this.error(`This must be a ${what} from ${min} to ${max}, not ${this.#shown}.`);
    return undefined;
  }

  boolean(): boolean | undefined {
    const value: unknown = this.node.value;
    if (typeof value === 'boolean') return value;
    this.error(`This must be true or false, not ${this.#shown}.`);
    return undefined;
  }

  /** One of a list of words; `or` names what else is possible. */
  choice<T extends string>(choices: readonly T[], or = ''): T | undefined {
    const value: unknown = this.node.value;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      const list = choices.map((choice) => `"${choice}"`).join(', ');
      this.error(`This must be ${choices.length > 1 ? 'one of ' : ''}${list}${or}, not ${this.#shown}.${typeof value === 'string' ? suggest(value, choices) : ''}`);
    }
    return found;
  }

  list(what: string): ConfigNode[] | undefined {
    if (this.node.type === 'array') return (this.node.children ?? []).map((child) => new ConfigNode(child, this.problems));
    this.error(`This must be a list of ${what}, not ${this.#shown}.`);
    return undefined;
  }

  /** An object with any keys. */
  members(): Fields | undefined {
    if (this.node.type !== 'object') {
      this.error(`This must be an object, not ${this.#shown}.`);
      return undefined;
    }
    return new Map(membersOf(this.node).map(({ name, value }) => [name, new ConfigNode(value, this.problems)]));
  }

  /** An object with these keys; any other is an error. */
  fields(known: readonly string[]): Fields | undefined {
    const members = this.members();
    for (const [name, member] of members ?? []) {
      if (!known.includes(name)) member.errorAtKey(`Unknown key ${quote(name)}.${suggest(name, known)}`);
    }
    return members;
  }

  /** The member of that name. A missing one is reported, except beside syntax errors, where it may stand in the broken part. */
  required(fields: Fields, name: string, example: string): ConfigNode | undefined {
    const found = fields.get(name);
    if (!found && !this.problems.hasSyntaxErrors) {
      const path = pathOf(this.node);
      this.problems.add('error', this.#key, path === '' ? name : `${path}.${name}`, `"${name}" is missing, as in ${example}.`);
    }
    return found;
  }

  json(): Json {
    return toJson(this.node);
  }

  /** The node at an RFC 6901 pointer below this one, or the nearest that exists. */
  at(pointer: string): ConfigNode {
    let node = this.node;
    for (const part of pointer.split('/').slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const child = node.type === 'array' ? node.children?.[Number(name)] : membersOf(node).find((member) => member.name === name)?.value;
      if (!child) break;
      node = child;
    }
    return new ConfigNode(node, this.problems);
  }

  get #key(): { offset: number; length: number } {
    const key = this.node.parent?.type === 'property' ? this.node.parent.children?.[0] : undefined;
    return key ?? { offset: this.node.offset, length: Math.min(1, this.node.length) };
  }

  get #shown(): string {
    if (this.node.type === 'object') return 'an object';
    return this.node.type === 'array' ? 'a list' : quote(this.node.value);
  }
}

/** A value as JSON, cut after 40 characters. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
