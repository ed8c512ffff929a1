import type { Change } from '../engine/model';
import type { RetrySettings } from '../engine/settings';
import { architecture } from './diagrams/architecture';
import { backoff } from './diagrams/backoff';
import { errorHandling } from './diagrams/errorHandling';
import { monitoring } from './diagrams/monitoring';
import { overallSync } from './diagrams/overallSync';
import { reconciliation } from './diagrams/reconciliation';
import { stateMachine } from './diagrams/stateMachine';
import { timeline } from './diagrams/timeline';
import { validation } from './diagrams/validation';
import { versionConflict } from './diagrams/versionConflict';
import type { Flow } from './flow';

/** The ten flows, D1 to D10, as the configured retries (D8) make them. */
export const flowsOf = (retry: RetrySettings): readonly Flow[] => [
  overallSync, stateMachine, errorHandling(retry.retries), architecture, validation, reconciliation, monitoring, backoff(retry), versionConflict, timeline,
];

/** What one entry took in one flow, with its time and number. */
export interface Taken {
  readonly edge: string;
  readonly basis: 'logged' | 'implied';
  readonly value?: string;
  readonly ms?: number;
  /** ms since 1970. */
  readonly at: number;
  readonly seq: number;
}

/** The path that entries took through a flow, in the order of the log. */
export const pathOf = (flow: Flow, changes: readonly { readonly seq: number; readonly change: Change }[]): readonly Taken[] =>
  changes.flatMap(({ seq, change }) => flow.trace(change).map((passage) => ({ ...passage, at: change.entry.at, seq })));
