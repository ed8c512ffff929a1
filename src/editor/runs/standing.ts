import type { Finding, FindingKind } from '../../engine/audit/finding';
import type { AuditRun } from '../../engine/audit/run';
import type { Fix } from '../../engine/audit/fix';
import { isClean } from '../../engine/decide';
import type { SyncRecord } from '../../engine/record';

/** What has become of a finding: nothing yet, its record is edited or under way, or it is put right. */
export type Standing = 'open' | 'moving' | 'settled';

/** Compares a finding with its record as it is now. */
export function standingOf({ kind, here }: Finding, { end }: AuditRun, record: SyncRecord | undefined): Standing {
  if (record && !isClean(record)) return 'moving';
  if (kind === 'missing') return record ? 'settled' : 'open';
  if (!record) return 'settled';
  const isOther = (record.base?.version ?? null) !== here || record.confirmedAt > (end?.at ?? Infinity);
  return isOther ? 'settled' : 'open';
}

/** Kinds that each way of putting right is for. */
const FIXES: Readonly<Record<Fix['how'], readonly FindingKind[]>> = {
  accept: ['unversioned', 'discrepancy', 'orphaned', 'drift', 'missing'],
  push: ['unversioned', 'discrepancy', 'orphaned', 'drift'],
};

/** True where a finding of this kind can be put right this way. */
export const canFix = (how: Fix['how'], kind: FindingKind): boolean => FIXES[how].includes(kind);
