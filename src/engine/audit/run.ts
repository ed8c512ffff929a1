import type { RecordKey } from '../record';
import type { Status } from '../status';
import type { Finding, FindingKind } from './finding';
import { FINDINGS } from './finding';

/** What a run covers: everything, or these resources, records of one status, or chosen records. */
export interface AuditScope {
  readonly resource?: string;
  readonly status?: Status;
  readonly keys?: readonly RecordKey[];
}

/** True where two runs cover the same. */
export const isSameScope = (a: AuditScope, b: AuditScope): boolean =>
  a.resource === b.resource && a.status === b.status && a.keys?.join('\n') === b.keys?.join('\n');

/** Who started a run. */
export const STARTERS = ['person', 'schedule'] as const;
export type Starter = (typeof STARTERS)[number];

/** How a run ended: `stopped` because not all of it could be looked at (an outage is no drift). */
export const ENDINGS = ['complete', 'cancelled', 'stopped'] as const;
export type Ending = (typeof ENDINGS)[number];

/** Counts of a run. `checked`: compared, whether found to match or not; `left`: not compared, because in flight, edited here, or never sent. */
export interface AuditFigures {
  readonly checked: number;
  readonly matched: number;
  readonly left: number;
  readonly needsPerson: number;
  readonly kinds: Readonly<Record<FindingKind, number>>;
}

/** One page or batch of a run: what it added, and where the next one begins. */
export interface AuditBatch {
  readonly resource: string;
  /** The address of the next page, or the last id that was read; null: the resource is done. */
  readonly cursor: string | null;
  /** Ids of this batch, so that a run goes on after a restart and knows what was not listed. */
  readonly ids: readonly string[];
  readonly checked: number;
  readonly matched: number;
  readonly left: number;
  readonly findings: readonly Finding[];
  /** Why the resource could not be looked at as a whole, in a sentence. */
  readonly problem?: string;
}

/** A run as it stands (D6). Its findings are all in the log; of the newest run, the first of each kind are at hand. */
export interface AuditRun {
  readonly id: string;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly by: Starter;
  readonly scope: AuditScope;
  /** When it last logged something, ms since 1970. */
  readonly movedAt: number;
  /** Null while it runs. */
  readonly end: { readonly at: number; readonly how: Ending; readonly reason: string | null } | null;
  readonly figures: AuditFigures;
  /** Why resources could not be looked at as a whole, in sentences. */
  readonly problems: readonly string[];
}

/** No figures yet. */
export const NO_FIGURES: AuditFigures = {
  checked: 0, matched: 0, left: 0, needsPerson: 0,
  kinds: { unversioned: 0, discrepancy: 0, orphaned: 0, drift: 0, missing: 0, unchecked: 0 },
};

/** Adds a batch to figures. */
export function addBatch(figures: AuditFigures, { checked, matched, left, findings }: AuditBatch): AuditFigures {
  const kinds = { ...figures.kinds };
  let needsPerson = figures.needsPerson;
  for (const finding of findings) {
    kinds[finding.kind] += 1;
    if (finding.needsPerson) needsPerson += 1;
  }
  return { checked: figures.checked + checked, matched: figures.matched + matched, left: figures.left + left, needsPerson, kinds };
}

/** "47 discrepancies, 12 actions needed", and what could not be checked. */
export function foundWords(figures: AuditFigures): string {
  const many = (n: number, one: string, more: string): string => `${n.toLocaleString('en-US')} ${n === 1 ? one : more}`;
  const { unchecked } = figures.kinds;
  return `${many(discrepancies(figures), 'discrepancy', 'discrepancies')}, ${many(figures.needsPerson, 'action', 'actions')} needed${unchecked > 0 ? `, ${unchecked.toLocaleString('en-US')} not checked` : ''}`;
}

/** Findings of all kinds. */
export const findingsOf = ({ kinds }: AuditFigures): number => FINDINGS.reduce((sum, kind) => sum + kinds[kind], 0);

/** D6's "discrepancies": all that was found to differ. What could not be checked is none. */
export const discrepancies = (figures: AuditFigures): number => findingsOf(figures) - figures.kinds.unchecked;

/** Records that the run is done with. */
export const lookedAt = ({ checked, left, kinds }: AuditFigures): number => checked + left + kinds.unchecked;
