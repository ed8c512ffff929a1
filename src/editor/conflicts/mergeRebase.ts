import type { JsonObject } from '../../engine/json';
import { compareSides, mergeSides, pointerOf, type MergeRules } from '../../engine/merge';
import { comparable, type MergeSides } from './mergeSeed';

/** A merge as it was begun: its sides, and the record that was edited then, which is its local side unless it was re-based. */
export interface Begun {
  readonly sides: MergeSides;
  readonly edit: JsonObject;
}

/**
 * A merge that goes on with sides that have moved (D9). What the person decided is the local side, over the remote that
 * they saw; what they had not decided, and what was edited since, is compared anew, so that nothing is decided for them.
 */
export function rebase({ sides, edit }: Begun, half: JsonObject, now: MergeSides, rules: MergeRules): MergeSides {
  const { base, remote, local } = comparable(sides);
  const decided = differences(base, half, rules);
  const undecided = compareSides(base, remote, local, rules).filter(({ by }) => by === 'collision').map(({ path }) => pointerOf(path)).filter((pointer) => !touches(pointer, decided));
  const again = [...undecided, ...differences(edit, now.local, rules)];
  return { base: graft(remote, base, again, rules), remote: now.remote, local: graft(half, now.local, again, rules) };
}

/** True when somebody edited the record since. */
export const isEdited = (before: JsonObject, now: JsonObject, rules: MergeRules): boolean => differences(before, now, rules).length > 0;

const differences = (from: JsonObject, to: JsonObject, rules: MergeRules): readonly string[] => compareSides(from, from, to, rules).map(({ path }) => pointerOf(path));

/** A record that has, at the places named, what another one has there. */
const graft = (into: JsonObject, from: JsonObject, at: readonly string[], rules: MergeRules): JsonObject =>
  mergeSides(into, from, into, rules, (change) => (touches(pointerOf(change.path), at) ? change.remote : change.local));

/** True when one of the places is this one, holds it, or is in it. */
const touches = (pointer: string, places: readonly string[]): boolean => places.some((each) => each === pointer || each.startsWith(`${pointer}/`) || pointer.startsWith(`${each}/`));
