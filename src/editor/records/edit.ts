import { parseTree, type Node } from 'jsonc-parser';
import { isSame } from '../../engine/canonical';
import { isObject, type Json, type JsonObject } from '../../engine/json';
import { parseStrict } from '../../engine/parse';

/** Why a text cannot be a record, at its place in UTF-16 units from 0. */
export interface EditIssue {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

/** Which record the text is to be. */
export interface Expected {
  readonly idField: string;
  readonly id: string;
  /** The record as it is; null for a new one. */
  readonly local: JsonObject | null;
}

/** Reads what was typed as the new content of a record (row 83): strict JSON, an object, the same id. */
export function readEdit(text: string, { idField, id, local }: Expected): { readonly content: JsonObject } | { readonly issue: EditIssue } {
  const parsed = parseStrict(text);
  if (!parsed.ok) return { issue: { message: parsed.issue.message, offset: parsed.issue.offset, length: 1 } };
  const { value } = parsed;
  if (!isObject(value)) return { issue: { message: `A record is a JSON object, not ${Array.isArray(value) ? 'a list' : 'a single value'}.`, offset: 0, length: text.length } };
  const own = read(value, idField);
  const mayLack = local !== null && read(local, idField) === undefined;
  if (own === undefined && !mayLack) return { issue: { message: `The record lacks its id, the field "${idField}".`, offset: 0, length: 1 } };
  if (own !== undefined && idText(own) !== id) return { issue: { message: `The field "${idField}" is the id of the record and stays as it is.`, ...placeOf(text, pointerTo(idField)) } };
  return { content: value };
}

/** The edit with the fields that the master sets taken from the record as it is now, where the person left them alone. */
export function keepServerOwned(edit: JsonObject, basis: JsonObject, current: JsonObject, serverOwned: Iterable<string>): JsonObject {
  const own = new Set(serverOwned);
  const isLeft = (field: string): boolean => own.has(field) && areSame(read(edit, field), read(basis, field)) && read(current, field) !== undefined;
  return Object.fromEntries(Object.entries(edit).map(([field, value]) => [field, (isLeft(field) ? read(current, field) : value) ?? value]));
}

/** The edit with the fields that its document left out, as the record has them, in the order of the record. */
export function putBack(edit: JsonObject, current: JsonObject, hidden: ReadonlySet<string>): JsonObject {
  const back = Object.keys(current).filter((field) => hidden.has(field) && !Object.hasOwn(edit, field));
  if (back.length === 0) return edit;
  const order = [...new Set([...Object.keys(current), ...Object.keys(edit)])].filter((field) => back.includes(field) || Object.hasOwn(edit, field));
  return Object.fromEntries(order.map((field) => [field, read(back.includes(field) ? current : edit, field) ?? null]));
}

/** Where the value that an RFC 6901 pointer names stands in a JSON text, or what of it is there. */
export function placeOf(text: string, pointer: string): { offset: number; length: number } {
  const root = parseTree(text);
  if (!root) return { offset: 0, length: 1 };
  let node: Node = root;
  for (const part of pointer.split('/').slice(1).map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    const next = node.type === 'array' ? node.children?.[Number(part)] : node.children?.find(({ children }) => children?.[0]?.value === part)?.children?.[1];
    if (!next) break;
    node = next;
  }
  return node === root ? { offset: root.offset, length: 1 } : { offset: node.offset, length: node.length };
}

const read = (object: JsonObject, field: string): Json | undefined => (Object.hasOwn(object, field) ? object[field] : undefined);
const areSame = (a: Json | undefined, b: Json | undefined): boolean => (a === undefined || b === undefined ? a === b : isSame(a, b));
/** A number is an id too, as the master writes it. */
const idText = (value: Json): string | null => (typeof value === 'string' || typeof value === 'number' ? String(value) : null);
const pointerTo = (field: string): string => `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
