import { diff3Merge } from 'node-diff3';
import type { FieldChange } from '../../engine/merge';

/** A part of a text that both sides changed in different ways. */
export interface Collision {
  readonly remote: string;
  readonly local: string;
}

/** What a text is cut into to be merged. */
export type Unit = 'line' | 'word';

const LONG = 80;

/** Whether both sides changed a text that is worth being merged part by part, and by which parts. */
export function unitOf({ by, base, remote, local }: FieldChange): Unit | null {
  const texts = [base ?? '', remote, local].filter((side) => typeof side === 'string');
  if (by !== 'collision' || texts.length < 3) return null;
  if (texts.some((text) => text.includes('\n'))) return 'line';
  return texts.some((text) => text.length > LONG) ? 'word' : null;
}

/** A text merged part by part: what does not collide as one text, and what does with both sides of it. */
export function mergeText({ base, remote, local }: FieldChange, unit: Unit): readonly (string | Collision)[] {
  const cut = (side: unknown): string[] => (typeof side === 'string' ? side.split(unit === 'line' ? /(?<=\n)/ : /(?<=\s)/) : []);
  return diff3Merge(cut(remote), cut(base), cut(local), { excludeFalseConflicts: true }).map(({ ok, conflict }) =>
    conflict ? { remote: conflict.a.join(''), local: conflict.b.join('') } : (ok ?? []).join(''),
  );
}
