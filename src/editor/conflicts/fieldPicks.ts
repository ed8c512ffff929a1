import type { Json, JsonObject } from '../../engine/json';
import { compareSides, mergeSides, pointerOf, type FieldChange, type MergeRules, type Side } from '../../engine/merge';
import { parseStrict } from '../../engine/parse';
import { plain } from '../plain';
import { short } from '../records/describe';
import { comparable, type MergeSides } from './mergeSeed';

/** Whose value a field takes: that of a side, or one that the person made. */
export type Taken = { readonly from: 'remote' | 'local' | 'base' } | { readonly from: 'typed' | 'parts'; readonly value: Json };

/** A conflict that is resolved field by field: what differs, collisions first, and what was picked so far, by pointer. */
export interface FieldPicks {
  readonly sides: MergeSides;
  readonly rules: MergeRules;
  readonly changes: readonly FieldChange[];
  readonly taken: ReadonlyMap<string, Taken>;
}

/** The picks to begin with: what one side changed is that side's, what both changed is open. */
export function startPicks(sides: MergeSides, rules: MergeRules): FieldPicks {
  const { base, remote, local } = comparable(sides);
  const differing = compareSides(base, remote, local, rules).filter(({ by }) => by !== 'both');
  const [open, preset] = [differing.filter(({ by }) => by === 'collision'), differing.filter(({ by }) => by !== 'collision')];
  const taken = preset.map(({ path, by }): [string, Taken] => [pointerOf(path), { from: by === 'remote' ? 'remote' : 'local' }]);
  return { sides, rules, changes: [...open, ...preset], taken: new Map(taken) };
}

/** The picks with one more. */
export const take = (picks: FieldPicks, { path }: FieldChange, taken: Taken): FieldPicks => ({ ...picks, taken: new Map(picks.taken).set(pointerOf(path), taken) });

/** What was picked for a field; undefined while it is open. */
export const takenOf = ({ taken }: FieldPicks, { path }: FieldChange): Taken | undefined => taken.get(pointerOf(path));

/** The fields that are open. */
export const undecided = (picks: FieldPicks): readonly FieldChange[] => picks.changes.filter((change) => !takenOf(picks, change));

/** The merged record; what is open is as in the base. */
export function resultOf(picks: FieldPicks): JsonObject {
  const { base, remote, local } = comparable(picks.sides);
  return mergeSides(base, remote, local, picks.rules, (change) => (change.by === 'both' ? change.local : valueOf(change, takenOf(picks, change) ?? { from: 'base' })));
}

/** The value that a field takes; undefined: it goes. */
export const valueOf = (change: FieldChange, taken: Taken): Side => ('value' in taken ? taken.value : change[taken.from]);

/** "remote: b@x · changed there", or what there is to choose from. */
export function sayPick(change: FieldChange, taken: Taken | undefined): string {
  if (!taken) return `choose: remote ${saySide(change, 'remote')} or local ${saySide(change, 'local')}`;
  const word = taken.from === 'parts' ? 'merged' : taken.from;
  return `${word}: ${sayValue(valueOf(change, taken))} · ${sayChange(change)}`;
}

/** "changed there", "removed here", "changed on both sides". */
function sayChange({ by, base, remote, local }: FieldChange): string {
  if (by === 'collision' || by === 'both') return 'changed on both sides';
  const now = by === 'remote' ? remote : local;
  return `${base === undefined ? 'added' : now === undefined ? 'removed' : 'changed'} ${by === 'remote' ? 'there' : 'here'}`;
}

const LONGEST = 48;

/** A value as a list shows it: cut, on one line, a text without quotes unless it could be taken for something else. */
export function sayValue(value: Side): string {
  if (value === undefined) return 'nothing';
  const text = plain(typeof value === 'string' && value.trim() !== '' && value !== 'nothing' && !parseStrict(value).ok ? value : JSON.stringify(value)).trim();
  return short(text, LONGEST);
}

/** A side as a list shows it; of a long text that part where the sides begin to differ. */
export function saySide(change: FieldChange, side: 'remote' | 'local' | 'base'): string {
  const value = change[side];
  const { remote, local } = change;
  if (typeof value !== 'string' || value.length <= LONGEST || typeof remote !== 'string' || typeof local !== 'string') return sayValue(value);
  const differs = remote.split('').findIndex((unit, i) => unit !== local[i]);
  const start = differs < LEAD ? 0 : value.slice(0, differs - LEAD).search(/\S*$/);
  return start > 0 ? `…${sayValue(value.slice(start))}` : sayValue(value);
}

/** What stands before the first difference. */
const LEAD = 12;

/** True for a field that holds text, as far as its sides show. */
const isText = ({ base, remote, local }: FieldChange): boolean => [base, remote, local].every((side) => side === undefined || side === null || typeof side === 'string');

/** What a person starts from when they type a value. */
export function typedText(change: FieldChange, taken: Taken | undefined): string {
  const value = taken ? valueOf(change, taken) : change.local;
  if (value === undefined) return '';
  return typeof value === 'string' && isText(change) && !/^"|[\n\r]/.test(value) && value !== 'null' ? value : JSON.stringify(value);
}

/** Reads a typed value: JSON; in a field that holds text everything is text but what stands in quotes, and null. */
export function readTyped(text: string, change: FieldChange): { readonly value: Json } | { readonly issue: string } {
  if (isText(change) && !text.startsWith('"') && text !== 'null') return { value: text };
  const parsed = parseStrict(text);
  if (parsed.ok) return parsed;
  return { issue: text.trim() === '' ? 'Type a value: a number, true, false, null, a "text", a list or an object.' : parsed.issue.message };
}
