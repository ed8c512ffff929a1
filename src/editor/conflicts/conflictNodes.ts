import { splitKey } from '../../engine/record';
import type { Conflict } from './conflict';
import type { Conflicts } from './conflicts';
import type { Settled } from './settled';

/** Open conflicts that are drawn, the newest; the rest is counted. */
export const ROWS = 500;

/** A row of the Conflicts view. An open one is the conflict as it was when it was drawn. */
export type ConflictNode =
  | (Conflict & { readonly kind: 'open' })
  | { readonly kind: 'resource'; readonly resource: string; readonly count: number }
  | { readonly kind: 'lately'; readonly count: number }
  | (Settled & { readonly kind: 'settled' });

/** The rows below one, or the first ones: what is open, by resource where there are several, then what was resolved lately. */
export function conflictNodes(conflicts: Conflicts, parent?: ConflictNode): readonly ConflictNode[] {
  switch (parent?.kind) {
    case undefined:
      return [...(conflicts.isGrouped ? resources(conflicts) : open(conflicts)), ...lately(conflicts)];
    case 'resource':
      return open(conflicts).filter(({ key }) => resourceIn(key) === parent.resource);
    case 'lately':
      return conflicts.settled().map((settled) => ({ kind: 'settled', ...settled }));
    case 'open':
    case 'settled':
      return [];
  }
}

/** The open conflicts that a row stands for. */
export function conflictsOf(conflicts: Conflicts, node: ConflictNode): readonly Conflict[] {
  if (node.kind === 'open') return [node];
  return node.kind === 'resource' ? conflicts.list().filter(({ key }) => resourceIn(key) === node.resource) : [];
}

const open = (conflicts: Conflicts): readonly (Conflict & { kind: 'open' })[] =>
  conflicts.list().slice(0, ROWS).map((conflict) => ({ kind: 'open', ...conflict }));

function resources(conflicts: Conflicts): readonly ConflictNode[] {
  const counts = new Map<string, number>();
  for (const { key } of conflicts.list()) counts.set(resourceIn(key), (counts.get(resourceIn(key)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([resource, count]) => ({ kind: 'resource', resource, count }));
}

function lately(conflicts: Conflicts): readonly ConflictNode[] {
  const count = conflicts.settled().length;
  return count > 0 ? [{ kind: 'lately', count }] : [];
}

const resourceIn = (key: string): string => splitKey(key)?.resource ?? '';
