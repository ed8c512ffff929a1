import * as vscode from 'vscode';
import type { Status } from '../../engine/status';

interface Look {
  /** Codicon. */
  readonly icon: string;
  readonly color: string;
  /** Letter beside a file's name; '' for what is at rest. */
  readonly badge: string;
}

/** How a status looks: always icon and word, and the colour of its kind. */
export const LOOKS: Readonly<Record<Status, Look>> = {
  VERSION_CONFLICT: { icon: 'git-merge', color: 'charts.purple', badge: 'C' },
  DEAD_LETTER: { icon: 'circle-slash', color: 'charts.red', badge: 'D' },
  VALIDATION_FAILED: { icon: 'bracket-error', color: 'charts.red', badge: 'V' },
  ERROR: { icon: 'error', color: 'charts.red', badge: 'E' },
  RETRY_PENDING: { icon: 'history', color: 'charts.yellow', badge: 'R' },
  PROCESSING: { icon: 'sync', color: 'charts.blue', badge: 'S' },
  PENDING: { icon: 'circle-large-outline', color: 'descriptionForeground', badge: 'P' },
  SKIPPED: { icon: 'debug-step-over', color: 'descriptionForeground', badge: '' },
  SYNCED: { icon: 'pass', color: 'charts.green', badge: '' },
};

/** The icon of a status in its colour. */
export const statusIcon = (status: Status): vscode.ThemeIcon => new vscode.ThemeIcon(LOOKS[status].icon, new vscode.ThemeColor(LOOKS[status].color));
