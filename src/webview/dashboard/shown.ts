import type { Facts } from '../../protocol/dashboardFacts';
import type { FiguresView, Snapshot, ToEditor } from '../../protocol/dashboard';
import type { Status } from '../../protocol/statusLook';

/** What every part of the page gets. */
export interface Shown {
  readonly snapshot: Snapshot;
  readonly figures: FiguresView;
  readonly facts: Facts;
  readonly post: (message: ToEditor) => void;
}

/** Statuses that count as failed in the success rate (D7). */
export const FAILED: readonly Status[] = ['DEAD_LETTER', 'VALIDATION_FAILED', 'ERROR'];

/** Records with a job by status: those that were never edited count apart. */
export const withJob = ({ counts, withoutJob }: FiguresView): FiguresView['counts'] => counts.map(({ status, count }) => ({ status, count: status === 'SYNCED' ? count - withoutJob : count }));

/** What the success rate is made of. */
export function judged(figures: FiguresView): { readonly synced: number; readonly failed: number } {
  const counts = withJob(figures);
  const sum = (of: readonly Status[]): number => counts.reduce((total, { status, count }) => total + (of.includes(status) ? count : 0), 0);
  return { synced: sum(['SYNCED']), failed: sum(FAILED) };
}
