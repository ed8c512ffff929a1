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
import { FLOW_NAMES, type Flow, type FlowName } from './flow';

/** One of the ten flows, as the configured retries (D8) make it. */
export function flowOf(name: FlowName, retry: RetrySettings): Flow {
  switch (name) {
    case 'overall-sync':
      return overallSync;
    case 'state-machine':
      return stateMachine;
    case 'error-handling':
      return errorHandling(retry.retries);
    case 'architecture':
      return architecture;
    case 'validation':
      return validation;
    case 'reconciliation':
      return reconciliation;
    case 'monitoring':
      return monitoring;
    case 'backoff':
      return backoff(retry);
    case 'version-conflict':
      return versionConflict;
    case 'timeline':
      return timeline;
  }
}

/** All ten, D1 to D10. */
export const flowsOf = (retry: RetrySettings): readonly Flow[] => FLOW_NAMES.map((name) => flowOf(name, retry));

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
