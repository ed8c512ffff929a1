import { without } from '../../engine/canonical';
import { isObject, type Json, type JsonObject } from '../../engine/json';
import { compareSides, mergeSides, pointerOf, type FieldChange, type MergeRules, type Side } from '../../engine/merge';

/** The four documents of a merge. */
export const MERGE_PARTS = ['base', 'remote', 'local', 'result'] as const;
export type MergePart = (typeof MERGE_PARTS)[number];
export type MergeTexts = Readonly<Record<MergePart, string>>;

/** How a person merges: in VS Code's three-way editor, or in one document with conflict markers. */
export const MERGE_FORMS = ['editor', 'markers'] as const;
export type MergeForm = (typeof MERGE_FORMS)[number];

/** What is merged. No base: both sides created the record; no remote: it was deleted there. */
export interface MergeSides {
  readonly base: JsonObject | null;
  readonly remote: JsonObject | null;
  readonly local: JsonObject;
}

/** A record with its keys in the order of another one, those that it lacks last: so that a diff shows only real differences. */
export function arrange(record: JsonObject, like: JsonObject): JsonObject {
  const keys = [...Object.keys(like).filter((key) => Object.hasOwn(record, key)), ...Object.keys(record).filter((key) => !Object.hasOwn(like, key))];
  return Object.fromEntries(keys.map((key) => [key, arrangeValue(record[key] ?? null, Object.hasOwn(like, key) ? like[key] : null)]));
}

function arrangeValue(value: Json, like: Json | undefined): Json {
  if (isObject(value)) return isObject(like) ? arrange(value, like) : value;
  return Array.isArray(value) && Array.isArray(like) ? value.map((item: Json, i) => arrangeValue(item, like[i] as Json | undefined)) : value;
}

/**
 * The documents of a merge, without the master's own fields and all in the same order. The result has each field as the
 * side that changed it; what both changed is as in the base, which the merge editor shows as open, or stands between markers.
 */
export function mergeTexts(sides: MergeSides, rules: MergeRules, form: MergeForm): MergeTexts {
  const { base, remote, local } = comparable(sides);
  const changes = compareSides(base, remote, local, rules);
  const open = new Set(changes.flatMap(({ path }) => path.map((_, length) => pointerOf(path.slice(0, length)))).concat(''));
  const text = (choose: (change: FieldChange) => Side): string =>
    `${write(without(mergeSides(base, remote, local, rules, choose), [...rules.uncompared]), '', '', '', { open, rules })}\n`;
  // Stands for a collision until its lines are known; no record holds it.
  const token = crypto.randomUUID();
  const collision = (change: FieldChange): Side => (form === 'editor' ? change.base : `${token} ${changes.findIndex(({ path }) => pointerOf(path) === pointerOf(change.path))}`);
  const result = text((change) => (change.by === 'collision' ? collision(change) : change.by === 'remote' ? change.remote : change.local));
  return { base: text((change) => change.base), remote: text((change) => change.remote), local: text((change) => change.local), result: withMarkers(result, token, changes) };
}

/** The sides with something to compare in place of what is missing: a record that was deleted there is the local one to restore. */
export const comparable = ({ base, remote, local }: MergeSides): { readonly base: JsonObject; readonly remote: JsonObject; readonly local: JsonObject } => ({ base: base ?? {}, remote: remote ?? base ?? {}, local });

/** `open`: pointers of what has a change inside. There an empty line parts the fields, so that VS Code, which merges by line, never takes neighbours for a collision. */
interface Layout {
  readonly open: ReadonlySet<string>;
  readonly rules: MergeRules;
}

/** `place` is the pointer with items of keyed lists as `*`, as `listKeys` names lists. */
function write(value: Json, indent: string, pointer: string, place: string, layout: Layout): string {
  const isOpen = layout.open.has(pointer) && typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isOpen) return indented(value, indent);
  const inner = `${indent}  `;
  const part = (step: string, item: Json, at: string): string => write(item, inner, pointer + pointerOf([step]), place + at, layout);
  const frame = (start: string, parts: readonly string[], end: string): string => `${start}\n${parts.map((each) => inner + each).join(',\n\n')}\n${indent}${end}`;
  if (isObject(value)) return frame('{', Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${part(name, item, pointerOf([name]))}`), '}');
  const key = layout.rules.listKeys.get(place) ?? '';
  return frame('[', value.map((item: Json) => part(keyOf(item, key), item, '/*')), ']');
}

/** The key of an item in a keyed list. */
function keyOf(item: Json, key: string): string {
  const value = isObject(item) ? item[key] : undefined;
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

const indented = (value: Json, indent: string): string => JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);

/** Puts the three values of each collision in the place of its token, as version control writes them: VS Code calls the first the current change and the last the incoming one. */
function withMarkers(text: string, token: string, changes: readonly FieldChange[]): string {
  const line = new RegExp(`^( *)(.*)"${token} (\\d+)"(,?)$`, 'gm');
  return text.replace(line, (_, indent: string, name: string, index: string, comma: string) => {
    const { base, remote, local } = changes[Number(index)] ?? {};
    const side = (value: Side): string => (value === undefined ? '' : `${indent}${name}${indented(value, indent)}${comma}\n`);
    return `<<<<<<< Local\n${side(local)}||||||| Base\n${side(base)}=======\n${side(remote)}>>>>>>> Remote`;
  });
}
