import type { Status } from '../engine/status';

export type { Status };

/** How a status looks everywhere: a codicon, and the theme colour of the icon alone. Red: failed, counted; purple: your choice; yellow: tries again itself; blue: moving; green: done; grey: at rest. */
export interface StatusLook {
  /** Name of the codicon. */
  readonly icon: string;
  /** Id of the theme colour; `--vscode-` and dashes for dots make the CSS variable. */
  readonly color: string;
}

/** The look of each of the nine. */
export const STATUS_LOOK: Readonly<Record<Status, StatusLook>> = {
  VERSION_CONFLICT: { icon: 'git-merge', color: 'charts.purple' },
  DEAD_LETTER: { icon: 'circle-slash', color: 'charts.red' },
  VALIDATION_FAILED: { icon: 'bracket-error', color: 'charts.red' },
  ERROR: { icon: 'error', color: 'charts.red' },
  RETRY_PENDING: { icon: 'history', color: 'charts.yellow' },
  PROCESSING: { icon: 'sync', color: 'charts.blue' },
  PENDING: { icon: 'circle-large-outline', color: 'descriptionForeground' },
  SKIPPED: { icon: 'debug-step-over', color: 'descriptionForeground' },
  SYNCED: { icon: 'pass', color: 'charts.green' },
};
