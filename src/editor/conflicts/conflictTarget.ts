import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import type { Seen } from '../../engine/seen';
import { keyOfUri } from '../records/uri';
import { seenIn, type Conflict } from './conflict';
import type { Conflicts } from './conflicts';
import { activeConflictTab, conflictTabs } from './diffTabs';

/** A conflict as a person points at it: the record, and what they saw of the remote. */
export interface ConflictTarget {
  readonly key: RecordKey;
  readonly seen: Seen;
}

/** The conflict that a command means: what it was given (a row of a view, a key, the address of a record), else the one in front. */
export function conflictTarget(given: unknown, conflicts: Conflicts): ConflictTarget | null {
  const active = activeConflictTab();
  if (given instanceof vscode.Uri) return [...(active ? [active] : []), ...conflictTabs()].find(({ modified }) => modified.toString() === given.toString()) ?? current(keyOfUri(given), conflicts);
  if (typeof given === 'string') return current(given, conflicts);
  if (!hasKey(given)) return active;
  return isConflict(given) ? { key: given.key, seen: seenIn(given) } : current(given.key, conflicts);
}

/** What is shown of a record elsewhere than in its diff is what the master has, as far as it is known. */
const current = (key: RecordKey | null, conflicts: Conflicts): ConflictTarget | null => (key === null ? null : { key, seen: seenIn(conflicts.get(key) ?? { remote: null }) });

/** A row of a view that stands for a record. */
const hasKey = (value: unknown): value is { key: RecordKey } => typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string';

/** A row of the Conflicts view is the conflict as it was when it was drawn. */
const isConflict = (row: { key: RecordKey }): row is Conflict => 'remote' in row && 'local' in row && 'since' in row;
